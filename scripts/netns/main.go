//go:build linux

// Command netns runs a program, such as a browser, as if behind a firewall that
// lets out nothing but TCP to the ports named: in a network namespace of its
// own, whose only way out are those ports, carried over Unix sockets. UDP leads
// nowhere; names are those of -host and no others. It needs no rights where the system lets people make user
// namespaces, and is run as root elsewhere.
//
//	netns -allow 10.99.0.1:443=127.0.0.1:9443 -host law.test=10.99.0.1 -- chromium https://law.test/
//
// The browser tests use it. Exit code 3 says that this system makes no
// namespace; the reason is on the standard error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

const (
	exitUsage       = 2
	exitNoNamespace = 3
	inside          = "inside-the-namespace" // the first argument of the second stage
)

// errNoNamespace is wrapped where the system makes none.
var errNoNamespace = errors.New("this system makes no network namespace: run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)")

func main() {
	runtime.LockOSThread() // Pdeathsig is of the thread that starts the program
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return
	case errors.As(err, &ended) && ended.ExitCode() >= 0:
		os.Exit(ended.ExitCode())
	}
	fmt.Fprintln(os.Stderr, "netns:", err)
	switch {
	case errors.Is(err, errNoNamespace):
		os.Exit(exitNoNamespace)
	case errors.Is(err, flag.ErrHelp), errors.Is(err, errUsage):
		os.Exit(exitUsage)
	}
	os.Exit(1)
}

var errUsage = errors.New("usage: netns [-fds N] [-allow LISTEN=TARGET]... [-host NAME=ADDRESS]... -- PROGRAM, with its arguments")

// pair is what a flag says: a port inside and the one outside that it leads to,
// or a name and its address.
type pair struct{ from, to string }

type pairs []pair

func (p *pairs) String() string { return fmt.Sprint(*p) }

// Set reads FROM=TO.
func (p *pairs) Set(text string) error {
	from, to, ok := strings.Cut(text, "=")
	if !ok || from == "" || to == "" {
		return errors.New("two words are needed, with = between them")
	}
	*p = append(*p, pair{from, to})
	return nil
}

// options are a call's flags.
type options struct {
	allow pairs // port inside, port outside
	hosts pairs // name, address
	fds   int
	args  []string
}

func parse(args []string) (o options, err error) {
	fs := flag.NewFlagSet("netns", flag.ContinueOnError)
	fs.Var(&o.allow, "allow", "a port inside and where it leads to, 10.99.0.1:443=127.0.0.1:9443 (several times)")
	fs.Var(&o.hosts, "host", "a name and its address inside, law.test=10.99.0.1 (several times)")
	fs.IntVar(&o.fds, "fds", 0, "how many open files beyond the standard ones the program gets")
	if err := fs.Parse(args); err != nil {
		return o, errors.Join(err, errUsage)
	}
	if o.args = fs.Args(); len(o.args) == 0 || o.fds < 0 || o.fds > 16 {
		return o, errUsage
	}
	return o, nil
}

func run(ctx context.Context, args []string) error {
	if len(args) > 1 && args[0] == inside {
		return runInside(ctx, args[1], args[2:])
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "netns-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for sockets: %w", err)
	}
	defer os.RemoveAll(dir)
	for i, w := range o.allow {
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "unix", socket(dir, i))
		if err != nil {
			return fmt.Errorf("cannot make a socket: %w", err)
		}
		defer l.Close()
		go forward(ctx, l, "tcp", w.to)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find this program: %w", err)
	}
	return namespace(ctx, self, append([]string{inside, dir}, args...), o.fds)
}

func socket(dir string, i int) string { return filepath.Join(dir, strconv.Itoa(i)) }

// namespace runs a program in a network namespace of its own.
func namespace(ctx context.Context, name string, args []string, fds int) error {
	cmd := program(ctx, name, args, fds)
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWNET | syscall.CLONE_NEWNS
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w (%w)", errNoNamespace, err)
	}
	return cmd.Wait()
}

// program is a child with our files that dies with us.
func program(ctx context.Context, name string, args []string, fds int) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	for i := range fds {
		cmd.ExtraFiles = append(cmd.ExtraFiles, os.NewFile(uintptr(3+i), "inherited"))
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}
