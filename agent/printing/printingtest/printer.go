// Package printingtest has a printer and a renderer for tests of agent/printing
// and of what is built on it. The printer keeps the promises of
// drivers/printer.Printer and does what a test tells it. Tests only import it.
package printingtest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

// Reply is what one submission meets.
type Reply struct {
	Err    error // given to the caller
	Accept bool  // the printer takes the job all the same
}

// Submission is a document that the printer took.
type Submission struct {
	Name   string
	Copies int
	PDF    []byte
	job    printer.Job
	script []printer.Job
}

// Printer is a scriptable printer.Printer. The zero value is not ready: New.
type Printer struct {
	mu       sync.Mutex
	status   drivers.Status
	replies  []Reply
	script   []printer.Job
	taken    []*Submission
	away     error
	deaf     bool // ignores cancelling
	tried    int
	canceled int
	block    chan struct{}
}

// New makes a printer that prints every job in three answers.
func New() *Printer {
	p := &Printer{status: drivers.Status{State: drivers.Online}}
	p.Script(printer.Job{State: printer.Processing, Impressions: 0}, printer.Job{State: printer.Processing, Impressions: 1}, printer.Job{State: printer.Completed, Impressions: 2})
	return p
}

// Script sets what jobs taken from now on answer, one state a question; the last stays.
func (p *Printer) Script(states ...printer.Job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script = slices.Clone(states)
}

// Replies sets what the next submissions meet; later ones are accepted.
func (p *Printer) Replies(r ...Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replies = r
}

// Away makes every operation fail with an error, nil ends it.
func (p *Printer) Away(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = err
}

// Deaf makes the printer ignore cancelling, as one that has begun may.
func (p *Printer) Deaf(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deaf = on
}

// Hang makes submissions wait until release is called or their context ends.
func (p *Printer) Hang() (release func()) {
	ch := make(chan struct{})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.block = ch
	return sync.OnceFunc(func() { close(ch) })
}

// SetStatus sets the device's status.
func (p *Printer) SetStatus(st drivers.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = st
}

// SetJobs puts every job that is not final into a state.
func (p *Printer) SetJobs(j printer.Job) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.taken {
		if !s.job.State.Final() {
			s.job, s.script = j, nil
		}
	}
}

// Forget makes the printer lose its jobs' history.
func (p *Printer) Forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = nil
}

// Taken gives what the printer took, oldest first.
func (p *Printer) Taken() []Submission {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]Submission, 0, len(p.taken))
	for _, s := range p.taken {
		out = append(out, *s)
	}
	return out
}

// Tried counts submissions, Cancels the wishes to cancel.
func (p *Printer) Tried() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tried
}

// Cancels counts the wishes to cancel.
func (p *Printer) Cancels() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.canceled
}

// Info says that this is no real device.
func (p *Printer) Info() drivers.Info {
	return drivers.Info{Class: drivers.ClassPrinter, Driver: "test", Address: "memory"}
}

// Status gives what SetStatus set.
func (p *Printer) Status() drivers.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.status
	st.At = time.Now()
	return st
}

// Run waits for ctx.
func (p *Printer) Run(ctx context.Context, _ func(drivers.Status)) error {
	<-ctx.Done()
	return nil
}

// Submit takes a document or does as Replies say.
func (p *Printer) Submit(ctx context.Context, d printer.Document) (printer.Ref, error) {
	p.mu.Lock()
	p.tried++
	block, away := p.block, p.away
	p.mu.Unlock()
	if block != nil {
		select {
		case <-block:
		case <-ctx.Done():
			return "", fmt.Errorf("cannot submit: %w: %w", printer.ErrUnsure, ctx.Err())
		}
	}
	if away != nil {
		return "", away
	}
	f, err := d.Open()
	if err != nil {
		return "", fmt.Errorf("cannot submit: %w", err)
	}
	pdf, err := io.ReadAll(f)
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("cannot submit: %w", err)
	}
	if err != nil {
		return "", fmt.Errorf("cannot submit: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	reply := Reply{Accept: true}
	if len(p.replies) > 0 {
		reply, p.replies = p.replies[0], p.replies[1:]
	}
	ref := printer.Ref("")
	if reply.Accept {
		p.taken = append(p.taken, &Submission{
			Name: d.Name, Copies: d.Copies, PDF: pdf,
			job: printer.Job{State: printer.Pending, Impressions: -1}, script: slices.Clone(p.script),
		})
		ref = printer.Ref(fmt.Sprint(len(p.taken)))
	}
	if reply.Err != nil {
		return "", reply.Err
	}
	return ref, nil
}

func (p *Printer) at(r printer.Ref) (*Submission, error) {
	var n int
	if _, err := fmt.Sscan(string(r), &n); err != nil || n < 1 || n > len(p.taken) {
		return nil, fmt.Errorf("cannot find job %q: %w", r, printer.ErrNoJob)
	}
	return p.taken[n-1], nil
}

// Job answers with the job's next state.
func (p *Printer) Job(_ context.Context, r printer.Ref) (printer.Job, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away != nil {
		return printer.Job{}, p.away
	}
	s, err := p.at(r)
	if err != nil {
		return printer.Job{}, err
	}
	if len(s.script) > 0 {
		s.job, s.script = s.script[0], s.script[1:]
	}
	return s.job, nil
}

// Cancel cancels a job, unless the printer is deaf.
func (p *Printer) Cancel(_ context.Context, r printer.Ref) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away != nil {
		return p.away
	}
	p.canceled++
	s, err := p.at(r)
	if err != nil {
		return err
	}
	if !s.job.State.Final() && !p.deaf {
		s.job, s.script = printer.Job{State: printer.Canceled, Reasons: []string{"job-canceled-by-user"}, Impressions: s.job.Impressions}, nil
	}
	return nil
}

// Find looks for a job by name, the newest first.
func (p *Printer) Find(_ context.Context, name string) (printer.Ref, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away != nil {
		return "", false, p.away
	}
	for i := len(p.taken) - 1; i >= 0; i-- {
		if p.taken[i].Name == name {
			return printer.Ref(fmt.Sprint(i + 1)), true, nil
		}
	}
	return "", false, nil
}
