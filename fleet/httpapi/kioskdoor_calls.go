package httpapi

import (
	"context"
	"mime"
	"slices"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// CallPath names a call. It is exported because huma fills in no others that
// are embedded.
type CallPath struct {
	ID string `path:"id" maxLength:"64"`
}

type callIn[T any] struct {
	CallPath
	Body T
}

type paperIn struct {
	CallPath
	Paper string `path:"paper" maxLength:"64"`
	Body  wire.PaperState
}

type voiceIn struct {
	CallPath
	Type    string `header:"Content-Type" doc:"audio/webm, audio/ogg"`
	RawBody []byte `contentType:"audio/webm"`
}

// kioskTag groups the operations of the kiosks' door.
const kioskTag = "kiosk"

// atKioskDoor is forCalls for kiosks: wire's own paths, one tag.
func atKioskDoor[I, O any](a *API, r route, f func(ctx context.Context, kiosk string, in *I) (O, error)) {
	r.who, r.tag = kioskDoor, kioskTag
	forCalls(a, r, func(ctx context.Context, in *I) (*body[O], error) {
		return given(f(ctx, kioskOf(ctx), in))
	})
}

func (a *API) kioskDoorRoutes() {
	handle(a, route{method: "GET", path: wire.PathOffers, id: "kiosk-offers", summary: "What this kiosk could do now", who: kioskDoor, tag: kioskTag},
		func(ctx context.Context, _ *struct{}) (*body[wire.Offers], error) {
			o := wire.Offers{Steps: []wire.Step{}, ExpectS: -1}
			if a.deps.Meetings == nil {
				return &body[wire.Offers]{o}, nil
			}
			o, err := a.deps.Meetings.Offers(ctx, kioskOf(ctx))
			if err != nil {
				return nil, a.callFault(ctx, err)
			}
			if _, down := a.roomsDown(); down {
				o.Available = false
			}
			return &body[wire.Offers]{o}, nil
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathCalls, id: "kiosk-call", summary: "Ask for a lawyer"},
		func(ctx context.Context, kiosk string, in *struct{ Body wire.NewCall }) (wire.Call, error) {
			if _, down := a.roomsDown(); down {
				return wire.Call{}, problem(ctx, codeCallUnavailable)
			}
			return a.deps.Meetings.Begin(ctx, kiosk, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathJoin, id: "kiosk-join", summary: "Enter a call by an invitation's code"},
		func(ctx context.Context, kiosk string, in *struct{ Body wire.Join }) (wire.Call, error) {
			return a.deps.Meetings.Join(ctx, kiosk, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathReceipt, id: "kiosk-receipt", summary: "Look a receipt up"},
		func(ctx context.Context, kiosk string, in *struct{ Body wire.ReceiptQuery }) (wire.Receipt, error) {
			return a.deps.Meetings.Receipt(ctx, kiosk, in.Body.Number)
		})
	a.kioskInCallRoutes()
	a.kioskAfterRoutes()
	a.kioskLiveRoute()
}

// kioskInCallRoutes are what a kiosk does while a call waits or talks.
func (a *API) kioskInCallRoutes() {
	atKioskDoor(a, route{method: "GET", path: wire.PathCall, id: "kiosk-get-call", summary: "A call of this kiosk"},
		func(ctx context.Context, kiosk string, in *CallPath) (wire.Call, error) {
			return a.deps.Meetings.View(ctx, meeting.AtKiosk(kiosk), in.ID)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathHere, id: "kiosk-here", summary: "Say that the kiosk is there, and how it goes"},
		func(ctx context.Context, kiosk string, in *callIn[wire.Here]) (wire.Call, error) {
			return a.deps.Meetings.Here(ctx, meeting.AtKiosk(kiosk), in.ID, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathToken, id: "kiosk-token", summary: "Open the call's room once"},
		func(ctx context.Context, kiosk string, in *CallPath) (wire.RoomToken, error) {
			return a.deps.Meetings.Token(ctx, meeting.AtKiosk(kiosk), in.ID)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathKeys, id: "kiosk-keys", summary: "Tell the page's public key, or the room's key wrapped"},
		func(ctx context.Context, kiosk string, in *callIn[wire.Keys]) (wire.Call, error) {
			return a.deps.Meetings.Keys(ctx, meeting.AtKiosk(kiosk), in.ID, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathRecording, id: "kiosk-recording", summary: "Answer whether to record"},
		func(ctx context.Context, kiosk string, in *callIn[wire.Agreement]) (wire.Call, error) {
			return a.deps.Meetings.Agree(ctx, kiosk, in.ID, in.Body.Agree)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathPaper, id: "kiosk-paper", summary: "What became of a paper", max: maxSignature},
		func(ctx context.Context, kiosk string, in *paperIn) (wire.Call, error) {
			return a.deps.Meetings.SetPaper(ctx, kiosk, in.ID, in.Paper, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathStaff, id: "kiosk-staff", summary: "Call the hall's staff"},
		func(ctx context.Context, kiosk string, in *CallPath) (wire.Call, error) {
			return a.deps.Meetings.CallStaff(ctx, kiosk, in.ID)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathEnd, id: "kiosk-end", summary: "End or leave the call"},
		func(ctx context.Context, kiosk string, in *callIn[wire.End]) (wire.Call, error) {
			return a.deps.Meetings.End(ctx, meeting.AtKiosk(kiosk), in.ID)
		})
}

// kioskAfterRoutes are what follows where nobody answered, or at the end.
func (a *API) kioskAfterRoutes() {
	atKioskDoor(a, route{method: "GET", path: wire.PathSlots, id: "kiosk-slots", summary: "Times at which a lawyer can be booked"},
		func(ctx context.Context, kiosk string, in *CallPath) ([]wire.Slot, error) {
			slots, err := a.deps.Meetings.Slots(ctx, kiosk, in.ID)
			return append([]wire.Slot{}, slots...), err
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathBooking, id: "kiosk-booking", summary: "Book a time"},
		func(ctx context.Context, kiosk string, in *callIn[wire.NewBooking]) (wire.Call, error) {
			return a.deps.Meetings.Book(ctx, kiosk, in.ID, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathMessage, id: "kiosk-message", summary: "Leave a written message"},
		func(ctx context.Context, kiosk string, in *callIn[wire.NewMessage]) (wire.Call, error) {
			return a.deps.Meetings.Message(ctx, kiosk, in.ID, in.Body)
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathVoice, id: "kiosk-voice", summary: "Leave a spoken message", max: wire.MaxVoiceBytes + 1},
		func(ctx context.Context, kiosk string, in *voiceIn) (wire.Call, error) {
			media, ok := audioType(in.Type)
			if !ok || len(in.RawBody) == 0 {
				return wire.Call{}, problem(ctx, codeCallBad)
			}
			// huma takes the buffer back when the answer is made.
			return a.deps.Meetings.Voice(ctx, kiosk, in.ID, media, slices.Clone(in.RawBody))
		})
	atKioskDoor(a, route{method: "POST", path: wire.PathRating, id: "kiosk-rating", summary: "Rate the call"},
		func(ctx context.Context, kiosk string, in *callIn[wire.Rating]) (wire.Call, error) {
			return a.deps.Meetings.Rate(ctx, kiosk, in.ID, in.Body)
		})
}

// audioType gives a media type without its parameters, and whether it is one
// that kiosks' browsers record.
func audioType(header string) (string, bool) {
	t, _, err := mime.ParseMediaType(header)
	return t, err == nil && (t == "audio/webm" || t == "audio/ogg")
}
