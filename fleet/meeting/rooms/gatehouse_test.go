package rooms_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/auth"
	"go.uber.org/goleak"

	"lawkiosk/fleet/meeting/rooms"
)

const (
	apiKey    = "lktest"
	apiSecret = "a secret of more than thirty-two characters"
)

// house is a gate before something that looks like LiveKit, with people whose
// sign-in is the cookie "who".
type house struct {
	t     *testing.T
	ext   *rooms.External
	gate  *rooms.Gate
	url   string // ws://
	calls chan *http.Request

	mu      sync.Mutex
	refuse  int    // status with which the upstream refuses; 0: it does not
	because string // its words
	hold    chan struct{}
	ends    []error // how the upstream's connections ended
}

func newHouse(t *testing.T, limits rooms.Limits) *house {
	t.Helper()
	// What a LiveKit that another test stopped has left is not ours: it ends neither
	// its pools of workers nor, for 10 s, the pings of its connections.
	leaks := []goleak.Option{
		goleak.IgnoreCurrent(),
		goleak.IgnoreAnyFunction("github.com/gammazero/workerpool.worker"),
		goleak.IgnoreAnyFunction("github.com/gammazero/workerpool.(*WorkerPool).dispatch"),
	}
	t.Cleanup(func() { goleak.VerifyNone(t, leaks...) })

	h := &house{t: t, calls: make(chan *http.Request, 100)}
	upstream := httptest.NewServer(http.HandlerFunc(h.serve))
	var err error
	h.ext, err = rooms.NewExternal(rooms.ExternalConfig{URL: upstream.URL, Key: apiKey, Secret: apiSecret})
	if err != nil {
		t.Fatal(err)
	}
	if limits.JoinBurst == 0 {
		limits.JoinBurst = 1000
	}
	h.gate = rooms.NewGate(rooms.GateConfig{Upstream: h.ext, Allow: h.allow, Limits: limits, Log: slog.New(slog.DiscardHandler)})
	srv := httptest.NewServer(h.gate)
	h.url = "ws" + strings.TrimPrefix(srv.URL, "http")
	t.Cleanup(func() {
		h.gate.Close()
		srv.Close()
		upstream.Close()
	})
	return h
}

// allow lets a cookie who=NAME be NAME in the room r.
func (h *house) allow(r *http.Request, c rooms.Claim) error {
	who, err := r.Cookie("who")
	switch {
	case err != nil:
		return rooms.ErrNoSession
	case who.Value != c.Identity || c.Room != "r":
		return errors.New("somebody else")
	}
	return nil
}

// serve is the upstream: it gives back what it is sent, and ends on "end".
func (h *house) serve(w http.ResponseWriter, r *http.Request) {
	h.calls <- r
	h.mu.Lock()
	refuse, because, hold := h.refuse, h.because, h.hold
	h.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if refuse != 0 {
		w.WriteHeader(refuse)
		_, _ = io.WriteString(w, because)
		return
	}
	if strings.HasSuffix(r.URL.Path, "/validate") {
		_, _ = io.WriteString(w, "success")
		return
	}
	up := websocket.Upgrader{}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		h.t.Error(err)
		return
	}
	defer c.Close()
	for {
		kind, data, err := c.ReadMessage()
		if err != nil {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.ends = append(h.ends, err)
			return
		}
		if string(data) == "end" {
			_ = c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4321, "because"), time.Now().Add(time.Second))
			continue
		}
		if err := c.WriteMessage(kind, data); err != nil {
			return
		}
	}
}

func (h *house) set(status int, because string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refuse, h.because = status, because
}

func (h *house) ended() []error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]error(nil), h.ends...)
}

func (h *house) token(identity string) string {
	h.t.Helper()
	token, err := h.ext.Token(h.t.Context(), rooms.Grant{Room: "r", Identity: identity, Publish: true})
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// refreshed is a token as LiveKit sends it to somebody in a room.
func (h *house) refreshed(identity string) string {
	return h.signed(identity, &auth.VideoGrant{RoomJoin: true, Room: "r"})
}

func (h *house) signed(identity string, v *auth.VideoGrant) string {
	h.t.Helper()
	token, err := auth.NewAccessToken(apiKey, apiSecret).SetIdentity(identity).SetValidFor(10 * time.Minute).SetVideoGrant(v).ToJWT()
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// ask opens a connection as somebody who is signed in, or says how it was refused.
func (h *house) ask(who, path string) (*websocket.Conn, refusal) {
	h.t.Helper()
	header := http.Header{}
	if who != "" {
		header.Set("Cookie", "who="+who)
	}
	return h.askWith(header, path)
}

func (h *house) askWith(header http.Header, path string) (*websocket.Conn, refusal) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	c, res, err := websocket.DefaultDialer.DialContext(ctx, h.url+path, header)
	if err == nil {
		h.t.Cleanup(func() { c.Close() })
		return c, refusal{}
	}
	if res == nil {
		h.t.Fatal(err)
	}
	return nil, readRefusal(h.t, res)
}

// enter is ask for those who must be let in.
func (h *house) enter(who, path string) *websocket.Conn {
	h.t.Helper()
	c, no := h.ask(who, path)
	if c == nil {
		h.t.Fatalf("%s was refused: %+v", who, no)
	}
	return c
}

type refusal struct {
	status int
	code   string
	body   string
}

func readRefusal(t *testing.T, res *http.Response) refusal {
	t.Helper()
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	no := refusal{status: res.StatusCode, body: string(body)}
	if res.Header.Get("Content-Type") == "application/problem+json" {
		var p rooms.Problem
		if err := json.Unmarshal(body, &p); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if p.Status != res.StatusCode || p.Title == "" || p.Detail == "" {
			t.Errorf("not a whole problem: %+v", p)
		}
		no.code = p.Code
	}
	return no
}

// say sends a message and waits until it came back: the token is used.
func say(t *testing.T, c *websocket.Conn, text string) {
	t.Helper()
	if err := c.WriteMessage(websocket.BinaryMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
	kind, data, err := c.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	if kind != websocket.BinaryMessage || string(data) != text {
		t.Fatalf("%d %q came back, want %q", kind, data, text)
	}
}

// untilEnd reads until the connection ends, and tells how.
func untilEnd(t *testing.T, c *websocket.Conn) *websocket.CloseError {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(patience))
	for {
		if _, _, err := c.ReadMessage(); err != nil {
			var end *websocket.CloseError
			if !errors.As(err, &end) {
				t.Fatalf("it ended without a word: %v", err)
			}
			return end
		}
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for !holds() {
		select {
		case <-late.C:
			t.Fatalf("it never came: %s", what)
		case <-look.C:
		}
	}
}
