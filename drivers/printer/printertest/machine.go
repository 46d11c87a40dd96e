package printertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Job states as RFC 8011 section 5.3.7 numbers them.
const (
	jobPending    = 3
	jobHeld       = 4
	jobProcessing = 5
	jobStopped    = 6
	jobCanceled   = 7
	jobAborted    = 8
	jobCompleted  = 9
)

// Printer states as RFC 8011 section 5.4.11 numbers them.
const (
	printerIdle       = 3
	printerProcessing = 4
	printerStopped    = 5
)

var jobStates = map[int]string{
	jobPending: "pending", jobHeld: "pending-held", jobProcessing: "processing", jobStopped: "processing-stopped",
	jobCanceled: "canceled", jobAborted: "aborted", jobCompleted: "completed",
}

var printerStates = map[int]string{
	printerIdle: "idle", printerProcessing: "processing", printerStopped: "stopped",
}

// job is one submission.
type job struct {
	id, state                   int
	name, user                  string
	format, media, sides        string
	reasons                     []string
	copies, pages, impressions  int
	data                        []byte // the document until the job is final
	file                        string // what was written for it
	created, started, completed time.Time
	sideEnds                    time.Time // when the side being printed is done
}

func (j *job) final() bool { return j.state >= jobCanceled }

func (j *job) total() int { return j.pages * j.copies }

// newSheet reports whether the next side needs another sheet.
func (j *job) newSheet() bool {
	if j.sides == oneSided {
		return true
	}
	return j.impressions%j.pages%2 == 0 // a copy begins on a sheet of its own
}

// state is the printer-state. The caller holds mu.
func (s *Simulator) state() int {
	switch {
	case s.blocked():
		return printerStopped
	case s.current != nil:
		return printerProcessing
	default:
		return printerIdle
	}
}

func (s *Simulator) stateName() string { return printerStates[s.state()] }

// blocked reports whether somebody has to come before the printer goes on.
func (s *Simulator) blocked() bool { return s.sheets == 0 || s.toner == 0 || s.jammed || s.open }

// reasons are the printer-state-reasons. The caller holds mu.
func (s *Simulator) reasons() []string {
	var r []string
	if s.jammed {
		r = append(r, "media-jam-error")
	}
	if s.open {
		r = append(r, "cover-open-error")
	}
	switch {
	case s.sheets == 0:
		r = append(r, "media-empty-error")
	case s.sheets*10 <= s.opts.Capacity:
		r = append(r, "media-low-warning")
	}
	switch {
	case s.toner == 0:
		r = append(r, "toner-empty-error")
	case s.toner <= lowToner:
		r = append(r, "toner-low-warning")
	}
	if len(r) == 0 {
		r = []string{"none"}
	}
	return r
}

const lowToner = 10

// work prints, side by side, until ctx ends.
func (s *Simulator) work(ctx context.Context) {
	for {
		next, changed := s.step()
		var timer <-chan time.Time
		if next >= 0 {
			timer = time.After(next)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-timer:
		}
	}
}

// step does what is due and tells when to come again: after a time, or when
// something changed if that is negative.
func (s *Simulator) step() (time.Duration, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opts.Now()
	if s.current == nil {
		for _, j := range s.jobs {
			if j.state == jobPending {
				s.start(j, now)
				break
			}
		}
	}
	j := s.current
	if j == nil {
		return -1, s.changed
	}
	if s.blocked() {
		if j.state != jobStopped {
			j.state, j.reasons = jobStopped, []string{"job-printing", "printer-stopped"}
			s.tell()
		}
		return -1, s.changed
	}
	if j.state == jobStopped {
		j.state, j.reasons = jobProcessing, []string{"job-printing"}
		j.sideEnds = now.Add(s.pageTime)
		s.tell()
	}
	if wait := j.sideEnds.Sub(now); wait > 0 {
		return wait, s.changed
	}
	s.side(j, now)
	s.tell()
	return 0, s.changed
}

// start takes a job from the queue. The caller holds mu.
func (s *Simulator) start(j *job, now time.Time) {
	s.current = j
	j.state, j.reasons, j.started = jobProcessing, []string{"job-printing"}, now
	j.sideEnds = now.Add(s.pageTime)
	pages, err := CountPages(j.data)
	if err != nil {
		s.log.Info("printer simulator cannot read the document", "job", j.id, "error", err)
		s.finish(j, jobAborted, "document-format-error", now)
		return
	}
	j.pages = pages
	s.tell()
}

// side ends one side of a job. The caller holds mu.
func (s *Simulator) side(j *job, now time.Time) {
	if j.newSheet() {
		s.sheets--
	}
	j.impressions++
	j.sideEnds = now.Add(s.pageTime)
	if s.take(Abort) {
		s.finish(j, jobAborted, "aborted-by-system", now)
		return
	}
	if j.impressions < j.total() {
		return
	}
	if err := s.deliver(j, now); err != nil {
		s.log.Error("printer simulator cannot write what it printed", "job", j.id, "error", err)
		s.finish(j, jobAborted, "aborted-by-system", now)
		return
	}
	s.finish(j, jobCompleted, "job-completed-successfully", now)
}

// finish makes a job final and forgets the oldest ones. The caller holds mu.
func (s *Simulator) finish(j *job, state int, reason string, now time.Time) {
	j.state, j.reasons, j.completed, j.data = state, []string{reason}, now, nil
	if s.current == j {
		s.current = nil
	}
	finished := 0
	for _, k := range s.jobs {
		if k.final() {
			finished++
		}
	}
	for i := 0; finished > s.opts.Keep && i < len(s.jobs); {
		if s.jobs[i].final() {
			s.jobs = append(s.jobs[:i], s.jobs[i+1:]...)
			finished--
		} else {
			i++
		}
	}
	s.log.Info("printer simulator finished a job", "job", j.id, "state", jobStates[state], "sides", j.impressions)
	s.tell()
}

// deliver writes a printed document to the output tray, Dir. A reader of the
// folder never sees a part of a file. The caller holds mu.
func (s *Simulator) deliver(j *job, now time.Time) error {
	if s.opts.Dir == "" {
		return nil
	}
	if err := os.MkdirAll(s.opts.Dir, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder of printed pages: %w", err)
	}
	stem := now.Format("20060102-150405.000") + "-" + fileName(j.name)
	name := stem + ".pdf"
	for i := 2; ; i++ {
		if _, err := os.Lstat(filepath.Join(s.opts.Dir, name)); err != nil {
			break
		}
		name = fmt.Sprintf("%s-%d.pdf", stem, i)
	}
	part := filepath.Join(s.opts.Dir, "."+name+".part")
	if err := os.WriteFile(part, j.data, 0o644); err != nil {
		return fmt.Errorf("cannot write what was printed: %w", err)
	}
	if err := os.Rename(part, filepath.Join(s.opts.Dir, name)); err != nil {
		return fmt.Errorf("cannot write what was printed: %w", err)
	}
	j.file = name
	return nil
}

// fileName makes a job's name safe as part of a file's name.
func fileName(name string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		default:
			return '_'
		}
	}, name)
	if clean == "" {
		return "untitled"
	}
	return clean[:min(len(clean), 80)]
}
