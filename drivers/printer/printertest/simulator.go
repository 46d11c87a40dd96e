// Package printertest has a page printer that exists only in software and the
// suite that every driver of a page printer must pass.
//
// The Simulator speaks real IPP (RFC 8010, RFC 8011, PWG 5100.x attributes)
// over HTTP on a port of its own, keeps the state machines of a printer and of
// its jobs, uses up paper, and breaks on demand. It is written apart from the
// driver and shares no code with it. Tests, the virtual terminal and driverctl's
// tests may import it; the product's daemons may not.
package printertest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options set up a Simulator. The zero value of each field is usable.
type Options struct {
	Addr     string        // where to listen; "127.0.0.1:0" when empty
	Dir      string        // completed jobs are written here as PDF; nowhere when empty
	Model    string        // printer-make-and-model
	Serial   string        // printer-serial-number
	Sheets   int           // sheets in the tray at the start; Capacity when 0, none when negative
	Capacity int           // sheets of a full tray; 250 when 0
	Toner    int           // percent of toner at the start; 80 when 0
	PageTime time.Duration // time to print one side; 50 ms when 0
	Keep     int           // how many finished jobs are remembered; 100 when 0
	TLS      *tls.Config   // serve ipps instead of ipp when set
	Log      *slog.Logger  // nowhere when nil
	Now      func() time.Time
}

// Simulator is one printer. Its knobs may be turned at any time, before and
// while it runs, from any goroutine.
type Simulator struct {
	opts    Options
	log     *slog.Logger
	started time.Time
	ready   chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each change
	running bool
	addr    string // real address once listening
	server  *http.Server
	serving sync.WaitGroup
	broken  chan error // why serving ended by itself

	network  Network
	faults   []Fault
	sheets   int
	toner    int
	jammed   bool
	open     bool
	pageTime time.Duration

	jobs    []*job
	lastID  int
	current *job
}

// NewSimulator makes a printer; it starts nothing.
func NewSimulator(o Options) *Simulator {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Model == "" {
		o.Model = "Lawkiosk Virtual A4"
	}
	if o.Serial == "" {
		o.Serial = "VT-0001"
	}
	if o.Capacity == 0 {
		o.Capacity = 250
	}
	if o.Sheets == 0 {
		o.Sheets = o.Capacity
	}
	if o.Toner == 0 {
		o.Toner = 80
	}
	if o.PageTime == 0 {
		o.PageTime = 50 * time.Millisecond
	}
	if o.Keep == 0 {
		o.Keep = 100
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Simulator{
		opts: o, log: o.Log, started: o.Now(),
		ready: make(chan struct{}), changed: make(chan struct{}), broken: make(chan error, 1),
		network: NetworkOK, sheets: max(0, o.Sheets), toner: o.Toner, pageTime: o.PageTime,
	}
}

// Run listens, answers and prints until ctx ends. A taken port is an error
// that names the address. Run may be called once.
func (s *Simulator) Run(ctx context.Context) error {
	s.mu.Lock()
	s.running = true
	var err error
	if s.network == NetworkOffline {
		s.addr = s.opts.Addr
	} else {
		err = s.listen()
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	close(s.ready)
	s.log.Info("printer simulator listens", "uri", s.URI())

	worked := make(chan struct{})
	workCtx, stop := context.WithCancel(ctx)
	go func() {
		defer close(worked)
		s.work(workCtx)
	}()
	select {
	case <-ctx.Done():
	case err = <-s.broken:
	}
	stop()
	s.mu.Lock()
	s.running = false
	s.hangUp()
	s.tell()
	s.mu.Unlock()
	<-worked
	s.serving.Wait()
	return err
}

// Ready is closed once the printer listens.
func (s *Simulator) Ready() <-chan struct{} { return s.ready }

// Addr is the address the printer listens at, with the real port.
func (s *Simulator) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.addr == "" {
		return s.opts.Addr
	}
	return s.addr
}

// URI is the printer's address for a driver, "ipp://127.0.0.1:8631/ipp/print".
func (s *Simulator) URI() string {
	if s.opts.TLS != nil {
		return "ipps://" + s.Addr() + path
	}
	return "ipp://" + s.Addr() + path
}

const path = "/ipp/print"

// listen opens the port and serves it. The caller holds mu.
func (s *Simulator) listen() error {
	addr := s.addr
	if addr == "" {
		addr = s.opts.Addr
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot start the printer simulator at %s: %w; free the port or choose another address", addr, err)
	}
	s.addr = l.Addr().String()
	if s.opts.TLS != nil {
		l = tls.NewListener(l, s.opts.TLS)
	}
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 30 * time.Second,
		IdleTimeout:       time.Minute,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	s.server = server
	s.serving.Go(func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			select {
			case s.broken <- fmt.Errorf("cannot go on serving at %s: %w", addr, err):
			default:
			}
		}
	})
	return nil
}

// hangUp closes the port and every connection. The caller holds mu.
func (s *Simulator) hangUp() {
	if s.server != nil {
		_ = s.server.Close() // its listener's error says nothing a caller could use
		s.server = nil
	}
}

// tell wakes the worker, the watchers and the requests that wait. The caller holds mu.
func (s *Simulator) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}
