package printing

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

const (
	firstWait   = time.Second
	longestWait = 15 * time.Second
	settle      = time.Second     // before a printer that lost an answer is asked a second time
	submitLimit = 2 * time.Minute // of one submission; after it the answer counts as lost
	askLimit    = 15 * time.Second
	maxTries    = 3 // submissions that fail for another reason than the printer being away
)

// work takes a new job from the spool to its outcome. It returns early only
// when ctx ends; the row then waits for the next run.
func (s *Service) work(ctx context.Context, j *job) {
	if s.submit(ctx, j) {
		s.follow(ctx, j)
	}
}

var errCanceled = errors.New("cancelled before it was sent")

// submit hands a job to the printer; false: it is finished or ctx has ended.
func (s *Service) submit(ctx context.Context, j *job) bool {
	wait, failures := firstWait, 0
	for {
		if cancel, _ := s.asked(j); cancel {
			s.finish(j, Canceled, -1, s.why(j))
			return false
		}
		err := s.try(ctx, j)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		if errors.Is(err, errCanceled) {
			continue // which finishes it
		}
		if lost(err) {
			found, ferr := s.find(ctx, j)
			if ferr != nil {
				return false // ctx ended
			}
			if found {
				return true
			}
			if failures++; failures >= maxTries {
				s.finish(j, Failed, -1, "answers-lost")
				return false
			}
			continue // the printer has no such job: it may be sent again
		}
		s.mu.Lock()
		j.row.Tried = false // it is certain that the printer has not got it
		s.mu.Unlock()
		s.keep(j)
		var no *printer.Refusal
		switch {
		case errors.As(err, &no) && no.Later: // busy: the printer itself asks for another try
			s.set(j, Queued, -1, []string{no.Reason})
		case errors.Is(err, printer.ErrRejected):
			s.deps.Log.Warn("the printer refused a job", "job", j.row.Job, "err", err)
			reason := "rejected"
			if no != nil && no.Reason != "" {
				reason = no.Reason
			}
			s.finish(j, Failed, -1, reason)
			return false
		case errors.Is(err, drivers.ErrOffline):
			s.set(j, Queued, -1, []string{offline})
		default:
			s.deps.Log.Warn("cannot submit a job", "job", j.row.Job, "err", err)
			if failures++; failures >= maxTries {
				s.finish(j, Failed, -1, "not-accepted")
				return false
			}
		}
		if !j.pause(ctx, wait) {
			return false
		}
		wait = min(2*wait, longestWait)
	}
}

// lost reports an error that leaves open whether the printer has the job.
func lost(err error) bool {
	return errors.Is(err, printer.ErrUnsure) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// try submits once. It is written down before the printer hears of it.
func (s *Service) try(ctx context.Context, j *job) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if cancel, _ := s.asked(j); cancel {
		return errCanceled
	}
	lim, cancel := context.WithTimeout(ctx, submitLimit)
	defer cancel()
	s.mu.Lock()
	j.abort = cancel
	again := !j.row.Tried
	j.row.Tried = true
	s.mu.Unlock()
	if again { // Print has written the first try down
		s.keep(j)
	}
	s.hook("try written")
	path := s.spool.pdf(j.row.Job)
	ref, err := s.deps.Printer.Submit(lim, printer.Document{
		Name: jobName(j.row.Job), Format: "application/pdf", Copies: j.row.Copies, Duplex: s.cfg.Duplex,
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
	})
	if err != nil {
		return err
	}
	s.hook("submitted")
	s.accepted(j, ref)
	return nil
}

// accepted tells the visitor and then writes down the name that the printer
// gave a job; without that name a later run finds the job by its own.
func (s *Service) accepted(j *job, ref printer.Ref) {
	s.mu.Lock()
	j.row.Ref = ref
	s.mu.Unlock()
	s.set(j, Sent, -1, nil)
	s.keep(j)
	s.hook("reference written")
	s.wipe(j) // the printer has it, and nothing is ever sent twice
}

// find asks the printer whether it has the job, until it answers: twice with a
// pause if it says no, as it may still have been receiving. The error is ctx's.
func (s *Service) find(ctx context.Context, j *job) (bool, error) {
	no, wait := 0, firstWait
	for {
		lim, cancel := context.WithTimeout(ctx, askLimit)
		ref, found, err := s.deps.Printer.Find(lim, jobName(j.row.Job))
		cancel()
		switch {
		case ctx.Err() != nil:
			return false, ctx.Err()
		case err == nil && found:
			s.accepted(j, ref)
			return true, nil
		case err == nil:
			if no++; no == 2 {
				return false, nil
			}
			if !j.sleep(ctx, settle) {
				return false, ctx.Err()
			}
		default:
			s.set(j, Queued, -1, []string{offline})
			if !j.pause(ctx, wait) {
				return false, ctx.Err()
			}
			wait = min(2*wait, longestWait)
		}
	}
}

// sleep waits whatever wakes the job.
func (j *job) sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
