package httpapi

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"
	"unicode/utf8"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/vault"
	"lawkiosk/fleet/wire"
)

// tailWithin is how long pieces may still come after recording was stopped or
// the call ended: those made before, over a slow line.
const tailWithin = 2 * time.Minute

// recorders remembers who records what, and when both last agreed to it.
type recorders struct {
	mu sync.Mutex
	by map[string]recorder // by the recording's id
}

type recorder struct {
	user, call string
	agreed     time.Time
}

func (r *recorders) agreed(id string, now recorder) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for other, o := range r.by {
		if now.agreed.Sub(o.agreed) > tailWithin { // it can send nothing without a new agreement
			delete(r.by, other)
		}
	}
	r.by[id] = now
}

// tail reports whether a piece may come late.
func (r *recorders) tail(id, user, call string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.by[id]
	return ok && o.user == user && o.call == call && now.Sub(o.agreed) <= tailWithin
}

// RecordingPath names a recording of a call.
type RecordingPath struct {
	CallPath
	Recording string `path:"rid" maxLength:"64"`
}

type pieceIn struct {
	RecordingPath
	N       int    `path:"n" minimum:"1" maximum:"100000"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// makingRoutes are how a lawyer's browser hands in a recording that it made and
// sealed. They are bounded by the vault: 1 MiB a piece and a limit for the whole.
func (a *API) makingRoutes() {
	handle(a, route{method: "GET", path: "/api/vault/recipient", id: "get-recipient", summary: "For whom browsers seal (age)", who: fleet.WorkAtDesk, tag: "desk"},
		func(ctx context.Context, _ *struct{}) (*body[RecipientDoc], error) {
			if a.deps.Recordings == nil {
				return nil, problem(ctx, codeCallUnavailable)
			}
			return &body[RecipientDoc]{RecipientDoc{a.deps.Recordings.Recipient(), a.deps.Recordings.MaxPiece()}}, nil
		})
	atDesk(a, route{method: "POST", path: deskCall + "/recordings", id: "begin-recording", summary: "Begin to hand in a recording", status: http.StatusCreated}, a.beginRecording)
	atDeskQuietly(a, route{method: "PUT", path: deskCall + "/recordings/{rid}/{n}", id: "add-piece", summary: "Hand in piece n, from 1; the same piece again changes nothing", max: 1<<20 + 1}, a.addPiece)
	atDeskQuietly(a, route{method: "POST", path: deskCall + "/recordings/{rid}/close", id: "close-recording", summary: "All pieces are there"}, a.closeRecording)
}

// RecipientDoc is with what a browser seals.
type RecipientDoc struct {
	Recipient string `json:"recipient" example:"age1…"`
	MaxPiece  int64  `json:"max_piece" doc:"Largest sealed piece in bytes"`
}

// NewRecordingDoc names a recording that was begun.
type NewRecordingDoc struct {
	ID string `json:"id"`
}

func (a *API) beginRecording(ctx context.Context, user string, in *CallPath) (NewRecordingDoc, error) {
	if a.deps.Recordings == nil {
		return NewRecordingDoc{}, problem(ctx, codeCallUnavailable)
	}
	if err := a.deps.Meetings.MayRecord(ctx, user, in.ID); err != nil {
		return NewRecordingDoc{}, err
	}
	if err := a.audit(ctx, user, "recording.begin", in.ID, ""); err != nil {
		return NewRecordingDoc{}, err
	}
	id, err := a.deps.Recordings.Begin(ctx, RecordingKind, vault.Meta{Owner: in.ID, Type: "video/webm"})
	if err != nil {
		return NewRecordingDoc{}, err
	}
	a.recorders.agreed(id, recorder{user, in.ID, a.deps.Now()})
	return NewRecordingDoc{id}, nil
}

// mayAdd says whether a lawyer may add to a recording: while both agree, and
// what was made until then for a short time after.
func (a *API) mayAdd(ctx context.Context, user string, in RecordingPath) error {
	if a.deps.Recordings == nil {
		return problem(ctx, codeCallUnavailable)
	}
	about, err := a.deps.Recordings.Stat(ctx, in.Recording)
	if err != nil {
		return err
	}
	if about.Kind != RecordingKind || about.Owner != in.ID {
		return problem(ctx, codeNotFound)
	}
	err = a.deps.Meetings.MayRecord(ctx, user, in.ID)
	if err == nil {
		a.recorders.agreed(in.Recording, recorder{user, in.ID, a.deps.Now()})
		return nil
	}
	switch meeting.Code(err) {
	case wire.CallCodeState, wire.CallCodeOver, wire.CallCodeUnknown:
		if a.recorders.tail(in.Recording, user, in.ID, a.deps.Now()) {
			return nil
		}
	}
	return err
}

func (a *API) addPiece(ctx context.Context, user string, in *pieceIn) error {
	if err := a.mayAdd(ctx, user, in.RecordingPath); err != nil {
		return err
	}
	return a.deps.Recordings.Append(ctx, in.Recording, in.N, bytes.NewReader(in.RawBody))
}

func (a *API) closeRecording(ctx context.Context, user string, in *RecordingPath) error {
	if err := a.mayAdd(ctx, user, *in); err != nil {
		return err
	}
	i, err := a.deps.Recordings.Finish(ctx, in.Recording, 0)
	if err != nil {
		return err
	}
	return a.audit(ctx, user, "recording.close", in.ID, pieces(i.There, in.Recording))
}

// reasonOf checks the reason that somebody gives for looking at what is sealed.
func reasonOf(ctx context.Context, reason string) error {
	if n := utf8.RuneCountInString(reason); n < 2 || n > 200 {
		return problem(ctx, codeReason)
	}
	return nil
}
