// Package meeting is the life of video calls: who waits, who is rung, who
// answered, what they sent each other, what follows from it, and the figures of
// it all. Rooms of the video server are behind the interface Rooms, the database
// behind Store, sealing behind Vault; the package itself holds no state that a
// restart would lose.
//
// fleet/httpapi turns its methods into doors, fleet/store keeps its rows,
// fleet/server wires it. It imports fleet, fleet/wire, content and personal.
package meeting

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"lawkiosk/content"
	"lawkiosk/fleet"
)

// Config is what the operator decides.
type Config struct {
	Rules    *Rules // nil: DefaultRules
	E2EE     bool   // end-to-end encryption in rooms
	RoomsURL string // of an external cluster, told to browsers; "": wire.PathSignal
}

// Deps are what the service needs of others.
type Deps struct {
	Store  Store
	Rooms  Rooms
	Vault  Vault
	People Directory
	Kiosk  func(ctx context.Context, id string) (fleet.Kiosk, error) // fleet.ErrNotFound
	Live   News
	Audit  func(ctx context.Context, e fleet.AuditEntry) error
	Places func() *content.Pack // regions, centres, themes; nil result: nothing is known of them
	Log    *slog.Logger
	Now    func() time.Time // nil: time.Now
}

// Rooms are the video rooms, as fleet/meeting/rooms has them.
type Rooms interface {
	Open(ctx context.Context, room string, maxPeople int) error
	Token(ctx context.Context, g Grant) (string, error)
	Remove(ctx context.Context, room, identity string) error
	Close(ctx context.Context, room string) error
}

// Grant has the fields of rooms.Grant in their order, so that the one converts
// to the other.
type Grant struct {
	Room       string
	Identity   string
	Name       string
	Attributes map[string]string
	Publish    bool
	TTL        time.Duration
}

// Vault seals what is personal. The name is bound to the sealed bytes: they
// open under the same name only.
type Vault interface {
	Seal(ctx context.Context, name string, plain []byte) ([]byte, error)
	Open(ctx context.Context, name string, sealed []byte) ([]byte, error)
}

// Directory is who the lawyers are, and who is planned and on duty.
type Directory interface {
	LawyerList(ctx context.Context) ([]fleet.Lawyer, error)
	SetDuty(ctx context.Context, lawyer string, s fleet.DutyState, at time.Time) (changed bool, err error)
	SeeDesk(ctx context.Context, lawyer string, at time.Time) error
	DutyList(ctx context.Context) ([]fleet.Duty, error)
	Roster(ctx context.Context) (fleet.Roster, error)
}

// News passes on that something has changed; those who show it read it anew.
type News interface {
	Call(id string, kiosks []string) // a call; the kiosks that are in it
	Desks()                          // anything that desks show
	Meetings()                       // figures
}

// Times of the service; the ladder's are in Rules.
const (
	grace      = 45 * time.Second // a kiosk may be silent so long while it waits, and everybody after a start
	lost       = 90 * time.Second // a side may be silent so long while they talk
	lately     = 25 * time.Second // Person.Here
	seenStep   = 8 * time.Second  // how exactly it is kept when somebody was heard of
	emptyStep  = 3 * time.Second  // a step without any lawyer is shown so long
	askFor     = 2 * time.Minute  // an invite or transfer rings so long
	invitation = 15 * time.Minute
	deskGrace  = 10 * time.Minute // a desk heard of so long before a start may be back within the grace
)

// Service is the domain of calls. Make it with New; its methods may be called
// by any number of goroutines.
type Service struct {
	cfg      Config
	d        Deps
	rules    *Rules
	poked    chan struct{}
	kiosks   *limiter   // of codes that kiosks try
	guests   *limiter   // of codes that strangers try
	lookups  *limiter   // of receipts
	started  time.Time  // when New made it: silence before it counts as of then
	sweeping sync.Mutex // one sweep at a time; guards the two below
	alarmsAt time.Time  // when thresholds were looked at
	forgetAt time.Time  // when retention is to be looked at
	mu       sync.Mutex
	expected map[string]expected // by county
}

// New checks what it was given and starts nothing.
func New(c Config, d Deps) (*Service, error) {
	if d.Store == nil || d.Rooms == nil || d.Vault == nil || d.People == nil || d.Kiosk == nil || d.Live == nil || d.Audit == nil || d.Log == nil {
		return nil, errors.New("cannot make the meetings: each of Deps but Places and Now is needed")
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Places == nil {
		d.Places = func() *content.Pack { return nil }
	}
	if c.Rules == nil {
		c.Rules = DefaultRules()
	}
	s := &Service{cfg: c, d: d, rules: c.Rules, poked: make(chan struct{}, 1), expected: map[string]expected{}}
	s.started = s.now()
	s.kiosks = newLimiter(5, 200, 5*time.Minute)
	s.guests = newLimiter(5, 500, 5*time.Minute) // of 10^8 codes; a stranger with many addresses can at worst shut out other strangers' codes
	s.lookups = newLimiter(8, 400, 10*time.Minute)
	return s, nil
}

// now is the fleet's clock, to the millisecond as rows keep it.
func (s *Service) now() time.Time { return s.d.Now().UTC().Truncate(time.Millisecond) }

// poke wakes the loop.
func (s *Service) poke() {
	select {
	case s.poked <- struct{}{}:
	default: // it is awake already
	}
}

var (
	_ KioskDoor = (*Service)(nil)
	_ DeskDoor  = (*Service)(nil)
	_ GuestDoor = (*Service)(nil)
	_ Office    = (*Service)(nil)
)
