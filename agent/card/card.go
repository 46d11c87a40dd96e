// Package card reads a visitor's identity card: consent first, one read at a
// time, each bound to its visit, and everything forgotten when the visit ends.
//
// The agent's wiring and localapi use it; it imports drivers/idcard, personal
// and fleet/wire.
package card

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
	"lawkiosk/fleet/wire"
)

// DefaultLimit is how long a visitor has to put the card on the reader.
const DefaultLimit = 60 * time.Second

// Errors of a Desk's operations.
var (
	ErrConsent  = errors.New("the visitor did not agree to the reading of the card")
	ErrBusy     = errors.New("a card is being read already")
	ErrNoReader = errors.New("the kiosk has no card reader that works now")
	ErrNoCard   = errors.New("no card was read in this visit")
)

// Names of the events that a Desk publishes.
const (
	EventWaiting = "card.waiting" // nothing
	EventReading = "card.reading" // nothing
	EventRead    = "card.read"    // Seen
	EventFailed  = "card.failed"  // Failure
)

// Seen is what the screen may show of a card.
type Seen struct {
	Present      bool   `json:"present"`
	NameMasked   string `json:"name_masked" doc:"张*"`
	IDMasked     string `json:"id_masked" doc:"first and last digit"`
	GreetingName string `json:"greeting_name,omitempty" doc:"张先生, only for cards with a Chinese name"`
}

// Failure says why a card was not read.
type Failure struct {
	Code   string `json:"code" enum:"wrong-card,read-failed,bad-data,offline,timeout"`
	Detail string `json:"detail" doc:"a sentence for the visitor in the visit's language"`
}

// Deps is what a Desk needs.
type Deps struct {
	Reader  idcard.Reader // nil: the kiosk has none
	Record  func(wire.Kind, any)
	Publish func(kind string, data any)
	// Noted is told that a visit's card was read; an error means that the
	// visit is over, and the card is forgotten at once.
	Noted func(visit string) error
	Limit time.Duration // 0: DefaultLimit
	Log   *slog.Logger
}

// Desk is where a card is read. It knows about one visit at a time.
type Desk struct {
	deps  Deps
	reads sync.WaitGroup

	mu      sync.Mutex
	visit   string // whose consent and card these are
	consent bool
	card    *idcard.Card
	stop    context.CancelFunc // of the running read
	stopped chan struct{}      // closed when that read is over
}

// New makes a desk. Run waits for its reads.
func New(deps Deps) *Desk {
	if deps.Limit == 0 {
		deps.Limit = DefaultLimit
	}
	return &Desk{deps: deps}
}

// Consent notes what the visitor answered to the notice. A refusal also
// forgets a card that was read before.
func (d *Desk) Consent(visit string, accepted bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turnTo(visit)
	d.consent = accepted
	if !accepted {
		d.forget()
		d.deps.Record(wire.KindCardRead, wire.CardRead{Visit: visit, Outcome: "refused"})
	}
}

// Start begins to read a card for a visit and returns; what happens is
// published. The read ends with the visit (done), with Stop or after the limit.
func (d *Desk) Start(visit, lang string, done <-chan struct{}) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turnTo(visit)
	switch {
	case !d.consent:
		return ErrConsent
	case d.stop != nil:
		return ErrBusy
	case d.deps.Reader == nil || !d.deps.Reader.Status().State.Usable():
		return ErrNoReader
	}
	d.card = nil
	ctx, cancel := context.WithTimeout(context.Background(), d.deps.Limit) // outlives the request that starts it
	stopped := make(chan struct{})
	d.stop, d.stopped = cancel, stopped
	d.reads.Go(func() {
		defer close(stopped)
		defer cancel()
		go func() { // ends with the read: ctx is cancelled then
			select {
			case <-done:
				cancel()
			case <-ctx.Done():
			}
		}()
		d.read(ctx, visit, lang)
	})
	return nil
}

// Stop ends a read that is running for a visit and waits until it is over, so
// that another can be started at once.
func (d *Desk) Stop(visit string) {
	d.mu.Lock()
	running := d.visit == visit && d.stop != nil
	stopped := d.stopped
	if running {
		d.stop()
	}
	d.mu.Unlock()
	if running {
		<-stopped
	}
}

// Seen gives what the screen may show of the card read in a visit.
func (d *Desk) Seen(visit string) Seen {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.visit != visit || d.card == nil {
		return Seen{}
	}
	return seen(*d.card)
}

// Card gives the card read in a visit, to fill in a form.
func (d *Desk) Card(visit string) (idcard.Card, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.visit != visit || !d.consent:
		return idcard.Card{}, ErrConsent
	case d.card == nil:
		return idcard.Card{}, ErrNoCard
	}
	return *d.card, nil
}

// Wipe forgets a visit's consent and card and ends its read.
func (d *Desk) Wipe(visit string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.visit == visit {
		d.turnTo("")
	}
}

// Run waits for ctx, then for the reads that are running.
func (d *Desk) Run(ctx context.Context) error {
	<-ctx.Done()
	d.mu.Lock()
	d.turnTo("")
	d.mu.Unlock()
	d.reads.Wait()
	return ctx.Err()
}

// turnTo forgets everything of another visit; the caller holds mu.
func (d *Desk) turnTo(visit string) {
	if d.visit == visit {
		return
	}
	d.forget()
	d.consent = false
	d.visit = visit
}

// forget drops the card and ends the read; the caller holds mu.
func (d *Desk) forget() {
	if d.card != nil {
		clear(d.card.Photo)
	}
	d.card = nil
	if d.stop != nil {
		d.stop()
		d.stop = nil // the read that ends sees that it is no longer wanted
	}
}

// read reads one card and tells what came of it.
func (d *Desk) read(ctx context.Context, visit, lang string) {
	began := time.Now()
	c, err := idcard.ReadStages(ctx, d.deps.Reader, func(s idcard.Stage) {
		switch s {
		case idcard.Waiting:
			d.deps.Publish(EventWaiting, struct{}{})
		case idcard.Reading:
			began = time.Now()
			d.deps.Publish(EventReading, struct{}{})
		}
	})
	millis := time.Since(began).Milliseconds()
	d.mu.Lock()
	defer d.mu.Unlock()
	wanted := d.visit == visit && d.stop != nil
	if wanted {
		d.stop = nil
	}
	switch {
	case err == nil && wanted && d.deps.Noted(visit) == nil:
		d.card = &c
		d.deps.Record(wire.KindCardRead, wire.CardRead{Visit: visit, Kind: string(c.Kind), Outcome: "read", Millis: millis})
		d.deps.Publish(EventRead, seen(c))
	case err == nil || errors.Is(err, context.Canceled):
		// The visitor went back or left: nothing was read as far as anybody
		// is concerned, and what was read is dropped here.
		clear(c.Photo)
		d.deps.Record(wire.KindCardRead, wire.CardRead{Visit: visit, Outcome: "canceled"})
	case errors.Is(err, context.DeadlineExceeded):
		d.deps.Record(wire.KindCardRead, wire.CardRead{Visit: visit, Outcome: "timeout"})
		d.publishFailure(wanted, failure(err, lang))
	default:
		d.deps.Log.Warn("a card was not read", "err", err)
		d.deps.Record(wire.KindCardRead, wire.CardRead{Visit: visit, Outcome: "failed", Millis: millis})
		d.publishFailure(wanted, failure(err, lang))
	}
}

func (d *Desk) publishFailure(wanted bool, f Failure) {
	if wanted {
		d.deps.Publish(EventFailed, f)
	}
}

func failure(err error, lang string) Failure {
	code := "read-failed"
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		code = "timeout"
	case errors.Is(err, drivers.ErrOffline):
		code = "offline"
	case errors.Is(err, idcard.ErrWrongCard):
		code = "wrong-card"
	case errors.Is(err, idcard.ErrBadData):
		code = "bad-data"
	}
	return Failure{Code: code, Detail: sentence(code, lang)}
}
