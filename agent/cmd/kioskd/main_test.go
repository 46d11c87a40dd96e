package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const good = `kiosk = "520103-001"
centre = "520103-centre"
listen = "127.0.0.1:8080"
data_dir = "DATA"
public_url = "http://127.0.0.1:9000"
[content]
pack = "c.lkpack"
keys = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
[idcard]
driver = "sdt"
port = "/dev/ttyUSB0"
[printer]
driver = "ipp"
uri = "ipp://127.0.0.1:8631/ipp/print"
`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "k.toml")
	if err := os.WriteFile(path, []byte(strings.Replace(text, "DATA", filepath.Join(t.TempDir(), "data"), 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, bad bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &out, &bad)
	return code, out.String(), bad.String()
}

func TestExitCodes(t *testing.T) {
	path := write(t, good)
	if code, out, bad := call(t, "-config", path, "check"); code != 0 || out != path+": good\n" {
		t.Errorf("check: %d %q %q", code, out, bad)
	}
	for from, want := range map[string]string{
		`port = "/dev/ttyUSB0"`:  `:11: idcard.port`,
		`uri = "ipp:`:            `:14: printer.uri`,
		`driver = "ipp"`:         `:13: printer.driver: must be one of: ipp`,
		`listen = "127.0.0.1:80`: `:3: listen: must be a loopback address`,
	} {
		to := strings.NewReplacer("/dev/ttyUSB0", "", "ipp:", "ftp:", `"ipp"`, `"hp"`, "127.0.0.1", "10.0.0.1").Replace(from)
		path := write(t, strings.Replace(good, from, to, 1))
		code, _, bad := call(t, "-config", path, "check")
		if code != 2 || !strings.HasPrefix(bad, path+want) {
			t.Errorf("%s: %d %q, want %q", to, code, bad, want)
		}
	}
	for _, args := range [][]string{{"-nonsense"}, {"dance"}, {"serve", "now"}} {
		if code, _, bad := call(t, args...); code != 2 || bad == "" {
			t.Errorf("%v: %d %q", args, code, bad)
		}
	}
	if code, out, _ := call(t, "version"); code != 0 || !strings.HasPrefix(out, "kioskd ") {
		t.Errorf("version: %d %q", code, out)
	}
	if code, out, _ := call(t, "openapi"); code != 0 || !strings.HasPrefix(out, "{") {
		t.Errorf("openapi: %d %.40q", code, out)
	}
}

func TestAPortInUseIsOneLineThatNamesTheKey(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	path := write(t, strings.Replace(good, "127.0.0.1:8080", l.Addr().String(), 1))
	code, _, bad := call(t, "-config", path)
	if code != 1 || strings.Count(bad, "\n") != 1 || !strings.Contains(bad, l.Addr().String()) || !strings.Contains(bad, "key listen") {
		t.Fatalf("%d %q", code, bad)
	}
}

func TestMistakesOfTheFileAndOfItsDriversAreToldTogether(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kioskd.toml")
	if err := os.WriteFile(file, []byte("colour = 1\n[printer]\ndriver = \"laser\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"-config", file, "check"}, nil, &out, &errs); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	for _, want := range []string{file + ":1: colour: ", file + ":3: printer.driver: "} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%q is not told in:\n%s", want, errs.String())
		}
	}
}
