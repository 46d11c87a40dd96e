// Package localapi is the kiosk's HTTP and WebSocket interface for its own
// page and for nobody else: loopback only, Host and Origin checked, and every
// request but the launch carries the cookie that a one-time token was turned
// into. The OpenAPI document comes from the handlers.
//
// Package agent imports it; it knows printing and the devices only through the
// interfaces of Deps.
package localapi

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"lawkiosk/agent/card"
	"lawkiosk/agent/reception"
	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

// Config is what the server is told.
type Config struct {
	Listener  net.Listener // on a loopback address; the server closes it
	DataDir   string       // for launch-url and page-sessions
	PublicURL string       // where a phone finds a guide: PublicURL + "/g/" + id
	Page      fs.FS        // the built files of kiosk-ui
	PageBuilt bool         // false: only the placeholder is there
	Rooms     string       // origin of an external cluster of video rooms, "wss://rooms.example"; "" for the fleet's own
}

// Prints is what the server needs of printing.
type Prints interface {
	Print(ctx context.Context, r PrintRequest) (Progress, error)
	Job(id string) (Progress, bool)
	Cancel(ctx context.Context, id string) (Progress, error)
	Continue(ctx context.Context, id string) (Progress, error)
	// Preview makes a form's paper without printing or keeping it.
	Preview(ctx context.Context, r PrintRequest) ([]byte, error)
	// Prepare gets a guide ready to be printed quickly; it returns at once.
	Prepare(guide string, lang content.Lang)
}

// Content gives the pack in use; it waits for the first one to be read. The
// error wraps ErrNoContent where there is none.
type Content interface {
	Pack(ctx context.Context) (*content.Pack, error)
}

// Deps is what the server needs from the rest of the kiosk.
type Deps struct {
	Visits   *reception.Desk
	Card     *card.Desk
	Prints   Prints
	Content  Content
	Meetings Meetings
	Drafts   Drafts
	Voice    Voice // nil: the kiosk does not read aloud
	Feedback Feedback
	Terminal func() TerminalState
	Events   *Hub
	Log      *slog.Logger
}

// Server answers the page.
type Server struct {
	cfg     Config
	deps    Deps
	gate    *gate
	handler http.Handler
	makers  makers
	looks   looks
}

// New makes a server and writes the first launch address.
func New(cfg Config, deps Deps) (*Server, error) {
	s := &Server{cfg: cfg, deps: deps, looks: newLooks()}
	g, err := newGate(cfg.DataDir, cfg.Listener.Addr().String(), deps.Log)
	if err != nil {
		return nil, err
	}
	s.gate = g
	mux := http.NewServeMux()
	s.routes(newAPI(mux))
	mux.HandleFunc("GET /api/events", s.events)
	mux.HandleFunc(wire.PathSignal, s.signal)
	mux.HandleFunc(wire.PathSignal+"/", s.signal)
	mux.HandleFunc("GET /api/content/qr/{file}", s.qr)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, "path.none") })
	mux.Handle("/", newFiles(cfg.Page, cfg.PageBuilt))
	s.handler = s.guard(mux)
	return s, nil
}

// Handler is the whole server with its checks.
func (s *Server) Handler() http.Handler { return s.handler }

// Run serves until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	srv := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(s.deps.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(s.cfg.Listener) }()
	var err error
	select {
	case err = <-failed:
		err = fmt.Errorf("cannot serve the page: %w", err)
	case <-ctx.Done():
		err = ctx.Err()
	}
	// The page is this machine's own screen; nothing is worth waiting long for.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	s.deps.Events.close()
	if stop := srv.Shutdown(grace); stop != nil {
		err = errors.Join(err, srv.Close())
	}
	s.deps.Events.wait()
	return err
}
