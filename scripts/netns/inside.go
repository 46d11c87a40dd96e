//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// outward is an interface that looks like a network to a browser, which passes
// over loopback; what is sent to it goes nowhere.
const (
	outward = "out0"
	nowhere = "nowhere0"
	address = "10.99.0.2/24"
	gateway = "10.99.0.254"
)

// runInside prepares the namespace and runs the program.
func runInside(ctx context.Context, dir string, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if err := furnish(ctx, o.allow); err != nil {
		return err
	}
	if err := name(dir, o.hosts); err != nil {
		return err
	}
	for i, w := range o.allow {
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "tcp", w.from)
		if err != nil {
			return fmt.Errorf("cannot listen inside: %w", err)
		}
		defer l.Close()
		go forward(ctx, l, "unix", socket(dir, i))
	}
	return program(ctx, o.args[0], o.args[1:], o.fds).Run()
}

// furnish gives the namespace its interfaces and addresses.
func furnish(ctx context.Context, allow pairs) error {
	// IPv6 would finish looking for its neighbours a second after the program has
	// started, which a browser takes for a change of networks: it drops its connections.
	// A system without IPv6 has no such file.
	for _, at := range []string{"all", "default"} {
		_ = os.WriteFile("/proc/sys/net/ipv6/conf/"+at+"/disable_ipv6", []byte("1"), 0)
	}
	steps := [][]string{
		{"link", "set", "lo", "up"},
		{"link", "add", outward, "type", "veth", "peer", "name", nowhere},
		{"link", "set", nowhere, "up"},
		{"addr", "add", address, "dev", outward},
		{"link", "set", outward, "up"},
		{"route", "add", "default", "via", gateway},
	}
	for _, w := range allow {
		at, err := netip.ParseAddrPort(w.from)
		if err != nil {
			return fmt.Errorf("cannot use -allow %s: %w; %w", w.from, err, errUsage)
		}
		if !at.Addr().IsLoopback() {
			steps = append(steps, []string{"addr", "replace", at.Addr().String() + "/32", "dev", outward})
		}
	}
	for _, s := range steps {
		out, err := exec.CommandContext(ctx, "ip", s...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w (ip %s: %w: %s)", errNoNamespace, strings.Join(s, " "), err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}

// name makes the namespace know the names given and ask nobody for others: a
// name server that does not answer would hold a browser up for many seconds.
func name(dir string, hosts pairs) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("%w (mount: %w)", errNoNamespace, err)
	}
	text := "127.0.0.1 localhost\n"
	for _, h := range hosts {
		text += h.to + " " + h.from + "\n"
	}
	for path, text := range map[string]string{"/etc/hosts": text, "/etc/resolv.conf": "nameserver 127.0.0.1\n"} {
		if _, err := os.Stat(path); err != nil {
			continue // a system without it knows other ways
		}
		ours := filepath.Join(dir, filepath.Base(path))
		if err := os.WriteFile(ours, []byte(text), 0o600); err != nil {
			return fmt.Errorf("cannot write %s: %w", path, err)
		}
		if err := unix.Mount(ours, path, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("%w (mount over %s: %w)", errNoNamespace, path, err)
		}
	}
	return nil
}

// forward carries what comes to l on to an address, until l is closed.
func forward(ctx context.Context, l net.Listener, network, to string) {
	for {
		from, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer from.Close()
			var d net.Dialer
			on, err := d.DialContext(ctx, network, to)
			if err != nil {
				return // as a port that nobody listens on
			}
			defer on.Close()
			var both sync.WaitGroup
			both.Go(func() { pour(on, from) })
			both.Go(func() { pour(from, on) })
			both.Wait()
		}()
	}
}

// pour carries one direction to its end and tells the other side so.
func pour(to, from net.Conn) {
	_, err := io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok && err == nil {
		_ = half.CloseWrite() // gone already
		return
	}
	_ = to.Close()
	_ = from.Close()
}
