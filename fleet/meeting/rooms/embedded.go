package rooms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/livekit/livekit-server/pkg/routing"
	"github.com/livekit/livekit-server/pkg/service"
	"github.com/livekit/livekit-server/pkg/telemetry/prometheus"
)

// Config of the LiveKit server inside this process.
type Config struct {
	// NodeIP is the address to which browsers send their pictures and sound. Where
	// this machine has it, media is received on it alone; otherwise (a router
	// forwards it) on every address. "" is the first address that is not
	// loopback, or 127.0.0.1.
	NodeIP string

	UDPPort  int // of all media; 0: a free one
	TCPPort  int // of media where UDP is blocked and there is no TURN; 0: off. LiveKit opens it on every address of the machine
	HTTPPort int // on 127.0.0.1, for this process alone; 0: a free one

	TURN []TURNServer // told to the browsers

	Key, Secret string // "": made anew; the secret has at least 32 characters

	Log *slog.Logger
}

// TURNServer is a relay that browsers may use. Its user names and passwords are
// made for each person from the secret (REST API for TURN, as pion/turn's
// LongTermTURNRESTAuthHandler and coturn's use-auth-secret read them).
type TURNServer struct {
	Host     string
	Port     int
	Protocol string        // "tls", "tcp" or "udp"
	Secret   string        //
	TTL      time.Duration // of the password; 0: 4 hours
}

// Embedded is a LiveKit server inside this process, on a loopback port of its
// own; only the Gate lets anybody else in.
//
// A panic in a session of LiveKit ends the process (its own recovery calls
// os.Exit), so whoever starts fleetd must start it again.
type Embedded struct {
	config Config
	keys   keys
	log    *slog.Logger

	mu      sync.Mutex
	running *server
	failed  error
	news    chan struct{} // closed when running or failed change
}

// New checks the configuration and starts nothing.
func New(c Config) (*Embedded, error) {
	k := newKeys()
	if c.Key != "" || c.Secret != "" {
		if c.Key == "" || len(c.Secret) < 32 {
			return nil, errors.New("cannot make the video rooms: a key needs a secret of at least 32 characters; leave both out to have them made")
		}
		k.key, k.secret = c.Key, c.Secret
	}
	if c.NodeIP != "" && net.ParseIP(c.NodeIP) == nil {
		return nil, fmt.Errorf("cannot make the video rooms: %q is not an IP address", c.NodeIP)
	}
	for _, p := range []int{c.UDPPort, c.TCPPort, c.HTTPPort} {
		if p < 0 || p > 65535 {
			return nil, fmt.Errorf("cannot make the video rooms: %d is not a port", p)
		}
	}
	for _, t := range c.TURN {
		if t.Host == "" || t.Port < 1 || t.Port > 65535 || t.Secret == "" || (t.Protocol != "tls" && t.Protocol != "tcp" && t.Protocol != "udp") {
			return nil, fmt.Errorf("cannot make the video rooms: the TURN server %q needs a host, a port, a secret and one of the protocols tls, tcp, udp", t.Host)
		}
	}
	return &Embedded{config: c, keys: k, log: c.Log, news: make(chan struct{})}, nil
}

// Run runs the server until ctx ends or the server fails. One can run in a
// process at a time: ErrSecond.
func (e *Embedded) Run(ctx context.Context) (err error) {
	release, err := process.take(e.log)
	if err != nil {
		return fmt.Errorf("cannot run the video rooms: %w", err)
	}
	defer release()
	defer func() {
		why := err
		if why == nil {
			why = ErrNotRunning
		}
		e.tell(nil, why)
	}()
	e.tell(nil, nil)

	began := time.Now()
	c, err := e.settings()
	if err != nil {
		return fmt.Errorf("cannot run the video rooms: %w", err)
	}
	node, err := routing.NewLocalNode(c)
	if err != nil {
		return fmt.Errorf("cannot run the video rooms: %w", err)
	}
	if err := prometheus.Init(string(node.NodeID()), node.NodeType()); err != nil {
		return fmt.Errorf("cannot run the video rooms: %w", err)
	}
	srv, err := service.InitializeServer(c, node)
	if err != nil {
		return fmt.Errorf("cannot run the video rooms (media on UDP port %d of %s): %w", c.RTC.UDPPort.Start, c.RTC.NodeIP.PrimaryIP(), err)
	}

	ended := make(chan error, 1)
	go func() { ended <- srv.Start() }()
	if err := started(srv, ended); err != nil {
		srv.RoomManager().Stop() // gives the media port back
		return fmt.Errorf("cannot run the video rooms (HTTP port %d): %w", c.Port, err)
	}

	transport := &http.Transport{MaxIdleConns: 8, IdleConnTimeout: time.Minute}
	defer transport.CloseIdleConnections()
	at := &url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", c.Port)}
	e.tell(newServer(at, e.keys, &http.Client{Transport: transport}), nil)
	e.log.Info("video rooms are open", "address", c.RTC.NodeIP.PrimaryIP(), "udp", c.RTC.UDPPort.Start, "tcp", c.RTC.TCPPort, "took", time.Since(began))

	select {
	case <-ctx.Done():
		e.tell(nil, ErrNotRunning)
		srv.Stop(true)
		if err := <-ended; err != nil {
			return fmt.Errorf("cannot end the video rooms: %w", err)
		}
		return nil
	case err := <-ended:
		if err == nil {
			err = errors.New("the server stopped by itself")
		}
		return fmt.Errorf("cannot run the video rooms: %w", err)
	}
}

// started waits until the server serves. It has no signal for it.
func started(srv *service.LivekitServer, ended <-chan error) error {
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for !srv.IsRunning() {
		select {
		case err := <-ended:
			if err == nil {
				err = errors.New("the server stopped by itself")
			}
			return err
		case <-look.C:
		}
	}
	return nil
}

func (e *Embedded) tell(running *server, failed error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running, e.failed = running, failed
	close(e.news)
	e.news = make(chan struct{})
}

// state is the running server or else why there is none, if known, and what is
// closed when this changes.
func (e *Embedded) state() (running *server, news <-chan struct{}, failed error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.running, e.news, e.failed
}

// Ready waits until the server serves, or fails.
func (e *Embedded) Ready(ctx context.Context) error {
	for {
		running, news, failed := e.state()
		switch {
		case running != nil:
			return nil
		case failed != nil:
			return failed
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("cannot wait for the video rooms: %w", context.Cause(ctx))
		case <-news:
		}
	}
}

func (e *Embedded) server() (*server, error) {
	running, _, _ := e.state()
	if running == nil {
		return nil, ErrNotRunning
	}
	return running, nil
}

// Open is Rooms'.
func (e *Embedded) Open(ctx context.Context, room string, maxPeople int) error {
	s, err := e.server()
	if err != nil {
		return fmt.Errorf("cannot open the room: %w", err)
	}
	return s.open(ctx, room, maxPeople)
}

// Token is Rooms'.
func (e *Embedded) Token(_ context.Context, g Grant) (string, error) { return e.keys.token(g) }

// People is Rooms'.
func (e *Embedded) People(ctx context.Context, room string) ([]Person, error) {
	s, err := e.server()
	if err != nil {
		return nil, fmt.Errorf("cannot list the people of the room: %w", err)
	}
	return s.people(ctx, room)
}

// Remove is Rooms'.
func (e *Embedded) Remove(ctx context.Context, room, identity string) error {
	s, err := e.server()
	if err != nil {
		return fmt.Errorf("cannot put the person out: %w", err)
	}
	return s.remove(ctx, room, identity)
}

// Close is Rooms'.
func (e *Embedded) Close(ctx context.Context, room string) error {
	s, err := e.server()
	if err != nil {
		return fmt.Errorf("cannot end the room: %w", err)
	}
	return s.close(ctx, room)
}

// URL is Upstream's.
func (e *Embedded) URL() *url.URL {
	s, err := e.server()
	if err != nil {
		return nil
	}
	return s.at
}

// ReadToken is Upstream's.
func (e *Embedded) ReadToken(raw string) (Pass, error) { return e.keys.read(raw) }
