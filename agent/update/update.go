// Package update keeps the kiosk's content up to date: it verifies each pack
// that appears at the incoming path, keeps the newest good one under its own
// folder and takes it into use between two visits. A pack that is broken,
// foreign or older is refused and recorded, and the one in use stays.
//
// Package agent imports it; it imports content and fleet/wire.
package update

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

// ErrNone means that there is no pack that may be used.
var ErrNone = errors.New("no content pack is in use")

// Names inside Config.Dir.
const (
	currentName = "current.lkpack"
	checkName   = "check.lkpack"  // being verified
	stagedName  = "staged.lkpack" // verified, waits until no visit runs
	refusedName = "refused"       // digest of the last pack that was refused
)

// Config is where packs come from and go to.
type Config struct {
	Incoming string              // path at which new packs appear
	Dir      string              // made if absent
	Keys     []ed25519.PublicKey // who may sign packs
	Poll     time.Duration       // how often Incoming is looked at; 0: 2 s
}

// Deps is what a Store needs.
type Deps struct {
	Record func(wire.Kind, any)
	// Busy tells whether a visit is running; packs change between visits.
	Busy func() bool
	// Changed is called after a pack was taken into use, the one of the last
	// run too: the fleet may have been told already that there is none.
	Changed func()
	Log     *slog.Logger
}

// Store holds the content in use.
type Store struct {
	cfg   Config
	deps  Deps
	poke  chan struct{}
	first chan struct{} // closed once the first look is over

	mu   sync.Mutex
	pack *content.Pack // nil: none

	// Only Run uses these.
	seen    stamp         // of Incoming when it was last judged
	waiting *content.Pack // verified and staged, until no visit runs
}

// stamp is how a changed file is noticed without reading it.
type stamp struct {
	size int64
	at   time.Time
}

// New makes a store that has no content until Run has looked.
func New(cfg Config, deps Deps) *Store {
	if cfg.Poll == 0 {
		cfg.Poll = 2 * time.Second
	}
	return &Store{cfg: cfg, deps: deps, poke: make(chan struct{}, 1), first: make(chan struct{})}
}

// Current gives the pack in use, nil where there is none. It must not be changed.
func (s *Store) Current() *content.Pack {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pack
}

// Version gives the version in use, "" where there is none.
func (s *Store) Version() string {
	if p := s.Current(); p != nil {
		return p.Version
	}
	return ""
}

// Pack waits until the first look is over and gives the pack in use, else ErrNone.
func (s *Store) Pack(ctx context.Context) (*content.Pack, error) {
	select {
	case <-s.first:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p := s.Current(); p != nil {
		return p, nil
	}
	return nil, ErrNone
}

// Look makes Run look now, for example because a visit ended.
func (s *Store) Look() {
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// Run takes the newest good pack into use, then watches for newer ones until
// ctx ends.
func (s *Store) Run(ctx context.Context) error {
	if err := os.MkdirAll(s.cfg.Dir, 0o755); err != nil {
		s.deps.Log.Error("cannot make the content folder", "err", err)
	}
	s.start()
	tick := time.NewTicker(s.cfg.Poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.poke:
		case <-tick.C:
		}
		s.look()
		s.switchOver()
	}
}

// start decides between the pack in use before and the incoming one, so that
// only one of them is ever shown.
func (s *Store) start() {
	select {
	case <-s.first: // Run was called again after a failure
		return
	default:
	}
	defer close(s.first)
	s.remove(s.staged()) // of a run that was cut short; Incoming still has it
	if p, err := readPack(s.current(), s.cfg.Keys); err == nil {
		s.use(p)
	} else if !errors.Is(err, fs.ErrNotExist) {
		// It was good when it was installed: a damaged disk, or a key that is
		// no longer trusted.
		s.deps.Log.Error("the content pack in use is no longer good", "err", err)
		s.deps.Record(wire.KindContent, wire.ContentPack{Outcome: "refused", Reason: brief(err)})
	}
	s.look()
	s.switchOver()
	if s.Current() == nil {
		s.deps.Log.Error("there is no content pack that may be used: the kiosk is out of service", "incoming", s.cfg.Incoming)
	}
}

func (s *Store) current() string { return filepath.Join(s.cfg.Dir, currentName) }
func (s *Store) staged() string  { return filepath.Join(s.cfg.Dir, stagedName) }
func (s *Store) check() string   { return filepath.Join(s.cfg.Dir, checkName) }

// look judges the incoming file if it changed. What is verified is a copy, so
// that nobody can change it afterwards.
func (s *Store) look() {
	info, err := os.Stat(s.cfg.Incoming)
	if err != nil || !info.Mode().IsRegular() {
		return // none there now
	}
	now := stamp{info.Size(), info.ModTime()}
	if now == s.seen {
		return
	}
	s.seen = now
	digest, err := copyFile(s.cfg.Incoming, s.check())
	if err != nil {
		s.deps.Log.Error("cannot copy the incoming content pack", "err", err)
		return
	}
	defer s.remove(s.check()) // gone already if it was staged
	p, err := readPack(s.check(), s.cfg.Keys)
	if err != nil {
		s.refuse("", digest, brief(err))
		return
	}
	best := s.Version()
	if s.waiting != nil {
		best = s.waiting.Version
	}
	switch c := content.CompareVersions(p.Version, best); {
	case best == "" || c > 0:
		if err := os.Rename(s.check(), s.staged()); err != nil {
			s.deps.Log.Error("cannot stage a content pack", "err", err)
			return
		}
		s.waiting = p
	case c == 0: // the one in use: nothing new
	default:
		s.refuse(p.Version, digest, fmt.Sprintf("it is older than %s, which is in use", best))
	}
}

// refuse keeps the pack in use and says why, once for each refused file even
// over restarts.
func (s *Store) refuse(version, digest, why string) {
	s.deps.Log.Warn("a content pack was refused", "version", version, "why", why)
	path := filepath.Join(s.cfg.Dir, refusedName)
	if last, err := os.ReadFile(path); err == nil && string(last) == digest {
		return
	}
	s.deps.Record(wire.KindContent, wire.ContentPack{Version: version, Outcome: "refused", Reason: why})
	if err := os.WriteFile(path, []byte(digest), 0o644); err != nil {
		s.deps.Log.Warn("cannot remember a refused content pack", "err", err)
	}
}

func (s *Store) remove(path string) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.deps.Log.Warn("cannot remove a content pack", "err", err)
	}
}

// switchOver takes the waiting pack into use if nobody uses the kiosk, or if
// there was nothing to use.
func (s *Store) switchOver() {
	if s.waiting == nil || s.Current() != nil && s.deps.Busy() {
		return
	}
	p := s.waiting
	s.waiting = nil
	// The file first: after a power cut the kiosk has the old or the new one.
	if err := install(s.staged(), s.current()); err != nil {
		s.deps.Log.Error("cannot install a content pack, it is used until the next start", "err", err)
	}
	s.deps.Record(wire.KindContent, wire.ContentPack{Version: p.Version, Outcome: "active"})
	s.use(p)
}

func (s *Store) use(p *content.Pack) {
	fill(p)
	forgetExamples(p)
	s.mu.Lock()
	s.pack = p
	s.mu.Unlock()
	s.deps.Log.Info("content is in use", "version", p.Version)
	s.deps.Changed()
}

// brief keeps a reason within what a record may hold.
func brief(err error) string {
	r := []rune(err.Error())
	return string(r[:min(len(r), 300)])
}
