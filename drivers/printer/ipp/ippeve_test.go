package ipp

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"lawkiosk/drivers/printer/printertest"
)

// TestConformanceIPPEverywhere runs the suite against ippeveprinter, the
// reference IPP Everywhere printer of CUPS, which knows nothing of this driver.
func TestConformanceIPPEverywhere(t *testing.T) {
	for _, program := range []string{"ippeveprinter", "avahi-daemon", "dbus-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			const advice = "%s is not installed: apt-get install cups-ipp-utils avahi-daemon dbus"
			if os.Getenv("CI") == "true" || os.Getenv("LAWKIOSK_PEERS") == "required" {
				t.Fatalf(advice, program)
			}
			t.Skipf(advice, program)
		}
	}
	env := serviceDiscovery(t)
	printertest.Conformance(t, func(t *testing.T) *printertest.Peer { return ippeve(t, env) })
}

// printing is the program that ippeveprinter calls for each job. It does what
// the files in $CONTROL say and counts the sides as it goes.
const printing = `#!/bin/sh
say() { echo "$1" >&2; }
wait_while() { while [ -e "$CONTROL/$1" ]; do sleep 0.02; done; }
pages=$(grep -a -c '^<< /Type /Page /Parent' "$1")
total=$((pages * ${IPP_COPIES:-1}))
if [ -e "$CONTROL/jam" ]; then
  say 'STATE: +media-jam-error'
  wait_while jam
  say 'STATE: -media-jam-error'
fi
i=0
while [ $i -lt $total ]; do
  wait_while hold
  i=$((i + 1))
  say "ATTR: job-impressions-completed=$i"
  if [ -e "$CONTROL/abort" ]; then rm "$CONTROL/abort"; exit 1; fi
done
cp "$1" "$OUTPUT/$IPP_JOB_NAME.pdf"
`

// ippeve starts a printer of its own for one test.
func ippeve(t *testing.T, env []string) *printertest.Peer {
	control, output, spool := t.TempDir(), t.TempDir(), t.TempDir()
	command := filepath.Join(t.TempDir(), "print")
	if err := os.WriteFile(command, []byte(printing), 0o755); err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(freePort(t))
	web := "http://localhost:" + port
	var running *program
	set := func(query string) {
		t.Helper()
		r, err := http.Get(web + query)
		if err != nil {
			t.Fatalf("cannot set up ippeveprinter: %v\n%s", err, running.said())
		}
		r.Body.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	}
	paper := func(sheets int) {
		const trays = "/media?size1=iso_a4_210x297mm&type1=stationery&level1=%d&size3=iso_a4_210x297mm&type3=stationery&level3=%d"
		set(fmt.Sprintf(trays, sheets, min(sheets, 25))) // with the bypass empty it waits for paper too
	}
	start := func() {
		running = run(t, append(env, "CONTROL="+control, "OUTPUT="+output), "ippeveprinter", "-p", port, "-n", "localhost",
			"-r", "off", "-f", "application/pdf", "-d", spool, "-k", "-2", "-c", command, "Kiosk A4")
		running.until(t, func() bool { return dials("localhost:" + port) })
		paper(200)
	}
	start()
	file := func(name string) func(bool) {
		return func(on bool) {
			path := filepath.Join(control, name)
			if !on {
				os.Remove(path)
			} else if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Error(err)
			}
		}
	}
	p, err := New(quick("ipp://localhost:" + port + "/ipp/print"))
	if err != nil {
		t.Fatal(err)
	}
	return &printertest.Peer{
		Printer: p,
		Output: func(name string) [][]byte {
			data, err := os.ReadFile(filepath.Join(output, name+".pdf"))
			if err != nil {
				return nil
			}
			return [][]byte{data}
		},
		Hold: file("hold"), Jam: file("jam"), Abort: func() { file("abort")(true) }, Paper: paper,
		Toner: func(percent int) { set(fmt.Sprintf("/supplies?supply0=10&supply1=%d", percent)) },
		Offline: func(on bool) {
			if on {
				running.kill()
			} else {
				start()
			}
		},
		Hang: func(on bool) {
			signal := syscall.SIGCONT
			if on {
				signal = syscall.SIGSTOP
			}
			if err := running.cmd.Process.Signal(signal); err != nil {
				t.Error(err)
			}
		},
		CountsSides: true,
	}
}

// serviceDiscovery gives the environment in which ippeveprinter finds the
// DNS-SD service that it insists on: a bus and an avahi-daemon of our own,
// which speak on the loopback interface only.
func serviceDiscovery(t *testing.T) []string {
	// A machine can run one avahi-daemon: other runs of this test wait here.
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), "lawkiosk-avahi.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lock.Close() })
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if dials("/run/dbus/system_bus_socket") && exec.Command("avahi-daemon", "--check").Run() == nil {
		return os.Environ() // the machine's own will do
	}
	dir, err := os.MkdirTemp("", "bus") // short: a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	conf := filepath.Join(dir, "avahi.conf")
	const loopback = "[server]\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lo\nenable-dbus=yes\n"
	if err := os.WriteFile(conf, []byte(loopback), 0o600); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "bus")
	env := append(os.Environ(), "DBUS_SYSTEM_BUS_ADDRESS=unix:path="+socket)
	bus := run(t, env, "dbus-daemon", "--session", "--address=unix:path="+socket, "--nofork", "--nopidfile")
	bus.until(t, func() bool { return dials(socket) })
	avahi := run(t, env, "avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", conf)
	avahi.until(t, func() bool { return bytes.Contains(avahi.said(), []byte("Server startup complete")) })
	return env
}

// dials reports whether something listens at a socket's path or a host:port.
func dials(address string) bool {
	network := "tcp"
	if filepath.IsAbs(address) {
		network = "unix"
	}
	c, err := net.Dial(network, address)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// program is a process that ends with the test.
type program struct {
	cmd   *exec.Cmd
	ended chan struct{}

	mu  sync.Mutex
	out bytes.Buffer
}

func run(t *testing.T, env []string, name string, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = env, p, p
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	p.cmd.WaitDelay = time.Second
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // it is killed: its exit code means nothing
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the program and what it started.
func (p *program) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// Write collects what the program says.
func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *program) said() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Clone(p.out.Bytes())
}

// until waits for what a program's start brings about.
func (p *program) until(t *testing.T, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	pause := time.NewTicker(10 * time.Millisecond)
	defer pause.Stop()
	for !holds() {
		select {
		case <-pause.C:
		case <-p.ended:
			t.Fatalf("%s ended at once:\n%s", p.cmd.Path, p.said())
		case <-ctx.Done():
			t.Fatalf("%s does not get ready:\n%s", p.cmd.Path, p.said())
		}
	}
}
