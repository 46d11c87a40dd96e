// Package printing prints guides and forms and tells the truth about it: a
// paper is rendered, written down in a durable spool, handed to the printer,
// and followed until the printer itself says how it ended. "Printed" is never
// a guess; where nobody can know, the outcome is "unknown".
//
// The spool is a folder with one small JSON row per job, written with fsync
// and rename, and one PDF of mode 0600 beside it. Rows hold no personal data.
// A form's PDF does: it is overwritten and removed as soon as the printer has
// accepted it, when the visit ends or when the outcome is known, whichever
// comes first, and all of them when kioskd starts, since no visit outlives it.
// bbolt was not chosen because its free pages would keep such data.
//
// A row is durable before the printer hears of the job, and tells whether the
// printer may have got it, so that a crash at any moment leads to neither a second
// submission nor a job without an outcome: after a restart jobs are looked up
// at the printer by their name, "lk-" and the job's id, never sent again.
//
// agent may import printing; it imports render, content, drivers/printer and
// fleet/wire.
package printing

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/drivers/printer"
	"lawkiosk/fleet/wire"
)

// Config is what a Service is told once.
type Config struct {
	Dir       string // spool and prepared papers, made if absent
	Kiosk     string // printed as the terminal's name
	Centre    string // id of the centre printed on papers
	PublicURL string // of QR codes: PublicURL + "/g/" + guide; none if empty
	Duplex    bool

	// Poll is how often a lively job is asked for (150 ms if 0); a quiet one
	// is asked less often, up to PollMax (2 s if 0).
	Poll, PollMax time.Duration
	// GiveUp is how long a job whose visit has ended is followed while the
	// printer does not answer (30 min if 0). Its outcome is then unknown.
	GiveUp time.Duration
}

func (c Config) withDefaults() Config {
	if c.Poll <= 0 {
		c.Poll = 150 * time.Millisecond
	}
	if c.PollMax <= 0 {
		c.PollMax = 2 * time.Second
	}
	if c.GiveUp <= 0 {
		c.GiveUp = 30 * time.Minute
	}
	return c
}

// Deps are the neighbours of a Service. Progress and Ended are called without
// locks held, in order for one job; they must not block for long. A crash
// between Ended and the removal of the job's row makes Ended be called again.
type Deps struct {
	Printer  printer.Printer
	Content  func() *content.Pack
	Render   render.Renderer
	Progress func(Progress)
	Ended    func(wire.PrintEnded)
	Log      *slog.Logger
	Now      func() time.Time
}

// Kinds of a Request.
const (
	KindGuide = "guide"
	KindForm  = "form"
	KindTest  = "test"
	KindSheet = "sheet" // a paper of a call: Request.Sheet
)

// Request asks for a print. Values and Signature may be personal data; they are
// not kept.
type Request struct {
	Visit     string // empty: no visit, for a test page
	Kind      string
	Item      string // guide or form id
	Title     string // shown to the visitor; the item's own title if empty
	Copies    int
	Lang      content.Lang
	Values    map[string]string // of a form
	Signature []byte            // on a form, PNG; nil where it is to be signed by hand
	Sheet     *render.Sheet     // of a KindSheet; its texts are not kept
	URL       string            // of a sheet's QR code; none if empty
}

// State is where a job is, in the visitor's terms.
type State string

// The states of a job; the last four are final.
const (
	Queued   State = "queued" // in the spool, the printer is not reached yet
	Sent     State = "sent"   // accepted by the printer
	Printing State = "printing"
	Stopped  State = "stopped" // paper out, jam, printer not answering; still alive
	Printed  State = "printed"
	Canceled State = "canceled"
	Failed   State = "failed"
	Unknown  State = "unknown"
)

// Final reports whether a job's outcome is known.
func (s State) Final() bool {
	return s == Printed || s == Canceled || s == Failed || s == Unknown
}

// Progress is what is known of a job.
type Progress struct {
	Visit   string   `json:"-"`
	Job     string   `json:"job"`
	Kind    string   `json:"kind"`
	Item    string   `json:"item"`
	Title   string   `json:"title"`
	Copies  int      `json:"copies"`
	Pages   int      `json:"pages"`   // sides of one copy
	Printed int      `json:"printed"` // sides that the printer says it printed, -1 unknown
	State   State    `json:"state"`
	Reasons []string `json:"reasons"` // IPP keywords, "offline"
	Detail  string   `json:"detail"`  // a sentence for the visitor, in the request's language
}

// Errors of a Service's operations.
var (
	ErrNotRunning = errors.New("printing is not running")
	ErrNoItem     = errors.New("there is no such guide or form")
	ErrBadRequest = errors.New("the print request is not valid")
	ErrBusy       = errors.New("too many jobs are waiting")
	ErrNoJob      = errors.New("there is no such job")
)

const (
	maxCopies   = 99 // what a printer can be told; the visit's own limit is lower
	maxOpenJobs = 32
	maxKept     = 64 // finished jobs that Job still tells about
)

// offline is the reason shown while the printer does not answer.
const offline = "offline"

// Submission order is one at a time; callers are the jobs' goroutines.
func jobName(id string) string { return "lk-" + id }

// Print renders a document if no prepared one is there, writes the job down
// and returns; the job's own goroutine submits it at once. Errors wrap
// ErrNotRunning, ErrBadRequest, ErrNoItem, ErrBusy or say why rendering or the
// disk failed; then nothing is left behind.
func (s *Service) Print(ctx context.Context, r Request) (Progress, error) {
	began := s.deps.Now()
	run, err := s.enter()
	if err != nil {
		return Progress{}, err
	}
	defer s.wg.Done()
	doc, err := s.document(r)
	if err != nil {
		return Progress{}, err
	}
	paper, err := s.paper(ctx, run, doc, r)
	if err != nil {
		return Progress{}, err
	}
	j, err := s.accept(r, doc, paper, began)
	if err != nil {
		return Progress{}, err
	}
	p := s.emit(j)
	s.start(run, j, s.work)
	return p, nil
}
