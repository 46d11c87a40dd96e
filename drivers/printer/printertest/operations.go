package printertest

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/OpenPrinting/goipp"
)

// ticket reads what a job asks for and checks it (RFC 8011 section 4.1.7:
// what is not supported is left out and reported, or refused if the requester
// insists). A refusal has an error status and no job. The caller holds mu.
func (s *Simulator) ticket(r *request) (*job, answer) {
	j := &job{
		name:   str(r.msg.Operation, "job-name", "untitled"),
		user:   str(r.msg.Operation, "requesting-user-name", "anonymous"),
		format: str(r.msg.Operation, "document-format", formatAny),
		media:  str(r.msg.Job, "media", mediaUS),
		sides:  str(r.msg.Job, "sides", oneSided),
		copies: num(r.msg.Job, "copies", 1),
	}
	if !slices.Contains(formatSupported, j.format) {
		return nil, refuse(goipp.StatusErrorDocumentFormatNotSupported, j.format+" is not supported")
	}
	var not goipp.Attributes
	if !slices.Contains(mediaSupported, j.media) {
		not.Add(keywords("media", goipp.TagKeyword, j.media))
		j.media = mediaUS
	}
	if !slices.Contains(sidesSupported, j.sides) {
		not.Add(keywords("sides", goipp.TagKeyword, j.sides))
		j.sides = oneSided
	}
	if j.copies < 1 || j.copies > maxCopies {
		not.Add(integer("copies", j.copies))
		j.copies = 1
	}
	if not == nil {
		return j, answer{}
	}
	unsupported := goipp.Groups{{Tag: goipp.TagUnsupportedGroup, Attrs: not}}
	if flag(r.msg.Operation, "ipp-attribute-fidelity") {
		return nil, answer{status: goipp.StatusErrorAttributesOrValues, groups: unsupported}
	}
	return j, answer{status: goipp.StatusOkIgnoredOrSubstituted, groups: unsupported}
}

// printJob makes a job: pending with its document, or held until it comes.
// The caller holds mu.
func (s *Simulator) printJob(r *request, state int) (answer, error) {
	switch {
	case s.take(LoseRequest):
		return answer{}, errSilence
	case s.take(RejectBusy):
		return refuse(goipp.StatusErrorBusy, "the printer is busy"), nil
	case s.take(RejectFormat):
		return refuse(goipp.StatusErrorDocumentFormatNotSupported, "the printer does not take such documents"), nil
	}
	j, a := s.ticket(r)
	if j == nil {
		return a, nil
	}
	if state == jobPending && !documentFits(j.format, r.data) {
		return refuse(goipp.StatusErrorDocumentFormatError, "the document is not what its format says"), nil
	}
	s.lastID++
	j.id, j.state, j.created = s.lastID, state, s.opts.Now()
	j.reasons = []string{"none"}
	if state == jobHeld {
		j.reasons = []string{"job-data-insufficient"}
	} else {
		j.data = r.data
	}
	s.jobs = append(s.jobs, j)
	s.log.Info("printer simulator accepted a job", "job", j.id, "bytes", len(r.data))
	s.tell()
	if s.take(LoseReply) {
		return answer{}, errSilence
	}
	a.groups = append(a.groups, goipp.Group{Tag: goipp.TagJobGroup, Attrs: s.accepted(j, r.uri)})
	return a, nil
}

// accepted is what RFC 8011 section 4.2.1.2 says a new job is told by.
func (s *Simulator) accepted(j *job, uri string) goipp.Attributes {
	return wanted(s.jobAttributes(j, uri), []string{"job-uri", "job-id", "job-state", "job-state-reasons"})
}

// sendDocument adds the document to a job of Create-Job. The caller holds mu.
func (s *Simulator) sendDocument(r *request) answer {
	j := s.jobOf(r)
	switch {
	case j == nil:
		return refuse(goipp.StatusErrorNotFound, "no such job")
	case j.state != jobHeld || j.data != nil:
		return refuse(goipp.StatusErrorMultipleJobsNotSupported, "the job has its document")
	case !flag(r.msg.Operation, "last-document"):
		return refuse(goipp.StatusErrorMultipleJobsNotSupported, "one document makes a job: last-document is true")
	}
	format := str(r.msg.Operation, "document-format", j.format)
	if !slices.Contains(formatSupported, format) {
		return refuse(goipp.StatusErrorDocumentFormatNotSupported, format+" is not supported")
	}
	if !documentFits(format, r.data) {
		return refuse(goipp.StatusErrorDocumentFormatError, "the document is not what its format says")
	}
	j.format, j.data, j.state, j.reasons = format, r.data, jobPending, []string{"none"}
	s.tell()
	return answer{groups: goipp.Groups{{Tag: goipp.TagJobGroup, Attrs: s.accepted(j, r.uri)}}}
}

// documentFits reports whether the bytes begin as their format does; the
// whole is read when it is printed.
func documentFits(format string, data []byte) bool {
	if format == formatAny {
		return len(data) > 0
	}
	return bytes.HasPrefix(data, []byte("%PDF-"))
}

// jobOf finds the job that a request names by job-id or job-uri. The caller holds mu.
func (s *Simulator) jobOf(r *request) *job {
	id := num(r.msg.Operation, "job-id", 0)
	if uri := str(r.msg.Operation, "job-uri", ""); id == 0 && uri != "" {
		id, _ = strconv.Atoi(uri[strings.LastIndexByte(uri, '/')+1:])
	}
	for _, j := range s.jobs {
		if j.id == id {
			return j
		}
	}
	return nil
}

func (s *Simulator) getJob(r *request) answer {
	j := s.jobOf(r)
	if j == nil {
		return refuse(goipp.StatusErrorNotFound, "no such job")
	}
	attrs := wanted(s.jobAttributes(j, r.uri), strs(r.msg.Operation, "requested-attributes"))
	return answer{groups: goipp.Groups{{Tag: goipp.TagJobGroup, Attrs: attrs}}}
}

// getJobs lists jobs as RFC 8011 section 4.2.6 orders them: the waiting ones
// in the order they will be printed, the finished ones newest first.
func (s *Simulator) getJobs(r *request) answer {
	which := str(r.msg.Operation, "which-jobs", "not-completed")
	if which != "completed" && which != "not-completed" && which != "all" {
		return answer{status: goipp.StatusErrorAttributesOrValues, groups: goipp.Groups{{
			Tag: goipp.TagUnsupportedGroup, Attrs: goipp.Attributes{keywords("which-jobs", goipp.TagKeyword, which)},
		}}}
	}
	names := strs(r.msg.Operation, "requested-attributes")
	if names == nil {
		names = []string{"job-id", "job-uri"}
	}
	user := ""
	if flag(r.msg.Operation, "my-jobs") {
		user = str(r.msg.Operation, "requesting-user-name", "anonymous")
	}
	limit := num(r.msg.Operation, "limit", len(s.jobs))
	jobs := slices.Clone(s.jobs)
	if which == "completed" {
		slices.Reverse(jobs)
	}
	var a answer
	for _, j := range jobs {
		if user != "" && j.user != user || which == "completed" && !j.final() || which == "not-completed" && j.final() {
			continue
		}
		if len(a.groups) == limit {
			break
		}
		a.groups = append(a.groups, goipp.Group{Tag: goipp.TagJobGroup, Attrs: wanted(s.jobAttributes(j, r.uri), names)})
	}
	return a
}

func (s *Simulator) cancelJob(r *request) answer {
	j := s.jobOf(r)
	switch {
	case j == nil:
		return refuse(goipp.StatusErrorNotFound, "no such job")
	case j.final():
		return refuse(goipp.StatusErrorNotPossible, "the job is over")
	}
	s.finish(j, jobCanceled, "job-canceled-by-user", s.opts.Now())
	return answer{}
}
