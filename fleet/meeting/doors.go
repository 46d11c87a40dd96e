package meeting

import (
	"context"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Side is who asks. The zero value is nobody.
type Side struct {
	kiosk, user string
	guest       fleet.TokenHash
}

// AtKiosk is a kiosk that has signed in.
func AtKiosk(id string) Side { return Side{kiosk: id} }

// AtDesk is a lawyer who has signed in.
func AtDesk(user string) Side { return Side{user: user} }

// AtBoth is what every participant does; the id is a call's.
type AtBoth interface {
	View(ctx context.Context, side Side, id string) (wire.Call, error)
	Here(ctx context.Context, side Side, id string, h wire.Here) (wire.Call, error)
	Token(ctx context.Context, side Side, id string) (wire.RoomToken, error)
	Keys(ctx context.Context, side Side, id string, k wire.Keys) (wire.Call, error)
	// End ends the call for the citizen; a second kiosk or a guest leaves it. A
	// lawyer uses Finish.
	End(ctx context.Context, side Side, id string) (wire.Call, error)
}

// KioskDoor is what a kiosk does.
type KioskDoor interface {
	AtBoth
	Offers(ctx context.Context, kiosk string) (wire.Offers, error)
	Begin(ctx context.Context, kiosk string, n wire.NewCall) (wire.Call, error)
	// KioskCall is the newest call that a kiosk is or was in, for the first event of its stream: ErrUnknown.
	KioskCall(ctx context.Context, kiosk string) (wire.Call, error)
	Agree(ctx context.Context, kiosk, id string, agree bool) (wire.Call, error)
	SetPaper(ctx context.Context, kiosk, id, paper string, p wire.PaperState) (wire.Call, error)
	CallStaff(ctx context.Context, kiosk, id string) (wire.Call, error)
	Slots(ctx context.Context, kiosk, id string) ([]wire.Slot, error)
	Book(ctx context.Context, kiosk, id string, b wire.NewBooking) (wire.Call, error)
	Message(ctx context.Context, kiosk, id string, m wire.NewMessage) (wire.Call, error)
	// Voice takes a piece of "audio/webm" or "audio/ogg".
	Voice(ctx context.Context, kiosk, id, mediaType string, data []byte) (wire.Call, error)
	Rate(ctx context.Context, kiosk, id string, r wire.Rating) (wire.Call, error)
	Join(ctx context.Context, kiosk string, j wire.Join) (wire.Call, error)
	// Receipt looks a number up; asker (a kiosk's id) is who may not guess too often.
	Receipt(ctx context.Context, asker, number string) (wire.Receipt, error)
}

// DeskDoor is what a lawyer does. It knows from the directory who leads.
type DeskDoor interface {
	AtBoth
	Desk(ctx context.Context, user string) (Desk, error)
	SetDuty(ctx context.Context, user string, d fleet.DutyState) error
	SeeDesk(ctx context.Context, user string) error
	DeskCall(ctx context.Context, user, id string) (DeskCall, error)
	// Answer answers a call, an invite or a transfer: TakenError, ErrOver, ErrBusy.
	// public is the public key of the lawyer's page, "" where it has none yet.
	Answer(ctx context.Context, user, id, public string) (DeskCall, error)
	Decline(ctx context.Context, user, id string) error
	SetNotes(ctx context.Context, user, id, text string) (DeskCall, error)
	SendPaper(ctx context.Context, user, id string, p NewPaper) (DeskCall, error)
	// AskRecording asks the citizen, or stops.
	AskRecording(ctx context.Context, user, id string, on bool) (DeskCall, error)
	// MayRecord says whether a piece of recording may be taken now: nil, or why not.
	MayRecord(ctx context.Context, user, id string) error
	// Signature gives a PNG; audited, as Task and TaskVoice are.
	Signature(ctx context.Context, user, ip, id, paper string) ([]byte, error)
	Invite(ctx context.Context, user, id string, i NewInvite) (Invited, error)
	Transfer(ctx context.Context, user, id string, t NewTransfer) (DeskCall, error)
	RemovePerson(ctx context.Context, user, id, identity string) (DeskCall, error)
	Finish(ctx context.Context, user, id string, f NewFinish) (DeskCall, error)
	Colleagues(ctx context.Context, user string) ([]Colleague, error)
	Templates() []Template
	TaskList(ctx context.Context, user, kind, state string) ([]TaskRow, error)
	Task(ctx context.Context, user, ip, id string) (TaskRow, error)
	TaskVoice(ctx context.Context, user, ip, id string, piece int) (mediaType string, data []byte, err error)
	TakeTask(ctx context.Context, user, id string) (TaskRow, error)
	FinishTask(ctx context.Context, user, id string, d NewDone) (TaskRow, error)
}

// GuestDoor is what somebody does who was invited by a code or a link. The token
// is for the cookie; GuestOf tells side and call of it for AtBoth.
type GuestDoor interface {
	AtBoth
	Enter(ctx context.Context, asker, codeOrLink string) (token string, c wire.Call, err error)
}

// Office is what operators and leads see.
type Office interface {
	Figures(ctx context.Context, from, to, region string) (Summary, error)
	LawyerFigures(ctx context.Context, from, to string) ([]LawyerFigures, error)
	NowFigures(ctx context.Context) (Now, error)
	// Alarms are for the list of what needs attention.
	Alarms(ctx context.Context) ([]fleet.Attention, error)
}

// DeskCall is a call as its lawyer sees it.
type DeskCall struct {
	wire.Call
	Citizen  *wire.Citizen `json:"citizen"` // only while talking, and for one's own calls
	Region   string        `json:"region"`
	Centre   Place         `json:"centre"`
	Kiosk    string        `json:"kiosk"`
	Lang     string        `json:"lang"`
	Speech   string        `json:"speech"`
	Elder    bool          `json:"elder"`
	Notes    string        `json:"notes"`
	Lawyer   string        `json:"lawyer"`
	Answered time.Time     `json:"answered,omitzero"`
	Asks     []Asked       `json:"asks"` // invites and transfers that ring

	// Entry opens the room at once. It comes with an answer only.
	Entry *wire.RoomToken `json:"entry,omitempty"`
}

// Asked is an invite or transfer that rings at desks.
type Asked struct {
	Kind    string    `json:"kind"`
	Role    string    `json:"role,omitempty"`
	Users   []string  `json:"users"`
	Expires time.Time `json:"expires"`
}

// Place is a centre's id and name in Chinese and English.
type Place struct {
	ID   string    `json:"id"`
	Name Bilingual `json:"name"`
}

// Bilingual is a text in both languages.
type Bilingual struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Desk is all that a desk shows.
type Desk struct {
	Now   time.Time      `json:"now"`
	Me    Me             `json:"me"`
	Rings []DeskRing     `json:"rings"` // the first to answer first
	Calls []DeskCall     `json:"calls"`
	Tasks map[string]int `json:"tasks"` // "callbacks", "messages", "bookings", "ratings"
}

// Me is the lawyer.
type Me struct {
	Name    string     `json:"name"`
	Display string     `json:"display"`
	Licence string     `json:"licence"`
	Firm    string     `json:"firm"`
	Regions []string   `json:"regions"`
	Skills  []string   `json:"skills"`
	Speaks  []string   `json:"speaks"`
	Role    fleet.Role `json:"role"`
	Duty    DutyNow    `json:"duty"`
}

// DutyNow is a word on duty.
type DutyNow struct {
	State fleet.DutyState `json:"state"`
	Since time.Time       `json:"since,omitzero"`
}

// DeskRing is a call that rings.
type DeskRing struct {
	ID      string    `json:"id"`
	Topic   string    `json:"topic"`
	Region  string    `json:"region"`
	Centre  Place     `json:"centre"`
	Kiosk   string    `json:"kiosk"`
	Lang    string    `json:"lang"`
	Speech  string    `json:"speech"`
	Elder   bool      `json:"elder"`
	Began   time.Time `json:"began"`
	Step    string    `json:"step"`
	StepEnd time.Time `json:"step_end,omitzero"`
	WaitedS int       `json:"waited_s"`
	Booking bool      `json:"booking"`
	Mine    bool      `json:"mine"` // booked for me
	Why     string    `json:"why,omitempty"`
	Kind    string    `json:"kind"` // "call", "invite", "transfer"
	From    string    `json:"from,omitempty"`
	Role    string    `json:"role,omitempty"` // of an invite
}

// NewPaper is what a lawyer sends to the kiosk.
type NewPaper struct {
	Kind   string            `json:"kind"`
	Item   string            `json:"item,omitempty"`
	Title  string            `json:"title"`
	Text   string            `json:"text,omitempty"`
	Values map[string]string `json:"values,omitempty"`
}

// NewInvite asks another person into the call.
type NewInvite struct {
	Role string `json:"role"`           // "family", "party", "interpreter", "mediator"
	User string `json:"user,omitempty"` // given: rings at this desk instead of a code
}

// Invited is shown to the inviting lawyer once. Empty where a desk rings.
type Invited struct {
	Code    string    `json:"code,omitempty"` // 8 digits
	Link    string    `json:"link,omitempty"` // "/join/…"
	Expires time.Time `json:"expires"`
}

// NewTransfer hands the call to another lawyer, or a pool ("own", "city").
type NewTransfer struct {
	User string `json:"user,omitempty"`
	Pool string `json:"pool,omitempty"`
}

// NewFinish is how a call came out.
type NewFinish struct {
	Outcome  string   `json:"outcome"`
	Summary  string   `json:"summary"`
	Notes    string   `json:"notes"`
	Guides   []string `json:"guides"`
	FollowUp FollowUp `json:"follow_up"`
}

// FollowUp is what the lawyer promised.
type FollowUp struct {
	Kind string    `json:"kind"`         // "none", "callback"
	Due  time.Time `json:"due,omitzero"` // zero: two working days
}

// Colleague is another lawyer.
type Colleague struct {
	Name    string          `json:"name"`
	Display string          `json:"display"`
	Firm    string          `json:"firm"`
	Duty    fleet.DutyState `json:"duty"`
	InCall  bool            `json:"in_call"`
	Speaks  []string        `json:"speaks"`
	Skills  []string        `json:"skills"`
}

// Template is a beginning of notes.
type Template struct {
	ID      string    `json:"id"`
	Outcome string    `json:"outcome"`
	Name    Bilingual `json:"name"`
	Text    Bilingual `json:"text"`
}

// TaskRow is a task as a desk sees it. Text, Phone, Name and Reply only from
// Task, TakeTask and FinishTask.
type TaskRow struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Number   string    `json:"number"`
	Topic    string    `json:"topic"`
	Region   string    `json:"region"`
	Centre   Place     `json:"centre"`
	Speech   string    `json:"speech,omitempty"`
	Created  time.Time `json:"created"`
	Due      time.Time `json:"due"`
	Overdue  bool      `json:"overdue"`
	Lawyer   string    `json:"lawyer"` // shown name, "" where nobody has it
	Mine     bool      `json:"mine"`
	State    TaskState `json:"state"`
	HasVoice bool      `json:"has_voice"`
	Voices   int       `json:"voices"`
	HasText  bool      `json:"has_text"`
	HasPhone bool      `json:"has_phone"`
	Grade    int       `json:"grade,omitempty"`
	Tags     []string  `json:"tags,omitempty"`
	Text     string    `json:"text,omitempty"`
	Name     string    `json:"name,omitempty"`
	Phone    string    `json:"phone,omitempty"`
	Reply    string    `json:"reply,omitempty"`
	Note     string    `json:"note,omitempty"`
	Done     time.Time `json:"done,omitzero"`
}

// NewDone ends a task. The reply is shown to whoever has the receipt's number.
type NewDone struct {
	Reply string `json:"reply,omitempty"`
	Note  string `json:"note,omitempty"` // for the file only
}
