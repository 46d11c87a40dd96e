// Package drivers is what every device class of a terminal has in common: the
// vocabulary of device truth, the Device interface and the Registry through
// which configuration chooses a driver.
//
// The words for states and supplies are those of XFS4IoT (CEN CWA 17852, the
// "Common.Status" and supplies vocabulary); the protocol is not used.
// Any package of the agent may import drivers; drivers imports only personal.
package drivers

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Class names a kind of device, for example "printer".
type Class string

// The classes that have a driver today.
const (
	ClassIDCard  Class = "idcard"
	ClassPrinter Class = "printer"
	ClassLights  Class = "lights"
	ClassCamera  Class = "camera"
	ClassVoice   Class = "voice" // reads aloud; agent/voice has its speakers
)

// State is the condition of a device, in XFS4IoT's words.
type State string

// The states of XFS4IoT.
const (
	Online         State = "online"
	Offline        State = "offline"
	PowerOff       State = "powerOff"
	NoDevice       State = "noDevice"
	HardwareError  State = "hardwareError"
	UserError      State = "userError"
	DeviceBusy     State = "deviceBusy"
	FraudAttempt   State = "fraudAttempt"
	PotentialFraud State = "potentialFraud"
	Starting       State = "starting"
)

// Usable reports whether a citizen can use a device in this state.
func (s State) Usable() bool { return s == Online || s == DeviceBusy }

// Level is how much of a supply is left, in XFS4IoT's words.
type Level string

// The levels of XFS4IoT.
const (
	Full    Level = "full"
	Low     Level = "low"
	Out     Level = "out"
	Jammed  Level = "jammed"
	Unknown Level = "unknown"
)

// The kinds of supplies.
const (
	KindPaper = "paper"
	KindToner = "toner"
	KindInk   = "ink"
)

// Supply is one thing that a device uses up.
type Supply struct {
	Kind    string `json:"kind"`              // KindPaper, KindToner, …
	Name    string `json:"name"`              // the device's own name for it, "tray-1"
	Level   Level  `json:"level"`             //
	Percent *int   `json:"percent,omitempty"` // 0-100 where the device tells it
}

// Status is what a device last told of itself.
type Status struct {
	State State `json:"state"`
	// Reasons are the protocol's own keywords without severity suffix, for a
	// printer those of RFC 8011 section 5.4.12 ("media-empty", "media-jam").
	Reasons  []string  `json:"reasons,omitempty"`
	Supplies []Supply  `json:"supplies,omitempty"`
	Detail   string    `json:"detail,omitempty"` // a sentence for an operator, never personal data
	At       time.Time `json:"at"`               // when this was learned
}

// Ready reports whether a citizen can use the device now: its state allows it,
// nothing is jammed and nothing it needs is used up. Of several paper trays
// one with paper is enough.
func (s Status) Ready() bool {
	if !s.State.Usable() {
		return false
	}
	trays, empty := 0, 0
	for _, p := range s.Supplies {
		switch {
		case p.Level == Jammed:
			return false
		case p.Kind == KindPaper:
			trays++
			if p.Level == Out {
				empty++
			}
		case p.Level == Out:
			return false
		}
	}
	return trays == 0 || empty < trays
}

// Same reports whether two statuses say the same, whenever they were learned.
func (s Status) Same(o Status) bool {
	return s.State == o.State && s.Detail == o.Detail && slices.Equal(s.Reasons, o.Reasons) &&
		slices.EqualFunc(s.Supplies, o.Supplies, func(a, b Supply) bool {
			same := a.Kind == b.Kind && a.Name == b.Name && a.Level == b.Level
			if a.Percent == nil || b.Percent == nil {
				return same && a.Percent == b.Percent
			}
			return same && *a.Percent == *b.Percent
		})
}

// Info is what a device is.
type Info struct {
	Class   Class  `json:"class"`
	Driver  string `json:"driver"`          // name in the Registry, "sdt"
	Address string `json:"address"`         // port or URI
	Model   string `json:"model,omitempty"` // as the device tells it
	Serial  string `json:"serial,omitempty"`
}

// Device is what every driver gives. New starts nothing; Run keeps the
// connection (opening it again after an unplug) until ctx ends and calls
// changed after each change of status, from one goroutine at a time.
type Device interface {
	Info() Info
	Status() Status // last known; never blocks
	Run(ctx context.Context, changed func(Status)) error
}

// ErrOffline is wrapped by an operation that failed because the device cannot
// be reached; the operation may be tried again later.
var ErrOffline = errors.New("device is offline")
