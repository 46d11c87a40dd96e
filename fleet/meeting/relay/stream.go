package relay

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// stream makes one connection look like a port that a single client sends
// packets to, which is what pion's server reads from.
type stream struct {
	net.Conn
	relay *Relay
	from  net.Addr
	once  sync.Once
	err   error

	holds   atomic.Bool // an allocation was made
	readBy  time.Time   // used by the reader
	mu      sync.Mutex
	writeBy time.Time // by mu
}

var _ net.PacketConn = (*stream)(nil)

func newStream(c net.Conn, r *Relay) *stream {
	s := &stream{Conn: c, relay: r, from: c.RemoteAddr()}
	_ = c.SetReadDeadline(time.Now().Add(r.cfg.Limits.Hello)) // a broken connection shows at the first read
	return s
}

// held lets a connection live that has an allocation.
func (s *stream) held() { s.holds.Store(true) }

// ReadFrom gives the next frame. Its error ends pion's server, and with that
// the connection.
func (s *stream) ReadFrom(b []byte) (int, net.Addr, error) {
	if s.holds.Load() {
		// A deadline for each packet would cost more than the packet.
		idle := s.relay.cfg.Limits.Idle
		if now := time.Now(); s.readBy.Sub(now) < idle-idle/16 {
			s.readBy = now.Add(idle)
			_ = s.SetReadDeadline(s.readBy)
		}
	}
	n, err := readFrame(s.Conn, b)
	if err != nil {
		s.relay.counts.close(err)
		s.cut()
		return 0, nil, err
	}
	return n, s.from, nil
}

// WriteTo sends a frame. A client that does not read loses its connection.
func (s *stream) WriteTo(b []byte, _ net.Addr) (int, error) {
	s.mu.Lock()
	wait := s.relay.cfg.Limits.Write
	if now := time.Now(); s.writeBy.Sub(now) < wait-wait/4 {
		s.writeBy = now.Add(wait)
		_ = s.SetWriteDeadline(s.writeBy)
	}
	s.mu.Unlock()
	n, err := s.Write(b)
	if err != nil {
		s.cut()
	}
	return n, err
}

// cut ends the connection without waiting for a peer that does not read.
func (s *stream) cut() {
	_ = s.SetWriteDeadline(time.Now())
	_ = s.Close()
}

// Close closes the connection, once.
func (s *stream) Close() error {
	s.once.Do(func() {
		s.err = s.Conn.Close()
		s.relay.left(s)
	})
	return s.err
}
