package server

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/content"
	"lawkiosk/fleet/totp"
)

// labelled reads the lines "name: value" that the command line prints for scripts.
func labelled(out string) map[string][]string {
	found := map[string][]string{}
	for line := range strings.Lines(out) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			found[name] = append(found[name], value)
		}
	}
	return found
}

func TestLawyersOnTheCommandLine(t *testing.T) {
	h := newHouse(t)
	conf := "-config=" + h.config
	cfg, err := ReadConfig(h.config)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := content.OpenPack(cfg.Pack, cfg.Keys)
	if err != nil {
		t.Fatal(err)
	}
	theme := pack.Themes[0].ID
	add := func(more ...string) []string {
		return append([]string{"user", "add", conf, "-name", "wang", "-role", "lawyer", "-display", "王律师", "-licence", "11010120261100001", "-firm", "测试律师事务所"}, more...)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{add(), 2, "needs a region or a pool"},
		{add("-regions", "520103"), 2, "something to speak"},
		{add("-regions", "520103", "-speaks", "latin"), 2, "allowed are [mandarin"},
		{add("-regions", "999999", "-speaks", "mandarin"), 2, "allowed are 5201"},
		{add("-regions", "520103", "-speaks", "mandarin", "-skills", "flying"), 2, "allowed are " + theme},
		{add("-regions", "520103", "-speaks", "mandarin", "-pools", "world"), 2, "allowed is city"},
		{[]string{"user", "profile", conf, "-name", "wang", "-firm", "x"}, 1, "not found"},
		{[]string{"user", "totp", conf, "-name", "wang"}, 1, "not found"},
	} {
		if code, _, errs := h.run("", c.args...); code != c.code || !strings.Contains(errs, c.want) {
			t.Errorf("%v: %d %s", c.args, code, errs)
		}
	}
	said := labelled(h.must(add("-regions", "520103,520100", "-speaks", "mandarin,guizhou", "-skills", theme)...))
	if len(said["password"]) != 1 || len(said["totp-secret"]) != 1 || len(said["totp-uri"]) != 1 || len(said["recovery"]) != 10 || !strings.HasPrefix(said["totp-uri"][0], "otpauth://totp/") {
		t.Fatalf("%v", said)
	}
	if out := h.must("user", "profile", conf, "-name", "wang", "-pools", "city", "-skills", "-"); !strings.Contains(out, "regions [520103 520100], skills [], speaks [mandarin guizhou], pools [city]") {
		t.Error(out)
	}
	again := labelled(h.must("user", "totp", conf, "-name", "wang"))
	if len(again["recovery"]) != 10 || again["totp-secret"][0] == said["totp-secret"][0] || again["password"] != nil {
		t.Errorf("%v", again)
	}
	if about, err := os.Stat(cfg.VaultKey()); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("the vault's key: %v %v", about, err)
	}

	s, stop := h.serve()
	defer stop()
	code, err := totp.Code(again["totp-secret"][0], time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		body   string
		status int
	}{
		{fmt.Sprintf(`{"name":"wang","password":%q}`, said["password"][0]), 401},
		{fmt.Sprintf(`{"name":"wang","password":%q,"code":%q}`, said["password"][0], said["recovery"][0]), 401},
		{fmt.Sprintf(`{"name":"wang","password":%q,"code":%q}`, said["password"][0], code), 200},
		{fmt.Sprintf(`{"name":"wang","password":%q,"code":%q}`, said["password"][0], again["recovery"][9]), 200},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.HTTPAddr().String()+"/api/session", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Close = true
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d", c.body, resp.StatusCode)
		}
	}
}

// TestLostKey: a server whose vault's key is gone does not make another in silence.
func TestLostKey(t *testing.T) {
	h := newHouse(t)
	h.must("user", "add", "-config", h.config, "-name", "zhang", "-role", "viewer")
	h.must("user", "totp", "-config", h.config, "-name", "zhang")
	if err := os.Remove(filepath.Join(h.dir, "data", "vault.key")); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := h.run("", "serve", "-config", h.config); code != 1 || !strings.Contains(errs, "vault.key is missing; put it back from its backup") {
		t.Fatalf("%d %s", code, errs)
	}
}
