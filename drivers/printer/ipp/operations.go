package ipp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

// abilities are what the printer says it can do; asked once per connection.
type abilities struct {
	media, sides []string
	most         int // copies of one job, 0 where it does not tell
}

const (
	mediaA4   = "iso_a4_210x297mm" // PWG 5101.1
	oneSided  = "one-sided"
	twoSided  = "two-sided-long-edge"
	listLimit = 200 // finished jobs that Find looks at
)

// wishes are the attributes of a poll; the first poll asks for more.
var (
	wishes = []string{
		"printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "printer-input-tray",
		"printer-supply", "printer-supply-description",
		"marker-levels", "marker-low-levels", "marker-names", "marker-types",
	}
	firstWishes = []string{
		"printer-make-and-model", "printer-serial-number", "media-supported", "sides-supported", "copies-supported",
	}
)

// request begins a request as RFC 8011 section 4.1.4 orders its attributes.
func (p *Printer) request(op goipp.Op, target ...goipp.Attribute) *goipp.Message {
	m := goipp.NewRequest(goipp.DefaultVersion, op, p.number.Add(1)&0x7fffffff)
	m.Operation = goipp.Attributes{
		keywords("attributes-charset", goipp.TagCharset, "utf-8"),
		keywords("attributes-natural-language", goipp.TagLanguage, "en"),
		keywords("printer-uri", goipp.TagURI, p.uri),
	}
	m.Operation = append(m.Operation, target...)
	m.Operation.Add(keywords("requesting-user-name", goipp.TagName, p.opts.User))
	return m
}

// query sends a request that has no lasting effect when sent twice. An error
// of the connection wraps drivers.ErrOffline, an IPP error is a *failure.
func (p *Printer) query(ctx context.Context, m *goipp.Message) (*goipp.Message, error) {
	answer, err := p.link.exchange(ctx, p.target, m, nil)
	switch {
	case err == nil:
		return answer, failed(answer)
	case ctx.Err() != nil:
		return nil, err
	case errors.Is(err, errNotSent), errors.Is(err, errNoReply):
		return nil, fmt.Errorf("%w: %w", drivers.ErrOffline, err)
	default:
		return nil, err
	}
}

// failure is an answer with an error status.
type failure struct {
	status goipp.Status
	text   string
	format bool // the document's format is among what it does not support
}

func (f *failure) Error() string {
	s := "the printer answers " + f.status.String()
	if f.text != "" {
		s += " (" + f.text + ")"
	}
	return s
}

// failed is a *failure if the answer is not one of the successful-ok ones.
func failed(m *goipp.Message) error {
	if m.Code < 0x0100 {
		return nil
	}
	format := slices.ContainsFunc(group(m, goipp.TagUnsupportedGroup), func(a goipp.Attribute) bool {
		return a.Name == "document-format"
	})
	return &failure{goipp.Status(m.Code), text(group(m, goipp.TagOperationGroup), "status-message"), format}
}

func isStatus(err error, codes ...goipp.Status) bool {
	var f *failure
	return errors.As(err, &f) && slices.Contains(codes, f.status)
}

// ask polls the printer.
func (p *Printer) ask(ctx context.Context) (drivers.Status, error) {
	p.mu.Lock()
	first := p.can == nil
	p.mu.Unlock()
	names := wishes
	if first {
		names = slices.Concat(wishes, firstWishes)
	}
	m := p.request(goipp.OpGetPrinterAttributes)
	m.Operation.Add(keywords("requested-attributes", goipp.TagKeyword, names...))
	answer, err := p.query(ctx, m)
	if err != nil {
		p.mu.Lock()
		p.can = nil // it may come back as another printer
		p.mu.Unlock()
		return drivers.Status{}, fmt.Errorf("cannot ask the printer: %w", err)
	}
	attrs := group(answer, goipp.TagPrinterGroup)
	if first {
		p.meet(attrs)
	}
	return status(attrs), nil
}

// meet keeps what the printer is and can do.
func (p *Printer) meet(attrs goipp.Attributes) {
	can := &abilities{media: texts(attrs, "media-supported"), sides: texts(attrs, "sides-supported")}
	for _, v := range values(attrs, "copies-supported") {
		if r, ok := v.(goipp.Range); ok {
			can.most = r.Upper
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.can = can
	p.info.Model, p.info.Serial = text(attrs, "printer-make-and-model"), text(attrs, "printer-serial-number")
}

// Submit prints a document with Print-Job (RFC 8011 section 4.2.1). Errors
// are as the interface says; one wrapping drivers.ErrOffline means that the
// printer was not reached, a *printer.Refusal that it did not want the document.
func (p *Printer) Submit(ctx context.Context, d printer.Document) (printer.Ref, error) {
	m, err := p.ticket(ctx, d)
	if err != nil {
		return "", fmt.Errorf("cannot print: %w", err)
	}
	defer p.wake()
	answer, err := p.link.exchange(ctx, p.target, m, d.Open)
	var web *httpError
	switch {
	case errors.As(err, &web):
		if web.code >= 500 && web.code != 503 {
			return "", fmt.Errorf("cannot print: %w: %w", printer.ErrUnsure, err)
		}
		return "", fmt.Errorf("cannot print: %w", &printer.Refusal{Reason: fmt.Sprintf("http-%d", web.code), Text: web.Error(), Later: web.code == 503})
	case errors.Is(err, errNoReply), errors.Is(err, errGarbled):
		return "", fmt.Errorf("cannot print for certain: %w: %w", printer.ErrUnsure, err)
	case errors.Is(err, errNotSent) && ctx.Err() == nil:
		return "", fmt.Errorf("cannot print: %w: %w", drivers.ErrOffline, err)
	case err != nil:
		return "", fmt.Errorf("cannot print: %w", err)
	}
	if err := failed(answer); err != nil {
		return "", fmt.Errorf("cannot print: %w", refusal(err))
	}
	id := integer(group(answer, goipp.TagJobGroup), "job-id", 0)
	if id <= 0 {
		return "", fmt.Errorf("cannot print for certain: %w: it names no job", printer.ErrUnsure)
	}
	return printer.Ref(strconv.Itoa(id)), nil
}

// ticket makes the Print-Job request.
func (p *Printer) ticket(ctx context.Context, d printer.Document) (*goipp.Message, error) {
	if d.Name == "" || len(d.Name) > maxName || d.Copies < 1 || d.Format == "" || d.Open == nil {
		return nil, fmt.Errorf("a document needs a name of 1 to %d bytes, a format, 1 or more copies and Open", maxName)
	}
	can, err := p.abilities(ctx)
	if err != nil {
		return nil, err
	}
	if can.most > 0 && d.Copies > can.most {
		// Left to the printer this would quietly become one copy (RFC 8011 section 4.1.7).
		return nil, &printer.Refusal{Reason: "copies-not-supported", Text: fmt.Sprintf("at most %d copies", can.most)}
	}
	m := p.request(goipp.OpPrintJob)
	m.Operation.Add(keywords("job-name", goipp.TagName, d.Name))
	m.Operation.Add(keywords("document-format", goipp.TagMimeType, d.Format))
	m.Job.Add(goipp.MakeAttr("copies", goipp.TagInteger, goipp.Integer(d.Copies)))
	if slices.Contains(can.media, mediaA4) {
		m.Job.Add(keywords("media", goipp.TagKeyword, mediaA4)) // many printers' default is Letter
	}
	sides := oneSided
	if d.Duplex {
		sides = twoSided
	}
	if slices.Contains(can.sides, sides) {
		m.Job.Add(keywords("sides", goipp.TagKeyword, sides))
	}
	return m, nil
}

// abilities are asked for if no poll has told them yet.
func (p *Printer) abilities(ctx context.Context) (*abilities, error) {
	for {
		p.mu.Lock()
		can := p.can
		p.mu.Unlock()
		if can != nil {
			return can, nil
		}
		if _, err := p.ask(ctx); err != nil {
			return nil, err
		}
	}
}

// refusal makes an IPP error of a submission one of the class. All errors but
// these of the moment mean that the same document will be refused again.
func refusal(err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	status := f.status
	if f.format && status == goipp.StatusErrorAttributesOrValues {
		status = goipp.StatusErrorDocumentFormatNotSupported // the other way to say it (RFC 8011 section 4.1.7)
	}
	name := status.String()
	for _, prefix := range []string{"client-error-", "server-error-"} {
		if stem, ok := strings.CutPrefix(name, prefix); ok {
			name = stem
		}
	}
	later := isStatus(err, goipp.StatusErrorBusy, goipp.StatusErrorTemporary, goipp.StatusErrorServiceUnavailable,
		goipp.StatusErrorNotAcceptingJobs, goipp.StatusErrorTooManyJobs, goipp.StatusErrorDevice, goipp.StatusErrorTimeout)
	return &printer.Refusal{Reason: name, Text: f.text, Later: later}
}
