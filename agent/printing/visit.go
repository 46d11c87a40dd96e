package printing

import (
	"context"
	"fmt"
	"time"
)

const (
	cancelAnswer = 3 * time.Second // how long Cancel waits for the true outcome
	wipeAnswer   = 2 * time.Second // how long EndVisit waits for papers to be wiped
)

// Job tells about a job, finished ones for a while.
func (s *Service) Job(id string) (Progress, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j, ok := s.jobs[id]
	if !ok {
		return Progress{}, false
	}
	return j.progress(), true
}

func (s *Service) job(id string) (*job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j, ok := s.jobs[id]; ok {
		return j, nil
	}
	return nil, fmt.Errorf("cannot find print job %q: %w", id, ErrNoJob)
}

func (s *Service) now(j *job) Progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	return j.progress()
}

// Cancel asks for a job to be cancelled and waits up to 3 s for how it really
// ends: it may turn out printed. A Progress that is not final means that the
// printer has not said yet; it will come through Deps.Progress.
func (s *Service) Cancel(ctx context.Context, id string) (Progress, error) {
	j, err := s.job(id)
	if err != nil {
		return Progress{}, err
	}
	s.ask(j, "visitor")
	t := time.NewTimer(cancelAnswer)
	defer t.Stop()
	select {
	case <-j.done:
	case <-t.C:
	case <-ctx.Done():
	}
	return s.now(j), nil
}

// Continue is the visitor's "the paper is refilled, go on": the printer is
// asked, or tried again, at once.
func (s *Service) Continue(_ context.Context, id string) (Progress, error) {
	j, err := s.job(id)
	if err != nil {
		return Progress{}, err
	}
	j.poke()
	return s.now(j), nil
}

// EndVisit cancels a visit's jobs and waits, 2 s at most, until no paper of
// them is on the disk. A guide that is already coming out of the printer may
// finish; a form may not, and nothing that stands still may. Outcomes are
// still reported through Deps.Ended.
func (s *Service) EndVisit(ctx context.Context, visit string) {
	var open []*job
	s.mu.Lock()
	for id, j := range s.jobs {
		if j.row.Visit != visit {
			continue
		}
		j.ended = true
		if j.row.Outcome != nil && j.state.Final() {
			s.forget(id)
			continue
		}
		if (j.row.Kind != KindGuide || j.row.Ref == "" || j.state == Stopped) && !j.cancel {
			j.cancel, j.why = true, "visit-ended"
		}
		open = append(open, j)
		j.poke()
	}
	s.mu.Unlock()
	t := time.NewTimer(wipeAnswer)
	defer t.Stop()
	for _, j := range open {
		select {
		case <-j.wiped:
		case <-t.C:
			s.abort(open)
			return
		case <-ctx.Done():
			s.abort(open)
			return
		}
	}
}

// abort ends submissions that hang. Whether the printer has such a job is then
// asked as after any lost answer.
func (s *Service) abort(open []*job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range open {
		if j.cancel && j.row.Ref == "" && j.abort != nil {
			j.abort()
		}
	}
}

// resume takes up a job that the run before left. Its visit is over.
func (s *Service) resume(ctx context.Context, r row) {
	j := newJob(r)
	j.ended, j.clean = true, true // load has wiped its paper
	close(j.wiped)
	s.mu.Lock()
	s.jobs[r.Job] = j
	s.mu.Unlock()
	s.start(ctx, j, s.settle)
}

// settle brings a left job to its outcome without ever sending it again.
func (s *Service) settle(ctx context.Context, j *job) {
	switch {
	case j.row.Outcome != nil:
		s.report(j)
		return
	case j.row.Ref != "":
	case !j.row.Tried:
		s.finish(j, Canceled, -1, "restart") // the printer never heard of it
		return
	default:
		found, err := s.find(ctx, j)
		if err != nil {
			return
		}
		if !found {
			s.finish(j, Unknown, -1, "restart")
			return
		}
	}
	if j.row.Kind == KindForm || j.row.Kind == KindSheet {
		s.ask(j, "restart")
	}
	s.follow(ctx, j)
}
