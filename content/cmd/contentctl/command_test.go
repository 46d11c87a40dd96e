package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// result is what one run of contentctl did.
type result struct {
	code        int
	out, errors string
}

func contentctl(args ...string) result {
	var out, errs bytes.Buffer
	c := &command{
		stdout: &out, stderr: &errs, getenv: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) },
	}
	code := c.run(args)
	return result{code, out.String(), errs.String()}
}

// must runs contentctl and expects success.
func must(t *testing.T, args ...string) string {
	t.Helper()
	r := contentctl(args...)
	if r.code != exitOK {
		t.Fatalf("contentctl %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.errors)
	}
	return r.out
}

// testdata holds good and bad sources.
const testdata = "../../source/testdata"

func TestFromSourcesToPack(t *testing.T) {
	dir := t.TempDir()
	key, pack := filepath.Join(dir, "keys", "content.key"), filepath.Join(dir, "var", "content.lkpack")
	pub := strings.TrimSpace(must(t, "keygen", "-out", key))
	if st, err := os.Stat(key); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", st.Mode(), err)
	}
	if again := strings.TrimSpace(must(t, "pubkey", key)); again != pub {
		t.Errorf("pubkey %q, keygen said %q", again, pub)
	}
	out := must(t, "build", "-dir", filepath.Join(testdata, "good"), "-version", "2026.11.22-1", "-key", key, "-out", pack)
	if !strings.Contains(out, "version 2026.11.22-1") {
		t.Error(out)
	}
	first, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "build", "-dir", filepath.Join(testdata, "good"), "-version", "2026.11.22-1", "-key", key, "-out", pack)
	if second, err := os.ReadFile(pack); err != nil || !bytes.Equal(first, second) {
		t.Error("two builds at the same time differ")
	}
	if left, _ := os.ReadDir(filepath.Dir(pack)); len(left) != 1 {
		t.Errorf("files left beside the pack: %v", left)
	}
	if out := must(t, "verify", "-pub", pub, pack); !strings.Contains(out, "built 2026-11-22T08:00:00Z") {
		t.Error(out)
	}
	if out := must(t, "show", pack); !strings.Contains(out, "guide unpaid-wages  老板不发工资怎么办") {
		t.Error(out)
	}
	out = must(t, "show", pack, "unpaid-wages", "-pub", pub, "-lang", "en")
	if !strings.Contains(out, "Labour Contract Law, art. 85") || !strings.Contains(out, "  1. Work out the sum") {
		t.Error(out)
	}
	if r := contentctl("show", pack, "nothing"); r.code != exitFailed || !strings.Contains(r.errors, `cannot show "nothing": the pack holds no such guide; it holds`) {
		t.Errorf("%+v", r)
	}
	other := strings.TrimSpace(must(t, "keygen", "-out", filepath.Join(dir, "other.key")))
	if r := contentctl("verify", "-pub", other, pack); r.code != exitFailed || !strings.Contains(r.errors, "that is not trusted here") {
		t.Errorf("%+v", r)
	}
	if r := contentctl("keygen", "-out", key); r.code != exitFailed || !strings.Contains(r.errors, "it exists") {
		t.Errorf("%+v", r)
	}
}

func TestPromptsForAStudio(t *testing.T) {
	dir := filepath.Join("..", "..") // the product's own content
	for _, lang := range []string{"zh-CN", "en"} {
		lines := strings.Split(strings.TrimSpace(must(t, "prompts", "-dir", dir, "-lang", lang)), "\n")
		if lines[0] != "file\tlang\tprompt\ttext" || len(lines) < 100 {
			t.Fatalf("%d lines, the first %q", len(lines), lines[0])
		}
		for _, line := range lines[1:] {
			if cells := strings.Split(line, "\t"); len(cells) != 4 || len(cells[0]) != len("0123456789abcdef.wav") || cells[1] != lang || cells[3] == "" {
				t.Errorf("line %q", line)
			}
		}
	}
}

func TestCheckNamesMistakes(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(testdata, "mistakes"))); err != nil {
		t.Fatal(err)
	}
	r := contentctl("check", "-dir", dir)
	if r.code != exitFailed {
		t.Errorf("exit %d", r.code)
	}
	for _, want := range []string{
		filepath.Join(dir, "themes.toml") + ":6: theme[1].ikon: is an unknown key",
		filepath.Join(dir, "guides", "a.md") + ":3: theme: \"b\" is no theme of themes.toml",
		filepath.Join(dir, "guides", "a.en.md") + ": is missing",
	} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if !strings.Contains(r.errors, "content has mistakes: ") {
		t.Error(r.errors)
	}
	if r := contentctl("build", "-dir", dir, "-version", "1", "-key", writeKey(t), "-out", filepath.Join(dir, "p")); r.code != exitFailed {
		t.Errorf("a pack was built of mistakes: %+v", r)
	}
}

func writeKey(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "k")
	must(t, "keygen", "-out", path)
	return path
}

func TestMisuse(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "usage: contentctl"},
		{[]string{"fly"}, `unknown command "fly"`},
		{[]string{"check", "-colour"}, "flag provided but not defined: -colour"},
		{[]string{"check", "x"}, "check takes 0 to 0 arguments"},
		{[]string{"build", "-version", "1"}, "-key is missing"},
		{[]string{"build", "-version", "soon", "-key", "k", "-out", "o"}, `-version "soon" must be like`},
		{[]string{"build", "-version", "1", "-key", "k", "-out", "o", "-built", "now"}, `-built "now" must be like`},
		{[]string{"verify", "f"}, "-pub is missing"},
		{[]string{"keygen"}, "-out is missing"},
		{[]string{"prompts", "-lang", "fr"}, `-lang must be zh-CN or en, not "fr"`},
	} {
		if r := contentctl(tt.args...); r.code != exitMisused || !strings.Contains(r.errors, tt.want) {
			t.Errorf("%v: %+v, want %q", tt.args, r, tt.want)
		}
	}
	for _, args := range [][]string{
		{"check", "-dir", "no/such/folder"},
		{"preview", "-dir", "no/such/folder"},
		{"preview", "-dir", ".", "-addr", "0.0.0.0:0"},
		{"preview", "-dir", ".", "-addr", "8078"},
		{"preview", "-dir", ".", "-kioskd", "no/such/program"},
		{"pubkey", "no/such/key"},
		{"pubkey", "command.go"},
		{"verify", "-pub", "x", "f"},
		{"show", "command.go"},
	} {
		if r := contentctl(args...); r.code != exitFailed || !strings.Contains(r.errors, "cannot ") {
			t.Errorf("%v: %+v", args, r)
		}
	}
}
