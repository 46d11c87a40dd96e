// Package visit is one citizen's visit to a kiosk as a state machine: it
// begins with the first touch, is kept alive by activity, warns when nobody
// touches the screen any more and ends. It does no input or output and reads
// no clock: every call is given the time. It is not safe for concurrent use;
// package reception owns the running visit.
//
// Any package of the agent may import visit; it imports the standard library only.
package visit

import (
	"errors"
	"fmt"
	"time"
)

// State is where a visit stands.
type State int

// The states, in the order in which a visit can pass through them. A warned
// visit becomes active again by activity; an over visit stays over.
const (
	Active State = iota
	Warned
	Over
)

// String gives the state's name for logs.
func (s State) String() string {
	switch s {
	case Active:
		return "active"
	case Warned:
		return "warned"
	case Over:
		return "over"
	default:
		return fmt.Sprintf("state %d", int(s))
	}
}

// How says what ended a visit; the words are those of wire.VisitEnded.
type How string

// The ways in which a visit ends.
const (
	ByButton  How = "button"  // the visitor touched "end"
	ByTimeout How = "timeout" // nobody answered the warning
	ByFleet   How = "fleet"   // an operator asked for it
	ByRestart How = "restart" // kioskd or the page started anew
)

// Languages of the screen.
const (
	Chinese = "zh-CN"
	English = "en"
)

// Errors of a visit's operations.
var (
	ErrOver   = errors.New("the visit is over")
	ErrCopies = errors.New("too many copies of one print")
	ErrPrints = errors.New("no more prints in this visit")
	ErrLang   = errors.New("not a language of the screen")
)

// Limits are the rules of a visit.
type Limits struct {
	Idle   time.Duration // from the last activity to the warning
	Warn   time.Duration // from the warning to the end
	Copies int           // of one print
	Prints int           // of one visit
}

// Settings are how the visitor wants the screen. Elder doubles Idle and Warn.
type Settings struct {
	Lang     string `json:"lang" enum:"zh-CN,en"`
	Elder    bool   `json:"elder" doc:"larger text and targets, twice the time"`
	Contrast bool   `json:"contrast" doc:"high contrast"`
	Lowered  bool   `json:"lowered" doc:"controls in the lower half"`
	Spoken   bool   `json:"spoken" doc:"questions are read aloud"`
}

// Change is a change of some settings; nil leaves one as it is.
type Change struct {
	Lang     *string `json:"lang,omitempty" enum:"zh-CN,en"`
	Elder    *bool   `json:"elder,omitempty"`
	Contrast *bool   `json:"contrast,omitempty"`
	Lowered  *bool   `json:"lowered,omitempty"`
	Spoken   *bool   `json:"spoken,omitempty"`
}

// Counters are what happened in a visit, without a word about the person.
type Counters struct {
	Guides int  `json:"guides"`
	Prints int  `json:"prints"`
	Card   bool `json:"card"`
}

// Summary is what is left of a visit that is over.
type Summary struct {
	ID       string
	How      How
	Seconds  int
	Settings Settings
	Counters Counters
	// CardReminder asks the screen to remind the visitor of the card.
	CardReminder bool
}

// Visit is one visit. Make it with Begin.
type Visit struct {
	id       string
	limits   Limits
	settings Settings
	counters Counters
	began    time.Time
	last     time.Time // last activity
	warned   time.Time // when the warning was given, zero while active
	state    State
	held     bool // time does not count
}

// Begin starts a visit at the first touch. An unknown language is Chinese.
func Begin(id, lang string, l Limits, now time.Time) *Visit {
	if lang != English {
		lang = Chinese
	}
	return &Visit{id: id, limits: l, settings: Settings{Lang: lang}, began: now, last: now}
}

// ID gives the name that records carry; it is random and says nothing of the person.
func (v *Visit) ID() string { return v.id }

// State tells where the visit stands.
func (v *Visit) State() State { return v.state }

// Settings gives the screen's settings.
func (v *Visit) Settings() Settings { return v.settings }

// Counters gives what happened so far.
func (v *Visit) Counters() Counters { return v.counters }

// Began gives the time of the first touch.
func (v *Visit) Began() time.Time { return v.began }

// Idle is how long the screen may rest before the warning.
func (v *Visit) Idle() time.Duration { return v.stretch(v.limits.Idle) }

// Warn is how long the warning stands before the end.
func (v *Visit) Warn() time.Duration { return v.stretch(v.limits.Warn) }

func (v *Visit) stretch(d time.Duration) time.Duration {
	if v.settings.Elder {
		return 2 * d
	}
	return d
}

// Next gives the time at which Advance has something to do, zero once over and
// while held.
func (v *Visit) Next() time.Time {
	if v.held {
		return time.Time{}
	}
	switch v.state {
	case Active:
		return v.last.Add(v.Idle())
	case Warned:
		return v.warned.Add(v.Warn())
	default:
		return time.Time{}
	}
}

// Held tells whether time does not count.
func (v *Visit) Held() bool { return v.held }

// SecondsLeft gives the seconds until the visit ends by itself, rounded up and
// never below 0. A held visit gives what it will have when it is released.
func (v *Visit) SecondsLeft(now time.Time) int {
	var end time.Time
	if v.held {
		return int((v.Idle() + v.Warn() + time.Second - 1) / time.Second)
	}
	switch v.state {
	case Active:
		end = v.last.Add(v.Idle() + v.Warn())
	case Warned:
		end = v.warned.Add(v.Warn())
	default:
		return 0
	}
	return max(0, int((end.Sub(now)+time.Second-1)/time.Second))
}
