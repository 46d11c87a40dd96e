package httpapi

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet"
)

// policy lets pages load from this server only, and connect to video rooms
// elsewhere where there are some. Styles may be set inline because the console's
// charts write them; scripts may not. Recordings are made and played as blobs.
func (a *API) policy() string {
	connect := "'self'"
	if v := a.cfg.Video; v != nil {
		secure := v.Scheme == "https" || v.Scheme == "wss"
		for _, scheme := range map[bool][]string{true: {"https", "wss"}, false: {"http", "ws"}}[secure] {
			connect += " " + scheme + "://" + v.Host
		}
	}
	return "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
		"worker-src 'self'; connect-src " + connect + "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// permissions keeps what pages may use of a computer: the console's own pages
// are used for calls, the public ones of guides for nothing of the kind.
func permissions(path string) string {
	if strings.HasPrefix(path, "/g/") {
		return "camera=(), microphone=(), display-capture=(), geolocation=()"
	}
	return "camera=(self), microphone=(self), display-capture=(self), geolocation=()"
}

type ipKey struct{}

func ipOf(ctx context.Context) string {
	ip, _ := ctx.Value(ipKey{}).(string)
	return ip
}

// clientIP is who asks. A proxy on this machine, as the documents want one
// before the console, names its client last in X-Forwarded-For; what others
// write there is not believed.
func clientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if !loopback(host) {
		return host
	}
	told := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
	if told == "" {
		return host
	}
	last := strings.TrimSpace(told[strings.LastIndexByte(told, ',')+1:])
	if ip, err := netip.ParseAddr(last); err == nil {
		return ip.Unmap().String()
	}
	return "unknown"
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// forwarded says whether a proxy passed the request on.
func forwarded(r *http.Request) bool {
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via"} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

// around is what every request passes: headers, language, origin, faults.
func (a *API) around(next http.Handler) http.Handler {
	csp := a.policy()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", permissions(r.URL.Path))
		if a.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		host := clientIP(r)
		ctx := context.WithValue(r.Context(), langKey{}, preferred(r.Header.Get("Accept-Language")))
		ctx = context.WithValue(ctx, ipKey{}, host)
		r = r.WithContext(ctx)
		if !safe(r.Method) && !a.ownOrigin(r) {
			a.deps.Log.WarnContext(ctx, "request from a foreign origin refused", "origin", r.Header.Get("Origin"), "ip", host)
			writeProblem(w, r, codeOrigin)
			return
		}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
				a.deps.Log.ErrorContext(ctx, "request panicked", "path", r.URL.Path, "panic", p)
				writeProblem(w, r, codeInternal)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// secure says whether browsers come by TLS.
func (a *API) secure() bool { return a.cfg.PublicURL != nil && a.cfg.PublicURL.Scheme == "https" }

// ownOrigin refuses what another site's page sends. A program that is no
// browser sends neither header and has no cookie to abuse.
func (a *API) ownOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	if a.cfg.PublicURL != nil && u.Scheme == a.cfg.PublicURL.Scheme && u.Host == a.cfg.PublicURL.Host {
		return true
	}
	return u.Host == r.Host && (u.Scheme == "https" || !a.secure())
}

type sessionKey struct{}

// sessionOf gives the session of an authorized request.
func sessionOf(ctx context.Context) fleet.Session {
	s, _ := ctx.Value(sessionKey{}).(fleet.Session)
	return s
}

// touchEvery is how exactly a session's last use is kept; every request
// writing it would cost a commit.
const touchEvery = time.Minute

// authorize enforces the right of an operation. An operation without one is
// refused to everybody.
func (a *API) authorize(c huma.Context, next func(huma.Context)) {
	c.SetHeader("Cache-Control", "no-store")
	who, _ := c.Operation().Metadata["right"].(fleet.Right)
	switch who {
	case public:
		next(c)
		return
	case kioskDoor:
		a.admitKiosk(c, next)
		return
	case guestDoor:
		a.admitGuest(c, next)
		return
	default: // a right that roles have
	}
	ctx := c.Context()
	s, err := a.session(ctx, c.Header("Cookie"))
	if err != nil {
		a.answer(c, problem(ctx, codeNoSession))
		return
	}
	if who == "" || !s.Role.May(who) {
		a.answer(c, problem(ctx, codeRole))
		return
	}
	// What the page fetches by itself does not keep an unattended session open.
	background := c.Header("X-Background") != "" || c.Operation().OperationID == liveID
	if !background && a.deps.Now().Sub(s.Seen) > touchEvery {
		if err := a.deps.Store.TouchSession(ctx, s.Token, a.deps.Now()); err != nil {
			a.deps.Log.WarnContext(ctx, "session cannot be renewed", "error", err)
		}
	}
	next(huma.WithValue(c, sessionKey{}, s))
}

// answer writes a problem from a middleware.
func (a *API) answer(c huma.Context, p *Problem) {
	c.SetHeader("Content-Type", "application/problem+json")
	c.SetStatus(p.Status)
	_ = a.huma.Marshal(c.BodyWriter(), "application/json", p) // the reader may be gone
}

// session finds the session of a cookie header and checks its age.
func (a *API) session(ctx context.Context, cookies string) (fleet.Session, error) {
	r := http.Request{Header: http.Header{"Cookie": {cookies}}}
	c, err := r.Cookie(cookieName)
	if err != nil {
		return fleet.Session{}, fleet.ErrNotFound
	}
	s, err := a.deps.Store.Session(ctx, fleet.HashToken(c.Value))
	if err != nil {
		return s, err
	}
	if !a.deps.Now().Before(a.expires(s)) {
		return s, fleet.ErrNotFound
	}
	return s, nil
}

func (a *API) expires(s fleet.Session) time.Time {
	idle, end := s.Seen.Add(a.cfg.Idle), s.Began.Add(a.cfg.Max)
	if idle.Before(end) {
		return idle
	}
	return end
}

func (a *API) loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback(ipOf(r.Context())) || forwarded(r) {
			writeProblem(w, r, codeNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) healthz(w http.ResponseWriter, r *http.Request) {
	if err := a.deps.Store.Ping(r.Context()); err != nil {
		a.deps.Log.ErrorContext(r.Context(), "database does not answer", "error", err)
		writeProblem(w, r, codeInternal)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // the reader may be gone
}
