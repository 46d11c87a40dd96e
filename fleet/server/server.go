// Package server puts the fleet's parts together: all the wiring is on this
// page. Its Main is fleetd's command line. Only fleet/cmd imports it.
package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/console"
	"lawkiosk/fleet/front"
	"lawkiosk/fleet/httpapi"
	"lawkiosk/fleet/live"
	"lawkiosk/fleet/meeting/relay"
	"lawkiosk/fleet/mqttd"
	"lawkiosk/fleet/store/sqlite"
)

// Deps are what a server works with.
type Deps struct {
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	Rooms   Rooms // nil: those of the configuration
}

// Server is the fleet server.
type Server struct {
	cfg   Config
	deps  Deps
	store fleet.Store
	pack  *packFile
	mqtt  *mqttd.Server
	api   *httpapi.API
	http  net.Listener
	front *front.Front // nil: a proxy speaks TLS
	relay *relay.Relay // nil: no TURN
	calls *meetings
}

// New opens the database and reads the content, and starts nothing.
func New(ctx context.Context, cfg Config, deps Deps) (*Server, error) {
	pack, err := openPackFile(cfg.Pack, cfg.Keys, deps.Log)
	if err != nil {
		return nil, err
	}
	key, err := loadKey(cfg)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, cfg.Database())
	if err != nil {
		return nil, err
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	hub := live.New()
	s := &Server{cfg: cfg, deps: deps, store: store, pack: pack}
	s.mqtt = mqttd.New(
		mqttd.Config{Listen: cfg.MQTT.Listen, TLS: cfg.MQTT.TLS},
		mqttd.Deps{Store: store, Notify: hub, Log: deps.Log, Now: deps.Now, Metrics: metrics})
	if s.calls, err = openMeetings(cfg, deps, store, hub, key, pack, metrics); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	files, built := console.Files()
	door := httpapi.Config{PublicURL: cfg.PublicURL, Idle: cfg.Idle, Max: cfg.Max}
	with := httpapi.Deps{
		Store: store, Hub: hub, Cipher: key, Content: pack.Pack, Push: s.mqtt.Push, Refused: s.mqtt.Refused,
		Console: files, Built: built, Metrics: metrics, Log: deps.Log, Now: deps.Now, Version: deps.Version,
	}
	s.calls.equip(&with, &door, cfg)
	s.api = httpapi.New(door, with)
	if err := s.openFront(metrics); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if s.calls.media != 0 {
		s.relayTo(s.calls.media)
	}
	return s, nil
}

// Listen takes the ports, so that one in use is known before anything runs.
func (s *Server) Listen(ctx context.Context) error {
	if err := s.mqtt.Listen(ctx); err != nil {
		return s.inUse(err, "mqtt.listen", s.cfg.MQTT.Listen)
	}
	if s.relay != nil {
		if err := s.relay.Listen(ctx); err != nil {
			return s.inUse(err, "meeting.turn.udp_listen", s.cfg.Meeting.TURN.UDPListen)
		}
	}
	if s.front != nil {
		s.http = s.front.HTTP()
		return s.inUse(s.front.Listen(ctx, s.cfg.Listen), "listen", s.cfg.Listen)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", s.cfg.Listen)
	if err != nil {
		return s.inUse(fmt.Errorf("cannot listen on %s: %w", s.cfg.Listen, err), "listen", s.cfg.Listen)
	}
	s.http = l
	return nil
}

func (s *Server) inUse(err error, key, address string) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot start: %s is in use by another program; stop that or change %s in %s", address, key, s.cfg.File)
	}
	return fmt.Errorf("%w (key %s in %s)", err, key, s.cfg.File)
}

// HTTPAddr and MQTTAddr are the addresses taken by Listen.
func (s *Server) HTTPAddr() net.Addr { return s.http.Addr() }

// MQTTAddr is where kiosks connect.
func (s *Server) MQTTAddr() net.Addr { return s.mqtt.Addr() }

// Store is the server's database.
func (s *Server) Store() fleet.Store { return s.store }

// Run serves until ctx ends, after Listen.
func (s *Server) Run(ctx context.Context) error {
	if err := s.store.BeginRun(ctx, rand.Text(), s.now()); err != nil {
		return err
	}
	web := &http.Server{
		Handler: s.api, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout:   time.Minute, // live events set their own for each write
		MaxHeaderBytes: 96 << 10, ErrorLog: slog.NewLogLogger(s.deps.Log.Handler(), slog.LevelWarn),
	}
	web.RegisterOnShutdown(s.api.CloseStreams)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.mqtt.Run(ctx) })
	g.Go(func() error { return s.pack.watch(ctx) })
	s.calls.run(ctx, g.Go)
	if s.front != nil {
		g.Go(func() error { return s.front.Run(ctx) })
	}
	if s.relay != nil {
		g.Go(func() error { return s.relay.Run(ctx) })
	}
	g.Go(func() error {
		s.deps.Log.InfoContext(ctx, "console is served", "address", s.HTTPAddr().String())
		if err := web.Serve(s.http); !errors.Is(err, http.ErrServerClosed) && ctx.Err() == nil { // at the end the TLS port may close first
			return fmt.Errorf("cannot serve pages: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if err := web.Shutdown(stop); err != nil {
			return errors.Join(err, web.Close())
		}
		return nil
	})
	return g.Wait()
}

// Close closes the database, after Run.
func (s *Server) Close() error {
	if s.http != nil {
		_ = s.http.Close() // Run has closed it where it ran
	}
	if s.front != nil {
		s.front.Close()
	}
	if s.relay != nil {
		s.relay.Close()
	}
	return s.store.Close()
}

func (s *Server) now() time.Time {
	if s.deps.Now != nil {
		return s.deps.Now()
	}
	return time.Now()
}

// Describe gives the OpenAPI description, which needs no configuration.
func Describe(version string) ([]byte, error) {
	a := httpapi.New(httpapi.Config{}, httpapi.Deps{
		Content: func() *content.Pack { return &content.Pack{} }, Log: slog.New(slog.DiscardHandler), Version: version,
	})
	return a.OpenAPI()
}
