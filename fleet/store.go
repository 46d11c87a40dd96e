package fleet

import (
	"context"
	"time"

	"lawkiosk/fleet/wire"
)

// Upward is one checked message of a kiosk. One of the three is set.
type Upward struct {
	Kiosk    string
	Received time.Time
	Presence *wire.Presence
	Health   *wire.Health
	Batch    *wire.Batch
}

// Outcome says what became of an Upward message.
type Outcome struct {
	Err      error    // ErrNotFound, ErrRetired: this message alone was refused
	Stored   int      // records new to the fleet
	Repeated int      // records that the fleet had already
	Missing  uint64   // sequences skipped before this batch
	Changed  bool     // something that an operator sees has changed
	Answered []string // ids of commands that this message confirmed
}

// Ingest takes what kiosks send.
type Ingest interface {
	// Ingest commits all messages in one durable transaction, or none where it
	// returns an error. There is one outcome for each message.
	Ingest(ctx context.Context, messages []Upward) ([]Outcome, error)
	// BeginRun names this run of the server. Kiosks that an earlier run left
	// as connected become offline until they report again: who is connected is
	// known to the run that holds the connection only.
	BeginRun(ctx context.Context, run string, at time.Time) error
}

// Kiosks is the register of kiosks.
type Kiosks interface {
	Enrol(ctx context.Context, k Kiosk, token TokenHash) error // ErrExists
	Rename(ctx context.Context, id, name string) error         // ErrNotFound
	Retire(ctx context.Context, id string) error
	SetToken(ctx context.Context, id string, token TokenHash) error
	// Token gives ErrNotFound and ErrRetired.
	Token(ctx context.Context, id string) (TokenHash, error)
	// Tokens gives those of all kiosks that are not retired.
	Tokens(ctx context.Context) (map[string]TokenHash, error)
	// Register lists all kiosks by id, the retired ones too.
	Register(ctx context.Context) ([]Kiosk, error)
}

// KioskFilter chooses kiosks; empty fields choose all. After is the id of the
// last kiosk of the page before.
type KioskFilter struct {
	Region, Centre string
	State          State
	Text           string // part of the id or name
	After          string
	Limit          int // 0: all
}

// CentreCount is the number of a centre's kiosks in one state, with their figures.
type CentreCount struct {
	Region, Centre string
	State          State
	Kiosks         int
	Today          Counts
}

// Attention is a kiosk with something that needs a person.
type Attention struct {
	Kiosk, Region, Centre string
	Problem
}

// Status reads what operators see. A day is "2026-11-22" in the fleet's zone.
type Status interface {
	List(ctx context.Context, f KioskFilter, day string) (items []KioskStatus, total int, err error)
	Kiosk(ctx context.Context, id, day string) (KioskStatus, error)
	// Health gives the newest health document as the kiosk wrote it, nil where none came.
	Health(ctx context.Context, id string) (*wire.Health, error)
	// Count groups all kiosks by centre and state.
	Count(ctx context.Context, day string) ([]CentreCount, error)
	// Attentions gives the newest first, at most limit.
	Attentions(ctx context.Context, limit int) ([]Attention, error)
	// Events lists a kiosk's records, newest first, older than the cursor.
	Events(ctx context.Context, id, before string, limit int) ([]Event, error)
	// Days gives a kiosk's figures by day, newest first.
	Days(ctx context.Context, id string, limit int) ([]DayCounts, error)
	// Missing sums the sequences that are missing from a kiosk's outboxes.
	Missing(ctx context.Context, id string) (uint64, error)
}

// DayCounts are the figures of one day.
type DayCounts struct {
	Day string `json:"day"`
	Counts
}

// Commands is the table of what kiosks are asked to do.
type Commands interface {
	AddCommand(ctx context.Context, c Command) error // ErrNotFound, ErrRetired
	Command(ctx context.Context, id string) (Command, error)
	// KioskCommands lists the newest first.
	KioskCommands(ctx context.Context, kiosk string, limit int) ([]Command, error)
	// OpenCommands lists those to send at a time: waiting or sent, and not past
	// their end. An empty kiosk means all.
	OpenCommands(ctx context.Context, kiosk string, now time.Time) ([]Command, error)
	MarkSent(ctx context.Context, ids []string, at time.Time) error
	// Expire ends those whose end has passed and gives them.
	Expire(ctx context.Context, now time.Time) ([]Command, error)
}

// Users is the table of people.
type Users interface {
	AddUser(ctx context.Context, u User) error // ErrExists
	User(ctx context.Context, name string) (User, error)
	UserList(ctx context.Context) ([]User, error)
	// SetPassword and SetDisabled also close the user's sessions.
	SetPassword(ctx context.Context, name, password string) error
	SetDisabled(ctx context.Context, name string, disabled bool) error
}

// Sessions is the table of signed-in browsers.
type Sessions interface {
	OpenSession(ctx context.Context, s Session) error
	// Session gives ErrNotFound also where its user is disabled.
	Session(ctx context.Context, token TokenHash) (Session, error)
	TouchSession(ctx context.Context, token TokenHash, at time.Time) error
	CloseSession(ctx context.Context, token TokenHash) error
	// CloseSessions ends those not seen since idle or begun before oldest.
	CloseSessions(ctx context.Context, idle, oldest time.Time) error
}

// Audit is the append-only list of what people did.
type Audit interface {
	Record(ctx context.Context, e AuditEntry) error
	// AuditList lists the newest first; before is an entry's N, 0 for the newest.
	AuditList(ctx context.Context, before int64, limit int) ([]AuditEntry, error)
}

// Store is everything that a database does for the fleet.
type Store interface {
	Ingest
	Kiosks
	Status
	Commands
	Users
	Sessions
	Factors
	LawyerStore
	Civic
	Audit
	Ping(ctx context.Context) error
	Close() error
}
