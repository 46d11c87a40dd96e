//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"
)

// TestMain is the program, the probe that it runs, or the tests.
func TestMain(m *testing.M) {
	switch {
	case os.Getenv("NETNS_TEST") == "":
		os.Exit(m.Run())
	case len(os.Args) > 1 && os.Args[1] == "probe":
		if err := probe(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(9)
		}
		os.Exit(7)
	}
	main()
}

// probe wants the port that is allowed and nothing else.
func probe(direct, udp string) error {
	got, err := http.Get("http://law.test/")
	if err != nil {
		return err
	}
	defer got.Body.Close()
	if b, err := io.ReadAll(got.Body); err != nil || string(b) != "outside" {
		return fmt.Errorf("%q %w", b, err)
	}
	for _, at := range []string{direct, "10.99.0.1:81"} {
		if c, err := net.DialTimeout("tcp", at, time.Second); err == nil {
			return errors.Join(fmt.Errorf("%s is reached", at), c.Close())
		}
	}
	for _, at := range []string{udp, "10.99.0.1:80", "192.0.2.1:9"} {
		if c, err := net.Dial("udp", at); err == nil {
			_, _ = c.Write([]byte("hello"))
			_ = c.Close()
		}
	}
	_, err = fmt.Fprint(os.NewFile(3, "inherited"), "fd 3")
	return err
}

func TestOnlyTheAllowedPortIsReached(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "outside") }))
	defer web.Close()
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	address := web.Listener.Addr().String()
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-fds", "1", "-allow", "10.99.0.1:80="+address, "-host", "law.test=10.99.0.1", "--", os.Args[0], "probe", address, udp.LocalAddr().String())
	cmd.Env, cmd.Stderr, cmd.ExtraFiles = append(os.Environ(), "NETNS_TEST=1"), &said, []*os.File{w}
	err = cmd.Run()
	w.Close()
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		t.Fatal(err)
	}
	if ended.ExitCode() == exitNoNamespace {
		t.Skip(said.String())
	}
	if ended.ExitCode() != 7 {
		t.Fatalf("%d %s", ended.ExitCode(), said.String())
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != "fd 3" {
		t.Errorf("through the inherited file came %q %v", b, err)
	}
	udp.SetReadDeadline(time.Now()) // the probe has ended: what it sent would be here
	if n, _, err := udp.ReadFrom(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes came out by UDP", n)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"-allow", "x", "--", "true"}, {"-host", "x=", "--", "true"}, {"-fds", "99", "--", "true"}, {"-fds", "-1", "--", "true"}} {
		if _, err := parse(args); !errors.Is(err, errUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
