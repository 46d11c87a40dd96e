package printertest

import (
	"fmt"
	"slices"
	"time"

	"github.com/OpenPrinting/goipp"
)

const (
	oneSided  = "one-sided"
	mediaA4   = "iso_a4_210x297mm"
	mediaUS   = "na_letter_8.5x11in" // the default of many printers sold anywhere, so that a driver has to ask for A4
	formatPDF = "application/pdf"
	formatAny = "application/octet-stream"
	maxCopies = 99
)

var (
	sidesSupported  = []string{oneSided, "two-sided-long-edge", "two-sided-short-edge"}
	mediaSupported  = []string{mediaUS, mediaA4}
	formatSupported = []string{formatPDF, formatAny}
)

func keywords(name string, tag goipp.Tag, values ...string) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, v := range values {
		a.Values.Add(tag, goipp.String(v))
	}
	return a
}

func integer(name string, v int) goipp.Attribute {
	return goipp.MakeAttr(name, goipp.TagInteger, goipp.Integer(int32(v))) //nolint:gosec // small counters
}

func enum(name string, values ...int) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, v := range values {
		a.Values.Add(goipp.TagEnum, goipp.Integer(int32(v))) //nolint:gosec // small constants
	}
	return a
}

func boolean(name string, v bool) goipp.Attribute {
	return goipp.MakeAttr(name, goipp.TagBoolean, goipp.Boolean(v))
}

// timeOrNone is a time since the printer's start in seconds, no-value for the zero time.
func (s *Simulator) timeOrNone(name string, t time.Time) goipp.Attribute {
	if t.IsZero() {
		return goipp.MakeAttr(name, goipp.TagNoValue, goipp.Void{})
	}
	return integer(name, s.upTime(t))
}

// upTime is a printer-up-time: seconds since its start, beginning with 1.
func (s *Simulator) upTime(t time.Time) int { return 1 + int(t.Sub(s.started).Seconds()) }

// printerAttributes are all that Get-Printer-Attributes can answer. The caller holds mu.
func (s *Simulator) printerAttributes(uri string) goipp.Attributes {
	queued := 0
	for _, j := range s.jobs {
		if !j.final() {
			queued++
		}
	}
	security := "none"
	if s.opts.TLS != nil {
		security = "tls"
	}
	tray := fmt.Sprintf("type=sheetFeedAutoRemovableTray;mediafeed=297000;mediaxfeed=210000;maxcapacity=%d;level=%d;status=0;name=Tray 1;",
		s.opts.Capacity, s.sheets)
	toner := fmt.Sprintf("type=toner;maxcapacity=100;level=%d;class=supplyThatIsConsumed;unit=percent;colorantname=black;", s.toner)
	ready := keywords("media-ready", goipp.TagKeyword, mediaA4)
	if s.sheets == 0 {
		ready = goipp.MakeAttr("media-ready", goipp.TagNoValue, goipp.Void{})
	}
	ops := make([]int, 0, 8)
	for _, op := range operations() {
		ops = append(ops, int(op))
	}
	return goipp.Attributes{
		keywords("charset-configured", goipp.TagCharset, "utf-8"),
		keywords("charset-supported", goipp.TagCharset, "utf-8"),
		keywords("compression-supported", goipp.TagKeyword, "none"),
		integer("copies-default", 1),
		goipp.MakeAttr("copies-supported", goipp.TagRange, goipp.Range{Lower: 1, Upper: maxCopies}),
		keywords("document-format-default", goipp.TagMimeType, formatAny),
		keywords("document-format-supported", goipp.TagMimeType, formatSupported...),
		keywords("generated-natural-language-supported", goipp.TagLanguage, "en"),
		keywords("ipp-versions-supported", goipp.TagKeyword, "1.1", "2.0"),
		keywords("marker-colors", goipp.TagName, "#000000"),
		integer("marker-high-levels", 100),
		integer("marker-levels", s.toner),
		integer("marker-low-levels", lowToner),
		keywords("marker-names", goipp.TagName, "Black Toner"),
		keywords("marker-types", goipp.TagKeyword, "toner"),
		keywords("media-default", goipp.TagKeyword, mediaUS),
		ready,
		keywords("media-supported", goipp.TagKeyword, mediaSupported...),
		boolean("multiple-document-jobs-supported", false),
		keywords("natural-language-configured", goipp.TagLanguage, "en"),
		enum("operations-supported", ops...),
		keywords("pdl-override-supported", goipp.TagKeyword, "attempted"),
		keywords("printer-info", goipp.TagText, s.opts.Model),
		goipp.MakeAttr("printer-input-tray", goipp.TagString, goipp.Binary(tray)),
		boolean("printer-is-accepting-jobs", true),
		keywords("printer-location", goipp.TagText, ""),
		keywords("printer-make-and-model", goipp.TagText, s.opts.Model),
		keywords("printer-name", goipp.TagName, "virtual"),
		keywords("printer-serial-number", goipp.TagText, s.opts.Serial),
		enum("printer-state", s.state()),
		keywords("printer-state-message", goipp.TagText, ""),
		keywords("printer-state-reasons", goipp.TagKeyword, s.reasons()...),
		goipp.MakeAttr("printer-supply", goipp.TagString, goipp.Binary(toner)),
		keywords("printer-supply-description", goipp.TagText, "Black Toner"),
		integer("printer-up-time", s.upTime(s.opts.Now())),
		keywords("printer-uri-supported", goipp.TagURI, uri),
		integer("queued-job-count", queued),
		keywords("sides-default", goipp.TagKeyword, oneSided),
		keywords("sides-supported", goipp.TagKeyword, sidesSupported...),
		keywords("uri-authentication-supported", goipp.TagKeyword, "none"),
		keywords("uri-security-supported", goipp.TagKeyword, security),
	}
}

// jobAttributes are all that is told of a job. The caller holds mu.
func (s *Simulator) jobAttributes(j *job, uri string) goipp.Attributes {
	sheets := j.impressions
	if j.sides != oneSided && j.pages > 0 {
		perCopy := (j.pages + 1) / 2
		sheets = j.impressions/j.pages*perCopy + (j.impressions%j.pages+1)/2
	}
	return goipp.Attributes{
		integer("copies", j.copies),
		keywords("document-format", goipp.TagMimeType, j.format),
		integer("job-id", j.id),
		integer("job-impressions", j.total()),
		integer("job-impressions-completed", j.impressions),
		integer("job-media-sheets-completed", sheets),
		keywords("job-name", goipp.TagName, j.name),
		keywords("job-originating-user-name", goipp.TagName, j.user),
		integer("job-printer-up-time", s.upTime(s.opts.Now())),
		keywords("job-printer-uri", goipp.TagURI, uri),
		enum("job-state", j.state),
		keywords("job-state-reasons", goipp.TagKeyword, j.reasons...),
		keywords("job-uri", goipp.TagURI, fmt.Sprintf("%s/%d", uri, j.id)),
		keywords("media", goipp.TagKeyword, j.media),
		keywords("sides", goipp.TagKeyword, j.sides),
		s.timeOrNone("time-at-completed", j.completed),
		s.timeOrNone("time-at-creation", j.created),
		s.timeOrNone("time-at-processing", j.started),
	}
}

// wanted leaves the attributes that a request asked for; group names and no
// wish at all mean everything.
func wanted(all goipp.Attributes, names []string) goipp.Attributes {
	for _, n := range names {
		switch n {
		case "all", "printer-description", "job-description", "job-template", "printer-status", "job-status":
			return all
		}
	}
	if len(names) == 0 {
		return all
	}
	var some goipp.Attributes
	for _, a := range all {
		if slices.Contains(names, a.Name) {
			some.Add(a)
		}
	}
	return some
}
