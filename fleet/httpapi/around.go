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

// csp lets pages load from this server only. Styles may be set inline because
// the console's charts write them; scripts may not.
const csp = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

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
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
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

// authorize enforces the role of an operation. An operation without one is
// refused to everybody.
func (a *API) authorize(c huma.Context, next func(huma.Context)) {
	c.SetHeader("Cache-Control", "no-store")
	who, _ := c.Operation().Metadata["role"].(role)
	if who == public {
		next(c)
		return
	}
	ctx := c.Context()
	s, err := a.session(ctx, c.Header("Cookie"))
	if err != nil {
		a.answer(c, problem(ctx, codeNoSession))
		return
	}
	if who == "" || !s.Role.May(fleet.Role(who)) {
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
