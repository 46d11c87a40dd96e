// Package fleet holds the server's domain types and the Store interfaces that
// its doors (mqttd, httpapi) and its stores share. The packages below fleet/
// import it; it imports fleet/wire only.
package fleet

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"lawkiosk/fleet/wire"
)

// Errors that stores return, wrapped, and that doors turn into answers.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("exists already")
	ErrRetired  = errors.New("kiosk is retired")
	ErrRefused  = errors.New("not allowed")
	// ErrUnavailable: the database cannot do anything of this kind now, such as
	// for want of space. No message or request is at fault.
	ErrUnavailable = errors.New("database cannot be used now")
)

// State is what the fleet says of a kiosk in one word.
type State string

// The states. A kiosk is in service while it is connected, says that a citizen
// can be served and has no problem; impaired while it is connected otherwise.
const (
	InService State = "in-service"
	Impaired  State = "impaired"
	Offline   State = "offline"
	NeverSeen State = "never-seen"
)

// States lists all states.
func States() []State { return []State{InService, Impaired, Offline, NeverSeen} }

// TokenHash is the SHA-256 of a kiosk's or a session's token. Tokens have 256
// random bits, so a plain hash cannot be searched.
type TokenHash [sha256.Size]byte

// HashToken hashes a token.
func HashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

// Kiosk is an enrolled kiosk. Region is the county's code and is derived from
// the centre when the kiosk is enrolled.
type Kiosk struct {
	ID      string
	Name    string
	Region  string
	Centre  string
	Since   time.Time // enrolled
	Retired bool
}

// Problem is one thing that keeps a kiosk from full service.
type Problem struct {
	What   string    `json:"what"` // "printer.paper", "idcard.offline"
	Since  time.Time `json:"since"`
	Detail string    `json:"detail,omitempty"`
}

// Counts are figures of one day.
type Counts struct {
	Visits int `json:"visits"`
	Guides int `json:"guides"`
	Prints int `json:"prints"`
	Cards  int `json:"cards"`
}

// Add adds other figures.
func (c *Counts) Add(o Counts) {
	c.Visits += o.Visits
	c.Guides += o.Guides
	c.Prints += o.Prints
	c.Cards += o.Cards
}

// KioskStatus is a kiosk with all that lists show of it.
type KioskStatus struct {
	Kiosk
	State     State
	Online    bool
	SinceAt   time.Time // when Online last changed; zero where never seen
	LastSeen  time.Time // zero where never seen
	Agent     string
	Content   string
	InService bool // the kiosk's own word
	Devices   []wire.Device
	Problems  []Problem
	Today     Counts
}

// Event is a stored record.
type Event struct {
	Cursor   string // where the next page of older events begins
	Seq      uint64
	At       time.Time
	Received time.Time
	Kind     wire.Kind
	Data     json.RawMessage
}

// CommandState is how far a command got.
type CommandState string

// The states of a command.
const (
	CommandWaiting CommandState = "waiting" // not yet sent to the kiosk
	CommandSent    CommandState = "sent"    // sent at least once, no answer yet
	CommandDone    CommandState = "done"
	CommandFailed  CommandState = "failed"
	CommandExpired CommandState = "expired"
)

// Command is a row of the commands table.
type Command struct {
	ID      string
	Kiosk   string
	Kind    wire.CommandKind
	State   CommandState
	By      string // user's name
	Created time.Time
	Expires time.Time
	Sent    time.Time // last sent; zero where never
	Sends   int
	Ended   time.Time
	Detail  string
}

// User is a person who signs in at the console.
type User struct {
	Name     string
	Role     Role
	Password string // argon2id in PHC form
	Secret   []byte // of the second factor, sealed; empty: none. Changed by Factors only
	Disabled bool
	Created  time.Time
}

// Session is a signed-in user's browser.
type Session struct {
	Token TokenHash
	User  string
	Role  Role   // set by the store
	Shown string // a lawyer's shown name, else ""; set by the store
	Began time.Time
	Seen  time.Time
}

// AuditEntry is something a person did, or tried. Entries are only added.
type AuditEntry struct {
	N      int64 // order; set by the store
	At     time.Time
	Who    string
	Action string // "session.open", "session.refused", "command.print.test"
	Target string
	Detail string
	IP     string
}
