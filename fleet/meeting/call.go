package meeting

import (
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Call is a call as the store keeps it: one document, with what is personal
// kept apart and sealed (see Sealed).
type Call struct {
	ID      string
	Version int64 // grows with each change that somebody sees
	State   wire.CallState
	How     string
	Began   time.Time
	Ended   time.Time

	Kiosk, Region, Centre string // where the citizen is
	Visit                 string
	Topic, Lang, Speech   string
	Elder                 bool
	Consent               wire.Consent
	HasCitizen            bool   // there is a sealed wire.Citizen
	HasPhone              bool   //
	Shown                 string // the citizen's masked name, ""

	Booking  string // receipt's number
	Favoured string // the lawyer who was booked

	Ladder   []Rung
	Step     int       // index of the running one; len(Ladder) after the last
	StepFrom time.Time //
	StepEnd  time.Time
	Empty    time.Time            // since when the step has no lawyer on duty; zero: it has
	Place    int                  //
	ExpectS  int                  //
	OnDuty   int                  //
	Head     bool                 // back at the queue's head
	Why      string               // why it is back there
	Returns  int                  // how often it came back
	Rung     map[string]time.Time // who was rung, since when
	Ringing  []string             // who is rung now
	Declined []string             // who declined
	Book     bool                 // offered at the ladder's end
	Message  bool
	ReplyIn  int // working days

	Lawyer   string    // user name of who answered last
	Answered time.Time // first
	Talking  time.Time // since when with Lawyer
	Room     string    // "": nobody is rung, nobody talks
	Rooms    int       // rooms this call had
	People   []Person
	Asks     []Ask

	Epoch   int64 // of the room's key
	Holder  string
	Wrapped map[string]string

	Papers    []Paper
	Recording wire.Recording
	Staff     bool

	Receipt  string // number
	Outcome  string
	Guides   []string
	Callback time.Time
	HasNotes bool
	Rated    bool
}

// Rung is a step of the call's ladder.
type Rung struct {
	Step    string
	Seconds int
}

// Person is somebody who is, or was, in a call.
type Person struct {
	Identity string
	Role     string
	User     string // of lawyers
	Kiosk    string // of kiosks
	Visit    string
	Guest    fleet.TokenHash // of guests
	Name     string          // as shown
	Licence  string
	Firm     string
	Key      string
	Seen     time.Time // kept to seenStep
	Here     bool
	Joined   bool
	Camera   string
	Mic      string
	Path     string
	Gone     bool // left, or was put out
}

// citizenSide tells those who came for help from those who help.
func (p *Person) citizenSide() bool {
	return p.Role == roleCitizen || p.Role == roleParty || p.Role == roleFamily
}

// Roles of people in a call, as wire.Person has them.
const (
	roleCitizen     = "citizen"
	roleParty       = "party"
	roleFamily      = "family"
	roleLawyer      = "lawyer"
	roleMediator    = "mediator"
	roleInterpreter = "interpreter"
)

// Ask is a ring at named desks while the call talks.
type Ask struct {
	Kind  string // "invite", "transfer"
	Role  string // what an invited one will be
	Users []string
	From  string // user name
	At    time.Time
}

// Paper is what the lawyer sent; its title, text and values are sealed apart.
type Paper struct {
	ID, Kind, Item string
	Sent           time.Time
	State, Detail  string
	HasSignature   bool
}

// opens says whether the call's room is open to a person in it: to everybody
// while they talk, to the citizen as soon as somebody is rung.
func (c *Call) opens(p *Person) bool {
	return c.Room != "" && (c.State == wire.CallTalking || c.State == wire.CallWaiting && p.Role == roleCitizen)
}

// Running reports whether it has not ended.
func (c *Call) Running() bool { return c.State != wire.CallEnded }

func (c *Call) person(is func(*Person) bool) *Person {
	for i := range c.People {
		if !c.People[i].Gone && is(&c.People[i]) {
			return &c.People[i]
		}
	}
	return nil
}

func (c *Call) byUser(user string) *Person {
	return c.person(func(p *Person) bool { return p.User == user })
}

func (c *Call) byIdentity(id string) *Person {
	return c.person(func(p *Person) bool { return p.Identity == id })
}

// step is the running step's name.
func (c *Call) step() string {
	if c.Step >= len(c.Ladder) {
		return ""
	}
	return c.Ladder[c.Step].Step
}

// Kiosks lists the kiosks that are in the call, or were when it ended.
func (c *Call) Kiosks() []string {
	var out []string
	for i := range c.People {
		if k := c.People[i].Kiosk; k != "" && (!c.People[i].Gone || !c.Running()) && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// ForgetNames removes the citizen's masked name from an ended call.
func (c *Call) ForgetNames() {
	c.Shown = ""
	for i := range c.People {
		if p := &c.People[i]; p.User == "" {
			p.Name = ""
		}
	}
}
