package meeting

import (
	"context"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Store is what a database does for calls. Each method is one transaction;
// stores of several processes over one database see each other's.
type Store interface {
	// AddCall adds a call. ErrBusy where its kiosk is in a running call.
	AddCall(ctx context.Context, c Call, fx Effects) error
	Call(ctx context.Context, id string) (Call, error) // ErrUnknown
	// KioskCall gives the newest call that a kiosk began or joined: ErrUnknown.
	KioskCall(ctx context.Context, kiosk string) (Call, error)
	// UpdateCall reads a call, lets f change it, and writes it with the effects,
	// while nobody else writes. What f returns is returned, and nothing is written.
	// Where f changes nothing, nothing is written. ErrBusy where a kiosk or a lawyer
	// would be in two running calls, ErrSlotTaken where no lawyer of a booking is free.
	UpdateCall(ctx context.Context, id string, f func(c *Call, fx *Effects) error) (Call, error)
	// UpdateRunning does so with all that have not ended, the first who began first.
	UpdateRunning(ctx context.Context, f func(calls []*Call, fx *Effects) error) error
	// Running gives all that have not ended, the first who began first.
	Running(ctx context.Context) ([]Call, error)

	// Sealed gives what was sealed for an owner (a call's or task's id), by name.
	Sealed(ctx context.Context, owner string) (map[string][]byte, error)
	// Unseal is Sealed for one name: ErrUnknown.
	Unseal(ctx context.Context, owner, name string) ([]byte, error)
	// Forget removes what is due and tells when the next is; zero: nothing is.
	Forget(ctx context.Context, now time.Time) (removed int, next time.Time, err error)

	// Invitation finds an open invitation by the hash of its code or its link:
	// ErrInvitation. Effects.Use takes it.
	Invitation(ctx context.Context, secret fleet.TokenHash, now time.Time) (Invitation, error)

	Receipt(ctx context.Context, number string) (Receipt, error) // ErrReceipt
	Task(ctx context.Context, id string) (Task, error)           // ErrUnknown
	Tasks(ctx context.Context, f TaskFilter) ([]Task, error)     // the first due first
	// CountTasks counts those that TaskFilter chooses, by kind.
	CountTasks(ctx context.Context, f TaskFilter) (map[string]int, error)
	// UpdateTask is UpdateCall for a task.
	UpdateTask(ctx context.Context, id string, f func(t *Task, fx *Effects) error) (Task, error)
	// Booked lists who is booked from begin (inclusive) to end.
	Booked(ctx context.Context, from, to time.Time) ([]Booking, error)

	Alarms(ctx context.Context) ([]fleet.Attention, error)
	// SetAlarms writes and clears alarms.
	SetAlarms(ctx context.Context, fx Effects) (changed bool, err error)
	Figures
}

// Effects is what else a change of a call or task writes, in its transaction.
type Effects struct {
	Seal        []Sealed
	KeepUntil   map[string]time.Time // by owner: when what is sealed for it goes; until then it stays
	Tasks       []Task
	TaskDone    []Replied // tasks that are done by this, by their receipts
	Receipts    []Receipt
	Replied     *Replied
	Invitations []Invitation
	Use         *Invitation // ErrInvitation where it is not open any more
	UsedAt      time.Time
	Ratings     []Rating
	Booking     *Booking
	Booked      func(lawyer string) // told which lawyer the booking got, before anything is written
	Steps       []StepCount
	Rings       []Ring
	Alarms      []fleet.Attention
	Well        []Well
}

// Sealed is something personal, sealed under its Name by the vault.
type Sealed struct {
	Owner string // id of a call or a task
	Name  string // "citizen", "notes", "summary", "paper.ID", "signature.ID", "text", "voice.N", "reply"
	Data  []byte // Vault.Seal(SealName(Owner, Name), …)
}

// SealName is the name under which the vault seals.
func SealName(owner, name string) string { return "meeting/" + owner + "/" + name }

// Kinds of tasks.
const (
	TaskCallback = "callback"
	TaskMessage  = "message"
	TaskBooking  = "booking"
	TaskRating   = "rating"
)

// TaskState is how far a task got.
type TaskState string

// The states of a task.
const (
	TaskOpen  TaskState = "open"
	TaskTaken TaskState = "taken"
	TaskDone  TaskState = "done"
)

// Task is something that a lawyer owes. What the citizen said is sealed under its id.
type Task struct {
	ID, Kind, Number, Call        string
	Topic, Region, Centre, Speech string
	Created, Due                  time.Time
	State                         TaskState
	Lawyer                        string // whose it is; "": whoever takes it
	About                         string // of a rating: whom it is about, who must not see it
	Grade                         int    // of a rating
	Tags                          []string
	Voices                        int // spoken pieces
	HasText, HasPhone             bool
	Done                          time.Time
	By                            string // who did it
}

// TaskFilter chooses tasks; empty fields choose all.
type TaskFilter struct {
	Kind    string
	State   string   // "open" takes open and taken, "done"
	Lawyer  string   // theirs
	Regions []string // and those that nobody has taken in these; with City all that nobody has taken
	City    bool
	Lead    bool // and all ratings but those about Lawyer; otherwise no rating
	All     bool // whoever has them; ratings only with Lead
	Limit   int  // 0: 200
}

// Receipt is a receipt as it is kept; a reply is sealed under its task's id.
type Receipt struct {
	wire.Receipt
	Call, Task string
	User       string // the lawyer's; wire.Receipt has the shown name
}

// Replied says on a receipt that its task is done.
type Replied struct {
	Number, By, Shown string
	At                time.Time
}

// Invitation is a way into a call, once.
type Invitation struct {
	Code, Link fleet.TokenHash // hashes of the secrets
	Call, Role string
	By         string
	Expires    time.Time
}

// Rating has no call and no time of the day, so that nobody learns from it who gave it.
type Rating struct {
	Day, Region, Lawyer string
	Grade               int
	Tags                []string
}

// Booking books a lawyer. With several Lawyers the first who is free gets it.
type Booking struct {
	Begin, End     time.Time
	Region, Number string
	Lawyers        []string
}

// StepCount says that a call reached a step: one of the ladder, "book", "message".
type StepCount struct{ Day, Region, Step string }

// Ring says what a lawyer did with a call that rang. Outcome "" begins one.
type Ring struct {
	Call, Lawyer string
	At           time.Time
	Outcome      string        // "", "answered", "declined", "missed", "other" (somebody else answered), "talked" (adds Talk)
	Talk         time.Duration //
}

// Well clears a kiosk's or region's alarms of a class ("camera", "meeting.wait"),
// but for the one named in Except.
type Well struct{ Region, Kiosk, Class, Except string }
