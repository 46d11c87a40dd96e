package config

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"net/url"
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
	known := map[string][]string{"": {"idcard", "printer"}}
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
