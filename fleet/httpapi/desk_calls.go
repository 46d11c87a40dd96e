package httpapi

import (
	"context"
	"net/http"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

const deskCall = "/api/desk/calls/{id}"

// NotesIn are a lawyer's notes.
type NotesIn struct {
	Text string `json:"text" maxLength:"20000"`
}

// RecordingIn asks for recording, or ends it.
type RecordingIn struct {
	On bool `json:"on"`
}

// AnswerIn comes with an answer.
type AnswerIn struct {
	Public string `json:"public,omitempty" doc:"public key of the lawyer's page, so that the room's key can be wrapped at once"`
}

// IdentityIn names a person of a call.
type IdentityIn struct {
	Identity string `json:"identity" minLength:"1" maxLength:"128"`
}

// deskCallRoutes are what a lawyer does in a call.
func (a *API) deskCallRoutes() {
	atDesk(a, route{method: "GET", path: deskCall, id: "get-desk-call", summary: "A running call of one's own"},
		func(ctx context.Context, user string, in *CallPath) (meeting.DeskCall, error) {
			return a.deps.Meetings.DeskCall(ctx, user, in.ID)
		})
	atDesk(a, route{method: "POST", path: deskCall + "/answer", id: "answer-call", summary: "Answer a ring"},
		func(ctx context.Context, user string, in *callIn[AnswerIn]) (meeting.DeskCall, error) {
			return a.deps.Meetings.Answer(ctx, user, in.ID, in.Body.Public)
		})
	atDeskQuietly(a, route{method: "POST", path: deskCall + "/decline", id: "decline-call", summary: "Let others answer a ring"},
		func(ctx context.Context, user string, in *CallPath) error {
			return a.deps.Meetings.Decline(ctx, user, in.ID)
		})
	atDeskQuietly(a, route{method: "POST", path: deskCall + "/here", id: "desk-call-here", summary: "How the lawyer's side of the call goes; every 4 s"},
		func(ctx context.Context, user string, in *callIn[wire.Here]) error {
			if _, err := a.deps.Meetings.Here(ctx, meeting.AtDesk(user), in.ID, in.Body); err != nil {
				return err
			}
			a.inUse(ctx, in.Body.Joined)
			return nil
		})
	atDesk(a, route{method: "POST", path: deskCall + "/token", id: "desk-call-token", summary: "Open the call's room once"},
		func(ctx context.Context, user string, in *CallPath) (wire.RoomToken, error) {
			return a.deps.Meetings.Token(ctx, meeting.AtDesk(user), in.ID)
		})
	atDesk(a, route{method: "POST", path: deskCall + "/keys", id: "desk-call-keys", summary: "Tell the page's public key"},
		func(ctx context.Context, user string, in *callIn[wire.Keys]) (meeting.DeskCall, error) {
			if _, err := a.deps.Meetings.Keys(ctx, meeting.AtDesk(user), in.ID, in.Body); err != nil {
				return meeting.DeskCall{}, err
			}
			return a.deps.Meetings.DeskCall(ctx, user, in.ID)
		})
	atDesk(a, route{method: "PUT", path: deskCall + "/notes", id: "set-notes", summary: "The lawyer's notes, sealed", max: maxWords},
		func(ctx context.Context, user string, in *callIn[NotesIn]) (meeting.DeskCall, error) {
			return a.deps.Meetings.SetNotes(ctx, user, in.ID, in.Body.Text)
		})
	atDesk(a, route{method: "POST", path: deskCall + "/papers", id: "send-paper", summary: "Send something to be printed or signed at the kiosk", max: maxWords},
		func(ctx context.Context, user string, in *callIn[meeting.NewPaper]) (meeting.DeskCall, error) {
			return a.deps.Meetings.SendPaper(ctx, user, in.ID, in.Body)
		})
	forCalls(a, route{method: "GET", path: deskCall + "/papers/{paper}/signature", id: "get-signature", summary: "A signature as image/png; written to the audit", who: fleet.WorkAtDesk, tag: "desk"}, a.signature)
	atDesk(a, route{method: "POST", path: deskCall + "/recording", id: "ask-recording", summary: "Ask whether to record, or stop"},
		func(ctx context.Context, user string, in *callIn[RecordingIn]) (meeting.DeskCall, error) {
			return a.deps.Meetings.AskRecording(ctx, user, in.ID, in.Body.On)
		})
	atDesk(a, route{method: "POST", path: deskCall + "/finish", id: "finish-call", summary: "End the call with its outcome", max: maxWords},
		func(ctx context.Context, user string, in *callIn[meeting.NewFinish]) (meeting.DeskCall, error) {
			return a.deps.Meetings.Finish(ctx, user, in.ID, in.Body)
		})
}

// deskPartyRoutes are about who else is in a call.
func (a *API) deskPartyRoutes() {
	atDesk(a, route{method: "POST", path: deskCall + "/invite", id: "invite", summary: "Invite another person by a code and link, or ring at a colleague's desk"},
		func(ctx context.Context, user string, in *callIn[meeting.NewInvite]) (meeting.Invited, error) {
			return a.deps.Meetings.Invite(ctx, user, in.ID, in.Body)
		})
	atDesk(a, route{method: "POST", path: deskCall + "/transfer", id: "transfer-call", summary: "Hand the call over"},
		func(ctx context.Context, user string, in *callIn[meeting.NewTransfer]) (meeting.DeskCall, error) {
			return a.deps.Meetings.Transfer(ctx, user, in.ID, in.Body)
		})
	atDesk(a, route{method: "POST", path: deskCall + "/remove", id: "remove-person", summary: "Put a person out of the call"},
		func(ctx context.Context, user string, in *callIn[IdentityIn]) (meeting.DeskCall, error) {
			return a.deps.Meetings.RemovePerson(ctx, user, in.ID, in.Body.Identity)
		})
}

// bytesAnswer is an answer that is no JSON.
type bytesAnswer struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (a *API) signature(ctx context.Context, in *struct {
	CallPath
	Paper string `path:"paper" maxLength:"64"`
},
) (*bytesAnswer, error) {
	png, err := a.deps.Meetings.Signature(ctx, sessionOf(ctx).User, ipOf(ctx), in.ID, in.Paper)
	if err != nil {
		return nil, err
	}
	if http.DetectContentType(png) != "image/png" { // a kiosk sent it: it must not be read as a page
		return nil, problem(ctx, codeInternal)
	}
	return &bytesAnswer{Type: "image/png", Disposition: "inline", Body: png}, nil
}

// inUse keeps the session open of a lawyer who talks: nothing is clicked during
// a long call.
func (a *API) inUse(ctx context.Context, talking bool) {
	s := sessionOf(ctx)
	if !talking || a.deps.Now().Sub(s.Seen) <= touchEvery {
		return
	}
	if err := a.deps.Store.TouchSession(ctx, s.Token, a.deps.Now()); err != nil {
		a.deps.Log.WarnContext(ctx, "session cannot be renewed", "error", err)
	}
}
