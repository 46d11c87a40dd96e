// Package preview shows content to the people who write it, in a browser on their
// own machine: guides, journeys that one can walk, plans, forms as they print,
// the calculators, each beside what the checks found in its source. Every request
// reads the sources anew, so that saving a file and reloading is enough.
//
// It is a tool for authors: contentctl imports it, no kiosk and no server does.
package preview

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"time"

	"lawkiosk/content"
)

//go:embed pages
var pages embed.FS

// Papers makes PDF files. Kioskd is the one there is.
type Papers interface {
	Form(ctx context.Context, f *content.Form, values map[string]string, l content.Lang, now time.Time) ([]byte, error)
	Guide(ctx context.Context, g *content.Guide, now time.Time) ([]byte, error)
}

// Site is the preview of one folder of sources.
type Site struct {
	sources   fs.FS
	papers    Papers // nil: the pages say how to get papers
	now       func() time.Time
	templates map[string]*template.Template
}

// New prepares a preview; it reads no sources yet.
func New(sources fs.FS, papers Papers, now func() time.Time) (*Site, error) {
	s := &Site{sources: sources, papers: papers, now: now, templates: map[string]*template.Template{}}
	layout, err := template.New("layout.html").Funcs(functions()).ParseFS(pages, "pages/layout.html", "pages/parts.html")
	if err != nil {
		return nil, fmt.Errorf("cannot read the preview's layout: %w", err)
	}
	for _, name := range []string{"home", "guide", "journey", "form", "periods", "amount", "list", "gone"} {
		t, err := layout.Clone()
		if err == nil {
			t, err = t.ParseFS(pages, "pages/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the preview's page %s: %w", name, err)
		}
		s.templates[name] = t
	}
	return s, nil
}

// Handler serves the preview to requests that come from this machine.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /guide/{id}", s.guide)
	mux.HandleFunc("GET /guide/{id}/paper.pdf", s.guidePaper)
	mux.HandleFunc("GET /journey/{id}", s.journey)
	mux.HandleFunc("GET /form/{id}", s.form)
	mux.HandleFunc("GET /form/{id}/{paper}", s.formPaper)
	mux.HandleFunc("GET /periods", s.periods)
	mux.HandleFunc("GET /amount/{id}", s.amount)
	mux.HandleFunc("GET /list", s.list)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pages, "pages/style.css")
	})
	return local(mux)
}

// local refuses names that are not this machine's, so that no page of the
// internet can read drafts through the author's browser.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "the preview answers only on this machine", http.StatusForbidden)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// Listen opens a port of this machine; an address that others could reach is
// refused.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %q: write 127.0.0.1:8078", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("cannot listen on %q: the preview is for this machine only, 127.0.0.1 or localhost", address)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; name another port with -addr", address, err)
	}
	return l, nil
}

// Serve answers until the context ends.
func (s *Site) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // an author's page may be cut off
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve the preview: %w", err)
	}
	return nil
}
