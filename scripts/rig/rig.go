// Package rig starts the real binaries in a folder of their own, for the crash
// test and the benchmarks. Only packages of scripts import it.
package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Names of the rig's only kiosk and operator.
const (
	KioskID  = "110101-001"
	CentreID = "520103-centre"
	Operator = "rig"
)

// House is a folder with the configuration of a fleet, a virtual terminal and
// a kiosk on free ports. Nothing runs until it is started.
type House struct {
	Dir, Bin string
	Kiosk    string // addresses, host:port
	Fleet    string
	MQTT     string
	Panel    string
	IPP      string
	Password string // of Operator
}

// Options say what a house has.
type Options struct {
	Dir     string // an empty folder
	Bin     string // where the binaries are
	Content string // the content's sources
	Devices bool   // the kiosk drives a virtual terminal's reader and printer
}

// New writes all configuration, signs the content and enrols the kiosk.
func New(ctx context.Context, o Options) (*House, error) {
	if _, err := os.Stat(filepath.Join(o.Bin, "kioskd")); err != nil {
		return nil, errors.New("cannot start: the binaries are not built, run make build first")
	}
	h := &House{Dir: o.Dir, Bin: o.Bin}
	for _, a := range []*string{&h.Kiosk, &h.Fleet, &h.MQTT, &h.Panel, &h.IPP} {
		var err error
		if *a, err = freeAddr(ctx); err != nil {
			return nil, err
		}
	}
	pub, err := h.pack(ctx, o.Content)
	if err != nil {
		return nil, err
	}
	if err := h.write("fleetd.toml", fmt.Sprintf("listen = %q\ndata_dir = %q\npublic_url = \"http://%s\"\n[content]\npack = %q\nkeys = [%q]\n[mqtt]\nlisten = %q\n",
		h.Fleet, h.Path("fleet"), h.Fleet, h.Path("content.lkpack"), pub, h.MQTT)); err != nil {
		return nil, err
	}
	kiosk := fmt.Sprintf("kiosk = %q\ncentre = %q\nlisten = %q\ndata_dir = %q\npublic_url = \"http://%s\"\n[content]\npack = %q\nkeys = [%q]\n[fleet]\nurl = \"tcp://%s\"\ntoken_file = %q\n",
		KioskID, CentreID, h.Kiosk, h.Path("kiosk"), h.Fleet, h.Path("content.lkpack"), pub, h.MQTT, h.Path("token"))
	if o.Devices {
		kiosk += fmt.Sprintf("[visit]\nmax_prints = 100\n[idcard]\ndriver = \"sdt\"\nport = %q\n[printer]\ndriver = \"ipp\"\nuri = \"ipp://%s/ipp/print\"\n[lights]\ndriver = \"sysfs\"\npath = %q\n",
			h.Path("vterm", "idcard"), h.IPP, h.Path("vterm", "leds", "privacy"))
	}
	if err := h.write("kioskd.toml", kiosk); err != nil {
		return nil, err
	}
	return h, h.enrol(ctx)
}

func (h *House) pack(ctx context.Context, content string) (publicKey string, err error) {
	key := h.Path("content.key")
	if _, err := h.Command(ctx, "contentctl", "keygen", "-out", key); err != nil {
		return "", err
	}
	pub, err := h.Command(ctx, "contentctl", "pubkey", key)
	if err != nil {
		return "", err
	}
	_, err = h.Command(ctx, "contentctl", "build", "-dir", content, "-version", "2026.01.01-1", "-key", key, "-out", h.Path("content.lkpack"))
	return strings.TrimSpace(pub), err
}

func (h *House) enrol(ctx context.Context) error {
	out, err := h.Command(ctx, "fleetd", "kiosk", "add", "-config", h.Path("fleetd.toml"), "-id", KioskID, "-centre", CentreID, "-name", "rig")
	if err != nil {
		return err
	}
	if err := h.write("token", lastWord(out)); err != nil {
		return err
	}
	out, err = h.Command(ctx, "fleetd", "user", "add", "-config", h.Path("fleetd.toml"), "-name", Operator, "-role", "operator")
	h.Password = lastWord(out)
	return err
}

// Path gives a path in the house's folder.
func (h *House) Path(parts ...string) string {
	return filepath.Join(append([]string{h.Dir}, parts...)...)
}

func (h *House) write(name, text string) error {
	if err := os.WriteFile(h.Path(name), []byte(text), 0o600); err != nil {
		return fmt.Errorf("cannot write %s: %w", name, err)
	}
	return nil
}

// Command runs a binary to its end and gives what it printed.
func (h *House) Command(ctx context.Context, name string, args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(h.Bin, name), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("cannot run %s %s: %w\n%s%s", name, strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String(), nil
}

// Process is a running binary.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill is the power cut: SIGKILL, nothing is flushed or said.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// StartFleet starts fleetd and waits until it serves.
func (h *House) StartFleet(ctx context.Context) (*Process, error) {
	return h.start(ctx, "fleetd", "http://"+h.Fleet+"/healthz", "serve", "-config", h.Path("fleetd.toml"))
}

// StartTerminal starts the virtual terminal and waits until it serves.
func (h *House) StartTerminal(ctx context.Context) (*Process, error) {
	return h.start(ctx, "vterm", "http://"+h.Panel+"/api/state", "-listen", h.Panel, "-ipp", h.IPP, "-dir", h.Path("vterm"), "-printed", h.Path("printed"))
}

// StartKiosk starts kioskd and waits until it serves.
func (h *House) StartKiosk(ctx context.Context) (*Process, error) {
	return h.start(ctx, "kioskd", "http://"+h.Kiosk+"/", "-config", h.Path("kioskd.toml"), "serve")
}

func (h *House) start(ctx context.Context, name, url string, args ...string) (*Process, error) {
	log, err := os.OpenFile(h.Path(name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open a log: %w", err)
	}
	defer log.Close()
	p := &Process{cmd: exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(h.Bin, name), args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", name, err)
	}
	go func() { _ = p.cmd.Wait(); close(p.done) }()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		if _, err := Call(ctx, http.DefaultClient, http.MethodGet, url, nil, nil, nil); err == nil || !errors.As(err, new(*net.OpError)) {
			return p, nil // any answer will do
		}
		select {
		case <-p.done:
			data, _ := os.ReadFile(h.Path(name + ".log"))
			return nil, fmt.Errorf("cannot start %s, it said:\n%s", name, data)
		case <-ctx.Done():
			p.Kill()
			return nil, fmt.Errorf("cannot start %s: no answer from %s", name, url)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func freeAddr(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("cannot find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func lastWord(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}
