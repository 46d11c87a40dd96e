// Package printer is the device class of page printers. Its words for jobs and
// reasons are those of IPP (RFC 8011), whatever protocol a driver speaks.
package printer

import (
	"context"
	"errors"
	"io"

	"lawkiosk/drivers"
)

// Document is what is to be printed.
type Document struct {
	// Name identifies the submission and is sent as the job's name, so that a
	// job whose reply was lost is found again with Find: unique, at most 255
	// bytes (many printers keep fewer: stay under 64), no personal data.
	Name   string
	Format string // MIME type, "application/pdf"
	Copies int    // 1 or more
	Duplex bool
	Open   func() (io.ReadCloser, error)
}

// Ref names a job within its printer, as the printer named it.
type Ref string

// JobState is the state of a job (RFC 8011 section 5.3.7).
type JobState string

// The states of RFC 8011.
const (
	Pending    JobState = "pending"
	Held       JobState = "pending-held"
	Processing JobState = "processing"
	Stopped    JobState = "processing-stopped"
	Canceled   JobState = "canceled"
	Aborted    JobState = "aborted"
	Completed  JobState = "completed"
)

// Final reports whether a job can no longer change.
func (s JobState) Final() bool { return s == Canceled || s == Aborted || s == Completed }

// Job is what the printer says of a job.
type Job struct {
	State   JobState
	Reasons []string // job-state-reasons
	// Impressions counts the sides printed so far (job-impressions-completed),
	// -1 where the printer does not tell.
	Impressions int
}

// Printer prints documents.
type Printer interface {
	drivers.Device
	// Submit hands a document over and returns once the printer accepted it.
	// An error wrapping ErrUnsure means that the printer may have accepted it:
	// ask Find before submitting again. Any other error: it did not.
	Submit(ctx context.Context, d Document) (Ref, error)
	// Job asks for a job's state; an error wrapping ErrNoJob: the printer does not know it.
	Job(ctx context.Context, r Ref) (Job, error)
	// Cancel asks the printer to stop a job; no error if it is already final.
	Cancel(ctx context.Context, r Ref) error
	// Find looks for a job by its document's name, the newest first.
	Find(ctx context.Context, name string) (r Ref, found bool, err error)
}

// Errors of a Printer's operations.
var (
	ErrUnsure   = errors.New("the printer's answer was lost")
	ErrNoJob    = errors.New("the printer does not know the job")
	ErrRejected = errors.New("the printer refused the document") // found in a *Refusal
)

// Refusal is the error of a document that the printer did not take.
type Refusal struct {
	Reason string // the protocol's keyword, "document-format-not-supported"
	Text   string // the printer's own sentence, often empty
	Later  bool   // the same document may be taken at another time ("server-error-busy")
}

// Error gives the reason and the printer's sentence.
func (r *Refusal) Error() string {
	if r.Text == "" {
		return ErrRejected.Error() + ": " + r.Reason
	}
	return ErrRejected.Error() + ": " + r.Reason + " (" + r.Text + ")"
}

// Unwrap makes errors.Is(err, ErrRejected) true.
func (r *Refusal) Unwrap() error { return ErrRejected }
