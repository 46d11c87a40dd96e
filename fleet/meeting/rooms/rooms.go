// Package rooms owns the video rooms: a LiveKit server inside the process
// (Embedded) or elsewhere (External), and the Gate through which every
// browser's signalling must pass. It knows rooms, identities and tokens and
// nothing of calls, lawyers or citizens.
//
// fleet/server makes one and hands it to fleet/meeting, which asks only for the
// Rooms interface; no other package of the product imports LiveKit.
//
// What LiveKit is told of a person is the identity (an opaque id), the name as
// it is shown to the others in the room, and the attributes of the Grant.
package rooms

import (
	"context"
	"errors"
	"time"
)

// Faults that a caller can tell apart.
var (
	ErrNoRoom     = errors.New("this room is not open")
	ErrNotRunning = errors.New("the video rooms are not running")
	ErrSecond     = errors.New("a video server runs in this process already: there can be one, because LiveKit's metrics and logger belong to the process")
	ErrGrant      = errors.New("not a grant")
)

// DefaultTTL is how long a token opens its room, unless the Grant says it.
const DefaultTTL = time.Minute

// Rooms are video rooms. A room that nobody opened, or that has ended, cannot be
// joined: open it before each Token.
type Rooms interface {
	// Open opens a room for at most maxPeople, and does nothing to an open one: its
	// size stays, so ask at first for all who may come. A room ends 5 minutes after it was opened if
	// nobody came, or 90 seconds after the last one left.
	Open(ctx context.Context, room string, maxPeople int) error

	// Token lets one person into one room, once.
	Token(ctx context.Context, g Grant) (string, error)

	// People lists who is in the room, in the order of their arrival. ErrNoRoom: it is not open.
	People(ctx context.Context, room string) ([]Person, error)

	// Remove puts a person out; it is no fault if they left already. Who may come
	// back is the gate's question: withdraw the permission first.
	Remove(ctx context.Context, room, identity string) error

	// Close ends the room for all; it is no fault if it ended already.
	Close(ctx context.Context, room string) error
}

// Grant says who may enter which room, and as what.
type Grant struct {
	Room     string // letters, digits and . _ : @ - ; at most 128 bytes, as for Identity
	Identity string // a second person with it puts the first one out
	Name     string // as shown to the others in the room; at most 128 bytes

	// Attributes are shown to the others in the room ("role", "licence", "firm");
	// at most 2 KiB in sum.
	Attributes map[string]string

	Publish bool          // camera, microphone and screen; otherwise the person only sees and hears
	TTL     time.Duration // until the token must have been used; 0: DefaultTTL; at most 10 minutes
}

// Person is somebody in a room.
type Person struct {
	Identity   string
	Name       string
	Joined     time.Time // to the second
	Publishing bool      // sends a picture or sound, or lately did
}
