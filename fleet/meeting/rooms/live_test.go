package rooms_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/livekit/livekit-server/test/client"
	"github.com/livekit/protocol/livekit"

	"lawkiosk/fleet/meeting/rooms"
	"lawkiosk/fleet/meeting/rooms/roomstest"
)

// patience is how long a test waits for what must happen; it is no measure.
const patience = 30 * time.Second

// live is a LiveKit server behind a gate.
type live struct {
	*rooms.Embedded
	gate *rooms.Gate
	url  string
	stop context.CancelFunc
	done chan error
}

// start runs a server and a gate that lets everybody be whom their token names,
// unless allow says otherwise.
func start(t *testing.T, allow func(*http.Request, rooms.Claim) error) *live {
	t.Helper()
	log := slog.New(slog.NewTextHandler(testWriter{t}, nil))
	e, err := rooms.New(rooms.Config{NodeIP: "127.0.0.1", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	l := &live{Embedded: e, done: make(chan error, 1)}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	l.stop = stop
	go func() { l.done <- e.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-l.done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	wait, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := e.Ready(wait); err != nil {
		t.Fatal(err)
	}
	if allow == nil {
		allow = func(*http.Request, rooms.Claim) error { return nil }
	}
	l.gate = rooms.NewGate(rooms.GateConfig{Upstream: e, Allow: allow, Limits: rooms.Limits{JoinRate: 1000, JoinBurst: 1000}, Log: log})
	srv := httptest.NewServer(l.gate)
	l.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		l.gate.Close()
		srv.Close()
	})
	return l
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	if os.Getenv("LAWKIOSK_TEST_LOG") != "" {
		fmt.Fprintf(os.Stderr, "%s: %s", w.t.Name(), p)
	}
	return len(p), nil
}

// seat is LiveKit's own test client in a room.
type seat struct {
	*client.RTCClient
	out chan struct{}
}

func (l *live) join(ctx context.Context, token string) (roomstest.Seat, error) {
	s, err := l.enter(ctx, token)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (l *live) enter(ctx context.Context, token string) (*seat, error) {
	conn, err := client.NewWebSocketConn(l.url, token, &client.Options{AutoSubscribe: true})
	if err != nil {
		return nil, err
	}
	c, err := client.NewRTCClient(conn, false, &client.Options{SignalRequestInterceptor: asMicrophone})
	if err != nil {
		return nil, err
	}
	s := &seat{RTCClient: c, out: make(chan struct{})}
	go func() {
		defer close(s.out)
		_ = c.Run()
	}()
	connected := make(chan error, 1)
	go func() { connected <- c.WaitUntilConnected(patience) }()
	select {
	case err := <-connected:
		if err != nil {
			c.Stop()
			return nil, err
		}
		return s, nil
	case <-s.out:
		c.Stop()
		return nil, errors.New("the connection was ended")
	case <-ctx.Done():
		c.Stop()
		return nil, context.Cause(ctx)
	}
}

// asMicrophone says of a track what it is, as browsers do and LiveKit's test client does not.
func asMicrophone(m *livekit.SignalRequest, next client.SignalRequestHandler) error {
	if add := m.GetAddTrack(); add != nil {
		add.Source = livekit.TrackSource_MICROPHONE
	}
	return next(m)
}

func (s *seat) Publish() error {
	_, err := s.AddStaticTrack("audio/opus", "audio", "microphone")
	return err
}

func (s *seat) Leave() { s.Stop() }

func (s *seat) Out() <-chan struct{} { return s.out }

func TestEmbedded(t *testing.T) {
	l := start(t, nil)
	roomstest.Run(t, l.Embedded, l.join)
}
