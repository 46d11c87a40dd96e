package rooms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// ExternalConfig names a LiveKit server or cluster elsewhere. It must not make
// rooms by itself (room.auto_create: false), or its API key would be all that
// stands between a token and a room.
type ExternalConfig struct {
	URL         string // https://host or http://host
	Key, Secret string // one of the server's keys; the secret has at least 32 characters
	Log         *slog.Logger
}

// External is a LiveKit server or cluster elsewhere.
type External struct {
	server *server
	log    *slog.Logger
}

// NewExternal checks the configuration; it asks the server nothing.
func NewExternal(c ExternalConfig) (*External, error) {
	at, err := url.Parse(c.URL)
	if err != nil || at.Host == "" || at.User != nil || at.RawQuery != "" || at.Fragment != "" {
		return nil, errors.New("cannot use the video server: its URL must be of the form https://host or https://host:port")
	}
	switch at.Scheme {
	case "wss":
		at.Scheme = "https"
	case "ws":
		at.Scheme = "http"
	case "http", "https":
	default:
		return nil, fmt.Errorf("cannot use the video server: its URL begins with %q, which must be https or http", at.Scheme)
	}
	if c.Key == "" || len(c.Secret) < 32 {
		return nil, errors.New("cannot use the video server: it needs an API key and a secret of at least 32 characters")
	}
	client := &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConns: 8, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
	}}
	return &External{server: newServer(at, keys{key: c.Key, secret: c.Secret, now: time.Now}, client), log: c.Log}, nil
}

// Run keeps what belongs to the connection until ctx ends.
func (e *External) Run(ctx context.Context) error {
	<-ctx.Done()
	e.server.http.CloseIdleConnections()
	return nil
}

// Ready asks the server whether it takes our keys.
func (e *External) Ready(ctx context.Context) error {
	_, err := e.server.people(ctx, "ready")
	if err == nil || errors.Is(err, ErrNoRoom) {
		return nil
	}
	return err
}

// Open is Rooms'.
func (e *External) Open(ctx context.Context, room string, maxPeople int) error {
	return e.server.open(ctx, room, maxPeople)
}

// Token is Rooms'.
func (e *External) Token(_ context.Context, g Grant) (string, error) { return e.server.token(g) }

// People is Rooms'.
func (e *External) People(ctx context.Context, room string) ([]Person, error) {
	return e.server.people(ctx, room)
}

// Remove is Rooms'.
func (e *External) Remove(ctx context.Context, room, identity string) error {
	return e.server.remove(ctx, room, identity)
}

// Close is Rooms'.
func (e *External) Close(ctx context.Context, room string) error { return e.server.close(ctx, room) }

// URL is Upstream's.
func (e *External) URL() *url.URL { return e.server.at }

// ReadToken is Upstream's.
func (e *External) ReadToken(raw string) (Pass, error) { return e.server.read(raw) }
