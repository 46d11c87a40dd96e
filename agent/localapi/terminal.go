package localapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/reception"
	"lawkiosk/agent/visit"
	"lawkiosk/content"
	"lawkiosk/drivers"
)

// EventTerminal is the event with a TerminalState; EventReload asks the page
// to load itself anew.
const (
	EventTerminal = "terminal"
	EventReload   = "page.reload"
)

// TerminalState is what the page shows of the machine.
type TerminalState struct {
	Kiosk   string     `json:"kiosk"`
	Centre  Place      `json:"centre"`
	Content string     `json:"content" doc:"version of the content in use, empty while there is none"`
	Printer Device     `json:"printer"`
	IDCard  Device     `json:"idcard"`
	Camera  Camera     `json:"camera"`
	Voice   VoiceState `json:"voice"`
	Fleet   FleetState `json:"fleet"`
	Limits  Limits     `json:"limits"`
	Now     time.Time  `json:"now"`
}

// Place is the centre the kiosk stands in.
type Place struct {
	ID      string       `json:"id"`
	Name    content.Text `json:"name"`
	Address content.Text `json:"address"`
	Phone   string       `json:"phone"`
	Hours   content.Text `json:"hours"`
	Sample  bool         `json:"sample" doc:"address and phone are samples and are shown as such"`
}

// Device is a device as the page needs it.
type Device struct {
	State    drivers.State    `json:"state" doc:"XFS4IoT's words; noDevice where the kiosk has none"`
	Reasons  []string         `json:"reasons" doc:"IPP keywords such as media-empty"`
	Supplies []drivers.Supply `json:"supplies"`
	Ready    bool             `json:"ready" doc:"a citizen can use it now"`
}

// DeviceOf makes a Device of a status.
func DeviceOf(s drivers.Status) Device {
	return Device{State: s.State, Reasons: full(s.Reasons), Supplies: full(s.Supplies), Ready: s.Ready()}
}

// NoDevice is what a kiosk tells of a device that it does not have.
func NoDevice() Device { return DeviceOf(drivers.Status{State: drivers.NoDevice}) }

// Camera is what the page cannot learn of the cameras by itself.
type Camera struct {
	Document string `json:"document" doc:"part of the label of the document camera, empty where there is none"`
}

// VoiceState tells whether the kiosk can read aloud now.
type VoiceState struct {
	Ready bool `json:"ready"`
}

// FleetState tells whether the fleet is reached. Nothing in a visit needs it.
type FleetState struct {
	Connected bool `json:"connected"`
}

// Limits are the rules of printing.
type Limits struct {
	MaxCopies int `json:"max_copies"`
	MaxPrints int `json:"max_prints"`
}

// Terminal is TerminalState with the running visit.
type Terminal struct {
	TerminalState
	Visit *RunningVisit `json:"visit" doc:"null while nobody uses the kiosk"`
}

// RunningVisit lets a page that was loaded anew continue its visit.
type RunningVisit struct {
	ID       string         `json:"id"`
	Token    string         `json:"token"`
	Settings visit.Settings `json:"settings"`
	Began    time.Time      `json:"began"`
	IdleS    int            `json:"idle_s"`
	WarnS    int            `json:"warn_s"`
	Rated    bool           `json:"rated" doc:"the visit is not to be asked for a rating any more"`
}

func running(i reception.Info) *RunningVisit {
	return &RunningVisit{
		ID: i.ID, Token: i.Token, Settings: i.Settings, Began: i.Began,
		IdleS: int(i.Idle / time.Second), WarnS: int(i.Warn / time.Second),
	}
}

func (s *Server) terminalRoutes(api huma.API) {
	register(api, s, op(http.MethodGet, "/api/terminal", "getTerminal", "The machine, its place and the running visit"),
		func(ctx context.Context, _ *none) (*body[Terminal], error) {
			// Just after the start the content is still being read: the page
			// shows a place without a name if it does not wait. Without
			// content the terminal still answers.
			if _, err := s.deps.Content.Pack(ctx); err != nil && ctx.Err() != nil {
				return nil, err
			}
			t := Terminal{TerminalState: s.deps.Terminal()}
			if i, ok := s.deps.Visits.Current(); ok {
				t.Visit = running(i)
				t.Visit.Rated = s.deps.Feedback.Rated(i.ID)
			}
			return &body[Terminal]{t}, nil
		})
}
