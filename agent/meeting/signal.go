package meeting

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"strings"

	"lawkiosk/fleet/wire"
)

// Signal passes the page's WebSocket of the video room on to the fleet, with
// the kiosk's own name and without the page's cookie. It serves only while the
// visit's call runs and breaks off when that ends. refuse answers requests that
// are not passed on.
func (d *Desk) Signal(visit string, refuse func(http.ResponseWriter, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		s, err := d.session(visit)
		running := err == nil && s.running()
		d.mu.Unlock()
		switch {
		case err != nil:
			refuse(w, err)
			return
		case !running:
			refuse(w, &Fault{Code: wire.CallCodeOver})
			return
		case r.Method != http.MethodGet || r.ContentLength > 0 || !signalPath(r.URL.Path):
			refuse(w, &Fault{Code: wire.CallCodeBad})
			return
		}
		ctx, cancel := until(r.Context(), s.hung)
		defer cancel()
		d.signal(func(w http.ResponseWriter) {
			select {
			case <-s.hung: // the call ended while the fleet was asked
				refuse(w, &Fault{Code: wire.CallCodeOver})
			default:
				refuse(w, ErrOffline)
			}
		}).ServeHTTP(w, r.WithContext(ctx))
	})
}

func signalPath(path string) bool {
	return (path == wire.PathSignal || strings.HasPrefix(path, wire.PathSignal+"/")) && !strings.Contains(path, "..") && !strings.Contains(path, "//")
}

// signal is the proxy; fail answers where the fleet could not be asked. Its log
// is silent: addresses bear the room's token.
func (d *Desk) signal(fail func(http.ResponseWriter)) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport: d.deps.Door.client.Transport,
		ErrorLog:  slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(d.deps.Door.base)
			kept := http.Header{}
			for _, name := range []string{
				"Connection", "Upgrade", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Protocol",
				"Sec-Websocket-Extensions", "Accept", "Accept-Language", "User-Agent",
			} {
				if v, ok := p.Out.Header[name]; ok {
					kept[name] = v
				}
			}
			p.Out.Header = kept
			_ = d.deps.Door.sign(p.Out) // without a token the fleet refuses
		},
		ModifyResponse: func(resp *http.Response) error {
			for name := range resp.Header {
				if name == "Set-Cookie" || strings.HasPrefix(name, "Access-Control-") {
					delete(resp.Header, name)
				}
			}
			if resp.StatusCode != http.StatusSwitchingProtocols {
				resp.Body = struct {
					io.Reader
					io.Closer
				}{io.LimitReader(resp.Body, 64<<10), resp.Body}
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { fail(w) },
	}
}
