// Package vterm is the virtual terminal: the devices of a kiosk without the
// hardware. A card reader that speaks SDT on a pseudo terminal, a printer that
// speaks IPP on a loopback port and a light like the kernel's run beside a panel,
// a page and a JSON API on which a person lays cards on the reader, takes paper
// out and pulls plugs.
//
// kioskd drives it exactly like hardware and does not know of it. Only
// drivers/cmd/vterm and tests import vterm.
package vterm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/lights/lightstest"
	"lawkiosk/drivers/printer/printertest"
)

// Options say where the virtual terminal's parts are.
type Options struct {
	Listen    string // address of panel and API, loopback only
	IPP       string // address of the printer, loopback only
	Dir       string // the reader's link "idcard" is made here
	Printed   string // what was printed is written here as PDF
	LaunchURL string // file that holds the kiosk's one-time address; "" for no link to the kiosk
	Baud      int    // speed of the reader's line; 0 for as fast as it goes
	Log       *slog.Logger
}

// Terminal is one virtual terminal.
type Terminal struct {
	o       Options
	log     *slog.Logger
	reader  *idcardtest.Simulator
	printer *printertest.Simulator
	light   *lightstest.Tree
	pages   pageCounts
	ready   chan struct{}
	panel   string // address of the panel, set before ready is closed
}

// ErrOptions is wrapped by the errors of New: what a person must change in the
// way vterm is called.
var ErrOptions = errors.New("wrong option")

// New checks the options and puts the light's folder there; it starts nothing.
func New(o Options) (*Terminal, error) {
	for _, a := range []struct{ flag, address string }{{"-listen", o.Listen}, {"-ipp", o.IPP}} {
		if err := loopback(a.address); err != nil {
			return nil, fmt.Errorf("%w: %s %q %w", ErrOptions, a.flag, a.address, err)
		}
	}
	if o.Baud < 0 {
		return nil, fmt.Errorf("%w: -baud %d is negative: use 115200, or 0 for as fast as it goes", ErrOptions, o.Baud)
	}
	if o.Dir == "" || o.Printed == "" {
		return nil, fmt.Errorf("%w: -dir and -printed must name a folder", ErrOptions)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	reader, err := idcardtest.New(idcardtest.Options{
		Link: filepath.Join(o.Dir, "idcard"), Baud: o.Baud, Log: o.Log.With("part", "idcard"),
	})
	if err != nil {
		return nil, err
	}
	printer := printertest.NewSimulator(printertest.Options{
		Addr: o.IPP, Dir: o.Printed, PageTime: 1200 * time.Millisecond, Log: o.Log.With("part", "printer"),
	})
	light, err := lightstest.New(filepath.Join(o.Dir, "leds", "privacy"))
	if err != nil {
		return nil, err
	}
	return &Terminal{o: o, log: o.Log, reader: reader, printer: printer, light: light, ready: make(chan struct{})}, nil
}

// Ready is closed once panel and printer listen. The reader's port appears at
// about that time; a driver waits for its port anyway.
func (t *Terminal) Ready() <-chan struct{} { return t.ready }

// Addr is the panel's address with its real port, once Ready.
func (t *Terminal) Addr() string { return t.panel }

// PrinterURI is what to write as the printer driver's uri, once Ready.
func (t *Terminal) PrinterURI() string { return t.printer.URI() }

// ReaderPort is what to write as the card reader driver's port.
func (t *Terminal) ReaderPort() string { return filepath.Join(t.o.Dir, "idcard") }

// LightPath is what to write as the lights driver's path.
func (t *Terminal) LightPath() string { return t.light.Path() }

// Run is the terminal being switched on: all parts run until ctx ends or one
// of them cannot go on. It may be called once.
func (t *Terminal) Run(ctx context.Context) error {
	if err := os.MkdirAll(t.o.Printed, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of -printed: %w", err)
	}
	panel, err := (&net.ListenConfig{}).Listen(ctx, "tcp", t.o.Listen)
	if err != nil {
		return taken("-listen", t.o.Listen, err)
	}
	t.panel = panel.Addr().String()
	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error {
		// The reader's link is taken over from whoever has it, so a second
		// terminal must fail at its ports first.
		select {
		case <-t.printer.Ready():
			close(t.ready)
			return t.reader.Run(ctx)
		case <-ctx.Done():
			return nil
		}
	})
	all.Go(func() error { return taken("-ipp", t.o.IPP, t.printer.Run(ctx)) })
	all.Go(func() error { return t.light.Run(ctx) })
	all.Go(func() error { return t.serve(ctx, panel) })
	return all.Wait()
}

// serve answers on the panel's port until ctx ends.
func (t *Terminal) serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           t.Handler(l.Addr().String()),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(t.log.Handler(), slog.LevelDebug),
	}
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		// ctx has ended, and with it every live stream; the rest gets a moment.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if err := server.Shutdown(last); err != nil {
			server.Close()
		}
	})
	t.log.Info("panel listens", "address", l.Addr().String())
	err := server.Serve(l)
	if !stop() {
		<-closed
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("cannot go on serving the panel: %w", err)
}

// taken gives a fault of a port in one line that names port and flag.
func taken(flag, address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot listen on %s: the port is in use; stop the program that uses it or choose another port with %s", address, flag)
	}
	if err != nil {
		return fmt.Errorf("cannot run with %s %s: %w", flag, address, err)
	}
	return nil
}

// loopback checks an address: a port of this machine that no other can reach.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return errors.New("is not an address and a port such as 127.0.0.1:8090")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("is not on this machine: use 127.0.0.1 and a port")
	}
	return nil
}
