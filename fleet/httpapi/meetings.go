package httpapi

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/vault"
)

// Meetings is what the doors ask of fleet/meeting.
type Meetings interface {
	meeting.KioskDoor
	meeting.DeskDoor
	meeting.GuestDoor
	meeting.Office
}

// roomsDown says since when no room can be opened.
func (a *API) roomsDown() (since time.Time, down bool) {
	if a.deps.RoomsDown == nil {
		return time.Time{}, false
	}
	since = a.deps.RoomsDown()
	return since, !since.IsZero()
}

// Recordings is what the doors ask of the vault.
type Recordings interface {
	Recipient() string
	MaxPiece() int64
	Begin(ctx context.Context, kind string, m vault.Meta) (id string, err error)
	Append(ctx context.Context, id string, n int, r io.Reader) error
	Finish(ctx context.Context, id string, pieces int) (vault.Info, error)
	Stat(ctx context.Context, id string) (vault.Info, error)
	Open(ctx context.Context, id string) (*vault.Reader, error)
	List(ctx context.Context) ([]vault.Header, error)
	Delete(ctx context.Context, id string) error
}

// RecordingKind is the vault's name for recordings of calls.
const RecordingKind = "recording"

// Larger bodies than others have.
const (
	maxWords     = 128 << 10 // notes, summaries, papers
	maxSignature = 512 << 10 // JSON with a PNG of 256 KiB in base64
	uploadWithin = 2 * time.Minute
)

// forCalls is handle for what fleet/meeting does: without it the answer is that
// video is not available, and its faults become problems.
func forCalls[I, O any](a *API, r route, f func(context.Context, *I) (*O, error)) {
	op := a.operation(r)
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		if a.deps.Meetings == nil {
			return nil, problem(ctx, codeCallUnavailable)
		}
		out, err := f(ctx, in)
		if err != nil {
			return nil, a.callFault(ctx, err)
		}
		return out, nil
	})
}

// given makes an answer's body of a result.
func given[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{v}, nil
}

// done is an answer without a body.
func done(err error) (*struct{}, error) { return nil, err }

// callFault turns a fault of fleet/meeting or the vault into an answer.
func (a *API) callFault(ctx context.Context, err error) error {
	var told *Problem
	if errors.As(err, &told) {
		return told
	}
	var gaps *vault.GapsError
	if errors.As(err, &gaps) {
		p := problem(ctx, codeGaps)
		for _, n := range gaps.Missing {
			p.Errors = append(p.Errors, &huma.ErrorDetail{Message: "missing", Location: "piece", Value: n})
		}
		return p
	}
	for is, c := range map[error]code{
		vault.ErrNotFound: codeNotFound, vault.ErrTooLarge: codeCallTooLarge, vault.ErrFinished: codeDone,
		vault.ErrDiffers: codeDiffers, vault.ErrDamaged: codeCallBad, vault.ErrRefused: codeCallBad,
	} {
		if errors.Is(err, is) {
			return problem(ctx, c)
		}
	}
	if errors.Is(err, vault.ErrFull) {
		a.deps.Log.ErrorContext(ctx, "vault is full", "error", err)
		return problem(ctx, codeFull)
	}
	switch c := meeting.Code(err); c {
	case "":
		return a.fault(ctx, err)
	case meeting.CodeTaken:
		p := problem(ctx, codeTaken)
		var taken *meeting.TakenError
		if errors.As(err, &taken) && taken.By != "" {
			p.Detail = takenBy(langOf(ctx), taken.By)
		}
		return p
	default:
		return problem(ctx, code(c))
	}
}
