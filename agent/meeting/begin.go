package meeting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lawkiosk/fleet/wire"
)

// beginWithin is how long a call may take to begin. The page that asked may be
// gone before: the call is then there for the next one.
const beginWithin = 15 * time.Second

// endWithin is how long the end of a visit waits for the fleet.
const endWithin = 2 * time.Second

// Offers asks what could be done now.
func (d *Desk) Offers(ctx context.Context) (o wire.Offers, err error) {
	if d.deps.Door == nil {
		return o, ErrUnavailable
	}
	err = d.deps.Door.get(ctx, wire.PathOffers, &o)
	if o.Steps == nil {
		o.Steps = []wire.Step{}
	}
	return o, err
}

// Begin asks for a lawyer. A visit that has a running call gets that one. done
// is closed when the visit is over; a call that comes to life after that is
// ended at once.
func (d *Desk) Begin(ctx context.Context, n wire.NewCall, done <-chan struct{}) (wire.Call, error) {
	return d.enter(ctx, n.Visit, done, func(ctx context.Context) (c wire.Call, err error) {
		err = d.deps.Door.post(ctx, wire.PathCalls, n, &c)
		return c, err
	}, wire.MeetingBegan{Visit: n.Visit, Topic: n.Topic})
}

// Join enters a room by an invitation's code.
func (d *Desk) Join(ctx context.Context, j wire.Join, done <-chan struct{}) (wire.Call, error) {
	return d.enter(ctx, j.Visit, done, func(ctx context.Context) (c wire.Call, err error) {
		err = d.deps.Door.post(ctx, wire.PathJoin, j, &c)
		return c, err
	}, wire.MeetingBegan{Visit: j.Visit, Joined: true})
}

func (d *Desk) enter(ctx context.Context, visit string, done <-chan struct{}, ask func(context.Context) (wire.Call, error), began wire.MeetingBegan) (wire.Call, error) {
	if d.deps.Door == nil {
		return wire.Call{}, ErrUnavailable
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return wire.Call{}, ctx.Err()
	}
	if c := d.Current(visit); c != nil && c.State != wire.CallEnded {
		return *c, nil
	}
	// A page that is loaded anew must not leave a call behind that nobody knows.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), beginWithin)
	defer cancel()
	c, err := ask(ctx)
	if err != nil {
		return wire.Call{}, err
	}
	if !nameOfCall(c.ID) {
		return wire.Call{}, fmt.Errorf("cannot use a call whose name is not random: %w", ErrOffline)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mark(c.ID)
	select {
	case <-done:
		d.endLater(c.ID)
		return wire.Call{}, ErrVisitOver
	default:
	}
	if d.s != nil {
		d.forget()
	}
	c = whole(c)
	d.s = newSession(visit, c, time.Now())
	d.s.tally.turn("", c.State, time.Now())
	d.deps.Record(wire.KindMeetingBegan, began)
	d.deps.Log.Info("a call began", "topic", began.Topic, "joined", began.Joined)
	if !d.s.running() {
		d.closed(d.s)
	}
	d.settle(d.s, time.Now())
	d.deps.Publish(EventCall, d.s.shown())
	d.wake()
	return c, nil
}

// Leave ends the call by the citizen's wish. Where the fleet is away, the call
// is over here all the same and the fleet is told as soon as it is back.
func (d *Desk) Leave(ctx context.Context, visit string) (wire.Call, error) {
	d.mu.Lock()
	s, err := d.session(visit)
	if err != nil || !s.running() {
		defer d.mu.Unlock()
		if err != nil {
			return wire.Call{}, err
		}
		return s.call, nil
	}
	s.hang() // the pictures stop now
	s.here = wire.Here{}
	d.deps.Camera(false)
	id := s.id
	d.mu.Unlock()
	var c wire.Call
	err = d.deps.Door.post(ctx, path(wire.PathEnd, id), wire.End{How: wire.CallLeft}, &c)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.s != s {
		return wire.Call{}, ErrNoCall
	}
	if err == nil && c.ID == id && c.State == wire.CallEnded {
		d.take(s, c)
		return s.call, nil
	}
	d.deps.Log.Warn("the fleet does not confirm the end of a call yet", "err", err)
	d.take(s, over(s.call, left(s.call.State)))
	d.mark(id)
	d.endLater(id)
	return s.call, nil
}

// left is how a call ends that the citizen leaves in a state.
func left(s wire.CallState) string {
	switch s {
	case wire.CallTalking:
		return wire.CallLeft
	case wire.CallUnanswered:
		return wire.CallNoAnswer
	default:
		return wire.CallAbandoned
	}
}

// over is a snapshot as it will look once the fleet knows of its end.
func over(c wire.Call, how string) wire.Call {
	c.State, c.How, c.Queue, c.Room = wire.CallEnded, how, nil, ""
	return c
}

// EndVisit ends the call of a visit that is over and forgets it. It waits for
// the fleet until ctx ends; after that the end is told in the background.
func (d *Desk) EndVisit(ctx context.Context, visit string) {
	d.mu.Lock()
	if d.of == visit {
		d.seen, d.of = nil, ""
	}
	s, err := d.session(visit)
	if err != nil {
		d.mu.Unlock()
		return
	}
	id, running := s.id, s.running()
	if running {
		s.call = over(s.call, left(s.call.State))
		d.closed(s)
		d.mark(id)
		d.endLater(id)
	}
	d.forget()
	d.mu.Unlock()
	if running {
		ctx, cancel := context.WithTimeout(ctx, endWithin)
		defer cancel()
		d.tellEnd(ctx, id)
	}
}

// forget drops the session; the caller holds mu.
func (d *Desk) forget() {
	s := d.s
	d.s = nil
	s.hang()
	close(s.gone)
	s.papers.wipe()
	d.deps.Camera(false)
	d.deps.Hold(s.visit, false)
	d.deps.Publish(EventCall, (*wire.Call)(nil))
}

// endLater has Run tell a call's end until the fleet confirms it; the caller
// holds mu.
func (d *Desk) endLater(id string) {
	if _, ok := d.ends[id]; !ok {
		d.ends[id] = time.Now().Add(d.cfg.GiveUp)
	}
	d.wake()
}

// tellEnd tells the fleet once that a call has ended.
func (d *Desk) tellEnd(ctx context.Context, id string) {
	var c wire.Call
	err := d.deps.Door.post(ctx, path(wire.PathEnd, id), wire.End{How: wire.CallLeft}, &c)
	var f *Fault
	d.mu.Lock()
	defer d.mu.Unlock()
	late, known := d.ends[id]
	switch {
	case !known:
	case err == nil, errors.As(err, &f) && (f.Code == wire.CallCodeOver || f.Code == wire.CallCodeUnknown):
		delete(d.ends, id)
		d.unmark(id)
	case time.Now().After(late):
		// The fleet ends calls that it does not hear of by itself.
		d.deps.Log.Warn("a call's end is not told any more", "err", err)
		delete(d.ends, id)
		d.unmark(id)
	default:
		d.deps.Log.Debug("a call's end is told again later", "err", err)
	}
}
