package idcard

import "context"

// Stage is how far a Read has come, for the page that guides the visitor's hand.
type Stage string

// The stages of one Read, in this order. A stage says nothing of whose card it is.
const (
	Waiting Stage = "waiting" // the reader is there, no card lies on it yet
	Reading Stage = "reading" // a card was found and is being read: hold it still
)

// StageReader is a Reader that tells how far it has come. It is optional:
// call ReadStages below, which also serves a Reader that cannot tell.
type StageReader interface {
	Reader
	// ReadStages is Read which calls stage at the beginning of each stage, from
	// the calling goroutine. stage must return quickly: the reader waits for it.
	ReadStages(ctx context.Context, stage func(Stage)) (Card, error)
}

// ReadStages reads a card like r.Read and calls stage at the beginning of each
// stage. With a reader that cannot tell its stages only Waiting is called.
func ReadStages(ctx context.Context, r Reader, stage func(Stage)) (Card, error) {
	if s, ok := r.(StageReader); ok {
		return s.ReadStages(ctx, stage)
	}
	stage(Waiting)
	return r.Read(ctx)
}
