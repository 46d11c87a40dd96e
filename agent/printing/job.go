package printing

import (
	"context"
	"slices"
	"time"

	"lawkiosk/fleet/wire"
)

// job is a row with what is known now. Its fields are guarded by Service.mu,
// but row is written by the job's own goroutine only.
type job struct {
	row     row
	state   State
	printed int
	reasons []string
	detail  string

	cancel bool // the visitor or the visit's end asked to cancel
	ended  bool // the visit is over
	why    string
	abort  func() // ends the submission under way

	wake  chan struct{} // capacity 1
	wiped chan struct{} // closed once no paper of it is on the disk
	done  chan struct{} // closed at the outcome
	clean bool
}

func newJob(r row) *job {
	return &job{
		row: r, state: Queued, printed: -1,
		wake: make(chan struct{}, 1), wiped: make(chan struct{}), done: make(chan struct{}),
	}
}

// poke ends a job's pause.
func (j *job) poke() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// pause waits; it is false once ctx has ended.
func (j *job) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-j.wake:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}

// asked tells whether a job is to be cancelled and whether its visit is over.
func (s *Service) asked(j *job) (cancel, ended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return j.cancel, j.ended
}

// why gives the reason of a wish to cancel, empty if there is none.
func (s *Service) why(j *job) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return j.why
}

// ask marks a job to be cancelled, for a reason that the outcome will bear.
func (s *Service) ask(j *job, why string) {
	s.mu.Lock()
	if !j.cancel {
		j.cancel, j.why = true, why
	}
	s.mu.Unlock()
	j.poke()
}

// progress is called with mu held.
func (j *job) progress() Progress {
	r := j.row
	reasons := slices.Clone(j.reasons)
	if reasons == nil {
		reasons = []string{}
	}
	return Progress{
		Visit: r.Visit, Job: r.Job, Kind: r.Kind, Item: r.Item, Title: r.Title, Copies: r.Copies, Pages: r.Pages,
		Printed: j.printed, State: j.state, Reasons: reasons, Detail: j.detail,
	}
}

func (s *Service) emit(j *job) Progress {
	s.mu.Lock()
	p := j.progress()
	s.mu.Unlock()
	s.deps.Progress(p)
	return p
}

// set tells of a job's new state if anything changed.
func (s *Service) set(j *job, st State, printed int, reasons []string) {
	s.mu.Lock()
	printed = max(printed, j.printed)
	same := j.state == st && j.printed == printed && slices.Equal(j.reasons, reasons)
	j.state, j.printed, j.reasons = st, printed, reasons
	j.detail = describe(j.row, st, printed, reasons)
	s.mu.Unlock()
	if !same {
		s.emit(j)
	}
}

// keep makes the row durable. A disk that fails does not stop a print: the
// job goes on and the failure is logged.
func (s *Service) keep(j *job) {
	if err := s.spool.put(j.row); err != nil {
		s.deps.Log.Error("cannot write a job down", "job", j.row.Job, "err", err)
	}
}

// wipe removes a job's paper from the disk.
func (s *Service) wipe(j *job) {
	if j.clean {
		return
	}
	j.clean = true
	if err := s.spool.wipe(j.row.Job); err != nil {
		s.deps.Log.Error("cannot wipe a job's paper", "job", j.row.Job, "err", err)
	}
	close(j.wiped)
}

// finish writes an outcome down, reports it and forgets the row.
func (s *Service) finish(j *job, st State, printed int, reason string) {
	s.hook("before outcome")
	s.mu.Lock()
	printed = max(printed, j.printed)
	j.row.Outcome = &outcome{State: st, Reason: reason, Printed: printed, At: s.deps.Now().UTC()}
	s.mu.Unlock()
	s.wipe(j)
	s.keep(j)
	s.hook("outcome written")
	s.report(j)
}

// report tells of a known outcome and removes the job's row.
func (s *Service) report(j *job) {
	o := *j.row.Outcome
	r := j.row
	s.deps.Ended(wire.PrintEnded{
		Visit: r.Visit, Job: r.Job, Item: r.Item, Outcome: string(o.State), Reason: o.Reason,
		Pages: max(o.Printed, 0), Copies: r.Copies, Millis: o.At.Sub(r.Accepted).Milliseconds(),
	})
	s.hook("outcome reported")
	if err := s.spool.remove(r.Job); err != nil {
		s.deps.Log.Error("cannot remove a job from the spool", "job", r.Job, "err", err)
	}
	// Not the item: what somebody took along, and when, is for no log.
	s.deps.Log.Info("print ended", "job", r.Job, "kind", r.Kind, "outcome", string(o.State), "reason", o.Reason, "sides", o.Printed)
	var reasons []string
	if o.Reason != "" {
		reasons = []string{o.Reason}
	}
	s.mu.Lock()
	j.state, j.printed, j.reasons = o.State, o.Printed, reasons
	j.detail = describe(r, o.State, o.Printed, reasons)
	s.done = append(s.done, r.Job)
	if j.ended {
		s.forget(r.Job)
	}
	for len(s.done) > maxKept {
		s.forget(s.done[0])
	}
	s.mu.Unlock()
	s.emit(j)
	close(j.done)
}

// forget drops a finished job from the table; mu is held.
func (s *Service) forget(id string) {
	delete(s.jobs, id)
	s.done = slices.DeleteFunc(s.done, func(x string) bool { return x == id })
}
