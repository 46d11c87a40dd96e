package relay

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/pion/turn/v5"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
)

// The tests' TURN client may wait for its last answer for some seconds after it was closed.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/pion/turn/v5/internal/client.(*Transaction).WaitForResult"))
}

const secret = "a secret of more than sixteen bytes"

// room is a media port that sends back what it gets.
func room(t *testing.T) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() {
		b := make([]byte, 2048)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			c.WriteTo(b[:n], from)
		}
	}()
	return c.LocalAddr().(*net.UDPAddr).AddrPort()
}

// start runs a relay with a plain TCP port until the test ends.
func start(t *testing.T, cfg Config) *Relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Stream, cfg.Secret, cfg.Source = l, secret, netip.MustParseAddr("127.0.0.1")
	r, err := New(cfg, Deps{Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		waitFor(t, "the allocations to end", func() bool { return r.Stats().Open == 0 })
	})
	return r
}

func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatal("waited in vain for " + what)
		}
		<-time.After(time.Millisecond)
	}
}

// client is a participant with a connection of its own.
func client(t *testing.T, r *Relay, user, password string) *turn.Client {
	t.Helper()
	c, err := net.Dial("tcp", r.cfg.Stream.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return clientOn(t, turn.NewSTUNConn(c), r.cfg.Stream.Addr().String(), user, password)
}

func clientOn(t *testing.T, on net.PacketConn, server, user, password string) *turn.Client {
	t.Helper()
	c, err := turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: server, Conn: on, Username: user, Password: password, LoggerFactory: silence{}, RTO: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(); on.Close() })
	if err := c.Listen(); err != nil {
		t.Fatal(err)
	}
	return c
}

func good(user string) (string, string) {
	return Credentials(time.Now(), time.Hour, secret, user)
}

func allocate(t *testing.T, c *turn.Client) net.PacketConn {
	t.Helper()
	p, err := c.Allocate()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// echo sends packets to a room and wants each back.
func echo(t *testing.T, p net.PacketConn, to netip.AddrPort, sizes ...int) {
	t.Helper()
	for _, n := range sizes {
		want := bytes.Repeat([]byte{byte(n)}, n)
		if _, err := p.WriteTo(want, net.UDPAddrFromAddrPort(to)); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 2048)
		p.SetReadDeadline(time.Now().Add(10 * time.Second))
		m, _, err := p.ReadFrom(got)
		if err != nil || !bytes.Equal(got[:m], want) {
			t.Fatalf("%d bytes came back as %d: %v", n, m, err)
		}
	}
}

func TestMediaGoesToTheRoomAndBack(t *testing.T) {
	at := room(t)
	r := start(t, Config{Peers: []Peer{PeerAt(at)}, UDP: "127.0.0.1:0"})
	user, password := good("PA_one")
	p := allocate(t, client(t, r, user, password))
	echo(t, p, at, 5, 6, 7, 8, 100, 1200, 1201, 1280) // pion's client waits for more than a stream's shorter frames

	u, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	byUDP := allocate(t, clientOn(t, u, r.UDPAddr().String(), user, password))
	echo(t, byUDP, at, 1, 1200)

	s := r.Stats()
	if s.Allocations != 2 || s.Open != 2 || s.Up < 3987 || s.Down < 3987 || len(s.Refused) != 0 {
		t.Errorf("%+v", s)
	}
	p.Close()
	byUDP.Close()
	waitFor(t, "the places to be given back", func() bool { return r.Stats().Open == 0 })
}

func TestNothingElseIsReached(t *testing.T) {
	at, other := room(t), room(t)
	r := start(t, Config{Peers: []Peer{PeerAt(at)}})
	user, password := good("PA_one")
	c := client(t, r, user, password)
	p := allocate(t, c)
	echo(t, p, at, 10)
	// The same machine's other ports are silent, as are packets from them.
	if _, err := p.WriteTo([]byte("x"), net.UDPAddrFromAddrPort(other)); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the packet to be dropped", func() bool { return r.Stats().Refused["foreign_packet"] == 1 })
	out, err := net.Dial("udp4", p.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	out.Write([]byte("from a stranger"))
	waitFor(t, "the stranger's packet to be dropped", func() bool { return r.Stats().Refused["foreign_packet"] == 2 })
	echo(t, p, at, 11)
	for _, ip := range []string{"127.0.0.2", "10.0.0.1", "169.254.169.254", "8.8.8.8"} {
		if err := c.CreatePermission(&net.UDPAddr{IP: net.ParseIP(ip), Port: int(at.Port())}); err == nil {
			t.Errorf("a permission for %s is given", ip)
		}
	}
	if n := r.Stats().Refused["foreign_peer"]; n != 4 {
		t.Errorf("%d refusals are counted", n)
	}
	r.Allow(PeerAt(other)) // the rooms moved
	if err := c.CreatePermission(net.UDPAddrFromAddrPort(other)); err != nil {
		t.Error(err)
	}
	echo(t, p, other, 12)
}

func TestTCPIsNotRelayed(t *testing.T) {
	r := start(t, Config{Peers: []Peer{PeerAt(room(t))}})
	user, password := good("PA_one")
	if _, err := client(t, r, user, password).AllocateTCP(); err == nil {
		t.Error("a TCP port is given")
	}
	waitFor(t, "its place to be given back", func() bool { return r.Stats().Open == 0 })
}

func TestSignIn(t *testing.T) {
	r := start(t, Config{})
	user, password := good("PA_one")
	oldUser, oldPassword := Credentials(time.Now().Add(-2*time.Hour), time.Hour, secret, "PA_one")
	foreignUser, foreignPassword := Credentials(time.Now(), time.Hour, "another secret of some length", "PA_one")
	for name, c := range map[string]struct{ user, password, refused string }{
		"expired":      {oldUser, oldPassword, "wrong_user"},
		"other secret": {foreignUser, foreignPassword, "wrong_password"},
		"other user":   {"9" + user, password, "wrong_password"},
		"no time":      {"PA_one", password, "wrong_user"},
	} {
		before := r.Stats().Refused[c.refused]
		if _, err := client(t, r, c.user, c.password).Allocate(); err == nil {
			t.Errorf("%s: an allocation is made", name)
		}
		if r.Stats().Refused[c.refused] <= before {
			t.Errorf("%s: not counted as %s: %v", name, c.refused, r.Stats().Refused)
		}
	}
	if got, _ := good("x"); got == "" || r.Stats().Allocations != 0 {
		t.Error(r.Stats())
	}
}

func TestQuotas(t *testing.T) {
	for name, c := range map[string]struct {
		limits Limits
		users  []string
	}{
		"one participant": {Limits{PerUser: 2}, []string{"a", "a", "a"}},
		"one address":     {Limits{PerAddress: 2}, []string{"a", "b", "c"}},
		"all":             {Limits{Total: 2}, []string{"a", "b", "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, Config{Limits: c.limits})
			var held []net.PacketConn
			for _, u := range c.users[:2] {
				user, password := good(u)
				held = append(held, allocate(t, client(t, r, user, password)))
			}
			user, password := good(c.users[2])
			last := client(t, r, user, password)
			if _, err := last.Allocate(); err == nil {
				t.Fatal("a third allocation is made")
			}
			if s := r.Stats(); s.Refused["over_quota"] != 1 || s.Open != 2 {
				t.Errorf("%+v", s)
			}
			held[0].Close()
			waitFor(t, "a place", func() bool { return r.Stats().Open == 1 })
			allocate(t, last)
		})
	}
}

func TestAnOldAllocationEnds(t *testing.T) {
	r := start(t, Config{Limits: Limits{Age: 20 * time.Millisecond}})
	user, password := good("a")
	allocate(t, client(t, r, user, password))
	waitFor(t, "its end", func() bool { return r.Stats().Open == 0 })
}

func TestConnectionsThatAreOfNoUse(t *testing.T) {
	r := start(t, Config{Limits: Limits{Hello: 50 * time.Millisecond}})
	for name, c := range map[string]struct {
		bytes   []byte
		garbage bool
	}{
		"silence":           {nil, false},
		"half a frame":      {[]byte{0, 1, 0, 8, 0x21}, false},
		"garbage":           {[]byte("\x80 not TURN at all"), true},
		"HTTP":              {[]byte("\x00\x01\x02\x03"), true},
		"wrapped-round":     {append([]byte{0, 1, 0xFF, 0xEC, 0x21, 0x12, 0xA4, 0x42}, make([]byte, 12)...), true}, // 65,516 + 20 is 0 in 16 bits
		"a very long frame": {append([]byte{0x40, 0, 0xFF, 0xFF}, make([]byte, 3000)...), true},
	} {
		t.Run(name, func(t *testing.T) {
			before := r.Stats().Refused["garbage"]
			conn, err := net.Dial("tcp", r.cfg.Stream.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.Write(c.bytes)
			conn.SetReadDeadline(time.Now().Add(20 * time.Second))
			n, err := conn.Read(make([]byte, 1))
			if n != 0 || err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatalf("the connection is not ended: %d %v", n, err)
			}
			if got := r.Stats().Refused["garbage"] > before; got != c.garbage {
				t.Errorf("counted as garbage: %v", got)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := New(Config{Secret: "short", Source: netip.MustParseAddr("127.0.0.1")}, Deps{}); err == nil {
		t.Error("a short secret is taken")
	}
	if _, err := New(Config{Secret: secret}, Deps{}); err == nil {
		t.Error("no address is taken")
	}
}

func TestBehindANAT(t *testing.T) {
	at := room(t)
	known := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.7"), at.Port()) // this machine, as others know it
	r := start(t, Config{Peers: []Peer{PeerAt(known)}, Public: known.Addr()})
	user, password := good("PA_one")
	p := allocate(t, client(t, r, user, password))
	if ip := p.LocalAddr().(*net.UDPAddr).IP.String(); ip != "192.0.2.7" {
		t.Errorf("clients are told %s", ip)
	}
	echo(t, p, known, 10, 20)
}
