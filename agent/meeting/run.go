package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"lawkiosk/fleet/wire"
)

// Run keeps the running call alive until ctx ends, and first ends the calls
// that a kioskd which was killed left behind.
func (d *Desk) Run(ctx context.Context) error {
	if d.deps.Door == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	defer d.deps.Door.Close()
	d.mu.Lock()
	for _, id := range d.marked() {
		if d.s == nil || d.s.call.ID != id {
			d.deps.Log.Info("a call of the run before is ended")
			d.endLater(id)
		}
	}
	d.mu.Unlock()
	var work sync.WaitGroup
	defer work.Wait()
	again := time.NewTimer(0) // tells ends at once
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-d.poke:
			if s := d.fresh(); s != nil {
				work.Go(func() { d.attend(ctx, s) })
			}
			again.Reset(d.cfg.Retry)
		case <-again.C:
			if d.tellEnds(ctx) > 0 {
				again.Reset(10 * d.cfg.Retry)
			}
		}
	}
}

// fresh gives a session that nobody attends yet.
func (d *Desk) fresh() *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.s == nil || d.s.attended {
		return nil
	}
	d.s.attended = true
	return d.s
}

// tellEnds tells every end that is not confirmed and gives how many are left.
func (d *Desk) tellEnds(ctx context.Context) int {
	d.mu.Lock()
	ids := slices.Collect(maps.Keys(d.ends))
	d.mu.Unlock()
	for _, id := range ids {
		d.tellEnd(ctx, id)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.ends)
}

// attend looks after a session until it is forgotten or ctx ends.
func (d *Desk) attend(ctx context.Context, s *session) {
	ctx, cancel := until(ctx, s.gone)
	defer cancel()
	var work sync.WaitGroup
	work.Go(func() { d.listen(ctx, s) })
	work.Go(func() { d.beat(ctx, s) })
	work.Wait()
	d.mu.Lock()
	s.attended = false // where Run itself is started anew
	d.mu.Unlock()
}

// until gives a context that also ends when a channel is closed. Call cancel.
func until(ctx context.Context, closed <-chan struct{}) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() { // ends with ctx
		select {
		case <-closed:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// beat tells the fleet that the citizen is there, for as long as the page says
// so, and what became of papers.
func (d *Desk) beat(ctx context.Context, s *session) {
	tick := time.NewTicker(d.cfg.Beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.poke:
		}
		d.mu.Lock()
		h, now := s.here, time.Now()
		alive := s.running() && now.Sub(s.heard) <= d.cfg.Silent
		if d.s == s {
			d.settle(s, now)
		}
		d.mu.Unlock()
		if alive {
			d.sync(ctx, s, func() (c wire.Call, err error) {
				err = d.deps.Door.post(ctx, path(wire.PathHere, s.id), h, &c)
				return c, err
			})
		}
		d.tellPapers(ctx, s)
	}
}

// sync asks for a snapshot and takes it. A call that the fleet does not know
// or that has ended is looked at whole.
func (d *Desk) sync(ctx context.Context, s *session, do func() (wire.Call, error)) {
	c, err := do()
	var f *Fault
	if errors.As(err, &f) && (f.Code == wire.CallCodeOver || f.Code == wire.CallCodeUnknown) {
		c = wire.Call{}
		err = d.deps.Door.get(ctx, path(wire.PathCall, s.id), &c)
		if errors.As(err, &f) && f.Code == wire.CallCodeUnknown {
			// The fleet has forgotten it: nobody waits for this citizen.
			d.mu.Lock()
			c, err = over(s.call, wire.CallLost), nil
			d.mu.Unlock()
		}
	}
	if ctx.Err() != nil {
		return
	}
	d.reached(s, err)
	if err != nil {
		if !errors.Is(err, ErrOffline) {
			d.deps.Log.Warn("the fleet refuses a call's word", "err", err)
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.take(s, c)
}

// tellPapers tells the fleet what became of papers; what does not get through
// is told again at the next beat, unless there is newer word.
func (d *Desk) tellPapers(ctx context.Context, s *session) {
	d.mu.Lock()
	news := maps.Clone(s.papers.news)
	d.mu.Unlock()
	for paper, state := range news {
		var c wire.Call
		err := d.deps.Door.post(ctx, path(paperPath(paper), s.id), state, &c)
		d.reached(s, err)
		if errors.Is(err, ErrOffline) || ctx.Err() != nil {
			return
		}
		if err != nil {
			d.deps.Log.Warn("the fleet refuses the word of a paper", "state", state.State, "err", err)
		}
		d.mu.Lock()
		if now, ok := s.papers.news[paper]; ok && now.State == state.State && now.Detail == state.Detail {
			delete(s.papers.news, paper)
		}
		if err == nil {
			d.take(s, c)
		}
		d.mu.Unlock()
	}
}

// listen hears the fleet's live events, connecting again with growing pauses.
func (d *Desk) listen(ctx context.Context, s *session) {
	pause := d.cfg.Retry
	for ctx.Err() == nil {
		began := time.Now()
		err := d.deps.Door.stream(ctx, wire.PathCallsLive,
			// What happened before the stream stood is in no event.
			func() {
				d.sync(ctx, s, func() (c wire.Call, err error) {
					err = d.deps.Door.get(ctx, path(wire.PathCall, s.id), &c)
					return c, err
				})
			},
			func(e event) error { return d.hear(s, e) })
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > 10*d.cfg.Retry {
			pause = d.cfg.Retry
		} else if errors.Is(err, ErrOffline) {
			d.reached(s, err) // twice in a row: not just a fleet that lets go of its streams
		}
		d.deps.Log.Debug("the live events broke off", "err", err)
		rest := time.NewTimer(pause/2 + rand.N(pause)) // kiosks do not come all at once
		select {
		case <-ctx.Done():
		case <-rest.C:
		}
		rest.Stop()
		pause = min(2*pause, 10*d.cfg.Retry)
	}
}

// hear takes an event of the stream. What is no snapshot ends the stream: the
// next one begins with a whole snapshot.
func (d *Desk) hear(s *session, e event) error {
	if e.name != "call" {
		return nil
	}
	var c wire.Call
	if err := json.Unmarshal(e.data, &c); err != nil {
		return fmt.Errorf("cannot understand a live event: %w", ErrOffline) // the decoder's words may quote
	}
	d.reached(s, nil)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.take(s, c)
	return nil
}
