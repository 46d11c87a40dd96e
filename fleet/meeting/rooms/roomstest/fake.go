// Package roomstest has the suite that every implementation of rooms.Rooms
// passes, and an implementation in memory for tests of those who use rooms. Tests
// alone import it.
package roomstest

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lawkiosk/fleet/meeting/rooms"
)

// Fake is rooms in memory: nobody sees anybody, but who may enter is decided as
// in the real ones.
type Fake struct {
	now func() time.Time

	mu     sync.Mutex
	rooms  map[string]*room
	tokens map[string]ticket
	fault  error
}

type room struct {
	max    int
	people []*Guest
}

type ticket struct {
	grant   rooms.Grant
	expires time.Time
}

// Guest is somebody in a fake room.
type Guest struct {
	fake   *Fake
	room   string
	person rooms.Person
	out    chan struct{}
}

// Faults of a join.
var (
	ErrToken = errors.New("this token does not open the room")
	ErrFull  = errors.New("this room is full")
)

// NewFake makes rooms in memory; now may be nil.
func NewFake(now func() time.Time) *Fake {
	if now == nil {
		now = time.Now
	}
	return &Fake{now: now, rooms: map[string]*room{}, tokens: map[string]ticket{}}
}

// Fail lets every method of Rooms fail with err until it is called with nil.
func (f *Fake) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = err
}

// Open is Rooms'.
func (f *Fake) Open(_ context.Context, name string, maxPeople int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return f.fault
	}
	if err := rooms.CheckRoom(name, maxPeople); err != nil {
		return err
	}
	if f.rooms[name] == nil {
		f.rooms[name] = &room{max: maxPeople}
	}
	return nil
}

// Token is Rooms'.
func (f *Fake) Token(_ context.Context, g rooms.Grant) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return "", f.fault
	}
	if err := g.Check(); err != nil {
		return "", err
	}
	token := rand.Text()
	f.tokens[token] = ticket{grant: g, expires: f.now().Add(cmp.Or(g.TTL, rooms.DefaultTTL))}
	return token, nil
}

// People is Rooms'.
func (f *Fake) People(_ context.Context, name string) ([]rooms.Person, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return nil, f.fault
	}
	r := f.rooms[name]
	if r == nil {
		return nil, fmt.Errorf("cannot list the people of the room: %w", rooms.ErrNoRoom)
	}
	people := make([]rooms.Person, 0, len(r.people))
	for _, g := range r.people {
		people = append(people, g.person)
	}
	return people, nil
}

// Remove is Rooms'.
func (f *Fake) Remove(_ context.Context, name, identity string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return f.fault
	}
	f.putOut(name, identity)
	return nil
}

// Close is Rooms'.
func (f *Fake) Close(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return f.fault
	}
	if r := f.rooms[name]; r != nil {
		for _, g := range r.people {
			close(g.out)
		}
		delete(f.rooms, name)
	}
	return nil
}

// Join enters with a token, as a browser would.
func (f *Fake) Join(token string) (*Guest, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t, ok := f.tokens[token]
	if !ok || f.now().After(t.expires) {
		return nil, ErrToken
	}
	r := f.rooms[t.grant.Room]
	if r == nil {
		return nil, rooms.ErrNoRoom
	}
	f.putOut(t.grant.Room, t.grant.Identity)
	if len(r.people) >= r.max {
		return nil, ErrFull
	}
	g := &Guest{
		fake: f, room: t.grant.Room, out: make(chan struct{}),
		person: rooms.Person{Identity: t.grant.Identity, Name: t.grant.Name, Joined: f.now().Truncate(time.Second)},
	}
	r.people = append(r.people, g)
	return g, nil
}

// Granted is the grant of a token.
func (f *Fake) Granted(token string) (rooms.Grant, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	t, ok := f.tokens[token]
	return t.grant, ok
}

// IsOpen reports whether a room is open.
func (f *Fake) IsOpen(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rooms[name] != nil
}

func (f *Fake) putOut(name, identity string) {
	r := f.rooms[name]
	if r == nil {
		return
	}
	r.people = slices.DeleteFunc(r.people, func(g *Guest) bool {
		if g.person.Identity != identity {
			return false
		}
		close(g.out)
		return true
	})
}

// Publish sends a picture.
func (g *Guest) Publish() error {
	g.fake.mu.Lock()
	defer g.fake.mu.Unlock()
	g.person.Publishing = true
	return nil
}

// Leave leaves the room.
func (g *Guest) Leave() {
	g.fake.mu.Lock()
	defer g.fake.mu.Unlock()
	select {
	case <-g.out:
	default:
		g.fake.putOut(g.room, g.person.Identity)
	}
}

// Out is closed once the person is not in the room any more.
func (g *Guest) Out() <-chan struct{} { return g.out }
