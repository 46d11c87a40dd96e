package localapi

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/card"
	"lawkiosk/agent/meeting"
	"lawkiosk/agent/reception"
	"lawkiosk/fleet/wire"
)

// Calls is what the server needs to begin and end a talk by video.
type Calls interface {
	Offers(ctx context.Context) (wire.Offers, error)
	Current(visit string) *wire.Call
	Begin(ctx context.Context, n wire.NewCall, done <-chan struct{}) (wire.Call, error)
	Join(ctx context.Context, j wire.Join, done <-chan struct{}) (wire.Call, error)
	Leave(ctx context.Context, visit string) (wire.Call, error)
}

// Room is what the server needs while a call runs. Signal passes the video
// room's WebSocket on to the fleet.
type Room interface {
	Here(visit string, h wire.Here) (wire.Call, error)
	Token(ctx context.Context, visit string) (wire.RoomToken, error)
	Keys(ctx context.Context, visit string, k wire.Keys) (wire.Call, error)
	Recording(ctx context.Context, visit string, agree bool) (wire.Call, error)
	Staff(ctx context.Context, visit string) (wire.Call, error)
	Signal(visit string, refuse func(http.ResponseWriter, error)) http.Handler
	Remind()
}

// Papers is what the server needs of the papers that a lawyer sends.
type Papers interface {
	Paper(visit, id string) (p wire.Paper, signature []byte, err error)
	Sign(ctx context.Context, visit, id string, signature []byte) (wire.Call, error)
	Decline(ctx context.Context, visit, id string) (wire.Call, error)
	Printing(visit, id, job string)
	NotPrinted(visit, id, detail string)
	Progress(job, state, detail string)
}

// Aftercare is what the server needs where nobody answered, and afterwards.
type Aftercare interface {
	Slots(ctx context.Context, visit string) ([]wire.Slot, error)
	Book(ctx context.Context, visit string, b wire.NewBooking) (wire.Call, error)
	Message(ctx context.Context, visit string, m wire.NewMessage) (wire.Call, error)
	Voice(ctx context.Context, visit, kind string, audio []byte) (wire.Call, error)
	Rate(ctx context.Context, visit string, r wire.Rating) (wire.Call, error)
	Receipt(ctx context.Context, visit, number string) (wire.Receipt, error)
	Seen(visit, number string) (wire.Receipt, error)
}

// Meetings is all of it; *meeting.Desk is one.
type Meetings interface {
	Calls
	Room
	Papers
	Aftercare
}

// EventMeeting and EventMeetingTrouble are the events of a call: the whole
// snapshot or null, and whether the fleet is reached.
const (
	EventMeeting        = meeting.EventCall
	EventMeetingTrouble = meeting.EventTrouble
)

// MeetingOffers is what the kiosk could do now.
type MeetingOffers struct {
	wire.Offers
	Reason string `json:"reason" enum:",fleet.offline,unavailable" doc:"why video is not available"`
}

// CurrentMeeting lets a page that was loaded anew continue its call.
type CurrentMeeting struct {
	Call *wire.Call `json:"call" doc:"null where the visit has none"`
}

type inNewCall struct {
	InVisit
	Body struct {
		Topic     string `json:"topic" maxLength:"64" doc:"theme id, empty where none was chosen"`
		Speech    string `json:"speech,omitempty" enum:",mandarin,guizhou,miao,buyi,en"`
		ShareCard bool   `json:"share_card" doc:"show the lawyer what the card that was read says"`
		Phone     string `json:"phone,omitempty" maxLength:"20"`
		Booking   string `json:"booking,omitempty" maxLength:"12" doc:"receipt number of a booked slot"`
		Video     bool   `json:"video" doc:"the citizen agreed to be seen and heard"`
	}
}

func (s *Server) meetingRoutes(api huma.API) {
	register(api, s, op(http.MethodGet, "/api/meeting/offers", "getMeetingOffers", "What video could do now"),
		func(ctx context.Context, _ *none) (*body[MeetingOffers], error) {
			o, err := s.deps.Meetings.Offers(ctx)
			if o.Steps == nil {
				o.Steps = []wire.Step{}
			}
			a := MeetingOffers{Offers: o}
			switch {
			case errors.Is(err, meeting.ErrOffline):
				a.Reason = meeting.CodeOffline
			case err != nil || !o.Available:
				a.Reason = "unavailable"
			}
			a.Available = a.Reason == ""
			return &body[MeetingOffers]{a}, nil
		})
	register(api, s, op(http.MethodGet, "/api/meeting", "getMeeting", "The visit's call"),
		func(_ context.Context, in *InVisit) (*body[CurrentMeeting], error) {
			i, err := s.quietFor(in.Token)
			if errors.Is(err, reception.ErrNoVisit) {
				return &body[CurrentMeeting]{}, nil
			}
			return &body[CurrentMeeting]{CurrentMeeting{s.deps.Meetings.Current(i.ID)}}, err
		})
	register(api, s, op(http.MethodPost, "/api/meeting", "beginMeeting", "Ask for a lawyer by video"), s.beginMeeting)
	register(api, s, op(http.MethodPost, "/api/meeting/join", "joinMeeting", "Enter a room by the code of an invitation"),
		func(ctx context.Context, in *struct {
			InVisit
			Body struct {
				Code string `json:"code" maxLength:"8"`
			}
		},
		) (*body[wire.Call], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			if !digits(in.Body.Code, 8) {
				return nil, &meeting.Fault{Code: wire.CallCodeInvitation}
			}
			c, err := s.deps.Meetings.Join(ctx, wire.Join{Visit: i.ID, Code: in.Body.Code}, i.Done)
			return &body[wire.Call]{c}, err
		})
	s.simple(api, http.MethodDelete, "/api/meeting", "leaveMeeting", "Leave the call", Meetings.Leave)
	s.roomRoutes(api)
	s.paperRoutes(api)
	s.afterRoutes(api)
}

// digits tells whether a text is that many digits.
func digits(text string, n int) bool {
	return len(text) == n && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// phoneNumber tells whether a text can be a phone number, or is left out. It
// is as lenient as people are: who calls it reads it.
func phoneNumber(text string) bool {
	if text == "" {
		return true
	}
	plain := strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimPrefix(text, "+"))
	return len(plain) >= 5 && len(text) <= 20 && digits(plain, len(plain))
}

// beginMeeting asks for a lawyer. What the card says goes along only where it
// was read with consent in this visit and the citizen wants it shown.
func (s *Server) beginMeeting(ctx context.Context, in *inNewCall) (*body[wire.Call], error) {
	i, err := s.deps.Visits.Check(in.Token)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if !phoneNumber(b.Phone) || b.Booking != "" && !digits(b.Booking, 12) || !b.Video {
		return nil, &meeting.Fault{Code: wire.CallCodeBad}
	}
	n := wire.NewCall{
		Visit: i.ID, Topic: b.Topic, Lang: i.Settings.Lang, Speech: b.Speech, Elder: i.Settings.Elder, Booking: b.Booking,
		Consent: wire.Consent{Video: b.Video, Card: b.ShareCard},
	}
	if b.ShareCard || b.Phone != "" {
		n.Citizen = &wire.Citizen{Phone: b.Phone}
	}
	if b.ShareCard {
		c, err := s.deps.Card.Card(i.ID)
		if err != nil {
			return nil, errors.Join(card.ErrNoCard, err)
		}
		n.Citizen.Name, n.Citizen.ID = c.Name.Reveal(), c.ID.Reveal()
	}
	c, err := s.deps.Meetings.Begin(ctx, n, i.Done)
	return &body[wire.Call]{c}, err
}

// simple adds an operation that asks something of the call without a body.
func (s *Server) simple(api huma.API, method, path, id, summary string, do func(Meetings, context.Context, string) (wire.Call, error)) {
	register(api, s, op(method, path, id, summary), func(ctx context.Context, in *InVisit) (*body[wire.Call], error) {
		i, err := s.deps.Visits.Check(in.Token)
		if err != nil {
			return nil, err
		}
		c, err := do(s.deps.Meetings, ctx, i.ID)
		return &body[wire.Call]{c}, err
	})
}

// quietFor is currentFor without counting as activity.
func (s *Server) quietFor(token string) (reception.Info, error) {
	if token != "" {
		return s.deps.Visits.Of(token)
	}
	i, ok := s.deps.Visits.Current()
	if !ok {
		return reception.Info{}, reception.ErrNoVisit
	}
	return i, nil
}
