package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/content"
	"lawkiosk/content/contenttest"
	"lawkiosk/fleet"
	"lawkiosk/fleet/load"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is a configuration with a real content pack, in a folder of its own.
type house struct {
	*testing.T
	dir, config string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, dir: t.TempDir()}
	h.config = filepath.Join(h.dir, "fleetd.toml")
	pack := contenttest.File(t, contenttest.Synthetic(2))
	h.write(h.config, fmt.Sprintf("listen = \"127.0.0.1:0\"\ndata_dir = %q\n[content]\npack = %q\nkeys = [%q]\n[mqtt]\nlisten = \"127.0.0.1:0\"\n",
		filepath.Join(h.dir, "data"), pack, content.FormatPublicKey(contenttest.PublicKey())))
	return h
}

func (h *house) write(path, text string) {
	h.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.Fatal(err)
	}
}

// serve runs the server until stop, which waits for its end.
func (h *house) serve() (s *Server, stop func()) {
	h.Helper()
	cfg, err := ReadConfig(h.config)
	if err != nil {
		h.Fatal(err)
	}
	s, err = New(h.Context(), cfg, Deps{Log: slog.New(slog.DiscardHandler), Version: "test", Rooms: newStill()})
	if err != nil {
		h.Fatal(err)
	}
	if err := s.Listen(h.Context()); err != nil {
		h.Fatal(err)
	}
	ctx, cancel := context.WithCancel(h.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return s, func() {
		cancel()
		if err := <-ended; err != nil {
			h.Error(err)
		}
		if err := s.Close(); err != nil {
			h.Error(err)
		}
	}
}

func (h *house) run(in string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Main(h.Context(), args, strings.NewReader(in), &o, &e, "test")
	return code, o.String(), e.String()
}

func (h *house) must(args ...string) string {
	h.Helper()
	code, out, errs := h.run("", args...)
	if code != 0 {
		h.Fatalf("fleetd %v: %d %s", args, code, errs)
	}
	return out
}

func lastWord(s string) string {
	f := strings.Fields(s)
	return f[len(f)-1]
}

func TestCommandLine(t *testing.T) {
	h := newHouse(t)
	conf := "-config=" + h.config
	if out := h.must("check", conf); !strings.Contains(out, "is good; content 2026.11.22-1") {
		t.Error(out)
	}
	token := lastWord(h.must("kiosk", "add", conf, "-id", "520103-001", "-centre", "520103-centre", "-name", "大厅"))
	if len(token) < 40 {
		t.Error(token)
	}
	if again := lastWord(h.must("kiosk", "rotate-token", conf, "-id", "520103-001")); again == token || len(again) != len(token) {
		t.Error("the token is not new")
	}
	h.must("kiosk", "rename", conf, "-id", "520103-001", "-name", "二楼")
	made := lastWord(h.must("user", "add", conf, "-name", "zhang", "-role", "viewer"))
	if len(made) < 20 {
		t.Error(made)
	}
	h.must("user", "disable", conf, "-name", "zhang")
	h.must("user", "enable", conf, "-name", "zhang")
	if code, _, errs := h.run("Guide-2026-ok\n", "user", "passwd", conf, "-name", "zhang", "-stdin"); code != 0 {
		t.Error(errs)
	}
	if out := h.must("kiosk", "list", conf); !strings.Contains(out, "never-seen  二楼") {
		t.Error(out)
	}
	h.must("kiosk", "retire", conf, "-id", "520103-001")
	if out := h.must("kiosk", "list", conf); !strings.Contains(out, "retired") {
		t.Error(out)
	}
	if out := h.must("user", "list", conf); !strings.Contains(out, "zhang") || strings.Contains(out, "argon2") {
		t.Error(out)
	}
	cfg, err := ReadConfig(h.config)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), cfg.Database())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	entries, err := s.AuditList(t.Context(), 0, 100)
	if err != nil || len(entries) != 8 || entries[0].Action != "kiosk.retire" || entries[7].Action != "kiosk.add" || entries[7].Who != commandLine {
		t.Errorf("the audit of the command line: %+v %v", entries, err)
	}
	if out := h.must("openapi"); !strings.Contains(out, "/api/overview") {
		t.Error(out)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"dance"}, 2, `cannot run "dance"`},
		{[]string{"kiosk"}, 2, "no such command"},
		{[]string{"kiosk", "add", conf, "-id", "A"}, 2, "small letters"},
		{[]string{"kiosk", "add", conf, "-id", "520103-002", "-centre", "x"}, 2, "allowed are 520100-centre"},
		{[]string{"kiosk", "add", conf, "-id", "520103-001", "-centre", "520103-centre"}, 1, "exists already"},
		{[]string{"kiosk", "retire", conf, "-id", "520103-009"}, 1, "not found"},
		{[]string{"kiosk", "retire", conf}, 2, "flag -id is missing"},
		{[]string{"user", "add", conf, "-name", "li", "-role", "king"}, 2, "allowed are [operator viewer lawyer lead]"},
		{[]string{"user", "add", conf, "-name", "a b", "-role", "viewer"}, 2, "cannot use name"},
		{[]string{"user", "passwd", conf, "-name", "zhang", "-stdin"}, 1, "0 characters"},
		{[]string{"serve", "-nonsense"}, 2, "nonsense"},
		{[]string{"serve", conf, "more"}, 2, "flags only"},
		{[]string{"check", "-config", "missing.toml"}, 2, "missing.toml: cannot read"},
	} {
		if code, _, errs := h.run("", c.args...); code != c.code || !strings.Contains(errs, c.want) {
			t.Errorf("%v: %d %s", c.args, code, errs)
		}
	}
}

func TestConfigFaults(t *testing.T) {
	good := "listen = \"127.0.0.1:9000\"\n[content]\npack = \"p\"\nkeys = [\"" + content.FormatPublicKey(make(ed25519.PublicKey, 32)) + "\"]\n"
	if _, err := parseConfig("f.toml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		good + "colour = 1\n":                      "f.toml:5: content.colour: unknown key; allowed are listen",
		good + "[mqtt]\nlisten = 7\n":              "f.toml:6: mqtt.listen: allowed is an address for kiosks",
		good + "[mqtt]\nlisten = \"nowhere\"\n":    "f.toml:6: mqtt.listen: allowed is",
		good + "[mqtt]\ntls_cert = \"none.pem\"\n": "f.toml:6: mqtt.tls_cert: a certificate's file",
		good + "[session]\nidle = \"1s\"\n":        "f.toml:6: session.idle: allowed is",
		good + "[session]\nmax = \"5m\"\n":         "f.toml:6: session.max: allowed is",
		"public_url = \"ftp://x\"\n" + good:        "f.toml:1: public_url: allowed is",
		"listen = \"x\"\n":                         "f.toml:1: listen: allowed is",
		"":                                         "f.toml: content.pack: allowed is",
		"listen = [":                               "f.toml:1:",
	} {
		_, err := parseConfig("f.toml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestPortInUse(t *testing.T) {
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	text, err := os.ReadFile(h.config)
	if err != nil {
		t.Fatal(err)
	}
	h.write(h.config, strings.Replace(string(text), `listen = "127.0.0.1:0"`, fmt.Sprintf("listen = %q", l.Addr()), 1))
	code, _, errs := h.run("", "serve", "-config", h.config)
	if want := fmt.Sprintf("fleetd: cannot start: %s is in use by another program; stop that or change listen in %s\n", l.Addr(), h.config); code != 1 || errs != want {
		t.Errorf("%d\n got %s want %s", code, errs, want)
	}
}

// TestWholeFleet runs the server with simulated kiosks and reads as an operator.
func TestWholeFleet(t *testing.T) {
	h := newHouse(t)
	password := lastWord(h.must("user", "add", "-config", h.config, "-name", "zhang", "-role", "operator"))
	enrolled, err := EnrolSimulated(t.Context(), h.config, 12)
	if err != nil {
		t.Fatal(err)
	}
	s, stop := h.serve()
	defer stop()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Client{Jar: jar}
	defer web.CloseIdleConnections()
	base := "http://" + s.HTTPAddr().String()
	call := func(method, path, body string) string {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := web.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode > 299 {
			t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, b, err)
		}
		return string(b)
	}
	call("POST", "/api/session", fmt.Sprintf(`{"name":"zhang","password":%q}`, password))
	call("POST", "/api/kiosks/"+enrolled[0].ID+"/commands", `{"kind":"page.reload"}`)

	l := load.Config{URL: "tcp://" + s.MQTTAddr().String(), Duration: 2 * time.Second, Visits: 7200, Faults: 3600, Cuts: 1800, Health: 200 * time.Millisecond}
	for _, e := range enrolled {
		l.Kiosks = append(l.Kiosks, load.Identity(e))
	}
	stats, err := load.Run(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := stats.Write(&table); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + table.String())
	if stats.Visits == 0 || stats.Acked != stats.Made || stats.Left != 0 || stats.Commands != 1 {
		t.Fatalf("%+v", table.String())
	}
	var o struct {
		Totals struct{ Visits_today, Prints_today, Kiosks int } //nolint:revive // JSON's names
	}
	if err := json.Unmarshal([]byte(call("GET", "/api/overview", "")), &o); err != nil {
		t.Fatal(err)
	}
	if o.Totals.Visits_today != stats.Visits || o.Totals.Prints_today != stats.Prints || o.Totals.Kiosks != 12 {
		t.Fatalf("the console says %+v, the kiosks made %d visits and %d prints", o.Totals, stats.Visits, stats.Prints)
	}
	c, err := s.Store().KioskCommands(t.Context(), enrolled[0].ID, 1)
	if err != nil || len(c) != 1 || c[0].State != fleet.CommandDone || c[0].Kind != wire.CommandReload {
		t.Fatalf("%+v %v", c, err)
	}
}
