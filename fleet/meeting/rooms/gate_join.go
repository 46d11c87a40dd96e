package rooms

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"
)

const (
	handshakeTimeout = 15 * time.Second // LiveKit tries three times for 3, 6 and 9 s; browsers wait 15 s
	writeTimeout     = 10 * time.Second
	farewellTimeout  = time.Second
	serverIdle       = 45 * time.Second // LiveKit pings every 10 s
	maxAnswer        = 4 << 10
	maxDown          = 4 << 20 // from LiveKit in one message
)

// headers are what LiveKit is told beside the query: the token, and the
// browser's name, from which it knows which faults to work around. Not the
// caller's cookie, sign-in or address.
func (a *admission) headers(r *http.Request) http.Header {
	h := http.Header{"Authorization": {"Bearer " + a.raw}}
	if agent := r.UserAgent(); agent != "" {
		h.Set("User-Agent", agent)
	}
	return h
}

func (a *admission) target(upstream *url.URL, path string) *url.URL {
	u := *upstream
	u.Path, u.RawQuery = path, a.query.Encode()
	return &u
}

// validate asks LiveKit why a join failed, as livekit-client does after one.
func (g *Gate) validate(w http.ResponseWriter, r *http.Request, upstream *url.URL, a *admission) {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, a.target(upstream, r.URL.Path).String(), http.NoBody)
	if err != nil {
		g.refuse(w, r, codeBad)
		return
	}
	req.Header = a.headers(r)
	res, err := g.client.Do(req)
	if err != nil {
		g.config.Log.Warn("cannot ask the video server", "err", reason(err))
		g.refuse(w, r, codeDown)
		return
	}
	defer res.Body.Close()
	g.passOn(w, res)
}

// passOn gives LiveKit's own answer to the browser.
func (g *Gate) passOn(w http.ResponseWriter, res *http.Response) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(res.StatusCode)
	if _, err := io.Copy(w, io.LimitReader(res.Body, maxAnswer)); err != nil {
		g.config.Log.Debug("cannot pass on an answer of the video server", "err", err)
	}
}

// join connects a browser with LiveKit until one of them ends it.
func (g *Gate) join(w http.ResponseWriter, r *http.Request, upstream *url.URL, a *admission) {
	once := a.pass.ID != "" && !a.resume
	if once && !g.used.take(a.pass) {
		g.refuse(w, r, codeUsed)
		return
	}
	var spoke atomic.Bool
	defer func() {
		if once && !spoke.Load() {
			g.used.give(a.pass.ID)
		}
	}()
	s := g.crowd.sit(a.pass.Claim, g.config.Address(r))
	if s == nil {
		g.refuse(w, r, codeBusy)
		return
	}
	defer g.crowd.rise(s)

	target := a.target(upstream, r.URL.Path)
	target.Scheme = map[string]string{"http": "ws", "https": "wss"}[target.Scheme]
	server, res, err := g.dialer.DialContext(r.Context(), target.String(), a.headers(r))
	if res != nil && res.Body != nil {
		defer res.Body.Close()
	}
	switch {
	case err != nil && res != nil:
		g.refused.add(code("livekit." + http.StatusText(res.StatusCode)))
		g.passOn(w, res)
		return
	case err != nil:
		g.config.Log.Warn("cannot reach the video server", "err", reason(err))
		g.refuse(w, r, codeDown)
		return
	}
	defer server.Close()
	browser, err := g.up.Upgrade(w, r, nil)
	if err != nil { // Upgrade has answered
		g.count(codeBad)
		return
	}
	defer browser.Close()
	g.pipe(browser, server, s, &spoke)
}

// pipe passes messages both ways, and the reason when one side ends it.
func (g *Gate) pipe(browser, server *websocket.Conn, s *seat, spoke *atomic.Bool) {
	browser.SetReadLimit(g.limits.MessageBytes)
	server.SetReadLimit(maxDown)
	alive(browser, g.limits.Idle)
	alive(server, serverIdle)

	over := make(chan struct{})
	up := begin(func() error { return g.upward(browser, server, spoke) })
	down := begin(func() error { return g.downward(server, browser) })
	pings := begin(func() error { return ping(browser, g.limits.Idle/3, over) })

	select {
	case <-up.over:
		toServer, toBrowser := g.browserEnded(up.err)
		end(server, toServer)
		end(browser, toBrowser)
	case <-down.over:
		end(browser, serverEnded(down.err))
	case why := <-s.leave:
		g.count(why)
		end(browser, closing{websocket.ClosePolicyViolation, string(why)})
		end(server, closing{websocket.CloseGoingAway, string(why)})
	case <-g.closing:
		end(browser, closing{websocket.CloseServiceRestart, string(codeDown)})
		end(server, closing{websocket.CloseGoingAway, string(codeDown)})
	}
	close(over)
	server.Close()
	farewell(browser, up)
	browser.Close()
	<-down.over
	<-pings.over
}

// task is a goroutine with an end.
type task struct {
	over chan struct{}
	err  error // once it is over
}

func begin(do func() error) *task {
	t := &task{over: make(chan struct{})}
	go func() {
		defer close(t.over)
		t.err = do()
	}()
	return t
}

// farewell lets the browser read why it was ended: closing while words of it
// are unread would take back what was written.
func farewell(browser *websocket.Conn, up *task) {
	_ = browser.SetReadDeadline(time.Now().Add(farewellTimeout))
	<-up.over // with the browser's answer, or because LiveKit's side is closed
	_ = browser.SetReadDeadline(time.Now().Add(farewellTimeout))
	for {
		if _, _, err := browser.NextReader(); err != nil {
			break
		}
	}
}

var errRate = errors.New("too many messages")

func (g *Gate) upward(browser, server *websocket.Conn, spoke *atomic.Bool) error {
	bucket := rate.NewLimiter(rate.Limit(g.limits.MessageRate), g.limits.MessageBurst)
	for {
		kind, data, err := browser.ReadMessage()
		if err != nil {
			return err
		}
		spoke.Store(true)
		if !bucket.Allow() {
			return errRate
		}
		extend(browser, g.limits.Idle)
		if err := write(server, kind, data); err != nil {
			return err
		}
	}
}

func (g *Gate) downward(server, browser *websocket.Conn) error {
	for {
		kind, data, err := server.ReadMessage()
		if err != nil {
			return err
		}
		extend(server, serverIdle)
		if err := write(browser, kind, data); err != nil {
			return err
		}
	}
}

func write(c *websocket.Conn, kind int, data []byte) error {
	if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return c.WriteMessage(kind, data)
}

// alive closes a connection that gives no sign of life for idle.
func alive(c *websocket.Conn, idle time.Duration) {
	extend(c, idle)
	c.SetPongHandler(func(string) error {
		extend(c, idle)
		return nil
	})
	answer := c.PingHandler()
	c.SetPingHandler(func(data string) error {
		extend(c, idle)
		return answer(data)
	})
}

func extend(c *websocket.Conn, idle time.Duration) {
	_ = c.SetReadDeadline(time.Now().Add(idle)) // a closed connection is found by the read
}

// ping asks the browser for a sign of life. LiveKit's own pings end at the gate.
func ping(c *websocket.Conn, every time.Duration, over <-chan struct{}) error {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-over:
			return nil
		case <-t.C:
			if err := c.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeTimeout)); err != nil {
				return err // the read sees it too
			}
		}
	}
}

// closing is how a connection is ended.
type closing struct {
	code   int
	reason string
}

func end(c *websocket.Conn, how closing) {
	if how.code == 0 {
		return
	}
	// One that does not take it is closed without it.
	_ = c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(how.code, how.reason), time.Now().Add(time.Second))
}

// browserEnded tells what LiveKit and the browser are told when the browser's side ended.
func (g *Gate) browserEnded(err error) (toServer, toBrowser closing) {
	var c *websocket.CloseError
	var n net.Error
	switch {
	case errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure:
		return closing{c.Code, c.Text}, closing{} // the browser's own words were answered
	case errors.Is(err, websocket.ErrReadLimit):
		g.count(codeLarge)
		return closing{websocket.CloseGoingAway, string(codeLarge)}, closing{websocket.CloseMessageTooBig, string(codeLarge)}
	case errors.Is(err, errRate):
		g.count(codeRate)
		return closing{websocket.CloseGoingAway, string(codeRate)}, closing{websocket.ClosePolicyViolation, string(codeRate)}
	case errors.As(err, &n) && n.Timeout():
		g.count(codeIdle)
		return closing{websocket.CloseGoingAway, string(codeIdle)}, closing{websocket.CloseGoingAway, string(codeIdle)}
	}
	return closing{websocket.CloseGoingAway, ""}, closing{websocket.CloseTryAgainLater, string(codeDown)}
}

// serverEnded tells what the browser is told when LiveKit's side ended.
func serverEnded(err error) closing {
	var c *websocket.CloseError
	if errors.As(err, &c) && c.Code != websocket.CloseAbnormalClosure {
		return closing{c.Code, c.Text}
	}
	return closing{websocket.CloseTryAgainLater, string(codeDown)}
}

// reason is an error without the address asked, which may hold a token.
func reason(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.Canceled) {
		return "the browser went away"
	}
	return err.Error()
}
