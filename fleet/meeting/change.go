package meeting

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"
)

// maxPeople may be in a room.
const maxPeople = 8

// mark is all of a call that somebody sees; when somebody was last heard of is not.
func (c *Call) mark() []byte {
	x := *c
	x.Version, x.People = 0, slices.Clone(c.People)
	for i := range x.People {
		x.People[i].Seen = time.Time{}
	}
	b, err := json.Marshal(&x)
	if err != nil {
		panic(err) // a Call always marshals
	}
	return b
}

// was is what of a call must be known after a change to do what follows.
type was struct {
	room, newRoom string
	gone          []string // identities that left
	kiosks        []string
	id            string
}

// seen is a call before a change.
type seen struct {
	mark   []byte
	room   string
	kiosks []string
	here   map[string]bool // by identity
}

func see(c *Call) seen {
	b := seen{mark: c.mark(), room: c.Room, kiosks: c.Kiosks(), here: map[string]bool{}}
	for i := range c.People {
		b.here[c.People[i].Identity] = !c.People[i].Gone
	}
	return b
}

// changed gives a call a new version where somebody sees a difference, and
// tells what follows; nil: nothing.
func (b seen) changed(c *Call) *was {
	if bytes.Equal(b.mark, c.mark()) {
		return nil
	}
	c.Version++
	w := &was{id: c.ID, room: b.room, newRoom: c.Room, kiosks: b.kiosks}
	for _, k := range c.Kiosks() {
		if !slices.Contains(w.kiosks, k) {
			w.kiosks = append(w.kiosks, k)
		}
	}
	for i := range c.People {
		if p := &c.People[i]; p.Gone && b.here[p.Identity] {
			w.gone = append(w.gone, p.Identity)
		}
	}
	return w
}

// change changes a call in one transaction and does what follows.
func (s *Service) change(ctx context.Context, id string, f func(c *Call, fx *Effects) error) (*Call, error) {
	var w *was
	c, err := s.d.Store.UpdateCall(ctx, id, func(c *Call, fx *Effects) error {
		before := see(c)
		if err := f(c, fx); err != nil {
			return err
		}
		w = before.changed(c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if w != nil {
		s.follow(ctx, w)
		s.poke()
	}
	return &c, nil
}

// roomTime is how long the video server may take for what nobody waits for.
const roomTime = 5 * time.Second

// follow keeps the rooms as the call says, and tells those who look.
func (s *Service) follow(ctx context.Context, w *was) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), roomTime)
	defer cancel()
	s.d.Live.Call(w.id, w.kiosks)
	s.d.Live.Desks()
	s.d.Live.Meetings()
	var err error
	switch {
	case w.room != "" && w.newRoom != w.room:
		err = s.d.Rooms.Close(ctx, w.room)
	case w.room != "":
		for _, identity := range w.gone {
			if e := s.d.Rooms.Remove(ctx, w.room, identity); e != nil {
				err = e
			}
		}
	}
	if err == nil && w.newRoom != "" && w.newRoom != w.room {
		err = s.d.Rooms.Open(ctx, w.newRoom, maxPeople)
	}
	if err != nil { // who enters gets a token only while in the call, and the room is opened again for it
		s.d.Log.Warn("a video room is not as its call says", "call", w.id, "error", err)
	}
}
