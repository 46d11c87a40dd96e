package relay

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"github.com/pion/turn/v5"
)

var errNoTCP = errors.New("relaying TCP is not offered")

// ports makes the sockets that packets leave by.
type ports Relay

// Validate is pion's.
func (*ports) Validate() error { return nil }

// AllocateListener refuses: media goes by UDP (RFC 6062 is not offered).
func (*ports) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errNoTCP
}

// AllocateConn refuses, as AllocateListener does.
func (*ports) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) { return nil, errNoTCP }

// AllocatePacketConn opens a socket on the relay's address.
func (p *ports) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	at := &net.UDPAddr{IP: p.cfg.Source.AsSlice(), Port: c.RequestedPort}
	u, err := net.ListenUDP(c.Network, at)
	if err != nil {
		p.counts.refuse(noPort)
		return nil, nil, err
	}
	// A key frame comes as a burst of a hundred packets and more.
	_ = u.SetReadBuffer(1 << 20)
	s := &socket{UDPConn: u, relay: (*Relay)(p)}
	s.old = time.AfterFunc(p.cfg.Limits.Age, func() { _ = u.Close() })
	known := netip.AddrPortFrom(p.cfg.Public, u.LocalAddr().(*net.UDPAddr).AddrPort().Port())
	return s, net.UDPAddrFromAddrPort(known), nil
}

// socket relays to and from the peers only.
type socket struct {
	*net.UDPConn
	relay *Relay
	old   *time.Timer // ends the allocation
	once  sync.Once
	err   error
	last  *net.UDPAddr // of the packet read before; used by one goroutine
	lastA netip.AddrPort
}

// allowed keeps no answer: Allow may change it at any time, and one or two
// ranges are quickly compared.
func (s *socket) allowed(a netip.AddrPort) bool {
	for _, p := range *s.relay.peers.Load() {
		if p.has(a) {
			return true
		}
	}
	s.relay.counts.refuse(foreignPacket)
	return false
}

// swap spares a packet between two programs of this machine the way out to the
// NAT and back, which many do not offer.
func swap(a netip.AddrPort, from, to netip.Addr) netip.AddrPort {
	if a.Addr() == from {
		return netip.AddrPortFrom(to, a.Port())
	}
	return a
}

// WriteTo drops what is not for a peer, as a network does.
func (s *socket) WriteTo(b []byte, to net.Addr) (int, error) {
	u, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, os.ErrInvalid
	}
	a := u.AddrPort()
	a = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
	if !s.allowed(a) {
		return len(b), nil
	}
	s.relay.counts.up.Add(int64(len(b))) // first: whoever has the packet finds it counted
	return s.WriteToUDPAddrPort(b, swap(a, s.relay.cfg.Public, s.relay.cfg.Source))
}

// ReadFrom gives the next packet of a peer.
func (s *socket) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, a, err := s.ReadFromUDPAddrPort(b)
		if err != nil {
			return 0, nil, err
		}
		a = swap(netip.AddrPortFrom(a.Addr().Unmap(), a.Port()), s.relay.cfg.Source, s.relay.cfg.Public)
		if !s.allowed(a) {
			continue
		}
		if s.last == nil || a != s.lastA {
			s.last, s.lastA = net.UDPAddrFromAddrPort(a), a
		}
		s.relay.counts.down.Add(int64(n))
		return n, s.last, nil
	}
}

// Close closes the socket, once.
func (s *socket) Close() error {
	s.once.Do(func() {
		s.old.Stop()
		if err := s.UDPConn.Close(); !errors.Is(err, net.ErrClosed) { // old has been there
			s.err = err
		}
	})
	return s.err
}
