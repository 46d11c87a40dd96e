package localapi

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"lawkiosk/fleet/wire"
)

// contentPolicy allows what is on this origin and, to connect to, the
// configured video rooms. connect-src 'self' covers the WebSocket, blob: the
// citizen's own recorded message.
func contentPolicy(rooms string) string {
	return "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; connect-src 'self'" + connectSources(rooms) +
		"; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// wasmWorker is how the build names the one script that may compile
// WebAssembly: the worker that reads handwriting. A worker has the policy of its own
// response, so that the page itself needs no such leave.
const wasmWorker = "/assets/ink.worker-"

// policyFor gives the policy of one file of the page.
func policyFor(path, policy string) string {
	if strings.HasPrefix(path, wasmWorker) && strings.HasSuffix(path, ".js") {
		return policy + "; script-src 'self' 'wasm-unsafe-eval'"
	}
	return policy
}

// guard puts the checks before every handler: who may ask at all, and with
// which cookie.
func (s *Server) guard(next http.Handler) http.Handler {
	hosts, policy := ownHosts(s.cfg.Listener.Addr().String()), contentPolicy(s.cfg.Rooms)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policyFor(r.URL.Path, policy))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), usb=(), serial=(), payment=(), clipboard-read=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		switch {
		// A page of another site that made its name point to this machine
		// (DNS rebinding) still sends its own name as Host.
		case !slices.Contains(hosts, strings.ToLower(r.Host)):
			s.refuse(w, r, "page.foreign")
		case foreign(r, hosts):
			s.refuse(w, r, "page.foreign")
		case r.URL.Path == "/launch":
			s.launch(w, r)
		case !s.gate.known(r):
			s.refuse(w, r, "page.unauthorised")
		default:
			if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, wire.PathSignal) {
				h.Set("Cache-Control", "no-store")
			}
			next.ServeHTTP(w, r)
		}
	})
}

// ownHosts are the names by which this machine's page may call the server.
func ownHosts(addr string) []string {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil
	}
	return []string{"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port}
}

// foreign tells whether another site's page sent the request. A link on
// another page that leads here is allowed to: it only shows the page.
func foreign(r *http.Request, hosts []string) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		host, ok := strings.CutPrefix(origin, "http://")
		if !ok || !slices.Contains(hosts, strings.ToLower(host)) || !strings.EqualFold(host, r.Host) {
			return true
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	navigation := r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	return !navigation || strings.HasPrefix(r.URL.Path, "/api/")
}

// refuse answers with a problem: as a page for people where a browser asks for
// one, else as RFC 9457 says.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, code string) {
	lang := langOf(r.Header.Get("Accept-Language"))
	if strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/") {
		writeNotice(w, code, lang)
		return
	}
	writeProblem(w, problem(code, lang))
}
