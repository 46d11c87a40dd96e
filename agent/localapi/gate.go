package localapi

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

const (
	cookieName   = "lk_page"
	launchFile   = "launch-url"
	sessionsFile = "page-sessions"
	// keptSessions bounds how many browsers hold a valid cookie: the kiosk's
	// own and a developer's or two. A new launch pushes out the oldest.
	keptSessions = 4
)

// gate turns a one-time launch token into the page's cookie. Only hashes of
// cookies are kept, on disk too, so that the screen stays signed in when
// kioskd starts anew.
type gate struct {
	dir  string
	addr string
	log  *slog.Logger

	mu       sync.Mutex
	token    string
	sessions [][sha256.Size]byte // oldest first
}

func newGate(dir, addr string, log *slog.Logger) (*gate, error) {
	g := &gate{dir: dir, addr: addr, log: log}
	g.load()
	if err := g.renew(); err != nil {
		return nil, fmt.Errorf("cannot write the launch address, check data_dir: %w", err)
	}
	return g, nil
}

// renew makes a new token and writes the address to open; the caller holds mu
// or is the only user.
func (g *gate) renew() error {
	g.token = rand.Text()
	return writeFile(filepath.Join(g.dir, launchFile), "http://"+g.addr+"/launch?token="+g.token+"\n")
}

// enter uses up the launch token and gives a cookie's value.
func (g *gate) enter(token string) (cookie string, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if subtle.ConstantTimeCompare([]byte(token), []byte(g.token)) != 1 {
		return "", false
	}
	if err := g.renew(); err != nil {
		g.log.Error("cannot write the launch address", "err", err)
	}
	cookie = rand.Text() + rand.Text()
	g.sessions = append(g.sessions, sha256.Sum256([]byte(cookie)))
	g.sessions = g.sessions[max(0, len(g.sessions)-keptSessions):]
	g.save()
	return cookie, true
}

// known tells whether a request carries a valid cookie.
func (g *gate) known(r *http.Request) bool {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return false
	}
	hash := sha256.Sum256([]byte(c.Value))
	g.mu.Lock()
	defer g.mu.Unlock()
	found := 0
	for i := range g.sessions {
		found |= subtle.ConstantTimeCompare(hash[:], g.sessions[i][:])
	}
	return found == 1
}

func (g *gate) save() {
	var b strings.Builder
	for _, s := range g.sessions {
		b.WriteString(hex.EncodeToString(s[:]) + "\n")
	}
	if err := writeFile(filepath.Join(g.dir, sessionsFile), b.String()); err != nil {
		g.log.Warn("cannot keep the page's sessions", "err", err)
	}
}

// load reads what save wrote; anything else in the file is passed over.
func (g *gate) load() {
	data, err := os.ReadFile(filepath.Join(g.dir, sessionsFile))
	if err != nil {
		return
	}
	for line := range strings.FieldsSeq(string(data)) {
		var hash [sha256.Size]byte
		if raw, err := hex.DecodeString(line); err == nil && len(raw) == len(hash) && len(g.sessions) < keptSessions {
			copy(hash[:], raw)
			g.sessions = append(g.sessions, hash)
		}
	}
}

// writeFile replaces a file that only this user may read.
func writeFile(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// launch answers GET /launch?token=T.
func (s *Server) launch(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet {
		s.refuse(w, r, "path.none")
		return
	}
	cookie, ok := s.gate.enter(r.URL.Query().Get("token"))
	if !ok {
		s.refuse(w, r, "page.unauthorised")
		return
	}
	s.deps.Log.Info("a page was launched")
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		MaxAge: 400 * 24 * 3600, // as long as browsers allow; keptSessions ends it
	})
	w.Header().Set("Location", "/")
	w.WriteHeader(http.StatusSeeOther)
}
