package feedback

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"time"

	"lawkiosk/fleet/wire"
)

// lateTime is how long somebody who has left may still rate: longer than any
// goodbye is shown.
const lateTime = 2 * time.Minute

// late is a rating that waits for its grade after its visit has ended. It knows
// nothing of the visit.
type late struct {
	ticket string
	of     wire.ServiceRated
	until  time.Time
}

// Later gives a ticket to rate with after the visit: ending it then needs no
// question first, and what is wiped is wiped at once. The visit itself is not
// asked any more.
func (d *Desk) Later(visit string, of wire.ServiceRated) (ticket string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.of(visit)
	if d.rated {
		return "", ErrRated
	}
	d.rated = true
	d.late = late{ticket: rand.Text(), of: of, until: d.deps.Now().Add(lateTime)}
	return d.late.ticket, nil
}

// RateLate writes down the rating that a ticket is for, once.
func (d *Desk) RateLate(ticket string, grade int, tags []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	same := subtle.ConstantTimeCompare([]byte(ticket), []byte(d.late.ticket)) == 1
	if d.late.ticket == "" || !same || d.deps.Now().After(d.late.until) {
		return ErrRated
	}
	r := d.late.of
	r.Grade, r.Tags = grade, tags
	if err := d.deps.Keep(wire.KindServiceRated, r); err != nil {
		return fmt.Errorf("cannot keep a rating: %w", err)
	}
	d.late = late{}
	return nil
}
