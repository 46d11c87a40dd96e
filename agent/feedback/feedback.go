// Package feedback takes what citizens say of drafts of rules and of the
// service: it gives receipts that are good while the fleet is away, seals free
// texts on the spot, and lets each visit speak once.
//
// Package agent wires it; localapi's handlers call it.
package feedback

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

// Errors, each with a sentence of its own for the citizen.
var (
	ErrClosed = errors.New("the draft takes no opinions now")
	ErrGiven  = errors.New("this visit gave its opinion already")
	ErrBad    = errors.New("not an answer of this draft, or too long")
	ErrEmpty  = errors.New("nothing was said")
	ErrNoKey  = errors.New("the fleet's key is not known, so nothing can be sealed")
	ErrRated  = errors.New("this visit rated already, or did not want to")
)

// Deps is what a Desk needs from the rest of the kiosk.
type Deps struct {
	// Keep writes a record to the outbox; it is there after a power cut.
	Keep func(wire.Kind, any) error
	// Ask asks the fleet for its key; nil where the kiosk works alone.
	Ask func(context.Context) (wire.SealKey, error)
	Now func() time.Time // nil: the clock
	Log *slog.Logger
}

// Desk takes opinions and ratings. It remembers of the running visit which
// drafts it spoke of, and nothing that was said.
type Desk struct {
	keys keys
	deps Deps

	mu    sync.Mutex
	visit string
	given map[string]string // receipts' numbers by draft
	rated bool
	late  late
}

// New makes a desk that keeps the fleet's key in a folder.
func New(dir string, deps Deps) *Desk {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Desk{keys: keys{file: filepath.Join(dir, "seal-key.json")}, deps: deps, given: map[string]string{}}
}

// Said is what a citizen says of a draft.
type Said struct {
	Draft   *content.Opinion
	Day     string // YYYY-MM-DD in Guiyang
	Lang    string
	Answers map[string]int // places from 1
	Text    string
}

// Give writes an opinion down and gives its receipt's number. It is on the disk
// when Give returns.
func (d *Desk) Give(visit string, s Said) (number string, err error) {
	s.Text = strings.TrimSpace(s.Text)
	if err := s.check(); err != nil {
		return "", fmt.Errorf("cannot take an opinion on %s: %w", s.Draft.ID, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.of(visit)
	if d.given[s.Draft.ID] != "" {
		return "", fmt.Errorf("cannot take an opinion on %s: %w", s.Draft.ID, ErrGiven)
	}
	number = newNumber(s.Draft.Code)
	o := wire.OpinionGiven{Number: number, Opinion: s.Draft.ID, Lang: s.Lang, Answers: s.Answers}
	if s.Text != "" {
		if o.Text, err = seal(d.keys.get(), wire.SealLabel(number), s.Text); err != nil {
			return "", fmt.Errorf("cannot take an opinion on %s: %w", s.Draft.ID, err)
		}
	}
	if err := d.deps.Keep(wire.KindOpinionGiven, o); err != nil {
		return "", fmt.Errorf("cannot keep an opinion on %s: %w", s.Draft.ID, err)
	}
	d.given[s.Draft.ID] = number
	return number, nil
}

func (s Said) check() error {
	if !s.Draft.Open(s.Day) {
		return ErrClosed
	}
	for id, place := range s.Answers {
		q, ok := s.Draft.Question(id)
		if !ok || place < 1 || place > len(q.Answers) {
			return ErrBad
		}
	}
	if !utf8.ValidString(s.Text) || strings.ContainsRune(s.Text, 0) || utf8.RuneCountInString(s.Text) > wire.MaxOpinionText {
		return ErrBad
	}
	if len(s.Answers) == 0 && s.Text == "" {
		return ErrEmpty
	}
	return nil
}

// Given tells which drafts a visit spoke of, by receipt's number.
func (d *Desk) Given(visit string) map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]string{}
	if d.visit == visit {
		for draft, number := range d.given {
			out[draft] = number
		}
	}
	return out
}

// CanSeal tells whether a free text can be taken.
func (d *Desk) CanSeal() bool { return d.keys.get() != wire.SealKey{} }

// Rate writes a rating down, once for each visit.
func (d *Desk) Rate(visit string, r wire.ServiceRated) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.of(visit)
	if d.rated {
		return ErrRated
	}
	if err := d.deps.Keep(wire.KindServiceRated, r); err != nil {
		return fmt.Errorf("cannot keep a rating: %w", err)
	}
	d.rated = true
	return nil
}

// NoRating notes that a visit is not to be asked any more: it did not want to
// rate, or it rated a call.
func (d *Desk) NoRating(visit string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.of(visit)
	d.rated = true
}

// Rated tells whether a visit is not to be asked any more.
func (d *Desk) Rated(visit string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.visit == visit && d.rated
}

// EndVisit forgets a visit.
func (d *Desk) EndVisit(visit string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.visit == visit {
		d.of("")
	}
}

// of begins anew where another visit is meant than before; mu is held.
func (d *Desk) of(visit string) {
	if d.visit != visit {
		d.visit, d.given, d.rated = visit, map[string]string{}, false
	}
}

// Times of asking for the fleet's key.
const (
	askAgain = 15 * time.Second // where it is not known
	askNew   = time.Hour        // whether it has changed
)

// Run keeps the fleet's key until ctx ends.
func (d *Desk) Run(ctx context.Context) error {
	if err := d.keys.load(); err != nil {
		d.deps.Log.Warn("the kept key of the fleet cannot be used", "err", err)
	}
	if d.deps.Ask == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	for {
		wait := askNew
		if err := d.learn(ctx); err != nil {
			wait = askAgain
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		}
	}
}

func (d *Desk) learn(ctx context.Context) error {
	k, err := d.deps.Ask(ctx)
	if err != nil {
		return err // the fleet is away, which other parts tell
	}
	changed, err := d.keys.put(k)
	switch {
	case err != nil:
		d.deps.Log.Error("the fleet's key cannot be kept", "err", err)
	case changed:
		d.deps.Log.Info("the fleet's key is known", "name", k.Name)
	}
	return err
}

// newNumber makes a receipt's number for a draft, as wire tells.
func newNumber(code int) string {
	n, err := rand.Int(rand.Reader, big.NewInt(10_000_000))
	if err != nil { // crypto/rand ends the program rather than fail
		panic(err)
	}
	payload := fmt.Sprintf("%c%03d%07d", wire.KioskNumber, code, n)
	return payload + string(wire.CheckDigit(payload))
}
