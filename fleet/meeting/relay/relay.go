// Package relay is the meetings' TURN server (RFC 8656): it carries a meeting's
// media for browsers whose network lets nothing but one TCP port out. It relays
// to the meetings' own media ports and nowhere else, so that nobody can use it
// to look into the network behind it. fleet/server imports it.
//
// pion/turn does the protocol. Each TCP connection gets a pion server of its
// own: what it holds ends with the connection, no lock is shared between
// calls, and the frames of a stream are taken apart here (frame.go), with their
// lengths checked first.
package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
	"github.com/prometheus/client_golang/prometheus"
)

// Realm is what clients are told to sign for.
const Realm = "lawkiosk"

// Config says whom the relay serves and where it relays to.
type Config struct {
	Secret string       // shared with whoever makes Credentials; at least MinSecret bytes
	Peers  []Peer       // where it relays to; Allow changes it
	Source netip.Addr   // the machine's address that relayed packets come from
	Public netip.Addr   // the address that the others know Source by, behind a NAT; may be invalid: the same
	Stream net.Listener // connections out of TLS; may be nil
	UDP    string       // an address to serve TURN by UDP on; empty: none
	Limits Limits
}

// MinSecret is the least length of a secret, in bytes.
const MinSecret = 16

// Limits bound what clients may use up. Zero values take the default.
type Limits struct {
	PerUser    int           // allocations of one participant, 12: two connections with several networks each, and their successors
	PerAddress int           // allocations from one address (IPv6: one /64), 256: a whole hall may share one
	Total      int           // allocations, 2000
	Age        time.Duration // an allocation ends after this, 12 h
	Hello      time.Duration // a connection without an allocation ends after this, 30 s
	Idle       time.Duration // a connection that is silent ends after this, 11 min: one refreshes within 10
	Write      time.Duration // a write to a client that does not read ends its connection after this, 15 s
}

func (l Limits) withDefaults() Limits {
	for _, d := range []struct {
		v   *int
		def int
	}{{&l.PerUser, 12}, {&l.PerAddress, 256}, {&l.Total, 2000}} {
		if *d.v == 0 {
			*d.v = d.def
		}
	}
	for _, d := range []struct {
		v   *time.Duration
		def time.Duration
	}{{&l.Age, 12 * time.Hour}, {&l.Hello, 30 * time.Second}, {&l.Idle, 11 * time.Minute}, {&l.Write, 15 * time.Second}} {
		if *d.v == 0 {
			*d.v = d.def
		}
	}
	return l
}

// Deps are what the relay works with.
type Deps struct {
	Log     *slog.Logger
	Metrics prometheus.Registerer // may be nil
}

// Relay is the TURN server.
type Relay struct {
	cfg    Config
	log    *slog.Logger
	auth   turn.AuthHandler
	peers  atomic.Pointer[[]Peer]
	quota  *quota
	counts counts
	udp    net.PacketConn

	mu      sync.Mutex
	streams map[*stream]struct{}
	ended   bool
	running sync.WaitGroup
}

// New checks the configuration and starts nothing.
func New(cfg Config, deps Deps) (*Relay, error) {
	if len(cfg.Secret) < MinSecret {
		return nil, fmt.Errorf("cannot serve TURN: the secret has %d bytes, at least %d are needed", len(cfg.Secret), MinSecret)
	}
	if !cfg.Source.IsValid() {
		return nil, errors.New("cannot serve TURN: it has no address to relay from; set the node's address")
	}
	cfg.Limits = cfg.Limits.withDefaults()
	cfg.Source, cfg.Public = cfg.Source.Unmap(), cfg.Public.Unmap()
	if !cfg.Public.IsValid() {
		cfg.Public = cfg.Source
	}
	r := &Relay{cfg: cfg, log: deps.Log, quota: newQuota(cfg.Limits), auth: turn.LongTermTURNRESTAuthHandler(cfg.Secret, silence{}), streams: map[*stream]struct{}{}}
	r.Allow(cfg.Peers...)
	if deps.Metrics != nil {
		r.register(deps.Metrics)
	}
	return r, nil
}

// Allow replaces the peers that packets are relayed to and from.
func (r *Relay) Allow(peers ...Peer) {
	kept := append([]Peer(nil), peers...)
	r.peers.Store(&kept)
}

// Listen takes the UDP port, where one is configured.
func (r *Relay) Listen(ctx context.Context) error {
	if r.cfg.UDP == "" {
		return nil
	}
	var lc net.ListenConfig
	c, err := lc.ListenPacket(ctx, "udp", r.cfg.UDP)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", r.cfg.UDP, err)
	}
	r.udp = c
	return nil
}

// UDPAddr is the port taken by Listen, or nil.
func (r *Relay) UDPAddr() net.Addr {
	if r.udp == nil {
		return nil
	}
	return r.udp.LocalAddr()
}

// Run serves until ctx ends, then ends every connection and allocation.
func (r *Relay) Run(ctx context.Context) error {
	defer r.running.Wait()
	if r.udp != nil {
		server, err := r.serve(r.udp, func() {})
		if err != nil {
			return err
		}
		defer server.Close() //nolint:errcheck // it closes the port, which nothing is written to any more
	}
	if r.cfg.Stream != nil {
		r.running.Go(func() { r.accept(ctx) })
	}
	<-ctx.Done()
	r.end()
	return nil
}

// Close gives back the ports of a relay that was not run.
func (r *Relay) Close() { r.end() }

func (r *Relay) end() {
	if r.cfg.Stream != nil {
		_ = r.cfg.Stream.Close()
	}
	if r.udp != nil {
		_ = r.udp.Close()
	}
	r.mu.Lock()
	r.ended = true
	open := make([]*stream, 0, len(r.streams))
	for s := range r.streams {
		open = append(open, s)
	}
	r.mu.Unlock()
	for _, s := range open {
		go s.cut() // the goodbye of TLS may have to wait for a peer that does not read; running waits for all
	}
}

func (r *Relay) accept(ctx context.Context) {
	for {
		c, err := r.cfg.Stream.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return
			}
			r.log.WarnContext(ctx, "cannot accept a TURN connection", "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(50 * time.Millisecond): // such as out of file descriptors
				continue
			}
		}
		r.take(c)
	}
}

// take serves a connection until its end.
func (r *Relay) take(c net.Conn) {
	s := newStream(c, r)
	r.mu.Lock()
	ended := r.ended
	if !ended {
		r.streams[s] = struct{}{}
		r.running.Add(1)
	}
	r.mu.Unlock()
	if ended {
		_ = c.Close()
		return
	}
	if _, err := r.serve(s, s.held); err != nil {
		r.log.Warn("cannot serve a TURN connection", "error", err)
		s.cut()
	}
}

// left is called once when a connection has ended.
func (r *Relay) left(s *stream) {
	r.mu.Lock()
	delete(r.streams, s)
	r.mu.Unlock()
	r.running.Done()
}

// serve starts pion's server on a port or a connection; it ends with that.
// held is called when an allocation is made there.
func (r *Relay) serve(on net.PacketConn, held func()) (*turn.Server, error) {
	s, err := turn.NewServer(turn.ServerConfig{
		Realm: Realm, AuthHandler: r.authorize, QuotaHandler: r.admit,
		EventHandler: turn.EventHandler{
			OnAuth: func(_, _ net.Addr, _, _, _, _ string, verdict bool) {
				if !verdict {
					r.counts.refuse(wrongPassword)
				}
			},
			OnAllocationCreated: func(from, _ net.Addr, _, _, _ string, _ net.Addr, _ int) {
				r.quota.confirm(from)
				r.counts.allocations.Add(1)
				held()
			},
			OnAllocationDeleted: func(from, _ net.Addr, _, _, _ string) { r.quota.release(from) },
			OnAllocationError:   func(from, _ net.Addr, _, _ string) { r.quota.abandon(from) },
		},
		PacketConnConfigs: []turn.PacketConnConfig{{
			PacketConn: on, RelayAddressGenerator: (*ports)(r), PermissionHandler: r.permit,
		}},
		AllocationLifetime: 10 * time.Minute, InboundMTU: maxFrame + 1,
		// Whoever comes by IPv6 without asking for a family gets the relay's own.
		StrictAddressFamily: r.cfg.Source.Is4(),
		LoggerFactory:       silence{},
	})
	if err != nil {
		return nil, fmt.Errorf("cannot start TURN: %w", err)
	}
	return s, nil
}

// authorize knows a participant by the secret and by the end of its time.
func (r *Relay) authorize(a *turn.RequestAttributes) (user string, key []byte, ok bool) {
	user, key, ok = r.auth(a)
	if !ok {
		r.counts.refuse(wrongUser)
	}
	return user, key, ok
}

// admit answers whether a participant may have one more allocation.
func (r *Relay) admit(user, _ string, from net.Addr) bool {
	if r.quota.reserve(user, from) {
		return true
	}
	r.counts.refuse(overQuota)
	return false
}

// permit answers whether packets may go to an address at all; ports looks at
// the port of each packet.
func (r *Relay) permit(_ net.Addr, peer net.IP) bool {
	ip, ok := netip.AddrFromSlice(peer)
	if ok {
		for _, p := range *r.peers.Load() {
			if p.Prefix.Contains(ip.Unmap()) {
				return true
			}
		}
	}
	r.counts.refuse(foreignPeer)
	return false
}

// silence drops pion's log: its lines name citizens' addresses, and what an
// operator needs of them is counted here.
type silence struct{}

// NewLogger gives a logger that says nothing.
func (silence) NewLogger(string) logging.LeveledLogger { return silence{} }

func (silence) Trace(string)          {}
func (silence) Tracef(string, ...any) {}
func (silence) Debug(string)          {}
func (silence) Debugf(string, ...any) {}
func (silence) Info(string)           {}
func (silence) Infof(string, ...any)  {}
func (silence) Warn(string)           {}
func (silence) Warnf(string, ...any)  {}
func (silence) Error(string)          {}
func (silence) Errorf(string, ...any) {}
