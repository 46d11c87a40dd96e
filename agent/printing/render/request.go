package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"lawkiosk/content"
)

// Limits of one request, in bytes. Both sides check them.
const (
	MaxRequestBytes = 1 << 20
	MaxPaperBytes   = 32 << 20
)

// Kind says what a Request asks for.
type Kind string

// The kinds of papers.
const (
	KindGuide Kind = "guide"
	KindForm  Kind = "form"
	KindTest  Kind = "test"
	KindSheet Kind = "sheet"
)

// Request asks for one paper. It may hold personal data (Values, Signature, Sheet) and travels
// by the child's standard input only.
type Request struct {
	Kind    Kind              `json:"kind"`
	Guide   *content.Guide    `json:"guide,omitempty"`
	Form    *content.Form     `json:"form,omitempty"`
	Values  map[string]string `json:"values,omitempty"`
	Sheet   *Sheet            `json:"sheet,omitempty"`
	Options Options           `json:"options"`

	Signature []byte `json:"signature,omitempty"` // of a form: PNG
}

// Paper is a finished paper.
type Paper struct {
	PDF   []byte
	Pages int // sides of one copy
}

// Renderer makes papers. Child and Local are the two there are.
type Renderer interface {
	Render(ctx context.Context, r Request) (Paper, error)
}

// Local renders in the calling process, for tests and tools.
type Local struct {
	Fonts Fonts
}

// Render makes a paper.
func (l Local) Render(_ context.Context, r Request) (Paper, error) {
	r.Options.Fonts = l.Fonts
	var b bytes.Buffer
	var pages int
	var err error
	switch {
	case r.Kind == KindGuide && r.Guide != nil:
		pages, err = Guide(&b, r.Guide, r.Options)
	case r.Kind == KindForm && r.Form != nil:
		pages, err = SignedForm(&b, r.Form, r.Values, r.Signature, r.Options)
	case r.Kind == KindTest:
		pages, err = TestPage(&b, r.Options)
	case r.Kind == KindSheet && r.Sheet != nil:
		pages, err = WriteSheet(&b, r.Sheet, r.Options)
	default:
		err = fmt.Errorf("cannot render: a request of kind %q is not whole", r.Kind)
	}
	if err != nil {
		return Paper{}, err
	}
	return Paper{PDF: b.Bytes(), Pages: pages}, nil
}

// head is the line before the PDF in the child's answer.
type head struct {
	Pages int `json:"pages"`
	Bytes int `json:"bytes"`
}

var errRequest = errors.New("cannot read the request: it is not a whole JSON document of at most 1 MiB")

// Main is the child process "kioskd render": it reads one Request as JSON from
// stdin and writes a line {"pages":n,"bytes":n} and the PDF to stdout. Its
// error is a sentence for stderr that holds nothing of the request's values;
// the caller prints it and exits with 1.
func Main(stdin io.Reader, stdout io.Writer) error {
	raw, err := io.ReadAll(io.LimitReader(stdin, MaxRequestBytes+1))
	if err != nil || len(raw) > MaxRequestBytes {
		return errRequest
	}
	var r Request
	if err := json.Unmarshal(raw, &r); err != nil {
		return errRequest // the decoder's own words may quote values
	}
	f, err := BuiltinFonts()
	if err != nil {
		return err
	}
	p, err := Local{Fonts: f}.Render(context.Background(), r)
	if err != nil {
		return err
	}
	line, err := json.Marshal(head{Pages: p.Pages, Bytes: len(p.PDF)})
	if err != nil {
		return fmt.Errorf("cannot answer: %w", err)
	}
	if _, err := stdout.Write(append(append(line, '\n'), p.PDF...)); err != nil {
		return fmt.Errorf("cannot answer: %w", err)
	}
	return nil
}

// readAnswer takes the child's answer apart.
func readAnswer(raw []byte) (Paper, error) {
	line, pdf, found := bytes.Cut(raw, []byte("\n"))
	var h head
	if !found || len(line) > 200 || json.Unmarshal(line, &h) != nil {
		return Paper{}, errors.New("cannot read the renderer's answer: its first line is not a page count")
	}
	if h.Bytes != len(pdf) || h.Pages < 1 || h.Pages > MaxPages || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return Paper{}, errors.New("cannot read the renderer's answer: it is not the whole paper it announces")
	}
	return Paper{PDF: pdf, Pages: h.Pages}, nil
}
