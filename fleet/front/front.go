// Package front is the fleet's TLS port. One port serves two kinds of clients:
// browsers that speak HTTP, and browsers whose network lets nothing but TCP 443
// out and that therefore send a meeting's media as TURN through the same port.
// After the handshake the protocol agreed by ALPN decides, and where none was
// agreed the first byte. fleet/server imports it.
package front

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Config says where the certificate is and what strangers may use up.
type Config struct {
	CertFile, KeyFile string        // PEM; read again when they change
	Hello             time.Duration // for a handshake and the first byte together; 0: 10 s
	MaxConns          int           // at once; 0: 8192
	MaxPerAddress     int           // at once from one address (IPv6: one /64); 0: 512, as a whole hall may share one
	LookEvery         time.Duration // how soon a renewed certificate is noticed; 0: 5 s
}

// Deps are what the front works with.
type Deps struct {
	Log     *slog.Logger
	Metrics prometheus.Registerer // may be nil
}

// Front is the port.
type Front struct {
	cfg        Config
	log        *slog.Logger
	cert       *certificate
	tls        *tls.Config
	http, turn *door
	counts     counts
	crowd      *crowd
	inner      net.Listener
	greeting   sync.WaitGroup // connections that are not handed over yet
	end        chan struct{}
	once       sync.Once
}

// New reads the certificate and starts nothing.
func New(cfg Config, deps Deps) (*Front, error) {
	if cfg.Hello == 0 {
		cfg.Hello = 10 * time.Second
	}
	if cfg.MaxConns == 0 {
		cfg.MaxConns = 8192
	}
	if cfg.MaxPerAddress == 0 {
		cfg.MaxPerAddress = 512
	}
	if cfg.LookEvery == 0 {
		cfg.LookEvery = 5 * time.Second
	}
	cert, err := openCertificate(cfg.CertFile, cfg.KeyFile, deps.Log)
	if err != nil {
		return nil, err
	}
	f := &Front{cfg: cfg, log: deps.Log, cert: cert, crowd: newCrowd(cfg.MaxConns, cfg.MaxPerAddress), end: make(chan struct{})}
	f.http, f.turn = newDoor(f), newDoor(f)
	f.tls = &tls.Config{
		GetCertificate: cert.get, MinVersion: tls.VersionTLS12,
		NextProtos: []string{protoH2, protoHTTP, protoTURN},
	}
	if deps.Metrics != nil {
		f.register(deps.Metrics)
	}
	return f, nil
}

// Listen takes the port.
func (f *Front) Listen(ctx context.Context, address string) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	f.inner = l
	return nil
}

// Addr is the address taken by Listen.
func (f *Front) Addr() net.Addr { return f.inner.Addr() }

// HTTP gives connections for net/http. Those that agreed on a protocol are
// *tls.Conn, so that HTTP/2 works; its requests otherwise have no TLS field.
// Closing it sends later HTTP clients away and leaves the port to the others.
func (f *Front) HTTP() net.Listener { return f.http }

// TURN gives connections for a TURN server, already out of TLS.
func (f *Front) TURN() net.Listener { return f.turn }

// Run accepts until ctx ends, after Listen. Connections that were handed over
// belong to those who took them.
func (f *Front) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, f.Close)
	defer stop()
	defer f.greeting.Wait()
	defer f.Close()
	f.greeting.Go(func() { f.cert.watch(f.end, f.cfg.LookEvery) })
	for {
		raw, err := f.inner.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			f.log.WarnContext(ctx, "cannot accept a connection", "error", err)
			select {
			case <-f.end:
				return nil
			case <-time.After(50 * time.Millisecond): // such as out of file descriptors
				continue
			}
		}
		c, why := f.crowd.enter(raw)
		if c == nil {
			f.counts.refuse(why)
			_ = raw.Close()
			continue
		}
		f.greeting.Go(func() { f.greet(c) })
	}
}

// Close gives the port back and ends the connections that are not handed over.
func (f *Front) Close() {
	f.once.Do(func() {
		close(f.end)
		if f.inner != nil {
			_ = f.inner.Close()
		}
		f.http.shut()
		f.turn.shut()
		f.crowd.endUnknown()
	})
}

// greet finds out what a connection is and hands it over.
func (f *Front) greet(raw *conn) {
	if raw.SetDeadline(time.Now().Add(f.cfg.Hello)) != nil { // gone already
		f.counts.refuse(handshakeFailed)
		_ = raw.Close()
		return
	}
	t := tls.Server(raw, f.tls)
	if err := t.Handshake(); err != nil { //nolint:noctx // the deadline bounds it, and Close ends the connection
		f.refuseHandshake(raw, err)
		return
	}
	kind, out, err := sort(t)
	if err != nil {
		f.counts.refuse(silent)
		_ = raw.Close() // without a goodbye, which a peer that does not read would hold up
		return
	}
	if !raw.known() {
		_ = raw.Close()
		return
	}
	_ = raw.SetDeadline(time.Time{}) // a broken connection shows at the next read
	d := f.http
	if kind == kindTURN {
		d = f.turn
	}
	f.counts.welcome(kind)
	if !d.give(out) {
		_ = raw.Close()
	}
}

// refuseHandshake tells a browser that forgot the s of https so.
func (f *Front) refuseHandshake(raw *conn, err error) {
	var header tls.RecordHeaderError
	if errors.As(err, &header) && header.Conn != nil && looksLikeHTTP(header.RecordHeader[:]) {
		_, _ = header.Conn.Write([]byte(plainAnswer)) // best effort
	}
	f.counts.refuse(handshakeFailed)
	_ = raw.Close()
}

const plainAnswer = "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nThis port speaks HTTPS: the address begins with https://\n"
