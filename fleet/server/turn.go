package server

import (
	"errors"
	"net"
	"net/netip"

	"github.com/prometheus/client_golang/prometheus"

	"lawkiosk/fleet/front"
	"lawkiosk/fleet/meeting/relay"
)

// openFront makes the TLS port and the relay behind it, where they are
// configured.
func (s *Server) openFront(metrics prometheus.Registerer) error {
	var turn net.Listener
	if s.cfg.TLS.On() {
		f, err := front.New(front.Config{CertFile: s.cfg.TLS.Cert, KeyFile: s.cfg.TLS.Key}, front.Deps{Log: s.deps.Log, Metrics: metrics})
		if err != nil {
			return err
		}
		s.front, turn = f, f.TURN()
	}
	if !s.cfg.Relays() {
		if turn != nil {
			return turn.Close() // sends TURN clients away
		}
		return nil
	}
	node, t := s.cfg.Meeting.NodeIP, s.cfg.Meeting.TURN
	cfg := relay.Config{Secret: t.Secret, Peers: s.peers(), Source: node, Stream: turn, UDP: t.UDPListen}
	if !ownAddress(node) {
		own, ok := outward()
		if !ok {
			return errors.New("cannot serve TURN: this machine has no address to relay from; set meeting.node_ip or a default route")
		}
		cfg.Source, cfg.Public = own, node
	}
	r, err := relay.New(cfg, relay.Deps{Log: s.deps.Log, Metrics: metrics})
	s.relay = r
	return err
}

// peers are the media ports: those configured, and the embedded rooms' one.
func (s *Server) peers() []relay.Peer {
	m := s.cfg.Meeting
	peers := append([]relay.Peer(nil), m.TURN.Peers...)
	if m.External == nil && m.UDPPort > 0 {
		peers = append(peers, relay.PeerAt(netip.AddrPortFrom(m.NodeIP, uint16(m.UDPPort)))) //nolint:gosec // was checked
	}
	return peers
}

// relayTo lets the relay reach the rooms' media port, where it was any free one.
func (s *Server) relayTo(port uint16) {
	if s.relay != nil {
		s.relay.Allow(append(s.peers(), relay.PeerAt(netip.AddrPortFrom(s.cfg.Meeting.NodeIP, port)))...)
	}
}
