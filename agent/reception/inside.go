package reception

import (
	"time"

	"lawkiosk/agent/visit"
	"lawkiosk/fleet/wire"
)

// Names of the events that a Desk publishes.
const (
	EventWarning = "visit.warning" // Warning
	EventResumed = "visit.resumed" // nothing
	EventEnded   = "visit.ended"   // Ended
)

// Warning says that nobody touched the screen for long.
type Warning struct {
	SecondsLeft int `json:"seconds_left"`
}

// Ended says that the visit is over.
type Ended struct {
	How          string `json:"how" enum:"button,timeout,fleet,restart"`
	CardReminder bool   `json:"card_reminder" doc:"remind the visitor to take the card"`
}

// Touch notes that the visitor touched the screen.
func (d *Desk) Touch(token string) error {
	return d.inside(token, func(a *active, now time.Time) error {
		resumed, err := a.v.Act(now)
		d.resumed(resumed)
		return err
	})
}

// Change changes settings and gives what they are now.
func (d *Desk) Change(token string, c visit.Change) (s visit.Settings, err error) {
	err = d.inside(token, func(a *active, now time.Time) error {
		resumed, err := a.v.Set(c, now)
		d.resumed(resumed)
		s = a.v.Settings()
		d.mark()
		return err
	})
	return s, err
}

// Check gives the visit that the token belongs to and counts as activity.
func (d *Desk) Check(token string) (i Info, err error) {
	err = d.inside(token, func(a *active, now time.Time) error {
		resumed, err := a.v.Act(now)
		d.resumed(resumed)
		i = a.info()
		return err
	})
	return i, err
}

// Of gives the visit that the token belongs to without counting as activity,
// for what the page sends by itself.
func (d *Desk) Of(token string) (Info, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, err := d.of(token)
	if err != nil {
		return Info{}, err
	}
	return a.info(), nil
}

// Hold keeps a visit from timing out, or lets it time out again from now on.
// A visit that is over is left alone.
func (d *Desk) Hold(id string, on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil || d.active.v.ID() != id || d.active.v.Held() == on {
		return
	}
	if on {
		resumed, err := d.active.v.Hold(time.Now())
		d.resumed(resumed && err == nil)
	} else if err := d.active.v.Release(time.Now()); err != nil { // the active visit is never over
		d.deps.Log.Error("a visit was released after its end", "err", err)
	}
	d.wake()
}

// ViewGuide counts and records a guide that was opened, in whatever visit is
// running; outside of visits it does nothing.
func (d *Desk) ViewGuide(guide, via string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil {
		return
	}
	v := d.active.v
	resumed, err := v.Act(time.Now())
	if err != nil || v.ViewGuide() != nil { // the active visit is never over
		return
	}
	d.resumed(resumed)
	d.mark()
	d.wake()
	d.deps.Record(wire.KindGuideViewed, wire.GuideViewed{Visit: v.ID(), Guide: guide, Via: via})
}

// TakePrint counts a print against the limits and gives the visit it belongs to.
func (d *Desk) TakePrint(token string, copies int) (i Info, err error) {
	err = d.inside(token, func(a *active, now time.Time) error {
		resumed, err := a.v.Act(now)
		d.resumed(resumed)
		if err == nil {
			err = a.v.TakePrint(copies)
		}
		i = a.info()
		d.mark()
		return err
	})
	return i, err
}

// GiveBackPrint undoes TakePrint for a print that never came about.
func (d *Desk) GiveBackPrint(token string) {
	_ = d.inside(token, func(a *active, _ time.Time) error { // a visit that is over has nothing to give back
		a.v.GiveBackPrint()
		d.mark()
		return nil
	})
}

// OwnJob makes a print job a part of the visit.
func (d *Desk) OwnJob(token, job string) error {
	return d.inside(token, func(a *active, _ time.Time) error {
		a.jobs[job] = true
		return nil
	})
}

// Owns tells whether a print job belongs to the running visit.
func (d *Desk) Owns(job string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.active != nil && d.active.jobs[job]
}

// ReadCard notes that a card was read in the visit of that id.
func (d *Desk) ReadCard(id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.active == nil || d.active.v.ID() != id {
		return visit.ErrOver
	}
	defer d.mark()
	return d.active.v.ReadCard()
}

// inside does something in the visit of a token.
func (d *Desk) inside(token string, do func(*active, time.Time) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, err := d.of(token)
	if err != nil {
		return err
	}
	defer d.wake()
	return do(a, time.Now())
}

func (d *Desk) resumed(yes bool) {
	if yes {
		d.deps.Publish(EventResumed, struct{}{})
	}
}
