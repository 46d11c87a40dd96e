package localapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"

	"lawkiosk/agent/meeting"
	"lawkiosk/content"
)

// maxFormBody is room for a form's values and a signature of 256 KiB in base64.
const maxFormBody = 424 << 10

// A look at a form costs a process that reads 20 MB of fonts: so many in a row, and
// then one every lookEvery.
const (
	looksAtOnce = 12
	lookEvery   = 2 * time.Second
)

// ErrSignature is wrapped where a signature on a form is no picture that a
// paper can bear.
var ErrSignature = errors.New("not a picture of a signature")

// errLooks means that forms were looked at too often.
var errLooks = errors.New("too many looks at a form")

// looks bounds how often forms are looked at.
type looks struct {
	often *rate.Limiter
	turn  chan struct{} // held while one is made
}

func newLooks() looks {
	return looks{often: rate.NewLimiter(rate.Every(lookEvery), looksAtOnce), turn: make(chan struct{}, 1)}
}

type inPreview struct {
	InVisit
	Body struct {
		ID        string            `json:"id" maxLength:"64" doc:"of the form"`
		Lang      content.Lang      `json:"lang,omitempty" enum:"zh-CN,en" doc:"the visit's where missing"`
		Fields    map[string]string `json:"fields,omitempty" doc:"values by field id"`
		Signature []byte            `json:"signature,omitempty" doc:"PNG of at most 256 KiB and 2000 x 1000 pixels"`
	}
}

// pdf is an answer that is a paper.
type pdf struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (s *Server) previewRoutes(api huma.API) {
	look := op(http.MethodPost, "/api/forms/preview", "previewForm", "A form's paper as it would be printed (PDF)")
	look.MaxBodyBytes = maxFormBody
	register(api, s, look, s.preview)
}

// preview makes a form's paper for the screen of the visit.
func (s *Server) preview(ctx context.Context, in *inPreview) (*pdf, error) {
	i, err := s.deps.Visits.Check(in.Token)
	if err != nil {
		return nil, err
	}
	r := PrintRequest{Visit: i.ID, Kind: "form", Item: in.Body.ID, Lang: in.Body.Lang, Copies: 1, Fields: in.Body.Fields, Signature: in.Body.Signature}
	if r.Lang == "" {
		r.Lang = content.Lang(i.Settings.Lang)
	}
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return nil, err
	}
	if r.Title, err = formTitle(pack, r); err != nil {
		return nil, err
	}
	if err := checkSignature(r); err != nil {
		return nil, err
	}
	if !s.looks.often.Allow() {
		return nil, errLooks
	}
	select {
	case s.looks.turn <- struct{}{}:
		defer func() { <-s.looks.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	paper, err := s.deps.Prints.Preview(ctx, r)
	if err != nil {
		return nil, err
	}
	// The visit may have ended meanwhile: whoever comes next sees nothing of it.
	if _, err := s.deps.Visits.Of(in.Token); err != nil {
		return nil, err
	}
	return &pdf{Type: "application/pdf", Body: paper}, nil
}

// checkSignature refuses what a form cannot bear before anything is rendered.
func checkSignature(r PrintRequest) error {
	if len(r.Signature) == 0 {
		return nil
	}
	if r.Kind != "form" {
		return fmt.Errorf("cannot sign a %s: %w", r.Kind, errField)
	}
	if err := meeting.CheckSignature(r.Signature); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// formWords are what people are told about signing and looking at forms.
func formWords() map[string]sentence {
	return map[string]sentence{
		"form.signature": {
			http.StatusUnprocessableEntity,
			both{"签名没有收到", "The signature did not arrive"},
			both{"签名没有成功，您填的内容都还在。请清除后再签一次，或者打印后用笔签。", "The signature did not work; what you wrote is still here. Please clear it and sign again, or print the form and sign it by hand."},
		},
		"form.looks": {
			http.StatusTooManyRequests,
			both{"看得太快了", "One moment, please"},
			both{"请等几秒再看打印样子，您填的内容都还在。也可以直接打印。", "Please wait a few seconds before you look again; what you wrote is still here. You can also print it now."},
		},
	}
}
