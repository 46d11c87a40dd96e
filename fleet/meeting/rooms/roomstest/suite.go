package roomstest

import (
	"context"
	"errors"
	"testing"
	"time"

	"lawkiosk/fleet/meeting/rooms"
)

// Seat is somebody who joined.
type Seat interface {
	Publish() error
	Leave()
	Out() <-chan struct{} // closed when put out, or when the room ended
}

// Join enters a room with a token, as a browser would.
type Join func(ctx context.Context, token string) (Seat, error)

// patience is how long a test waits for what must happen; it is no measure.
const patience = 30 * time.Second

// Run checks that r keeps the promises of rooms.Rooms.
func Run(t *testing.T, r rooms.Rooms, join Join) {
	s := suite{r: r, join: join}
	t.Run("a room nobody opened cannot be joined", s.unopened)
	t.Run("people are listed until they leave", s.people)
	t.Run("opening again changes nothing", s.openAgain)
	t.Run("a person put out is out", s.remove)
	t.Run("a room ended is ended for all", s.close)
	t.Run("a second person of one identity puts the first out", s.duplicate)
	t.Run("a token of another opens nothing", s.foreign)
	t.Run("grants are checked", s.grants)
}

type suite struct {
	r    rooms.Rooms
	join Join
}

func (s suite) open(t *testing.T, maxPeople int) (context.Context, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	t.Cleanup(cancel)
	room := roomName(t)
	must(t, s.r.Open(ctx, room, maxPeople))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		must(t, s.r.Close(ctx, room))
	})
	return ctx, room
}

func (s suite) enter(ctx context.Context, t *testing.T, room, identity string) Seat {
	t.Helper()
	token, err := s.r.Token(ctx, rooms.Grant{Room: room, Identity: identity, Name: "测试 " + identity, Attributes: map[string]string{"role": "citizen"}, Publish: true})
	must(t, err)
	seat, err := s.join(ctx, token)
	must(t, err)
	t.Cleanup(seat.Leave)
	return seat
}

func (s suite) identities(ctx context.Context, t *testing.T, room string) []string {
	t.Helper()
	people, err := s.r.People(ctx, room)
	must(t, err)
	ids := make([]string, 0, len(people))
	for _, p := range people {
		ids = append(ids, p.Identity)
	}
	return ids
}

func (s suite) unopened(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	room := roomName(t)
	token, err := s.r.Token(ctx, rooms.Grant{Room: room, Identity: "a"})
	must(t, err)
	if _, err := s.join(ctx, token); err == nil {
		t.Error("joined a room that nobody opened")
	}
	if _, err := s.r.People(ctx, room); !errors.Is(err, rooms.ErrNoRoom) {
		t.Errorf("its people: %v, want ErrNoRoom", err)
	}
	must(t, s.r.Remove(ctx, room, "a"))
	must(t, s.r.Close(ctx, room))
}

func (s suite) people(t *testing.T) {
	ctx, room := s.open(t, 3)
	if got := s.identities(ctx, t, room); len(got) != 0 {
		t.Fatalf("%v are in a new room", got)
	}
	before := time.Now().Add(-2 * time.Second)
	a := s.enter(ctx, t, room, "a")
	s.enter(ctx, t, room, "b")
	eventually(t, "a and b are listed", func() bool { return len(s.identities(ctx, t, room)) == 2 })
	people, err := s.r.People(ctx, room)
	must(t, err)
	for i, want := range []string{"a", "b"} {
		p := people[i]
		if p.Identity != want || p.Name != "测试 "+want || p.Joined.Before(before) || p.Joined.After(time.Now().Add(2*time.Second)) {
			t.Errorf("person %d: %+v", i, p)
		}
	}
	must(t, a.Publish())
	eventually(t, "a publishes", func() bool {
		people, err := s.r.People(ctx, room)
		must(t, err)
		return people[0].Publishing
	})
	a.Leave()
	eventually(t, "a has left", func() bool {
		ids := s.identities(ctx, t, room)
		return len(ids) == 1 && ids[0] == "b"
	})
}

func (s suite) openAgain(t *testing.T) {
	ctx, room := s.open(t, 1)
	a := s.enter(ctx, t, room, "a")
	must(t, s.r.Open(ctx, room, 3))
	token, err := s.r.Token(ctx, rooms.Grant{Room: room, Identity: "b"})
	must(t, err)
	if _, err := s.join(ctx, token); err == nil {
		t.Error("joined a full room")
	}
	if got := s.identities(ctx, t, room); len(got) != 1 || got[0] != "a" {
		t.Errorf("%v are in the room", got)
	}
	select {
	case <-a.Out():
		t.Error("opening again put a out")
	default:
	}
}

func (s suite) remove(t *testing.T) {
	ctx, room := s.open(t, 2)
	a, b := s.enter(ctx, t, room, "a"), s.enter(ctx, t, room, "b")
	must(t, s.r.Remove(ctx, room, "a"))
	waitFor(t, "a is out", a.Out())
	eventually(t, "b alone is listed", func() bool {
		ids := s.identities(ctx, t, room)
		return len(ids) == 1 && ids[0] == "b"
	})
	must(t, s.r.Remove(ctx, room, "a"))
	select {
	case <-b.Out():
		t.Error("b was put out too")
	default:
	}
}

func (s suite) close(t *testing.T) {
	ctx, room := s.open(t, 2)
	a, b := s.enter(ctx, t, room, "a"), s.enter(ctx, t, room, "b")
	token, err := s.r.Token(ctx, rooms.Grant{Room: room, Identity: "a"})
	must(t, err)
	must(t, s.r.Close(ctx, room))
	waitFor(t, "a is out", a.Out())
	waitFor(t, "b is out", b.Out())
	eventually(t, "the room is gone", func() bool {
		_, err := s.r.People(ctx, room)
		return errors.Is(err, rooms.ErrNoRoom)
	})
	if _, err := s.join(ctx, token); err == nil {
		t.Error("joined a room that has ended")
	}
	must(t, s.r.Close(ctx, room))
}

func (s suite) duplicate(t *testing.T) {
	ctx, room := s.open(t, 2)
	first := s.enter(ctx, t, room, "a")
	s.enter(ctx, t, room, "a")
	waitFor(t, "the first is out", first.Out())
	if got := s.identities(ctx, t, room); len(got) != 1 {
		t.Errorf("%v are in the room", got)
	}
}

func (s suite) foreign(t *testing.T) {
	ctx, room := s.open(t, 2)
	token, err := s.r.Token(ctx, rooms.Grant{Room: room, Identity: "a"})
	must(t, err)
	for _, bad := range []string{"", "x", token[:len(token)-2], token + "A", "eyJhbGciOiJub25lIn0.e30."} {
		if _, err := s.join(ctx, bad); err == nil {
			t.Errorf("joined with %q", bad)
		}
	}
}

func (s suite) grants(t *testing.T) {
	ctx := t.Context()
	long := make([]byte, 4096)
	for i := range long {
		long[i] = 'x'
	}
	for name, g := range map[string]rooms.Grant{
		"no room":             {Identity: "a"},
		"no identity":         {Room: "r"},
		"a second identity":   {Room: "r", Identity: "a#camera"},
		"a path":              {Room: "../r", Identity: "a"},
		"a long identity":     {Room: "r", Identity: string(long)},
		"a long name":         {Room: "r", Identity: "a", Name: string(long)},
		"many attributes":     {Room: "r", Identity: "a", Attributes: map[string]string{"role": string(long)}},
		"a long life":         {Room: "r", Identity: "a", TTL: time.Hour},
		"a life in the past":  {Room: "r", Identity: "a", TTL: -time.Second},
		"a name with a break": {Room: "r\n", Identity: "a"},
	} {
		if _, err := s.r.Token(ctx, g); !errors.Is(err, rooms.ErrGrant) {
			t.Errorf("%s: %v, want ErrGrant", name, err)
		}
	}
	for name, people := range map[string]int{"": 2, "a b": 2, "r": 0, "q": 1000} {
		if err := s.r.Open(ctx, name, people); !errors.Is(err, rooms.ErrGrant) {
			t.Errorf("open %q for %d: %v, want ErrGrant", name, people, err)
		}
	}
}
