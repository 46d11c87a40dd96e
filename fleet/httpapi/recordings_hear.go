package httpapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lawkiosk/fleet"
	"lawkiosk/fleet/vault"
)

// RecordingDoc is a recording that is kept.
type RecordingDoc struct {
	ID     string     `json:"id"`
	Call   string     `json:"call"`
	Began  time.Time  `json:"began"`
	Closed *time.Time `json:"closed"`
	Pieces int        `json:"pieces"`
}

// RecordingPage lists recordings, newest first.
type RecordingPage struct {
	Items []RecordingDoc `json:"items" nullable:"false"`
}

// recordingsListed bounds a list of recordings.
const recordingsListed = 500

type accessIn struct {
	Recording string `path:"rid" maxLength:"64"`
	Reason    string `query:"reason" doc:"2 to 200 characters; written to the audit"`
}

// hearingRoutes are for who may hear recordings.
func (a *API) hearingRoutes() {
	who := route{who: fleet.HearRecordings, tag: "recordings"}
	list, hear, remove := who, who, who
	list.method, list.path, list.id, list.summary = "GET", "/api/recordings", "list-recordings", "Recordings that are kept"
	hear.method, hear.path, hear.id, hear.summary = "GET", "/api/recordings/{rid}", "hear-recording", "A recording as video/webm; written to the audit"
	remove.method, remove.path, remove.id, remove.summary = "DELETE", "/api/recordings/{rid}", "delete-recording", "Delete a recording for good; written to the audit"
	remove.status = http.StatusNoContent
	forCalls(a, list, a.recordings)
	op := a.operation(hear)
	op.Responses["200"] = &huma.Response{
		Description: "The recording",
		Content:     map[string]*huma.MediaType{"video/webm": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}
	huma.Register(a.huma, op, a.hearRecording)
	forCalls(a, remove, a.deleteRecording)
}

func (a *API) recordings(ctx context.Context, in *struct {
	Call string `query:"call" maxLength:"64" doc:"A call's id; empty: all"`
},
) (*body[RecordingPage], error) {
	doc := RecordingPage{Items: []RecordingDoc{}}
	if a.deps.Recordings == nil {
		return &body[RecordingPage]{doc}, nil
	}
	all, err := a.deps.Recordings.List(ctx)
	if err != nil { // what can be read is listed all the same
		a.deps.Log.WarnContext(ctx, "some recordings cannot be read", "error", err)
	}
	for _, h := range all {
		if h.Kind == RecordingKind && (in.Call == "" || h.Owner == in.Call) {
			doc.Items = append(doc.Items, RecordingDoc{h.ID, h.Owner, h.Created, moment(h.Finished), h.Pieces})
		}
	}
	slices.SortFunc(doc.Items, func(a, b RecordingDoc) int { return cmp.Or(b.Began.Compare(a.Began), cmp.Compare(a.ID, b.ID)) })
	doc.Items = doc.Items[:min(len(doc.Items), recordingsListed)]
	return &body[RecordingPage]{doc}, nil
}

// access finds a recording for somebody who says why, and writes it down.
func (a *API) access(ctx context.Context, in *accessIn, action string) (vault.Info, error) {
	if a.deps.Recordings == nil {
		return vault.Info{}, problem(ctx, codeNotFound)
	}
	if err := reasonOf(ctx, in.Reason); err != nil {
		return vault.Info{}, err
	}
	about, err := a.deps.Recordings.Stat(ctx, in.Recording)
	if err != nil {
		return about, err
	}
	if about.Kind != RecordingKind {
		return about, problem(ctx, codeNotFound)
	}
	return about, a.audit(ctx, sessionOf(ctx).User, action, in.Recording, "call "+about.Owner+": "+in.Reason)
}

func (a *API) hearRecording(ctx context.Context, in *accessIn) (*huma.StreamResponse, error) {
	about, err := a.access(ctx, in, "recording.hear")
	if err != nil {
		return nil, a.callFault(ctx, err)
	}
	r, err := a.deps.Recordings.Open(ctx, in.Recording)
	if err != nil {
		return nil, a.callFault(ctx, err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer r.Close()
		_, w := humago.Unwrap(c)
		w.Header().Set("Content-Type", "video/webm")
		w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", about.ID+".webm"))
		to := &writer{w: w, control: http.NewResponseController(w)}
		defer to.end()
		for buf := make([]byte, 64<<10); ; {
			n, err := r.Read(buf)
			if n > 0 && !to.write(string(buf[:n])) {
				return
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil && !r.Skip() { // a missing piece costs its seconds, not the rest
				a.deps.Log.ErrorContext(ctx, "recording cannot be read", "recording", about.ID, "error", err)
				return
			}
		}
	}}, nil
}

func (a *API) deleteRecording(ctx context.Context, in *accessIn) (*struct{}, error) {
	if _, err := a.access(ctx, in, "recording.delete"); err != nil {
		return nil, err
	}
	return done(a.deps.Recordings.Delete(ctx, in.Recording))
}

func pieces(n int, id string) string { return fmt.Sprintf("%d pieces of %s", n, id) }
