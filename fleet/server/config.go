package server

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"lawkiosk/content"
)

// Config is what fleetd.toml says.
type Config struct {
	File      string // where it was read from
	Listen    string
	DataDir   string
	PublicURL *url.URL
	Pack      string
	Keys      []ed25519.PublicKey
	MQTT      MQTTConfig
	Idle, Max time.Duration // of sessions
	TLS       TLSConfig
	Meeting   MeetingConfig
}

// MQTTConfig is the table [mqtt].
type MQTTConfig struct {
	Listen string
	TLS    *tls.Config // nil: plain
}

// Database is the database's file.
func (c Config) Database() string { return filepath.Join(c.DataDir, "fleet.db") }

// file is fleetd.toml as it is written.
type file struct {
	Listen    string `toml:"listen"`
	DataDir   string `toml:"data_dir"`
	PublicURL string `toml:"public_url"`
	Content   struct {
		Pack string   `toml:"pack"`
		Keys []string `toml:"keys"`
	} `toml:"content"`
	MQTT struct {
		Listen  string `toml:"listen"`
		TLSCert string `toml:"tls_cert"`
		TLSKey  string `toml:"tls_key"`
	} `toml:"mqtt"`
	Session struct {
		Idle string `toml:"idle"`
		Max  string `toml:"max"`
	} `toml:"session"`
	meetingFile
}

// keyText says what may stand for a key.
type keyText struct{ key, text string }

var baseKeys = []keyText{
	{"listen", `an address to serve pages on, "127.0.0.1:9000"`},
	{"data_dir", `a folder for the database, "/var/lib/fleetd"`},
	{"public_url", `the address people use, "https://law.example.cn"`},
	{"content.pack", `the content pack's file, "content.lkpack"`},
	{"content.keys", `a list of Ed25519 public keys in base64, as contentctl pubkey prints them`},
	{"mqtt.listen", `an address for kiosks, "0.0.0.0:1883"`},
	{"mqtt.tls_cert", `a certificate's file (PEM), together with mqtt.tls_key`},
	{"mqtt.tls_key", `the certificate's key file (PEM), together with mqtt.tls_cert`},
	{"session.idle", `a time without use after which people are signed out, "1m" to "8h"`},
	{"session.max", `a time after which people are signed out anyway, at least session.idle, at most "24h"`},
}

func keys() []keyText { return slices.Concat(baseKeys, meetingKeys) }

// allowed says what may stand for a key that is known.
func allowed(key string) string {
	for _, k := range keys() {
		if k.key == key {
			return k.text
		}
	}
	return ""
}

// Fault is a mistake in a configuration file.
type Fault struct {
	File, Key, Why string
	Line           int
}

// Error is FILE:LINE: KEY: what is allowed.
func (f *Fault) Error() string {
	where := f.File
	if f.Line > 0 {
		where += ":" + strconv.Itoa(f.Line)
	}
	if f.Key != "" {
		where += ": " + f.Key
	}
	return where + ": " + f.Why
}

// ReadConfig reads and checks a file. Its errors join Faults, all of them at once.
func ReadConfig(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, &Fault{File: path, Why: "cannot read the configuration: " + errors.Unwrap(err).Error()}
	}
	return parseConfig(path, text)
}

func parseConfig(path string, text []byte) (Config, error) {
	f := file{Listen: "127.0.0.1:9000", DataDir: "/var/lib/fleetd", PublicURL: "http://127.0.0.1:9000", meetingFile: defaultMeeting()}
	f.MQTT.Listen, f.Session.Idle, f.Session.Max = "127.0.0.1:1883", "30m", "12h"
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return Config{}, tomlFaults(path, err)
	}
	r := reader{path: path, lines: keyLines(text)}
	c := Config{File: path, Listen: r.address("listen", f.Listen), DataDir: f.DataDir, Pack: f.Content.Pack}
	r.want("data_dir", f.DataDir != "")
	r.want("content.pack", f.Content.Pack != "")
	u, err := url.Parse(f.PublicURL)
	r.want("public_url", err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.Trim(u.Path, "/") == "")
	c.PublicURL = u
	r.want("content.keys", len(f.Content.Keys) > 0)
	for _, k := range f.Content.Keys {
		key, err := content.ParsePublicKey(k)
		r.want("content.keys", err == nil)
		c.Keys = append(c.Keys, key)
	}
	c.MQTT.Listen = r.address("mqtt.listen", f.MQTT.Listen)
	if f.MQTT.TLSCert != "" || f.MQTT.TLSKey != "" {
		cert, err := tls.LoadX509KeyPair(f.MQTT.TLSCert, f.MQTT.TLSKey)
		if err != nil {
			r.fault("mqtt.tls_cert", fmt.Sprintf("%s (%v)", allowed("mqtt.tls_cert"), err))
		}
		c.MQTT.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	c.Idle = r.span("session.idle", f.Session.Idle, time.Minute, 8*time.Hour)
	c.Max = r.span("session.max", f.Session.Max, c.Idle, 24*time.Hour)
	r.meeting(f.meetingFile, &c)
	return c, errors.Join(r.faults...)
}

// reader gathers the faults of a file's values.
type reader struct {
	path   string
	lines  map[string]int
	faults []error
}

func (r *reader) fault(key, why string) {
	r.faults = append(r.faults, &Fault{File: r.path, Line: r.lines[key], Key: key, Why: why})
}

func (r *reader) want(key string, ok bool) {
	if !ok {
		r.fault(key, "allowed is "+allowed(key))
	}
}

func (r *reader) address(key, text string) string {
	_, port, err := net.SplitHostPort(text)
	n, perr := strconv.ParseUint(port, 10, 16)
	r.want(key, err == nil && perr == nil && n <= 65535)
	return text
}

func (r *reader) span(key, text string, low, high time.Duration) time.Duration {
	d, err := time.ParseDuration(text)
	r.want(key, err == nil && d >= low && d <= high)
	return d
}

// tomlFaults turns the decoder's errors into faults.
func tomlFaults(path string, err error) error {
	var strict *toml.StrictMissingError
	var one *toml.DecodeError
	switch {
	case errors.As(err, &strict):
		out := make([]error, 0, len(strict.Errors))
		for i := range strict.Errors {
			e := &strict.Errors[i]
			row, _ := e.Position()
			out = append(out, &Fault{File: path, Line: row, Key: strings.Join(e.Key(), "."), Why: "unknown key; allowed are " + strings.Join(keyNames(), ", ")})
		}
		return errors.Join(out...)
	case errors.As(err, &one):
		row, _ := one.Position()
		key := strings.Join(one.Key(), ".")
		why := strings.TrimPrefix(one.Error(), "toml: ")
		if a := allowed(key); a != "" {
			why = "allowed is " + a
		}
		return &Fault{File: path, Line: row, Key: key, Why: why}
	}
	return &Fault{File: path, Why: err.Error()}
}

func keyNames() []string {
	all := keys()
	names := make([]string, 0, len(all))
	for _, k := range all {
		names = append(names, k.key)
	}
	return names
}

// keyLines finds the lines of keys in a file that the decoder has accepted.
func keyLines(text []byte) map[string]int {
	out, table := map[string]int{}, ""
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			if end := strings.IndexByte(line, ']'); end > 0 {
				table = strings.TrimSpace(line[1:end]) + "."
			}
			continue
		}
		if key, _, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			out[table+strings.TrimSpace(key)] = i + 1
		}
	}
	return out
}
