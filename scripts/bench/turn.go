package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/turn/v5"
	"golang.org/x/sync/errgroup"

	"lawkiosk/fleet/front"
	"lawkiosk/fleet/meeting/relay"
)

// What the relays carry: people of whom each sends and gets a picture of about
// 1.7 Mbit/s, as a camera at 720p makes it: a burst of packets 30 times a second.
const (
	turnPeople = 16
	turnBurst  = 6    // packets in a frame
	turnPacket = 1200 // bytes
	turnFrame  = time.Second / 30
	turnTime   = 6 * time.Second
	turnSecret = "a secret for one measurement"
	turnChild  = "relay" // the first argument of this program as a server alone
)

// relayed compares the processor time of our TURN server with coturn's, both by
// TLS, for the same load one after the other.
func relayed(ctx context.Context, _ string) ([]row, error) {
	dir, err := os.MkdirTemp("", "lawkiosk-bench-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	cert, key, pool, err := selfSigned(dir)
	if err != nil {
		return nil, err
	}
	room, err := newRoom(ctx)
	if err != nil {
		return nil, err
	}
	defer room.Close()
	measure := func(name string, args ...string) (costs, error) {
		return costOf(ctx, pool, room.LocalAddr().(*net.UDPAddr), name, args)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find this program: %w", err)
	}
	ours, err := measure(self, turnChild, cert, key, room.LocalAddr().String())
	if err != nil {
		return nil, err
	}
	rows := []row{{Name: "TURN by TLS, loss", Value: ours.lost, Unit: "%", Against: "nothing lost", Goal: "at most 0.1 %", Met: ours.lost <= 0.1}}
	coturn, err := exec.LookPath("turnserver")
	if err != nil {
		fmt.Println("coturn is missing (apt-get install coturn): our TURN server is measured alone")
		return append(rows, row{Name: "TURN by TLS, processor time", Value: ours.perMegabit, Unit: "ms/Mbit", Against: "coturn, which is missing", Goal: "at most 1.45 x coturn", Met: false}), nil
	}
	theirs, err := measure(coturn, "-n", "--no-udp", "--no-tcp", "--no-dtls", "--no-cli", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1",
		"--allow-loopback-peers", "--cli-password=unused", "--use-auth-secret", "--static-auth-secret="+turnSecret, "--realm="+relay.Realm, "--cert="+cert, "--pkey="+key,
		"--log-file=stdout", "--pidfile="+filepath.Join(dir, "pid"), "--userdb="+filepath.Join(dir, "users"), "--tls-listening-port=PORT")
	if err != nil {
		return nil, err
	}
	return append(rows, row{
		"TURN by TLS, processor time", ours.perMegabit, "ms/Mbit", fmt.Sprintf("coturn, which lost %.2f %%", theirs.lost), theirs.perMegabit,
		ratio(ours.perMegabit, theirs.perMegabit), "at most 1.45 x coturn", ours.perMegabit <= 1.45*theirs.perMegabit,
	}), nil
}

// costs are what carrying the load took.
type costs struct {
	perMegabit float64 // milliseconds of processor time for each megabit that came in
	lost       float64 // percent
}

// costOf starts a server, has it carry the load and stops it. PORT in its
// arguments stands for a free port, which our own is told last.
func costOf(ctx context.Context, pool *x509.CertPool, room *net.UDPAddr, name string, args []string) (c costs, err error) {
	port, err := freePort(ctx)
	if err != nil {
		return c, err
	}
	args = append([]string(nil), args...)
	for i := range args {
		args[i] = strings.Replace(args[i], "PORT", port, 1)
	}
	if args[0] == turnChild {
		args = append(args, port)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return c, fmt.Errorf("cannot start %s: %w", name, err)
	}
	defer func() { _, _ = cmd.Process.Kill(), cmd.Wait() }()
	at := net.JoinHostPort("127.0.0.1", port)
	people := make([]*person, turnPeople)
	for i := range people {
		if people[i], err = join(ctx, at, pool, room, i); err != nil {
			return c, fmt.Errorf("cannot take part through %s: %w", name, err)
		}
		defer people[i].leave()
	}
	before, err := processorTime(cmd.Process.Pid)
	if err != nil {
		return c, err
	}
	var sent, got int64
	var all sync.WaitGroup
	for _, p := range people {
		all.Go(func() { p.talk(ctx) })
	}
	all.Wait()
	after, err := processorTime(cmd.Process.Pid)
	if err != nil {
		return c, err
	}
	for _, p := range people {
		sent, got = sent+p.sent, got+p.got.Load()
	}
	if sent == 0 || got == 0 {
		return c, fmt.Errorf("cannot measure %s: %d of %d packets came back", name, got, sent)
	}
	megabits := float64(sent+got) * turnPacket * 8 / 1e6
	return costs{float64(after-before) / float64(time.Millisecond) / megabits, 100 * float64(sent-got) / float64(sent)}, nil
}

// person is a participant behind a relay.
type person struct {
	conn   net.Conn
	client *turn.Client
	media  net.PacketConn
	room   net.Addr
	sent   int64
	got    atomic.Int64
}

func join(ctx context.Context, at string, pool *x509.CertPool, room *net.UDPAddr, i int) (p *person, err error) {
	d := tls.Dialer{Config: &tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS12}}
	p = &person{room: room}
	for try := 0; ; try++ { // the server is only starting
		if p.conn, err = d.DialContext(ctx, "tcp", at); err == nil {
			break
		}
		if try == 200 {
			return nil, err
		}
		time.Sleep(25 * time.Millisecond)
	}
	user, password := relay.Credentials(time.Now(), time.Hour, turnSecret, "PA_"+strconv.Itoa(i))
	p.client, err = turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: at, Conn: turn.NewSTUNConn(p.conn), Username: user, Password: password, Realm: relay.Realm, RTO: 2 * time.Second,
	})
	if err == nil {
		err = p.client.Listen()
	}
	if err == nil {
		p.media, err = p.client.Allocate()
	}
	if err != nil {
		return nil, errors.Join(err, p.conn.Close())
	}
	// The first packets open the way and are not counted.
	packet := make([]byte, turnPacket)
	for range 5 {
		if _, err = p.media.WriteTo(packet, room); err == nil {
			_ = p.media.SetReadDeadline(time.Now().Add(5 * time.Second)) // cannot fail before Close
			_, _, err = p.media.ReadFrom(packet)
		}
		if err != nil {
			p.leave()
			return nil, err
		}
	}
	_ = p.media.SetReadDeadline(time.Time{}) // cannot fail before Close
	return p, nil
}

func (p *person) leave() {
	if p.media != nil {
		_ = p.media.Close() // the server may be gone
	}
	p.client.Close()
	_ = p.conn.Close()
}

// talk sends pictures for a while and counts what comes back.
func (p *person) talk(ctx context.Context) {
	var ears sync.WaitGroup
	ears.Go(func() {
		for b := make([]byte, 2048); ; p.got.Add(1) {
			if _, _, err := p.media.ReadFrom(b); err != nil {
				return
			}
		}
	})
	packet := make([]byte, turnPacket)
	tick := time.NewTicker(turnFrame)
	defer tick.Stop()
	for end := time.Now().Add(turnTime); time.Now().Before(end) && ctx.Err() == nil; <-tick.C {
		for range turnBurst {
			if _, err := p.media.WriteTo(packet, p.room); err == nil {
				p.sent++
			}
		}
	}
	for wait := 0; p.got.Load() < p.sent && wait < 100; wait++ { // what is still on the way
		time.Sleep(10 * time.Millisecond)
	}
	_ = p.media.SetReadDeadline(time.Now()) // ends the ears
	ears.Wait()
}

// newRoom is a media port that sends back what it gets.
func newRoom(ctx context.Context) (net.PacketConn, error) {
	var lc net.ListenConfig
	c, err := lc.ListenPacket(ctx, "udp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("cannot open a media port: %w", err)
	}
	if u, ok := c.(*net.UDPConn); ok {
		_ = u.SetReadBuffer(8 << 20) // as much as the system gives
	}
	go func() {
		for b := make([]byte, 2048); ; {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = c.WriteTo(b[:n], from) // what is lost is counted
		}
	}()
	return c, nil
}

// serveRelay is this program as our TURN server alone: TLS port and relay as
// fleetd has them, and nothing else.
func serveRelay(ctx context.Context, args []string) error {
	if len(args) != 4 {
		return errors.New("cannot serve: certificate, key, media port and port are needed")
	}
	log := slog.New(slog.DiscardHandler)
	f, err := front.New(front.Config{CertFile: args[0], KeyFile: args[1]}, front.Deps{Log: log})
	if err != nil {
		return err
	}
	if err := f.Listen(ctx, "127.0.0.1:"+args[3]); err != nil {
		return err
	}
	room, err := netip.ParseAddrPort(args[2])
	if err != nil {
		return fmt.Errorf("cannot read the media port: %w", err)
	}
	r, err := relay.New(relay.Config{Secret: turnSecret, Peers: []relay.Peer{relay.PeerAt(room)}, Source: room.Addr(), Stream: f.TURN()}, relay.Deps{Log: log})
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return f.Run(ctx) })
	g.Go(func() error { return r.Run(ctx) })
	g.Go(func() error { return http.Serve(f.HTTP(), http.NotFoundHandler()) }) //nolint:gosec // never asked
	return g.Wait()
}

// processorTime is what a process has used, with the kernel's work for it
// (proc_pid_stat(5), fields 14 and 15 in hundredths of a second).
func processorTime(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("cannot read a server's processor time: %w", err)
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, io.ErrUnexpectedEOF
	}
	user, err1 := strconv.ParseInt(f[11], 10, 64)
	system, err2 := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}

func freePort(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("cannot find a free port: %w", err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
