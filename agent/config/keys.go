package config

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lawkiosk/fleet/wire"
)

// key is one key of the file: what may stand there, and where it goes.
type key struct {
	name     string
	required bool
	want     string // the sentence of a fault
	set      func(any) bool
}

// take reads one key from the file.
func (s *source) take(k key) {
	v, ok := s.lookup(k.name)
	switch {
	case ok && !k.set(v):
		s.fault(k.name, k.want)
	case !ok && k.required && s.tableThere(k.name):
		s.fault(k.name, "is missing: "+k.want)
	}
}

// optional are the tables that may be absent as a whole.
var optional = []string{"fleet"}

func (s *source) tableThere(name string) bool {
	table, _, nested := strings.Cut(name, ".")
	if !nested || !slices.Contains(optional, table) {
		return true
	}
	_, ok := s.tree[table]
	return ok
}

func (s *source) lookup(name string) (any, bool) {
	at, last := s.tree, name
	if table, rest, nested := strings.Cut(name, "."); nested {
		sub, ok := s.tree[table].(map[string]any)
		if !ok {
			return nil, false
		}
		at, last = sub, rest
	}
	v, ok := at[last]
	return v, ok
}

// unknown reports what nobody asked for. The drivers check their own keys.
func (s *source) unknown() {
	known := map[string][]string{"": {"idcard", "printer", "lights"}}
	var none Config
	for _, k := range keys(&none) {
		table, name, nested := strings.Cut(k.name, ".")
		if !nested {
			table, name = "", k.name
		} else if !slices.Contains(known[""], table) {
			known[""] = append(known[""], table)
		}
		known[table] = append(known[table], name)
	}
	s.unknownIn("", s.tree, known[""])
	for _, table := range slices.Sorted(maps.Keys(known)) {
		if sub, ok := s.tree[table].(map[string]any); ok && table != "" {
			s.unknownIn(table, sub, known[table])
		} else if v, there := s.tree[table]; there && table != "" && !ok {
			s.fault(table, fmt.Sprintf("must be a table, written [%s], not %v", table, v))
		}
	}
}

func (s *source) unknownIn(table string, tree map[string]any, known []string) {
	slices.Sort(known)
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if !slices.Contains(known, name) {
			s.fault(join(table, name), "is not a key; the keys here are: "+strings.Join(known, ", "))
		}
	}
}

var placeName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{2,63}$`)

// keys are all keys of the file but the drivers' tables. docs/operating.md
// lists the same, which a test checks.
func keys(c *Config) []key {
	fleet := func() *Fleet {
		if c.Fleet == nil {
			c.Fleet = &Fleet{}
		}
		return c.Fleet
	}
	return []key{
		{
			"kiosk", true, `must be this kiosk's name, 3 to 64 small letters, digits and hyphens, such as "520103-001"`,
			text(func(v string) bool { c.Kiosk = v; return wire.CheckKioskID(v) == nil }),
		},
		{
			"centre", true, `must be the name of a centre in the content, such as "520103-centre"`,
			text(func(v string) bool { c.Centre = v; return placeName.MatchString(v) }),
		},
		{
			"listen", false, `must be a loopback address and a port, such as "127.0.0.1:8080"`,
			text(func(v string) bool { c.Listen = v; return loopback(v) }),
		},
		{
			"data_dir", false, `must be the path of a folder, such as "/var/lib/kioskd"`,
			text(func(v string) bool { c.DataDir = v; return v != "" }),
		},
		{
			"public_url", true, `must be the http or https address at which phones find guides, such as "https://law.example"`,
			text(func(v string) bool { c.PublicURL = strings.TrimRight(v, "/"); return webURL(v) }),
		},
		{
			"content.pack", true, `must be the path at which content packs appear, such as "/var/lib/kioskd/incoming.lkpack"`,
			text(func(v string) bool { c.Content.Pack = v; return v != "" }),
		},
		{
			"content.keys", true, "must be a list of one or more Ed25519 public keys in base64 (44 characters each)",
			func(v any) (ok bool) { c.Content.Keys, ok = publicKeys(v); return ok },
		},
		{
			"fleet.url", true, `must be the fleet's address, "tcp://HOST:PORT" or "tls://HOST:PORT"`,
			text(func(v string) bool { fleet().URL = v; return fleetURL(v) }),
		},
		{
			"fleet.token_file", true, "must be the path of the file that holds this kiosk's token",
			text(func(v string) bool { fleet().TokenFile = v; return v != "" }),
		},
		{
			"fleet.api", false, `must be the http or https address of the fleet's door, such as "https://law.example"; without it public_url is used`,
			text(func(v string) bool { fleet().API = strings.TrimRight(v, "/"); return webURL(v) }),
		},
		{
			"fleet.ca", false, "must be the path of a PEM file with the certificate of the authority that fleet.api is trusted by",
			text(func(v string) bool { fleet().CA = v; return v != "" }),
		},
		{
			"meeting.livekit_origin", false, `must be the origin of the video rooms where they are not the fleet's own, such as "wss://rooms.example"`,
			text(func(v string) bool { c.Meeting.Rooms = strings.TrimRight(v, "/"); return origin(v) }),
		},
		{
			"camera.devices", false, `must be a list of one or more paths of capture devices, such as ["/dev/video0"]`,
			func(v any) (ok bool) { c.Camera.Devices, ok = devicePaths(v); return ok },
		},
		{
			"camera.document", false, "must be a part of the document camera's label, as the browser shows it",
			text(func(v string) bool { c.Camera.Document = v; return v != "" && len(v) <= 200 }),
		},
		{
			"voice.espeak", false, `must be the whole path of the program that reads aloud, such as "/usr/bin/espeak-ng"`,
			text(func(v string) bool { c.Voice.Espeak = v; return filepath.IsAbs(v) }),
		},
		{
			"voice.recordings", false, `must be the path of a folder with recordings, such as "/var/lib/kioskd/recordings"`,
			text(func(v string) bool { c.Voice.Recordings = v; return v != "" }),
		},
		{"voice.speed", false, "must be a whole number of words a minute from 80 to 300", number(&c.Voice.Speed, 80, 300)},
		{
			"visit.idle", false, `must be a time span from "10s" to "10m"`,
			span(&c.Visit.Idle, 10*time.Second, 10*time.Minute),
		},
		{
			"visit.warn", false, `must be a time span from "5s" to "2m"`,
			span(&c.Visit.Warn, 5*time.Second, 2*time.Minute),
		},
		{"visit.max_copies", false, "must be a whole number from 1 to 20", number(&c.Visit.MaxCopies, 1, 20)},
		{"visit.max_prints", false, "must be a whole number from 1 to 100", number(&c.Visit.MaxPrints, 1, 100)},
	}
}

func text(set func(string) bool) func(any) bool {
	return func(v any) bool {
		s, ok := v.(string)
		return ok && set(s)
	}
}

func span(to *time.Duration, low, high time.Duration) func(any) bool {
	return text(func(v string) bool {
		d, err := time.ParseDuration(v)
		*to = d
		return err == nil && d >= low && d <= high
	})
}

func number(to *int, low, high int64) func(any) bool {
	return func(v any) bool {
		n, ok := v.(int64)
		*to = int(n)
		return ok && n >= low && n <= high
	}
}

// loopback accepts 127.0.0.1:PORT, [::1]:PORT and localhost:PORT: the page
// belongs to this machine's own screen.
func loopback(v string) bool {
	host, port, err := net.SplitHostPort(v)
	if err != nil {
		return false
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func webURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

func fleetURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "tcp" || u.Scheme == "tls") && u.Hostname() != "" && u.Port() != "" &&
		(u.Path == "" || u.Path == "/") && u.User == nil
}

// origin accepts a scheme and a host, as a page's policy can name them.
func origin(v string) bool {
	u, err := url.Parse(v)
	return err == nil && slices.Contains([]string{"ws", "wss", "http", "https"}, u.Scheme) && hostPort.MatchString(u.Host) &&
		(u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

var hostPort = regexp.MustCompile(`^([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?$`)

func devicePaths(v any) (paths []string, ok bool) {
	list, ok := v.([]any)
	for _, item := range list {
		s, text := item.(string)
		if !text || !filepath.IsAbs(s) {
			return nil, false
		}
		paths = append(paths, s)
	}
	return paths, ok && len(paths) > 0
}

func publicKeys(v any) ([]ed25519.PublicKey, bool) {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return nil, false
	}
	var keys []ed25519.PublicKey
	for _, item := range list {
		s, ok := item.(string)
		if !ok {
			return nil, false
		}
		raw, err := base64.StdEncoding.DecodeString(s)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, false
		}
		keys = append(keys, raw)
	}
	return keys, true
}
