package mqttd

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// Limits of connections that have not yet signed in. mochi sets no deadline
// before the sign-in, so this listener does.
const (
	signInTime     = 10 * time.Second
	signInBytes    = 8 << 10
	signingInLimit = 512
)

// writeTime bounds a write to a kiosk that does not read: whoever writes holds
// the connection meanwhile, and the sender of commands must get to the others.
const writeTime = 5 * time.Second

// listener is mochi's listener with limits. It also owns the connections, so
// that closing it ends those that never signed in.
type listener struct {
	inner   net.Listener
	tls     *tls.Config
	refused *refusals
	log     *slog.Logger
	slots   chan struct{} // one for each connection that is signing in
	end     chan struct{}
	left    func(net.Conn) // called after a connection has ended
	running sync.WaitGroup

	mu     sync.Mutex
	conns  map[*conn]struct{}
	closed bool
}

var _ listeners.Listener = (*listener)(nil)

func newListener(inner net.Listener, cfg *tls.Config, refused *refusals, log *slog.Logger, left func(net.Conn)) *listener {
	return &listener{
		inner: inner, tls: cfg, refused: refused, log: log, left: left, conns: map[*conn]struct{}{},
		slots: make(chan struct{}, signingInLimit), end: make(chan struct{}),
	}
}

// Init, ID, Address and Protocol are mochi's.
func (l *listener) Init(*slog.Logger) error { return nil }
func (l *listener) ID() string              { return "kiosks" }
func (l *listener) Address() string         { return l.inner.Addr().String() }
func (l *listener) Protocol() string        { return "tcp" }

// Serve accepts connections until Close.
func (l *listener) Serve(establish listeners.EstablishFn) {
	for {
		select {
		case l.slots <- struct{}{}:
		case <-l.end:
			return
		}
		raw, err := l.inner.Accept()
		if err != nil {
			<-l.slots
			select {
			case <-l.end:
				return
			case <-time.After(50 * time.Millisecond): // such as out of file descriptors
				l.log.Warn("cannot accept a connection", "error", err)
				continue
			}
		}
		c := l.own(raw)
		if c == nil {
			return
		}
		go func() {
			defer l.running.Done()
			defer l.left(c)
			defer c.Close()
			l.count(establish(l.ID(), c), c)
		}()
	}
}

// count counts connections that ended before they were signed in; the hook
// counts those of kiosks.
func (l *listener) count(err error, c *conn) {
	if err == nil || c.isAdmitted() {
		return
	}
	switch {
	case errors.Is(err, packets.ErrPacketTooLarge), errors.Is(err, errSignInTooLong):
		l.refused.add(oversized)
	case errors.Is(err, packets.ErrServerBusy), errors.Is(err, packets.ErrServerUnavailable):
		l.refused.add(tooMany)
	case errors.Is(err, packets.ErrBadUsernameOrPassword), errors.Is(err, errCounted):
		// counted where it was decided
	case errors.Is(err, packets.ErrUnsupportedProtocolVersion):
		l.refused.add(notAllowed)
	default:
		l.refused.add(garbage) // gone, silent or not MQTT
	}
	l.log.Debug("connection refused", "remote", c.RemoteAddr().String(), "error", err)
}

// Close stops accepting, ends every connection and waits for their ends.
func (l *listener) Close(listeners.CloseFn) {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.end)
		_ = l.inner.Close()
	}
	open := make([]*conn, 0, len(l.conns))
	for c := range l.conns {
		open = append(open, c)
	}
	l.mu.Unlock()
	for _, c := range open {
		go c.Close() // the goodbye of TLS may have to wait for a peer that does not read
	}
	l.running.Wait()
}

// own takes a connection into care; it gives nil after Close.
func (l *listener) own(raw net.Conn) *conn {
	if l.tls != nil {
		raw = tls.Server(raw, l.tls)
	}
	c := &conn{Conn: raw, listener: l, budget: signInBytes}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		_ = raw.Close()
		return nil
	}
	_ = raw.SetDeadline(time.Now().Add(signInTime)) // a broken connection shows at the first read
	l.conns[c] = struct{}{}
	l.running.Add(1)
	return c
}

var errSignInTooLong = errors.New("more bytes than a sign-in has")

// conn is a connection that may say little until it has signed in.
type conn struct {
	net.Conn
	listener *listener
	mu       sync.Mutex
	budget   int
	admitted bool
	closed   bool
}

func (c *conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	left, free := c.budget, c.admitted
	c.mu.Unlock()
	if free {
		return c.Conn.Read(p)
	}
	if left <= 0 {
		return 0, errSignInTooLong
	}
	n, err := c.Conn.Read(p[:min(len(p), left)])
	c.mu.Lock()
	c.budget -= n
	c.mu.Unlock()
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// admit lifts the limits after the sign-in.
func (c *conn) admit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.admitted && !c.closed {
		c.admitted = true
		<-c.listener.slots
	}
}

func (c *conn) isAdmitted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.admitted
}

// Close closes the connection, once.
func (c *conn) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	if !c.admitted {
		<-c.listener.slots
	}
	c.mu.Unlock()
	c.listener.mu.Lock()
	delete(c.listener.conns, c)
	c.listener.mu.Unlock()
	return c.Conn.Close()
}
