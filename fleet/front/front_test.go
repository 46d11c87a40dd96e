package front

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/turn/v5"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"lawkiosk/fleet/front/fronttest"
	"lawkiosk/fleet/meeting/relay"
)

// The tests' TURN client may wait for its last answer for some seconds after it was closed.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/pion/turn/v5/internal/client.(*Transaction).WaitForResult"))
}

const secret = "a secret of more than sixteen bytes"

// port is a front with a web server and a relay behind it.
type port struct {
	*testing.T
	*Front
	ca  *fronttest.Authority
	dir string
}

func open(t *testing.T, cfg Config, peers ...relay.Peer) *port {
	t.Helper()
	p := &port{T: t, ca: fronttest.New(t), dir: t.TempDir()}
	cfg.CertFile, cfg.KeyFile = p.ca.Files(p.dir)
	f, err := New(cfg, Deps{Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	p.Front = f
	if err := f.Listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	r, err := relay.New(
		relay.Config{Secret: secret, Peers: peers, Source: netip.MustParseAddr("127.0.0.1"), Stream: f.TURN()},
		relay.Deps{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{
		Handler:  http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto, r.URL.Path) }),
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelWarn),
	}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for _, run := range []func() error{
		func() error { return f.Run(ctx) },
		func() error { return r.Run(ctx) },
		func() error {
			if err := web.Serve(f.HTTP()); !errors.Is(err, http.ErrServerClosed) && ctx.Err() == nil {
				return err
			}
			return nil // the port may be closed before the server is
		},
	} {
		running.Go(func() {
			if err := run(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(func() {
		web.Close()
		cancel()
		running.Wait()
	})
	return p
}

func (p *port) waitFor(what string, holds func() bool) {
	p.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(end) {
			p.Fatal("waited in vain for " + what)
		}
		<-time.After(time.Millisecond)
	}
}

// dial is a client with the protocols that it offers.
func (p *port) dial(protos ...string) *tls.Conn {
	p.Helper()
	cfg := p.ca.Trust()
	cfg.NextProtos = protos
	c, err := tls.Dial("tcp", p.Addr().String(), cfg)
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { c.Close() })
	return c
}

func (p *port) raw() net.Conn {
	p.Helper()
	c, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { c.Close() })
	return c
}

// ended wants the other side to end a connection.
func (p *port) ended(c net.Conn) {
	p.Helper()
	c.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, err := io.Copy(io.Discard, c)
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		p.Fatal("the connection stays open")
	}
}

func (p *port) get(h2 bool) string {
	p.Helper()
	tr := &http.Transport{TLSClientConfig: p.ca.Trust(), ForceAttemptHTTP2: h2, DisableKeepAlives: !h2}
	defer tr.CloseIdleConnections()
	resp, err := (&http.Client{Transport: tr}).Get("https://" + p.Addr().String() + "/page")
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	return string(b)
}

func TestHTTPByEveryVersion(t *testing.T) {
	p := open(t, Config{})
	if got := p.get(false); got != "HTTP/1.1/page" {
		t.Error(got)
	}
	if got := p.get(true); got != "HTTP/2.0/page" {
		t.Error(got)
	}
	c := p.dial() // no ALPN: the first byte decides
	fmt.Fprint(c, "GET /old HTTP/1.0\r\n\r\n")
	if b, err := io.ReadAll(c); err != nil || !strings.HasSuffix(string(b), "HTTP/1.0/old") {
		t.Errorf("%s %v", b, err)
	}
	if n := p.counts.taken[kindHTTP].Load(); n != 3 {
		t.Errorf("%d connections are counted", n)
	}
	p.waitFor("the connections to end", func() bool { return p.crowd.size() == 0 })
}

func TestTheSecureAddressIsNamed(t *testing.T) {
	p := open(t, Config{})
	c := p.raw()
	fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.0 400") {
		t.Errorf("%q %v", line, err)
	}
}

// room sends back what it gets.
func room(t *testing.T) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() {
		for b := make([]byte, 2048); ; {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			c.WriteTo(b[:n], from)
		}
	}()
	return c.LocalAddr().(*net.UDPAddr).AddrPort()
}

func (p *port) meet(at netip.AddrPort, packets int, protos ...string) {
	p.Helper()
	user, password := relay.Credentials(time.Now(), time.Hour, secret, "PA_one")
	c, err := turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: p.Addr().String(), Conn: turn.NewSTUNConn(p.dial(protos...)), Username: user, Password: password, RTO: time.Second,
	})
	if err != nil {
		p.Fatal(err)
	}
	defer c.Close()
	if err := c.Listen(); err != nil {
		p.Fatal(err)
	}
	media, err := c.Allocate()
	if err != nil {
		p.Fatal(err)
	}
	defer media.Close()
	for i := range packets {
		want := fmt.Sprintf("packet %d of the media", i)
		media.WriteTo([]byte(want), net.UDPAddrFromAddrPort(at))
		media.SetReadDeadline(time.Now().Add(10 * time.Second))
		got := make([]byte, 2048)
		n, _, err := media.ReadFrom(got)
		if err != nil || string(got[:n]) != want {
			p.Fatalf("%q came back: %v", got[:n], err)
		}
	}
}

// TestPagesAndMeetingsThroughOnePort has slow and broken strangers at the port
// meanwhile, whom nobody waits for.
func TestPagesAndMeetingsThroughOnePort(t *testing.T) {
	at := room(t)
	p := open(t, Config{Hello: 30 * time.Second}, relay.PeerAt(at))
	for range 20 {
		p.raw()                                       // says nothing
		p.raw().Write([]byte{22, 3, 1, 2, 0, 1})      // begins a handshake
		p.raw().Write([]byte("\xff\xfe\xfd garbage")) // no TLS
		p.dial()                                      // shakes hands and says nothing
		c := p.dial("http/1.1")
		c.Write([]byte("GET / HT")) // a slow header: net/http bounds it
	}
	for range 3 {
		if got := p.get(false); got != "HTTP/1.1/page" {
			t.Error(got)
		}
		p.meet(at, 20)
		p.meet(at, 5, "stun.turn")
		if got := p.get(true); got != "HTTP/2.0/page" {
			t.Error(got)
		}
	}
}

func TestSlowStrangersAreEnded(t *testing.T) {
	p := open(t, Config{Hello: 100 * time.Millisecond})
	p.ended(p.raw())
	c := p.raw()
	c.Write([]byte{22, 3, 1, 2, 0, 1})
	p.ended(c)
	p.ended(p.dial()) // silent after the handshake
	p.waitFor("the counts", func() bool {
		return p.counts.refused[handshakeFailed].Load() == 2 && p.counts.refused[silent].Load() == 1 && p.crowd.size() == 0
	})
	g := p.raw()
	g.Write([]byte("\xff\xfe\xfd garbage of some length, which is not TLS at all"))
	p.ended(g)
}

func TestCrowds(t *testing.T) {
	for name, c := range map[string]struct {
		cfg Config
		why reason
	}{
		"all":         {Config{MaxConns: 2}, tooMany},
		"one address": {Config{MaxPerAddress: 2}, tooManyOfAddress},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, c.cfg)
			first := p.dial()
			p.dial()
			p.ended(p.raw())
			if n := p.counts.refused[c.why].Load(); n != 1 {
				t.Errorf("%d are counted", n)
			}
			first.Close()
			p.waitFor("a place", func() bool { return p.crowd.size() == 1 })
			if got := p.get(false); got != "HTTP/1.1/page" {
				t.Error(got)
			}
		})
	}
}

func TestHousehold(t *testing.T) {
	for at, want := range map[string]string{"192.0.2.1:5": "192.0.2.1/32", "[::ffff:192.0.2.1]:5": "192.0.2.1/32", "[2001:db8::5]:1": "2001:db8::/64", "[fe80::1%eth0]:1": "fe80::/64"} {
		if got := household(net.TCPAddrFromAddrPort(netip.MustParseAddrPort(at))).String(); got != want {
			t.Errorf("%s is of %s", at, got)
		}
	}
}

func TestARenewedCertificateIsTakenIntoUse(t *testing.T) {
	p := open(t, Config{LookEvery: time.Millisecond})
	serial := func() string { return p.dial().ConnectionState().PeerCertificates[0].SerialNumber.String() }
	before := serial()
	if err := os.WriteFile(p.cfg.CertFile, []byte("half a certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if serial() != before {
			t.Fatal("a broken file changed something")
		}
	}
	p.ca.Files(p.dir)
	p.waitFor("the new certificate", func() bool { return serial() != before })
}

func TestNewRefusesABrokenCertificate(t *testing.T) {
	for _, files := range [][2]string{{"none", "none"}, {os.DevNull, os.DevNull}} {
		if _, err := New(Config{CertFile: files[0], KeyFile: files[1]}, Deps{Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "cannot use the certificate") {
			t.Error(err)
		}
	}
}

// TestCloseEndsEverything has connections in every state, none of which a
// stopping server waits for.
func TestCloseEndsEverything(t *testing.T) {
	ca, dir := fronttest.New(t), t.TempDir()
	cert, key := ca.Files(dir)
	f, err := New(Config{CertFile: cert, KeyFile: key, Hello: time.Hour}, Deps{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p := &port{T: t, Front: f, ca: ca}
	ended := make(chan error, 1)
	go func() { ended <- f.Run(t.Context()) }()
	silentOne, greeted := p.raw(), p.dial()
	waiting := p.dial("h2") // nobody takes it
	p.waitFor("all to be known", func() bool { return f.crowd.size() == 3 && f.counts.taken[kindHTTP].Load() == 1 })
	f.Close()
	f.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for _, c := range []net.Conn{silentOne, greeted, waiting} {
		p.ended(c)
	}
	for _, l := range []net.Listener{f.HTTP(), f.TURN()} {
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
	if f.crowd.size() != 0 {
		t.Error(f.crowd.size())
	}
}

// FuzzPeek loses no byte whatever comes first.
func FuzzPeek(f *testing.F) {
	for _, s := range []string{"GET / HTTP/1.1\r\n\r\n", "\x00\x01\x00\x00\x21\x12\xa4\x42", "\x01\x01", "\x16\x03\x01", "\x40\x00\x00\x04", ""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		here, there := net.Pipe()
		defer here.Close()
		go func() {
			there.Write(b)
			there.Close()
		}()
		k, out, err := peek(here)
		if len(b) == 0 {
			if err == nil {
				t.Fatal("nothing is something")
			}
			return
		}
		if err != nil || (k == kindTURN) != (b[0] <= 1) {
			t.Fatalf("%v %v", k, err)
		}
		if got, err := io.ReadAll(out); err != nil || string(got) != string(b) {
			t.Fatalf("%q is %q: %v", b, got, err)
		}
	})
}
