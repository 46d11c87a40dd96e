package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// child is one of the demo's processes.
type child struct {
	name, addr string
	args       []string
	ready      string // URL that answers once it serves
}

func (o options) children() []child {
	return []child{
		{"fleetd", o.fleet, []string{"serve", "-config", o.path("fleetd.toml")}, "http://" + o.fleet + "/healthz"},
		{"vterm", o.panel, []string{"-listen", o.panel, "-ipp", o.ipp, "-dir", o.path("vterm"), "-printed", o.path("printed"), "-launch-url", o.path("kiosk", "launch-url")}, "http://" + o.panel + "/"},
		{"kioskd", o.kiosk, []string{"-config", o.path("kioskd.toml"), "serve"}, "http://" + o.kiosk + "/"},
	}
}

// supervisor runs children and starts again what dies, as systemd does on a
// real terminal.
type supervisor struct {
	o       options
	running []*exec.Cmd
	died    chan death
	ended   map[*exec.Cmd]chan struct{}
}

type death struct {
	child child
	cmd   *exec.Cmd
	err   error
}

func newSupervisor(o options) *supervisor {
	return &supervisor{o: o, died: make(chan death), ended: map[*exec.Cmd]chan struct{}{}}
}

func (s *supervisor) logName(c child) string { return s.o.path("log", c.name+".log") }

// start starts a child and waits until it serves.
func (s *supervisor) start(ctx context.Context, c child) error {
	log, err := os.OpenFile(s.logName(c), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("cannot open %s's log: %w", c.name, err)
	}
	defer log.Close()
	cmd := exec.Command(s.o.program(c.name), c.args...) //nolint:noctx // stopped by stop, in order and with SIGTERM
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches the demo alone
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot start %s: %w", c.name, err)
	}
	ended := make(chan struct{})
	s.running = append(s.running, cmd)
	s.ended[cmd] = ended
	exit := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		exit <- err
		close(ended)
		select {
		case s.died <- death{c, cmd, err}:
		case <-ctx.Done():
		}
	}()
	return s.await(ctx, c, exit)
}

func (s *supervisor) await(ctx context.Context, c child, exit <-chan error) error {
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-exit:
			return fmt.Errorf("cannot start %s: it ended (%w) and said:\n%s", c.name, err, s.lastLines(c))
		case <-limit.C:
			return fmt.Errorf("cannot start %s: no answer from %s; it said:\n%s", c.name, c.ready, s.lastLines(c))
		case <-poll.C:
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.ready, nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			return nil
		}
	}
}

// watch starts again what dies until ctx ends.
func (s *supervisor) watch(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			fmt.Println("\n== stopping")
			return nil
		case d := <-s.died:
			fmt.Printf("== %s ended (%v); its log is %s; starting it again\n", d.child.name, d.err, s.logName(d.child))
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(time.Second):
			}
			if err := s.start(ctx, d.child); err != nil && ctx.Err() == nil {
				fmt.Println("==", err)
			}
		}
	}
}

// stop ends the children in the reverse order of their start.
func (s *supervisor) stop() {
	for i := len(s.running) - 1; i >= 0; i-- {
		cmd := s.running[i]
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-s.ended[cmd]:
		case <-time.After(8 * time.Second):
			_ = cmd.Process.Kill()
			<-s.ended[cmd]
		}
	}
}

func (s *supervisor) lastLines(c child) string {
	data, err := os.ReadFile(s.logName(c))
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
