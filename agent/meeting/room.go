package meeting

import (
	"context"
	"time"

	"lawkiosk/fleet/wire"
)

// Here notes what the page says of itself. It does not wait for the fleet,
// which is told by Run: at once where something changed.
func (d *Desk) Here(visit string, h wire.Here) (wire.Call, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, err := d.session(visit)
	if err != nil {
		return wire.Call{}, err
	}
	now := time.Now()
	changed := s.here != h || now.Sub(s.heard) > d.cfg.Silent
	s.here, s.heard = h, now
	d.settle(s, now)
	if changed && s.running() {
		nudge(s.poke)
	}
	return s.call, nil
}

// ask sends something about the visit's call and takes the snapshot that
// comes back.
func (d *Desk) ask(ctx context.Context, visit, pattern string, in any) (wire.Call, error) {
	return d.askWith(visit, func(id string) (c wire.Call, err error) {
		err = d.deps.Door.post(ctx, path(pattern, id), in, &c)
		return c, err
	})
}

func (d *Desk) askWith(visit string, do func(id string) (wire.Call, error)) (wire.Call, error) {
	d.mu.Lock()
	s, err := d.session(visit)
	if err != nil {
		d.mu.Unlock()
		return wire.Call{}, err
	}
	d.mu.Unlock()
	c, err := do(s.id)
	d.reached(s, err)
	if err != nil {
		return wire.Call{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.s != s {
		return wire.Call{}, ErrNoCall
	}
	d.take(s, c)
	return s.call, nil
}

// Token asks for a token of the room.
func (d *Desk) Token(ctx context.Context, visit string) (t wire.RoomToken, err error) {
	d.mu.Lock()
	s, err := d.session(visit)
	if err != nil {
		d.mu.Unlock()
		return t, err
	}
	d.mu.Unlock()
	err = d.deps.Door.post(ctx, path(wire.PathToken, s.id), struct{}{}, &t)
	d.reached(s, err)
	return t, err
}

// Keys tells what the page says of its keys.
func (d *Desk) Keys(ctx context.Context, visit string, k wire.Keys) (wire.Call, error) {
	return d.ask(ctx, visit, wire.PathKeys, k)
}

// Recording tells what the citizen answered.
func (d *Desk) Recording(ctx context.Context, visit string, agree bool) (wire.Call, error) {
	return d.ask(ctx, visit, wire.PathRecording, wire.Agreement{Agree: agree})
}

// Staff calls the hall's staff.
func (d *Desk) Staff(ctx context.Context, visit string) (wire.Call, error) {
	return d.ask(ctx, visit, wire.PathStaff, struct{}{})
}

// Slots lists the times at which a lawyer can be booked.
func (d *Desk) Slots(ctx context.Context, visit string) (list []wire.Slot, err error) {
	d.mu.Lock()
	s, err := d.session(visit)
	if err != nil {
		d.mu.Unlock()
		return nil, err
	}
	d.mu.Unlock()
	err = d.deps.Door.get(ctx, path(wire.PathSlots, s.id), &list)
	d.reached(s, err)
	if list == nil {
		list = []wire.Slot{}
	}
	return list, err
}

// Book books a slot.
func (d *Desk) Book(ctx context.Context, visit string, b wire.NewBooking) (wire.Call, error) {
	return d.ask(ctx, visit, wire.PathBooking, b)
}

// Message leaves a written message.
func (d *Desk) Message(ctx context.Context, visit string, m wire.NewMessage) (wire.Call, error) {
	return d.ask(ctx, visit, wire.PathMessage, m)
}

// Voice leaves a spoken message: the bytes of an audio file of a media type.
func (d *Desk) Voice(ctx context.Context, visit, kind string, audio []byte) (wire.Call, error) {
	if len(audio) > wire.MaxVoiceBytes {
		return wire.Call{}, &Fault{Code: wire.CallCodeTooLarge}
	}
	return d.askWith(visit, func(id string) (c wire.Call, err error) {
		err = d.deps.Door.do(ctx, "POST", path(wire.PathVoice, id), kind, audio, &c)
		return c, err
	})
}

// Rate rates the call.
func (d *Desk) Rate(ctx context.Context, visit string, r wire.Rating) (wire.Call, error) {
	return d.ask(ctx, visit, wire.PathRating, r)
}

// Receipt asks for a receipt by its number. It is kept until the visit ends, so
// that it can be printed.
func (d *Desk) Receipt(ctx context.Context, visit, number string) (r wire.Receipt, err error) {
	if d.deps.Door == nil {
		return r, ErrUnavailable
	}
	if err = d.deps.Door.post(ctx, wire.PathReceipt, wire.ReceiptQuery{Number: number}, &r); err != nil {
		return r, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.of != visit {
		d.of, d.seen = visit, map[string]wire.Receipt{}
	}
	const most = 20 // of one visit
	if len(d.seen) < most {
		d.seen[r.Number] = r
	}
	return r, nil
}

// Seen gives a receipt that was asked for in a visit, or, without a number,
// that of the visit's call.
func (d *Desk) Seen(visit, number string) (wire.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, err := d.session(visit); err == nil && s.call.Receipt != nil && (number == "" || number == s.call.Receipt.Number) {
		return *s.call.Receipt, nil
	}
	if r, ok := d.seen[number]; ok && d.of == visit {
		return r, nil
	}
	return wire.Receipt{}, &Fault{Code: wire.CallCodeReceipt}
}
