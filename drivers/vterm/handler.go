package vterm

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

//go:embed panel
var panelFiles embed.FS

// maxBody is more than any request of the API needs.
const maxBody = 4096

// Handler gives the panel and its API for a server at an address of the form
// host:port. It answers requests to that address only.
func (t *Terminal) Handler(address string) http.Handler {
	files, err := fs.Sub(panelFiles, "panel")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServerFS(files))
	mux.HandleFunc("GET /api/state", func(w http.ResponseWriter, _ *http.Request) { reply(w, t.state()) })
	mux.HandleFunc("GET /api/events", t.events)
	mux.HandleFunc("POST /api/card", t.putCard)
	mux.HandleFunc("DELETE /api/card", t.act(func() { t.reader.Lift() }))
	mux.HandleFunc("POST /api/card/fault", t.cardFault)
	mux.HandleFunc("DELETE /api/card/fault", t.act(func() { t.reader.Clear() }))
	mux.HandleFunc("POST /api/idcard/unplug", t.act(func() { t.reader.Unplug() }))
	mux.HandleFunc("POST /api/idcard/plug", t.act(func() { t.reader.Plug() }))
	mux.HandleFunc("POST /api/printer", t.setPrinter)
	mux.HandleFunc("POST /api/light", t.setLight)
	mux.HandleFunc("GET /api/printed", t.listPrinted)
	mux.HandleFunc("GET /api/printed/{file}", t.printedFile)
	mux.HandleFunc("GET /kiosk", t.kiosk)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, fmt.Sprintf("There is no %s %s. GET /api/state shows what the terminal has.", r.Method, r.URL.Path))
	})
	return guard(address, mux)
}

// guard keeps other web pages out: a page from elsewhere can reach a loopback
// port under a name of its own (DNS rebinding), or post a form to it.
func guard(address string, next http.Handler) http.Handler {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		port = ""
	}
	ours := map[string]bool{address: true, "localhost:" + port: true, "127.0.0.1:" + port: true}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ours[r.Host] {
			refuse(w, http.StatusForbidden, fmt.Sprintf("The virtual terminal answers at http://%s only.", address))
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" {
			if u, err := url.Parse(origin); err != nil || u.Scheme != "http" || !ours[u.Host] {
				refuse(w, http.StatusForbidden, "Another web page may not use the virtual terminal.")
				return
			}
		}
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// act makes a handler of a knob that cannot fail.
func (t *Terminal) act(turn func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		turn()
		reply(w, t.state())
	}
}

// kiosk opens the kiosk's page: its one-time address stands in a file that the
// kiosk writes anew after each use.
func (t *Terminal) kiosk(w http.ResponseWriter, r *http.Request) {
	if t.o.LaunchURL == "" {
		refuse(w, http.StatusNotFound, "This terminal does not know a kiosk. Start vterm with -launch-url FILE.")
		return
	}
	b, err := os.ReadFile(t.o.LaunchURL)
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, "The kiosk has not written its address yet. Is kioskd running? Try again in a moment.")
		return
	}
	target, err := url.Parse(strings.TrimSpace(string(b)))
	if err != nil || target.Scheme != "http" || loopback(target.Host) != nil {
		refuse(w, http.StatusServiceUnavailable, "The file of -launch-url does not hold an address on this machine.")
		return
	}
	http.Redirect(w, r, target.String(), http.StatusFound)
}

// take reads the JSON of a request and refuses what the API does not know.
func take(w http.ResponseWriter, r *http.Request, v any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil && d.Decode(new(any)) != io.EOF {
		err = errors.New("there is more than one value")
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "The request's JSON is not understood: "+strings.TrimPrefix(err.Error(), "json: ")+".")
		return false
	}
	return true
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client went away
}

// refuse answers with a problem of RFC 9457; detail is a whole sentence.
func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}
