// Package meeting is the kiosk's side of a video call: it asks the fleet for a
// lawyer, keeps the newest snapshot of the visit's one call, tells the page of
// each change, says for the page that the citizen is still there, and forgets
// everything when the visit ends. The fleet decides; nothing here guesses how
// a call goes on.
//
// A call is known in memory only. Its random name is marked on the disk until
// the fleet has confirmed its end, so that a kioskd that was killed leaves no
// ghost in the queue.
//
// The agent's wiring and localapi's handlers use it; it imports fleet/wire.
package meeting

import (
	"errors"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"lawkiosk/fleet/wire"
)

// Names of the events that a Desk publishes.
const (
	EventCall    = "meeting"         // *wire.Call, nil where there is none
	EventTrouble = "meeting.trouble" // Trouble
)

// Trouble tells whether the fleet is reached during a call.
type Trouble struct {
	Code string `json:"code" enum:",fleet.offline" doc:"empty: all is well again"`
}

// Errors of a Desk's operations, besides Fault and ErrOffline.
var (
	ErrNoCall      = errors.New("the visit has no call")
	ErrNoPaper     = errors.New("the call has no such paper")
	ErrSignature   = errors.New("not a picture of a signature")
	ErrUnavailable = errors.New("video is not available here")
	ErrVisitOver   = errors.New("the visit ended meanwhile")
)

// Config is how calls are held. Zero times mean the defaults.
type Config struct {
	Dir string // marks of calls that have not ended

	Beat   time.Duration // between two words to the fleet that the citizen is there; 4 s
	Silent time.Duration // a page not heard of for so long is not there any more; 10 s
	Retry  time.Duration // the first pause before the fleet is tried again; 500 ms, growing tenfold
	Adrift time.Duration // without page or fleet for so long, a call holds the visit no more; 2 min
	GiveUp time.Duration // how long the end of a call is told again; 15 min
}

func (c Config) withDefaults() Config {
	for at, d := range map[*time.Duration]time.Duration{
		&c.Beat: 4 * time.Second, &c.Silent: 10 * time.Second, &c.Retry: 500 * time.Millisecond,
		&c.Adrift: 2 * time.Minute, &c.GiveUp: 15 * time.Minute,
	} {
		if *at <= 0 {
			*at = d
		}
	}
	return c
}

// Deps is what a Desk needs from the rest of the kiosk. The functions are
// called with the desk's lock held: they must not call the desk.
type Deps struct {
	Door *Door // nil: the kiosk works alone, and every call is ErrUnavailable
	// Publish sends an event to the page.
	Publish func(kind string, data any)
	// Hold keeps a visit from timing out, or lets it.
	Hold func(visit string, on bool)
	// Camera is told what the page says of its camera.
	Camera func(on bool)
	// Record writes a usage record.
	Record func(wire.Kind, any)
	Log    *slog.Logger
}

// Desk holds at most one call at a time, that of the running visit.
type Desk struct {
	cfg  Config
	deps Deps
	turn chan struct{} // held while a call is begun: one at a time
	poke chan struct{} // a session or an end is there for Run

	mu   sync.Mutex
	s    *session             // nil while the visit has no call
	ends map[string]time.Time // calls whose end the fleet has not confirmed, and when to give up
	seen map[string]wire.Receipt
	of   string // the visit that seen belongs to
}

// New makes a desk; Run keeps its calls alive.
func New(cfg Config, deps Deps) *Desk {
	return &Desk{
		cfg: cfg.withDefaults(), deps: deps, turn: make(chan struct{}, 1), poke: make(chan struct{}, 1),
		ends: map[string]time.Time{},
	}
}

// session is the call of a visit from its beginning until the visit ends.
type session struct {
	visit string
	id    string        // of the call
	gone  chan struct{} // closed when the session is forgotten
	hung  chan struct{} // closed when the call ends
	poke  chan struct{} // something is to be told to the fleet now

	// What follows is guarded by Desk.mu.
	call     wire.Call
	over     bool // hung is closed
	attended bool // Run looks after it
	here     wire.Here
	heard    time.Time // of the page
	reached  time.Time // the fleet was
	trouble  bool
	tally    tally
	papers   papers
}

func newSession(visit string, c wire.Call, now time.Time) *session {
	return &session{
		visit: visit, id: c.ID, call: c, heard: now, reached: now, papers: newPapers(), tally: tally{began: now},
		gone: make(chan struct{}), hung: make(chan struct{}), poke: make(chan struct{}, 1),
	}
}

// hang ends the pictures.
func (s *session) hang() {
	if !s.over {
		s.over = true
		close(s.hung)
	}
}

func (s *session) running() bool { return s.call.State != wire.CallEnded }

// Current gives the call of a visit, nil where there is none.
func (d *Desk) Current(visit string) *wire.Call {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.session(visit)
	if err != nil {
		return nil
	}
	return s.shown()
}

// Remind publishes the call once more, for a page that connects just then.
func (d *Desk) Remind() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.s == nil {
		return
	}
	d.deps.Publish(EventCall, d.s.shown())
	if d.s.trouble {
		d.deps.Publish(EventTrouble, Trouble{Code: CodeOffline})
	}
}

// CodeOffline is the code of a fleet that is not reached.
const CodeOffline = "fleet.offline"

// shown is a copy of the snapshot for a reader. Snapshots are never changed,
// only replaced, so what they point to needs no copy.
func (s *session) shown() *wire.Call {
	c := s.call
	return &c
}

// session gives the session of a visit; the caller holds mu.
func (d *Desk) session(visit string) (*session, error) {
	if d.s == nil || d.s.visit != visit || visit == "" {
		return nil, ErrNoCall
	}
	return d.s, nil
}

// take puts a snapshot in place of the one before, unless that is newer, and
// tells everybody. The caller holds mu.
func (d *Desk) take(s *session, c wire.Call) {
	if d.s != s || c.ID != s.id || c.Version < s.call.Version || !s.running() && c.State != wire.CallEnded {
		return
	}
	was := s.call.State
	c = whole(c)
	news := !same(s.call, c)
	s.call = c
	s.tally.turn(was, c.State, time.Now())
	if was != c.State {
		d.deps.Log.Info("a call changed", "state", string(c.State), "how", c.How)
	}
	if !s.running() {
		d.closed(s)
	}
	d.settle(s, time.Now())
	if news {
		d.deps.Publish(EventCall, s.shown())
	}
}

// same tells whether two snapshots say the same, whenever they were made.
func same(a, b wire.Call) bool {
	a.Now, b.Now = time.Time{}, time.Time{}
	return reflect.DeepEqual(a, b)
}

// whole gives lists that are never null in JSON.
func whole(c wire.Call) wire.Call {
	if c.People == nil {
		c.People = []wire.Person{}
	}
	if c.Papers == nil {
		c.Papers = []wire.Paper{}
	}
	if c.Queue != nil && c.Queue.Steps == nil {
		q := *c.Queue
		q.Steps = []wire.Step{}
		c.Queue = &q
	}
	return c
}

// closed does what a call's end asks for, once; the caller holds mu.
func (d *Desk) closed(s *session) {
	if s.tally.closed {
		return
	}
	s.tally.closed = true
	s.hang()
	d.unmark(s.id)
	d.deps.Record(wire.KindMeetingEnded, s.tally.record(s, s.call.How, time.Now()))
}

// settle holds or releases the visit and tells what the camera does, as the
// newest word of fleet and page asks for. The caller holds mu.
func (d *Desk) settle(s *session, now time.Time) {
	busy := s.call.State == wire.CallWaiting || s.call.State == wire.CallTalking
	// A citizen who left behind a dead page or a fleet that is away must not
	// keep the kiosk for ever.
	adrift := now.Sub(s.heard) > d.cfg.Adrift || s.trouble && now.Sub(s.reached) > d.cfg.Adrift
	d.deps.Hold(s.visit, busy && !adrift)
	d.deps.Camera(s.running() && s.here.Camera == "on")
}

// reached notes whether the fleet answered, and tells the page when that
// changed while the call runs.
func (d *Desk) reached(s *session, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	away := errors.Is(err, ErrOffline)
	if d.s != s || err != nil && !away {
		return
	}
	now := time.Now()
	if !away {
		s.reached = now
	}
	if away != s.trouble && (s.running() || !away) {
		s.trouble = away
		code := ""
		if away {
			code = CodeOffline
			d.deps.Log.Warn("the fleet is not reached during a call", "err", err)
		}
		d.deps.Publish(EventTrouble, Trouble{Code: code})
	}
	d.settle(s, now)
}

// wake lets Run look at what is new.
func (d *Desk) wake() { nudge(d.poke) }

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
