package ipp

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers/printer"
)

// jobStates names the states of RFC 8011 section 5.3.7.
var jobStates = map[int]printer.JobState{
	3: printer.Pending, 4: printer.Held, 5: printer.Processing, 6: printer.Stopped,
	7: printer.Canceled, 8: printer.Aborted, 9: printer.Completed,
}

// jobRequest begins a request on a job.
func (p *Printer) jobRequest(op goipp.Op, r printer.Ref) (*goipp.Message, error) {
	id, err := strconv.ParseInt(string(r), 10, 32)
	if err != nil || id <= 0 {
		return nil, fmt.Errorf("%w: %q is no job of an IPP printer", printer.ErrNoJob, r)
	}
	return p.request(op, goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(int32(id)))), nil
}

// Job asks with Get-Job-Attributes (RFC 8011 section 4.3.4).
func (p *Printer) Job(ctx context.Context, r printer.Ref) (printer.Job, error) {
	m, err := p.jobRequest(goipp.OpGetJobAttributes, r)
	if err != nil {
		return printer.Job{}, fmt.Errorf("cannot ask for the job: %w", err)
	}
	m.Operation.Add(keywords("requested-attributes", goipp.TagKeyword,
		"job-state", "job-state-reasons", "job-impressions-completed"))
	answer, err := p.query(ctx, m)
	if isStatus(err, goipp.StatusErrorNotFound, goipp.StatusErrorGone) {
		err = printer.ErrNoJob
	}
	if err != nil {
		return printer.Job{}, fmt.Errorf("cannot ask for the job: %w", err)
	}
	return job(group(answer, goipp.TagJobGroup))
}

// job maps what the printer says of a job.
func job(attrs goipp.Attributes) (printer.Job, error) {
	state, ok := jobStates[integer(attrs, "job-state", 0)]
	if !ok {
		return printer.Job{}, fmt.Errorf("cannot ask for the job: %w: it has no known state", errGarbled)
	}
	j := printer.Job{State: state, Impressions: max(integer(attrs, "job-impressions-completed", -1), -1)}
	for _, word := range texts(attrs, "job-state-reasons") {
		if word != "" && word != "none" && !slices.Contains(j.Reasons, word) && len(j.Reasons) < maxReasons {
			j.Reasons = append(j.Reasons, word)
		}
	}
	if state == printer.Completed && j.Impressions == 0 {
		j.Impressions = -1 // a finished job of no sides: the printer does not count
	}
	return j, nil
}

// Cancel stops a job with Cancel-Job (RFC 8011 section 4.3.3).
func (p *Printer) Cancel(ctx context.Context, r printer.Ref) error {
	m, err := p.jobRequest(goipp.OpCancelJob, r)
	if err != nil {
		return fmt.Errorf("cannot cancel the job: %w", err)
	}
	defer p.wake()
	_, err = p.query(ctx, m)
	switch {
	case isStatus(err, goipp.StatusErrorNotFound, goipp.StatusErrorGone):
		err = printer.ErrNoJob
	case isStatus(err, goipp.StatusErrorNotPossible):
		// Most likely the job is over; some printers say so of a job that is just being canceled.
		j, asked := p.Job(ctx, r)
		if asked == nil && (j.State.Final() || slices.Contains(j.Reasons, "processing-to-stop-point")) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("cannot cancel the job: %w", err)
	}
	return nil
}

// Find looks through the printer's jobs with Get-Jobs (RFC 8011 section 4.2.6).
func (p *Printer) Find(ctx context.Context, name string) (printer.Ref, bool, error) {
	best, bestAt := 0, 0
	for _, which := range []string{"not-completed", "completed"} {
		m := p.request(goipp.OpGetJobs)
		m.Operation.Add(goipp.MakeAttr("limit", goipp.TagInteger, goipp.Integer(listLimit)))
		m.Operation.Add(keywords("requested-attributes", goipp.TagKeyword, "job-id", "job-name", "time-at-creation"))
		m.Operation.Add(keywords("which-jobs", goipp.TagKeyword, which))
		answer, err := p.query(ctx, m)
		if err != nil {
			return "", false, fmt.Errorf("cannot look for the job: %w", err)
		}
		for _, g := range answer.Groups {
			if g.Tag != goipp.TagJobGroup || text(g.Attrs, "job-name") != clean(name) {
				continue
			}
			id, at := integer(g.Attrs, "job-id", 0), integer(g.Attrs, "time-at-creation", 0)
			if id > 0 && (best == 0 || at > bestAt || at == bestAt && id > best) {
				best, bestAt = id, at
			}
		}
	}
	if best == 0 {
		return "", false, nil
	}
	return printer.Ref(strconv.Itoa(best)), true, nil
}
