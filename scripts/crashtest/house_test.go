package crashtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	kioskID  = "110101-001"
	centreID = "520103-centre"
	operator = "crash"
)

// house is a fleet and a kiosk as processes, in a folder of their own.
type house struct {
	t              *testing.T
	dir, bin       string
	kiosk, fleet   string // addresses
	password       string
	fleetd, kioskd *process
}

type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	bin, err := filepath.Abs("../../bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(bin, "kioskd")); err != nil {
		t.Fatal("the binaries are not built: run make build first")
	}
	h := &house{t: t, dir: t.TempDir(), bin: bin, kiosk: freeAddr(t), fleet: freeAddr(t)}
	mqtt, key, pack := freeAddr(t), h.path("content.key"), h.path("content.lkpack")
	h.run("contentctl", "keygen", "-out", key)
	pub := strings.TrimSpace(h.run("contentctl", "pubkey", key))
	h.run("contentctl", "build", "-dir", "../../content", "-version", "2026.01.01-1", "-key", key, "-out", pack)
	h.write("fleetd.toml", fmt.Sprintf("listen = %q\ndata_dir = %q\npublic_url = \"http://%s\"\n[content]\npack = %q\nkeys = [%q]\n[mqtt]\nlisten = %q\n",
		h.fleet, h.path("fleet"), h.fleet, pack, pub, mqtt))
	h.write("kioskd.toml", fmt.Sprintf("kiosk = %q\ncentre = %q\nlisten = %q\ndata_dir = %q\npublic_url = \"http://%s\"\n[content]\npack = %q\nkeys = [%q]\n[fleet]\nurl = \"tcp://%s\"\ntoken_file = %q\n",
		kioskID, centreID, h.kiosk, h.path("kiosk"), h.fleet, pack, pub, mqtt, h.path("token")))
	h.write("token", lastWord(h.run("fleetd", "kiosk", "add", "-config", h.path("fleetd.toml"), "-id", kioskID, "-centre", centreID, "-name", "test")))
	h.password = lastWord(h.run("fleetd", "user", "add", "-config", h.path("fleetd.toml"), "-name", operator, "-role", "operator"))
	h.fleetd, h.kioskd = h.startFleet(), h.startKiosk()
	t.Cleanup(func() { h.kill(h.kioskd); h.kill(h.fleetd) })
	return h
}

func (h *house) path(name string) string { return filepath.Join(h.dir, name) }

func (h *house) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(h.path(name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) run(name string, args ...string) string {
	h.t.Helper()
	var errs bytes.Buffer
	cmd := exec.CommandContext(h.t.Context(), filepath.Join(h.bin, name), args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		h.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, errs.String())
	}
	return string(out)
}

func (h *house) start(name, url string, args ...string) *process {
	h.t.Helper()
	log, err := os.OpenFile(h.path(name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		h.t.Fatal(err)
	}
	defer log.Close()
	p := &process{cmd: exec.CommandContext(context.WithoutCancel(h.t.Context()), filepath.Join(h.bin, name), args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.done) }()
	deadline := time.Now().Add(30 * time.Second)
	for {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
			return p
		}
		select {
		case <-p.done:
			data, _ := os.ReadFile(h.path(name + ".log"))
			h.t.Fatalf("%s ended at its start:\n%s", name, data)
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("%s does not answer", name)
		}
	}
}

func (h *house) startFleet() *process {
	return h.start("fleetd", "http://"+h.fleet+"/healthz", "serve", "-config", h.path("fleetd.toml"))
}

func (h *house) startKiosk() *process {
	return h.start("kioskd", "http://"+h.kiosk+"/", "-config", h.path("kioskd.toml"), "serve")
}

// kill is the power cut: SIGKILL, nothing is flushed or said.
func (h *house) kill(p *process) {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// call asks one of the two APIs; status 0 is a connection that failed.
func call(ctx context.Context, c *http.Client, method, url string, header map[string]string, in, out any) (status int, err error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode >= 300 {
		return resp.StatusCode, fmt.Errorf("%s %s: %s: %s", method, url, resp.Status, data)
	}
	if out != nil {
		err = json.Unmarshal(data, out)
	}
	return resp.StatusCode, err
}

// launch opens the page with the one-time key that kioskd wrote.
func (h *house) launch(ctx context.Context) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &http.Client{Jar: jar, Timeout: 5 * time.Second}
	url, err := os.ReadFile(filepath.Join(h.path("kiosk"), "launch-url"))
	if err != nil {
		return nil, err
	}
	if _, err := call(ctx, c, http.MethodGet, strings.TrimSpace(string(url)), nil, nil, nil); err != nil && !errors.As(err, new(*json.SyntaxError)) {
		return nil, err
	}
	return c, nil
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func lastWord(s string) string {
	f := strings.Fields(s)
	return f[len(f)-1]
}
