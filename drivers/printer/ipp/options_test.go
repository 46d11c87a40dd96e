package ipp

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer/printertest"
)

func TestOpen(t *testing.T) {
	pin := strings.Repeat("ab:", 31) + "cd"
	for _, c := range []struct {
		name    string
		options drivers.Options
		key     string // of the expected mistake
	}{
		{"least", drivers.Options{"uri": "ipp://printer"}, ""},
		{"most", drivers.Options{"uri": "ipps://printer:9631/ipp/print", "poll": "5s", "busy": "1s", "timeout": "3s", "user": "k", "fingerprint": pin}, ""},
		{"no uri", nil, "uri"},
		{"other scheme", drivers.Options{"uri": "lpd://printer"}, "uri"},
		{"no host", drivers.Options{"uri": "ipp:///ipp/print"}, "uri"},
		{"credentials", drivers.Options{"uri": "ipp://u:p@printer/"}, "uri"},
		{"no address", drivers.Options{"uri": "::"}, "uri"},
		{"bad poll", drivers.Options{"uri": "ipp://printer", "poll": "often"}, "poll"},
		{"unknown key", drivers.Options{"uri": "ipp://printer", "url": "x"}, "url"},
		{"long user", drivers.Options{"uri": "ipp://printer", "user": strings.Repeat("u", 256)}, "user"},
		{"pin without tls", drivers.Options{"uri": "ipp://printer", "fingerprint": pin}, "fingerprint"},
		{"short pin", drivers.Options{"uri": "ipps://printer", "fingerprint": "abcd"}, "fingerprint"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Open(c.options)
			if c.key == "" {
				if err != nil || d.Status().State != drivers.Starting || d.Info().Address != c.options["uri"] {
					t.Errorf("got %v, %v", d, err)
				}
				return
			}
			var mistake *drivers.OptionError
			if d != nil || !errors.As(err, &mistake) || mistake.Key != c.key {
				t.Errorf("got %v, %v, want a mistake of key %q", d, err, c.key)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for raw, want := range map[string][2]string{
		"ipp://p":                 {"http://p:631/ipp/print", "ipp://p/ipp/print"},
		"ipp://p:8631/ipp/print":  {"http://p:8631/ipp/print", "ipp://p:8631/ipp/print"},
		"ipps://p/printers/a":     {"https://p:631/printers/a", "ipps://p/printers/a"},
		"http://p/ipp":            {"http://p/ipp", "ipp://p/ipp"},
		"https://p:443/":          {"https://p:443/ipp/print", "ipps://p:443/ipp/print"},
		"ipp://[fe80::1]/ipp":     {"http://[fe80::1]:631/ipp", "ipp://[fe80::1]/ipp"},
		"ipp://192.0.2.1:631/ipp": {"http://192.0.2.1:631/ipp", "ipp://192.0.2.1:631/ipp"},
	} {
		target, uri, err := addresses(raw)
		if err != nil || target != want[0] || uri != want[1] {
			t.Errorf("%s: got %s, %s, %v, want %v", raw, target, uri, err, want)
		}
	}
}

// TestPinnedCertificate prints to an ipps printer whose certificate nobody signed.
func TestPinnedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.StartTLS()
	certificate := server.TLS.Certificates[0]
	server.Close()
	sim := simulate(t, printertest.Options{TLS: &tls.Config{Certificates: []tls.Certificate{certificate}}})
	sum := sha256.Sum256(certificate.Certificate[0])
	for _, c := range []struct {
		name, pin string
		trusted   bool
	}{
		{"its fingerprint", hex.EncodeToString(sum[:]), true},
		{"another fingerprint", strings.Repeat("00", 32), false},
		{"none", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := quick(sim.URI())
			o.Fingerprint = c.pin
			p, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			defer p.link.close()
			s, err := p.ask(t.Context())
			if c.trusted {
				if err != nil || !s.Ready() {
					t.Errorf("got %+v, %v, want a ready printer", s, err)
				}
				return
			}
			if !errors.Is(err, drivers.ErrOffline) || !strings.Contains(unreachable(err).Detail, "not trusted") {
				t.Errorf("got %v (%q), want it not trusted", err, unreachable(err).Detail)
			}
		})
	}
}
