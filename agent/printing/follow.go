package printing

import (
	"context"
	"errors"
	"slices"
	"time"

	"lawkiosk/drivers/printer"
)

const (
	lively     = 10 * time.Second // after a change, a job is asked for at the short interval
	cancelWait = 5 * time.Second  // before a cancellation is asked for again
	awayAfter  = 3                // failed questions in a row before the visitor is told
	whyWait    = 4 * time.Second  // for the reason of a stop, which the device tells by itself; twice its idle interval
)

// follower is one job's watch at the printer.
type follower struct {
	s        *Service
	j        *job
	changed  time.Time // of what the printer said
	heard    time.Time // last answer of any kind
	last     printer.Job
	failures int
	gone     int       // answers in a row that there is no such job
	canceled time.Time // when cancelling was last asked for
	halted   time.Time // since when the job stands still, zero while it does not
}

// follow watches an accepted job until its outcome or ctx ends.
func (s *Service) follow(ctx context.Context, j *job) {
	now := time.Now()
	f := &follower{s: s, j: j, changed: now, heard: now}
	for {
		if f.step(ctx) || ctx.Err() != nil {
			return
		}
		if !j.pause(ctx, f.interval()) {
			return
		}
	}
}

// interval grows while nothing changes.
func (f *follower) interval() time.Duration {
	quiet := time.Since(f.changed)
	if quiet < lively {
		return f.s.cfg.Poll
	}
	return min(f.s.cfg.Poll*(1+quiet/lively), f.s.cfg.PollMax)
}

// step asks once; true: the job is finished.
func (f *follower) step(ctx context.Context) bool {
	f.cancel(ctx)
	lim, done := context.WithTimeout(ctx, askLimit)
	said, err := f.s.deps.Printer.Job(lim, f.j.row.Ref)
	done()
	if ctx.Err() != nil {
		return false
	}
	switch {
	case err == nil:
		f.failures, f.gone, f.heard = 0, 0, time.Now()
		return f.told(said)
	case errors.Is(err, printer.ErrNoJob):
		f.failures, f.heard = 0, time.Now()
		return f.vanished(ctx)
	default:
		return f.silent()
	}
}

// told takes in an answer.
func (f *follower) told(job printer.Job) bool {
	if job.State != f.last.State || job.Impressions != f.last.Impressions || !slices.Equal(job.Reasons, f.last.Reasons) {
		f.changed, f.last = time.Now(), job
	}
	if job.State.Final() {
		st, printed, reason := judge(job, f.j.row.Pages*f.j.row.Copies)
		if why := f.s.why(f.j); st == Canceled && why != "" {
			reason = why
		}
		f.s.finish(f.j, st, printed, reason)
		return true
	}
	status := f.s.deps.Printer.Status()
	blocked := blocking(status.Reasons)
	st := Sent
	switch {
	case job.State == printer.Stopped || len(blocked) > 0:
		st = Stopped
		blocked = merge(blocked, telling(job.Reasons))
		if f.halted.IsZero() {
			f.halted = time.Now()
		}
		if _, ended := f.s.asked(f.j); len(blocked) == 0 && !ended && time.Since(f.halted) < whyWait {
			return false // "call the staff" helps nobody if "no paper" is known in a moment
		}
	case job.State == printer.Processing:
		st = Printing
	}
	if st != Stopped {
		f.halted = time.Time{}
	}
	f.s.set(f.j, st, job.Impressions, blocked)
	if _, ended := f.s.asked(f.j); ended && st == Stopped {
		f.s.ask(f.j, "visit-ended") // the next visitor refills the paper, and must not get this
	}
	return false
}

// vanished handles a job that the printer does not know any more. It may know
// it by another reference, for example after a restart.
func (f *follower) vanished(ctx context.Context) bool {
	lim, done := context.WithTimeout(ctx, askLimit)
	ref, found, err := f.s.deps.Printer.Find(lim, jobName(f.j.row.Job))
	done()
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil:
		return f.silent()
	case found && ref != f.j.row.Ref:
		f.gone = 0
		f.s.mu.Lock()
		f.j.row.Ref = ref
		f.s.mu.Unlock()
		f.s.keep(f.j)
		return false
	}
	if f.gone++; f.gone < 2 {
		return false
	}
	f.s.finish(f.j, Unknown, -1, "job-not-found")
	return true
}

// silent handles a question without an answer.
func (f *follower) silent() bool {
	if f.failures++; f.failures >= awayAfter {
		f.s.set(f.j, Stopped, -1, []string{offline})
	}
	if _, ended := f.s.asked(f.j); ended && time.Since(f.heard) > f.s.cfg.GiveUp {
		f.s.finish(f.j, Unknown, -1, offline)
		return true
	}
	return false
}

// cancel passes a wish to cancel on, again from time to time: what counts is
// the state in which the job ends.
func (f *follower) cancel(ctx context.Context) {
	wish, _ := f.s.asked(f.j)
	if !wish || (!f.canceled.IsZero() && time.Since(f.canceled) < cancelWait) {
		return
	}
	lim, done := context.WithTimeout(ctx, askLimit)
	defer done()
	if err := f.s.deps.Printer.Cancel(lim, f.j.row.Ref); err != nil {
		if ctx.Err() == nil {
			f.s.deps.Log.Warn("cannot cancel a job yet", "job", f.j.row.Job, "err", err)
		}
		return
	}
	f.canceled = time.Now()
	f.changed = f.canceled
}
