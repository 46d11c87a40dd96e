// Package reception owns the visit that is running: it gives package visit a
// real clock and a timer, lets several goroutines use it, tells the screen
// what happens, writes the usage records and has everything wiped when the
// visit ends.
//
// The agent's wiring and localapi's handlers use it; it imports visit and
// fleet/wire.
package reception

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"log/slog"
	"sync"
	"time"

	"lawkiosk/agent/visit"
	"lawkiosk/fleet/wire"
)

// ErrNoVisit means that nobody is using the kiosk.
var ErrNoVisit = errors.New("no visit is running")

// wipeLimit bounds how long the traces of a visit may take to go; a printer
// that does not answer must not hold back the record of the visit.
const wipeLimit = 20 * time.Second

// Deps is what a Desk needs from the rest of the kiosk.
type Deps struct {
	// Record writes a usage record durably.
	Record func(wire.Kind, any)
	// Publish sends an event to the screen.
	Publish func(kind string, data any)
	// Wipe removes what belongs to a visit: card data, spool. It is called
	// once for each visit, after the visit is over.
	Wipe func(ctx context.Context, visit string)
	// Began and Ended are told of each visit; they may be nil.
	Began, Ended func()
	Log          *slog.Logger
}

// Config is how visits are held.
type Config struct {
	Limits visit.Limits
	// Dir keeps a marker of each unfinished visit, so that a visit cut short
	// by a power failure still gets its end on record.
	Dir string
}

// Desk holds at most one visit at a time.
type Desk struct {
	cfg   Config
	deps  Deps
	poke  chan struct{} // the deadline may have changed
	wipes sync.WaitGroup

	mu     sync.Mutex
	active *active // nil while nobody uses the kiosk
}

// active is the running visit and what belongs to it.
type active struct {
	v     *visit.Visit
	token string
	done  chan struct{} // closed when the visit is over
	jobs  map[string]bool
}

// Info is a running visit as the screen may know it.
type Info struct {
	ID       string
	Token    string // proves to later calls that they belong to this visit
	Settings visit.Settings
	Counters visit.Counters
	Began    time.Time
	Idle     time.Duration
	Warn     time.Duration
	Done     <-chan struct{} // closed when the visit is over
}

// New makes a desk; Run must be running for warnings and time-outs.
func New(cfg Config, deps Deps) *Desk {
	return &Desk{cfg: cfg, deps: deps, poke: make(chan struct{}, 1)}
}

// Limits gives the rules of visits.
func (d *Desk) Limits() visit.Limits { return d.cfg.Limits }

// Run watches the running visit's time until ctx ends, then ends the visit and
// waits for its traces to be wiped.
func (d *Desk) Run(ctx context.Context) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(d.untilNext(time.Now()))
		select {
		case <-ctx.Done():
			d.EndAny(visit.ByRestart)
			d.wipes.Wait()
			return ctx.Err()
		case <-d.poke:
		case <-timer.C:
			d.advance(time.Now())
		}
	}
}

func (d *Desk) untilNext(now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil {
		return time.Hour
	}
	next := d.active.v.Next()
	if next.IsZero() { // held
		return time.Hour
	}
	return max(0, next.Sub(now))
}

// advance does what is due: the warning or the end.
func (d *Desk) advance(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil {
		return
	}
	switch d.active.v.Advance(now) {
	case visit.Warned:
		d.deps.Publish(EventWarning, Warning{SecondsLeft: d.active.v.SecondsLeft(now)})
	case visit.Over:
		d.end(visit.ByTimeout, now)
	case visit.Active: // the visitor came back in between
	}
}

// Begin starts a visit at the first touch. A visit that is still running
// belongs to a page that forgot it, so it is ended first.
func (d *Desk) Begin(lang string) Info {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	if d.active != nil {
		d.end(visit.ByRestart, now)
	}
	v := visit.Begin(rand.Text()[:16], lang, d.cfg.Limits, now)
	d.active = &active{v: v, token: rand.Text(), done: make(chan struct{}), jobs: map[string]bool{}}
	d.mark()
	d.deps.Record(wire.KindVisitBegan, wire.VisitBegan{Visit: v.ID(), Lang: v.Settings().Lang})
	if d.deps.Began != nil {
		d.deps.Began()
	}
	d.wake()
	return d.active.info()
}

// Current gives the running visit.
func (d *Desk) Current() (Info, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil {
		return Info{}, false
	}
	return d.active.info(), true
}

// Remind publishes the warning once more if the running visit stands under
// one, for a page that connects just then.
func (d *Desk) Remind() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active != nil && d.active.v.State() == visit.Warned {
		d.deps.Publish(EventWarning, Warning{SecondsLeft: d.active.v.SecondsLeft(time.Now())})
	}
}

// End ends the visit by the visitor's wish.
func (d *Desk) End(token string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.of(token); err != nil {
		return err
	}
	d.end(visit.ByButton, time.Now())
	return nil
}

// EndAny ends whatever visit is running and tells whether there was one.
func (d *Desk) EndAny(how visit.How) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil {
		return false
	}
	d.end(how, time.Now())
	return true
}

// end ends the active visit; the caller holds mu. The screen is told at once;
// the record follows when everything is wiped.
func (d *Desk) end(how visit.How, now time.Time) {
	a := d.active
	s, err := a.v.End(how, now)
	if err != nil { // the active visit is never over
		d.deps.Log.Error("a visit was ended twice", "err", err)
		return
	}
	d.active = nil
	close(a.done)
	d.deps.Publish(EventEnded, Ended{How: string(how), CardReminder: s.CardReminder})
	d.wake()
	d.wipes.Go(func() { d.wipe(s) })
}

func (d *Desk) wipe(s visit.Summary) {
	// The visit is over whatever happens to the caller, so its own context.
	ctx, cancel := context.WithTimeout(context.Background(), wipeLimit)
	defer cancel()
	d.deps.Wipe(ctx, s.ID)
	d.deps.Record(wire.KindVisitEnded, ended(s))
	d.unmark(s.ID)
	if d.deps.Ended != nil {
		d.deps.Ended()
	}
}

func ended(s visit.Summary) wire.VisitEnded {
	return wire.VisitEnded{
		Visit: s.ID, How: string(s.How), Seconds: s.Seconds,
		Lang: s.Settings.Lang, Elder: s.Settings.Elder, Contrast: s.Settings.Contrast, Lowered: s.Settings.Lowered,
		Guides: s.Counters.Guides, Prints: s.Counters.Prints, Card: s.Counters.Card,
	}
}

// of gives the active visit if the token is its own; the caller holds mu.
func (d *Desk) of(token string) (*active, error) {
	if d.active == nil || subtle.ConstantTimeCompare([]byte(token), []byte(d.active.token)) != 1 {
		return nil, visit.ErrOver
	}
	return d.active, nil
}

func (d *Desk) wake() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

func (a *active) info() Info {
	return Info{
		ID: a.v.ID(), Token: a.token, Settings: a.v.Settings(), Counters: a.v.Counters(),
		Began: a.v.Began(), Idle: a.v.Idle(), Warn: a.v.Warn(), Done: a.done,
	}
}
