// Package mqttd is the door through which kiosks speak with the fleet: an MQTT
// 3.1.1 endpoint (mochi, embedded and hidden behind this package) that
// acknowledges a message only after the store has committed it.
//
// A kiosk signs in with its id as client id and user name and its token as
// password, publishes with QoS 1 on its own upward channels and subscribes to its
// own command topic. Whatever else arrives is refused, counted, and ends the
// connection it came on. Nothing is retained and no broker session is kept: the
// database is the truth. fleet/server imports this package.
package mqttd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/prometheus/client_golang/prometheus"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Store is what the endpoint needs of the database.
type Store interface {
	Ingest(ctx context.Context, messages []fleet.Upward) ([]fleet.Outcome, error)
	Token(ctx context.Context, id string) (fleet.TokenHash, error)
	Tokens(ctx context.Context) (map[string]fleet.TokenHash, error)
	OpenCommands(ctx context.Context, kiosk string, now time.Time) ([]fleet.Command, error)
	MarkSent(ctx context.Context, ids []string, at time.Time) error
	Expire(ctx context.Context, now time.Time) ([]fleet.Command, error)
}

// Notify is told what changed after it was committed.
type Notify interface {
	Kiosk(id string)
	Command(kiosk, id string)
}

// Config is the endpoint's configuration; zero values mean the defaults.
type Config struct {
	Listen      string        // "127.0.0.1:1883"
	TLS         *tls.Config   // nil: plain
	Connections int           // signed-in kiosks at most; 20,000
	Resend      time.Duration // an unconfirmed command goes out again after this; 10 s
	Recheck     time.Duration // tokens of connected kiosks are checked again after this; 30 s
}

// Deps are what the endpoint works with.
type Deps struct {
	Store   Store
	Notify  Notify
	Log     *slog.Logger
	Now     func() time.Time
	Metrics prometheus.Registerer
}

// Server is the endpoint.
type Server struct {
	cfg      Config
	deps     Deps
	refused  refusals
	commits  *committer
	listener *listener
	mochi    *mqtt.Server
	stopping atomic.Bool
	order    sync.Mutex // of presences on their way to the committer; taken before mu

	mu     sync.Mutex
	kiosks map[string]*kiosk       // signed in, by id: the newest connection
	ended  map[string]fleet.Upward // ends of connections that could not be committed yet
	wanted map[string]struct{}     // kiosks whose commands are to be sent now
	wake   chan struct{}           // wanted is not empty
	conns  map[net.Conn]*kiosk     // signed in, by connection
}

// New makes an endpoint and starts nothing.
func New(cfg Config, deps Deps) *Server {
	if cfg.Connections <= 0 {
		cfg.Connections = 20000
	}
	if cfg.Resend <= 0 {
		cfg.Resend = 10 * time.Second
	}
	if cfg.Recheck <= 0 {
		cfg.Recheck = 30 * time.Second
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	s := &Server{
		cfg: cfg, deps: deps, kiosks: map[string]*kiosk{}, ended: map[string]fleet.Upward{}, conns: map[net.Conn]*kiosk{},
		wanted: map[string]struct{}{}, wake: make(chan struct{}, 1),
	}
	s.commits = newCommitter(deps.Store, s.committed)
	if deps.Metrics != nil {
		s.register(deps.Metrics)
	}
	return s
}

// Listen takes the port, so that a port in use is known before anything runs.
func (s *Server) Listen(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.cfg.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen for kiosks on %s: %w", s.cfg.Listen, err)
	}
	s.listener = newListener(l, s.cfg.TLS, &s.refused, s.deps.Log, s.leave)
	return nil
}

// Addr is the address taken by Listen.
func (s *Server) Addr() net.Addr { return s.listener.inner.Addr() }

// Run serves kiosks until ctx ends. It calls Listen where that was not done.
func (s *Server) Run(ctx context.Context) error {
	if s.listener == nil {
		if err := s.Listen(ctx); err != nil {
			return err
		}
	}
	s.mochi = mqtt.New(options(s.cfg.Connections))
	if err := s.mochi.AddHook(&hook{s: s}, nil); err != nil {
		return errors.Join(fmt.Errorf("cannot start the MQTT endpoint: %w", err), s.listener.inner.Close())
	}
	if err := s.mochi.AddListener(s.listener); err != nil {
		return errors.Join(fmt.Errorf("cannot start the MQTT endpoint: %w", err), s.listener.inner.Close())
	}
	stopCommits := s.commits.start(ctx)
	if err := s.mochi.Serve(); err != nil {
		stopCommits()
		return errors.Join(fmt.Errorf("cannot start the MQTT endpoint: %w", err), s.listener.inner.Close())
	}
	s.deps.Log.InfoContext(ctx, "kiosks can connect", "address", s.Addr().String(), "tls", s.cfg.TLS != nil)
	s.tend(ctx)
	s.stopping.Store(true)
	err := s.mochi.Close() // waits until every connection's last message is answered
	stopCommits()
	return err
}

// options keep a connection small: mochi's defaults suit a broker of few busy
// clients, this endpoint has many quiet ones.
func options(connections int) *mqtt.Options {
	caps := mqtt.NewDefaultServerCapabilities()
	caps.MaximumClients = int64(connections)
	caps.MaximumClientWritesPending = 64
	caps.MaximumSessionExpiryInterval = 0
	caps.MaximumPacketSize = wire.MaxMessageBytes + 512
	caps.ReceiveMaximum = 64
	caps.MaximumInflight = 64
	caps.TopicAliasMaximum = 0
	caps.SharedSubAvailable = 0
	caps.MinimumProtocolVersion = 4
	caps.MaximumQos = 1
	caps.RetainAvailable = 0
	caps.WildcardSubAvailable = 0
	caps.SubIDAvailable = 0
	return &mqtt.Options{
		Capabilities:             caps,
		ClientNetReadBufferSize:  512,
		ClientNetWriteBufferSize: 512,
		// mochi logs whole packets; what matters is logged here without them.
		Logger:                 slog.New(slog.DiscardHandler),
		SysTopicResendInterval: 24 * 60 * 60,
	}
}

// Refused counts refused messages and connections by reason.
func (s *Server) Refused() map[string]int64 { return s.refused.counts() }

// Connected counts the kiosks that are signed in.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kiosks)
}

// committed tells the others what a committed message changed.
func (s *Server) committed(m fleet.Upward, o fleet.Outcome) {
	if o.Missing > 0 {
		s.deps.Log.Warn("records are missing", "kiosk", m.Kiosk, "outbox", m.Batch.Outbox, "missing", o.Missing, "before", m.Batch.First)
	}
	if s.deps.Notify == nil {
		return
	}
	if o.Changed {
		s.deps.Notify.Kiosk(m.Kiosk)
	}
	for _, id := range o.Answered {
		s.deps.Notify.Command(m.Kiosk, id)
	}
}
