package rooms

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Claim is who somebody is in which room.
type Claim struct {
	Room     string
	Identity string
}

// ErrNoSession is for GateConfig.Allow: the caller has not signed in.
var ErrNoSession = errors.New("nobody has signed in")

// Upstream is the LiveKit server behind a gate: Embedded or External.
type Upstream interface {
	// URL is where it serves; nil while it does not.
	URL() *url.URL

	// ReadToken tells what a token says: ErrTokenExpired, ErrTokenForeign.
	ReadToken(raw string) (Pass, error)
}

// GateConfig is what a gate needs.
type GateConfig struct {
	Upstream Upstream

	// Allow says whether the one who sends the request, by our own sign-in, may be
	// the claim now. ErrNoSession, or any other error: no. It is asked at each
	// connection, also when somebody comes back; who must not come back after
	// Remove has to be refused here.
	Allow func(*http.Request, Claim) error

	// Address is where a request comes from, for the limits; nil: its RemoteAddr.
	Address func(*http.Request) string

	Limits Limits
	Log    *slog.Logger
	Now    func() time.Time // nil: time.Now
}

// Limits of a gate; 0 is the default in brackets.
type Limits struct {
	MessageBytes int64         // from a browser in one message [64 KiB]
	MessageRate  float64       // messages a second from a browser, over time [50]
	MessageBurst int           // and at once [300]
	PerClaim     int           // connections of one person; a further one closes the oldest, which a cut network left behind [2]
	PerAddress   int           // connections from one address [64]
	JoinRate     float64       // attempts a second from one address, over time [5]
	JoinBurst    int           // and at once [40]
	All          int           // connections [4096]
	Idle         time.Duration // without a sign of life, pongs included [30 s]
}

// Gate is the only way to LiveKit's signalling. It serves /rtc, /rtc/validate,
// /rtc/v1 and /rtc/v1/validate, which is all that livekit-client asks for, and
// lets a connection through only if all of these hold:
//
//   - its token (query access_token, or Authorization: Bearer) was signed by us
//     for one room and one identity, and has not expired;
//   - Allow says that the one who signed in may be just that, now;
//   - the token has not opened a connection before.
//
// The last rule, exactly. A token of Rooms.Token opens one join. It counts as
// used while the join is under way, while its connection lives, and for good once the
// browser has said anything on it; a join that LiveKit refused, or whose answer was lost
// on the way, may be tried again until the token expires. A resume
// (reconnect=1, or the same in the join request) may use it again: LiveKit then only continues a
// participant that exists, and never makes one. A full reconnect uses the
// token that LiveKit sent within the connection (valid for 10 minutes, renewed every 5);
// these have no id and may come again, because nobody but that participant was
// sent them and Allow has to agree each time. Used tokens are remembered by this process until they expire.
//
// Nothing of a refused request reaches LiveKit. Refusals are RFC 9457 problems;
// livekit-client shows the page their JSON as the message of its
// ConnectionError.
type Gate struct {
	config  GateConfig
	limits  Limits
	refused counters
	used    used
	crowd   crowd
	dialer  websocket.Dialer
	client  *http.Client
	up      websocket.Upgrader

	mu      sync.Mutex
	closing chan struct{}
	closed  bool
	serving sync.WaitGroup
}

// NewGate makes a gate.
func NewGate(c GateConfig) *Gate {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Address == nil {
		c.Address = func(r *http.Request) string {
			host, _, err := net.SplitHostPort(r.RemoteAddr)
			if err != nil {
				return r.RemoteAddr
			}
			return host
		}
	}
	transport := &http.Transport{Proxy: nil, MaxIdleConns: 4, IdleConnTimeout: 10 * time.Second}
	g := &Gate{
		config: c, limits: c.Limits.orDefaults(),
		dialer:  websocket.Dialer{HandshakeTimeout: handshakeTimeout, ReadBufferSize: 4 << 10, WriteBufferSize: 4 << 10},
		client:  &http.Client{Transport: transport, Timeout: handshakeTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		up:      websocket.Upgrader{HandshakeTimeout: writeTimeout, ReadBufferSize: 4 << 10, WriteBufferSize: 4 << 10, CheckOrigin: sameOrigin},
		closing: make(chan struct{}),
	}
	g.used.now = c.Now
	g.crowd = newCrowd(g.limits, c.Now)
	return g
}

func (l Limits) orDefaults() Limits {
	if l.MessageBytes == 0 {
		l.MessageBytes = 64 << 10
	}
	if l.MessageRate == 0 {
		l.MessageRate = 50
	}
	if l.MessageBurst == 0 {
		l.MessageBurst = 300
	}
	if l.PerClaim == 0 {
		l.PerClaim = 2
	}
	if l.PerAddress == 0 {
		l.PerAddress = 64
	}
	if l.JoinRate == 0 {
		l.JoinRate = 5
	}
	if l.JoinBurst == 0 {
		l.JoinBurst = 40
	}
	if l.All == 0 {
		l.All = 4096
	}
	if l.Idle == 0 {
		l.Idle = 30 * time.Second
	}
	return l
}

// ServeHTTP lets a browser through, or refuses it.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.enter() {
		g.refuse(w, r, codeDown)
		return
	}
	defer g.serving.Done()

	joins, ok := paths[r.URL.Path]
	switch {
	case !ok:
		g.refuse(w, r, codePath)
		return
	case r.Method != http.MethodGet:
		g.refuse(w, r, codeMethod)
		return
	case !sameOrigin(r):
		g.refuse(w, r, codeOrigin)
		return
	case !g.crowd.mayTry(g.config.Address(r)):
		g.refuse(w, r, codeBusy)
		return
	}
	a, code := g.admit(r)
	if code != "" {
		g.refuse(w, r, code)
		return
	}
	upstream := g.config.Upstream.URL()
	if upstream == nil {
		g.refuse(w, r, codeDown)
		return
	}
	if !joins {
		if a.spent(&g.used) {
			g.refuse(w, r, codeUsed)
			return
		}
		g.validate(w, r, upstream, a)
		return
	}
	if !websocket.IsWebSocketUpgrade(r) {
		g.refuse(w, r, codeUpgrade)
		return
	}
	g.join(w, r, upstream, a)
}

// paths of LiveKit's signalling, and whether they are joined or only asked.
var paths = map[string]bool{
	"/rtc": true, "/rtc/validate": false,
	"/rtc/v1": true, "/rtc/v1/validate": false,
}

// sameOrigin keeps other sites' pages from using a signed-in browser. A request
// without an Origin does not come from a page.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

// Refused counts what was refused or cut off, by code.
func (g *Gate) Refused() map[string]uint64 { return g.refused.all() }

// Open is the number of connections.
func (g *Gate) Open() int { return g.crowd.size() }

// Disconnect cuts the connections of a claim: its sign-in has ended. A
// participant that Rooms.Remove put out needs no such cut.
func (g *Gate) Disconnect(c Claim) { g.crowd.cut(c) }

// Close cuts all connections, which their pages will try again, and waits until
// they are served.
func (g *Gate) Close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.closing)
	}
	g.mu.Unlock()
	g.serving.Wait()
	g.client.CloseIdleConnections()
}

func (g *Gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.serving.Add(1)
	return true
}
