package localapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/content"
)

// EventProgress is the event with a Progress.
const EventProgress = "print.progress"

// errField means that a form was filled in with what it has no room for.
var errField = errors.New("not a field of this form, or too long for it")

// Longest texts of a field whose form gives no limit.
const (
	maxField = 200
	maxArea  = 2000
)

// Progress is how far a print has come.
type Progress struct {
	Job     string   `json:"job"`
	Kind    string   `json:"kind" enum:"guide,form,test"`
	Item    string   `json:"item"`
	Title   string   `json:"title"`
	Copies  int      `json:"copies"`
	Pages   int      `json:"pages" doc:"sides of one copy"`
	Printed int      `json:"printed" doc:"sides that the printer reported, -1 where it does not tell"`
	State   string   `json:"state" enum:"queued,sent,printing,stopped,printed,canceled,failed,unknown"`
	Reasons []string `json:"reasons" doc:"IPP keywords such as media-empty"`
	Detail  string   `json:"detail"`
}

// PrintRequest is what a visitor wants on paper.
type PrintRequest struct {
	Visit  string
	Kind   string // "guide", "form"
	Item   string
	Title  string
	Lang   content.Lang
	Copies int
	Fields map[string]string // of a form
}

// NewPrint is the answer to a print that was taken on.
type NewPrint struct {
	Job Progress `json:"job"`
}

type inPrint struct {
	InVisit
	Body struct {
		Kind   string            `json:"kind" enum:"guide,form"`
		ID     string            `json:"id" minLength:"1" maxLength:"64"`
		Lang   content.Lang      `json:"lang" enum:"zh-CN,en"`
		Copies int               `json:"copies"`
		Fields map[string]string `json:"fields,omitempty" doc:"of a form: values by field id"`
	}
}

type inJob struct {
	InVisit
	Job string `path:"job" maxLength:"64"`
}

func (s *Server) printRoutes(api huma.API) {
	begin := answer(http.StatusAccepted, op(http.MethodPost, "/api/prints", "print", "Print a guide or a filled form"))
	begin.MaxBodyBytes = 64 << 10
	register(api, s, begin, s.print)
	register(api, s, op(http.MethodGet, "/api/prints/{job}", "getPrint", "How far a print has come"),
		func(_ context.Context, in *inJob) (*body[Progress], error) {
			p, ok := s.deps.Prints.Job(in.Job)
			if !ok || !s.deps.Visits.Owns(in.Job) {
				return nil, ErrNoJob
			}
			return &body[Progress]{p}, nil
		})
	register(api, s, op(http.MethodPost, "/api/prints/{job}/cancel", "cancelPrint", "Stop a print"),
		func(ctx context.Context, in *inJob) (*body[Progress], error) {
			return s.steer(ctx, in, s.deps.Prints.Cancel)
		})
	register(api, s, op(http.MethodPost, "/api/prints/{job}/continue", "continuePrint", "Go on after paper was refilled, or wait on"),
		func(ctx context.Context, in *inJob) (*body[Progress], error) {
			return s.steer(ctx, in, s.deps.Prints.Continue)
		})
}

// print takes a print on: limits first, so that a refused print costs nothing.
func (s *Server) print(ctx context.Context, in *inPrint) (*body[NewPrint], error) {
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return nil, err
	}
	r := PrintRequest{Kind: in.Body.Kind, Item: in.Body.ID, Lang: in.Body.Lang, Copies: in.Body.Copies, Fields: in.Body.Fields}
	if r.Title, err = titleOf(pack, r); err != nil {
		return nil, err
	}
	i, err := s.deps.Visits.TakePrint(in.Token, r.Copies)
	if err != nil {
		return nil, err
	}
	r.Visit = i.ID
	p, err := s.deps.Prints.Print(ctx, r)
	if err != nil {
		s.deps.Visits.GiveBackPrint(in.Token)
		return nil, err
	}
	if err := s.deps.Visits.OwnJob(in.Token, p.Job); err != nil {
		// The visit ended while the job was made; its wipe may have come too
		// early to see it.
		_, stop := s.deps.Prints.Cancel(ctx, p.Job)
		return nil, errors.Join(err, stop)
	}
	// What happened before the job was the visit's was not sent to the page.
	if now, ok := s.deps.Prints.Job(p.Job); ok {
		p = now
		s.deps.Events.Publish(EventProgress, p)
	}
	return &body[NewPrint]{NewPrint{Job: p}}, nil
}

func (s *Server) steer(ctx context.Context, in *inJob, do func(context.Context, string) (Progress, error)) (*body[Progress], error) {
	if err := s.deps.Visits.Touch(in.Token); err != nil {
		return nil, err
	}
	if !s.deps.Visits.Owns(in.Job) {
		return nil, ErrNoJob
	}
	p, err := do(ctx, in.Job)
	return &body[Progress]{p}, err
}

// titleOf finds what is to be printed and checks a form's values.
func titleOf(p *content.Pack, r PrintRequest) (string, error) {
	if r.Kind == "guide" {
		g := guideIn(p, r.Item, r.Lang)
		if g == nil {
			return "", ErrNoItem
		}
		if len(r.Fields) > 0 {
			return "", fmt.Errorf("cannot fill in a guide: %w", errField)
		}
		return g.Title, nil
	}
	f := p.Forms[r.Item]
	if f == nil {
		return "", ErrNoItem
	}
	room := map[string]int{}
	for _, part := range f.Parts {
		for _, field := range part.Fields {
			room[field.ID] = roomOf(field)
		}
	}
	for id, v := range r.Fields {
		most, ok := room[id]
		if !ok || utf8.RuneCountInString(v) > most || !utf8.ValidString(v) {
			return "", fmt.Errorf("cannot print form %s: %w", f.ID, errField)
		}
	}
	return f.Title.In(r.Lang), nil
}

func roomOf(f content.Field) int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Type == "area":
		return maxArea
	default:
		return maxField
	}
}
