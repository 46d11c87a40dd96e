package localapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/visit"
	"lawkiosk/content"
	"lawkiosk/fleet/wire"
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
	Kind    string   `json:"kind" enum:"guide,form,test,summary,sign,record,receipt,draft,service,opinion,plan"`
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
	Kind   string // "guide", "form", "summary", "sign", "record", "receipt", "draft", "service", "opinion", "plan"
	Item   string
	Title  string
	Lang   content.Lang
	Copies int
	Fields map[string]string // of a form

	Paper     *wire.Paper   // of a summary or a text to sign
	Signature []byte        // PNG on a signed text or a form, nil where it is to be signed by hand
	Call      *wire.Call    // of a record
	Receipt   *wire.Receipt // of a receipt
	Ticket    *Ticket       // of a draft
	Plan      *PaperPlan    // of a plan

	Service *content.Service // item of the service list
	Opinion *content.Opinion // of the receipt of an opinion
	Number  string           // of that receipt
}

// NewPrint is the answer to a print that was taken on.
type NewPrint struct {
	Job Progress `json:"job"`
}

type inPrint struct {
	InVisit
	Body struct {
		Kind      string            `json:"kind" enum:"guide,form,record,receipt,draft,service,opinion,plan"`
		ID        string            `json:"id,omitempty" maxLength:"64" doc:"guide or form; number of a receipt that was asked for, else the call's own; code of a draft; service item; draft of rules of this visit's opinion"`
		Lang      content.Lang      `json:"lang,omitempty" enum:"zh-CN,en" doc:"the visit's where missing"`
		Copies    int               `json:"copies,omitempty" doc:"1 where missing for a record or a receipt"`
		Fields    map[string]string `json:"fields,omitempty" doc:"of a form: values by field id"`
		Signature []byte            `json:"signature,omitempty" doc:"on a form: PNG of at most 256 KiB and 2000 x 1000 pixels"`
		Plan      *inPlan           `json:"plan,omitempty" doc:"of a plan: what it is made from"`
	}
}

type inJob struct {
	InVisit
	Job string `path:"job" maxLength:"64"`
}

func (s *Server) printRoutes(api huma.API) {
	begin := answer(http.StatusAccepted, op(http.MethodPost, "/api/prints", "print", "Print a guide or a filled form"))
	begin.MaxBodyBytes = maxFormBody
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

// print takes a print on.
func (s *Server) print(ctx context.Context, in *inPrint) (*body[NewPrint], error) {
	r := PrintRequest{Kind: in.Body.Kind, Item: in.Body.ID, Lang: in.Body.Lang, Copies: in.Body.Copies, Fields: in.Body.Fields, Signature: in.Body.Signature}
	i, err := s.deps.Visits.Of(in.Token)
	if err == nil && r.Lang == "" {
		r.Lang = content.Lang(i.Settings.Lang)
	}
	if err == nil && (r.Kind == "record" || r.Kind == "receipt") {
		err = s.ofMeeting(i.ID, &r)
	}
	if err == nil && r.Kind == "draft" {
		err = s.ofDraft(&r)
	}
	if err == nil {
		err = checkSignature(r)
	}
	if err == nil && (r.Kind == "service" || r.Kind == "opinion") {
		err = s.ofCivic(ctx, i.ID, &r)
	}
	if err == nil && r.Kind == "plan" {
		err = s.ofPlan(ctx, in.Body.Plan, &r)
	}
	if err != nil {
		return nil, err
	}
	p, err := s.submit(ctx, in.Token, r, func(string) {})
	if err != nil {
		return nil, err
	}
	return &body[NewPrint]{NewPrint{Job: p}}, nil
}

// ofMeeting finds the record or the receipt that is to be printed.
func (s *Server) ofMeeting(visit string, r *PrintRequest) error {
	if r.Copies == 0 {
		r.Copies = 1
	}
	r.Call = s.deps.Meetings.Current(visit)
	if r.Kind == "record" {
		if r.Call == nil || r.Call.Record == nil {
			return ErrNoItem
		}
		return nil
	}
	receipt, err := s.deps.Meetings.Seen(visit, r.Item)
	r.Receipt, r.Item = &receipt, "" // its number stands in no record of the kiosk
	return err
}

// submit has a paper printed in the visit of a token: limits first, so that a
// refused print costs nothing. known is told the job's name before any of its
// progress is sent to the page.
func (s *Server) submit(ctx context.Context, token string, r PrintRequest, known func(job string)) (Progress, error) {
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return Progress{}, err
	}
	if r.Title, err = titleOf(pack, r); err != nil {
		return Progress{}, err
	}
	i, err := s.deps.Visits.TakePrint(token, r.Copies)
	if err != nil {
		return Progress{}, err
	}
	r.Visit = i.ID
	p, err := s.deps.Prints.Print(ctx, r)
	if err != nil {
		s.deps.Visits.GiveBackPrint(token)
		return Progress{}, err
	}
	known(p.Job)
	if err := s.deps.Visits.OwnJob(token, p.Job); err != nil {
		// The visit ended while the job was made; its wipe may have come too
		// early to see it.
		_, stop := s.deps.Prints.Cancel(ctx, p.Job)
		return Progress{}, errors.Join(err, stop)
	}
	// What happened before the job was the visit's was not sent to the page.
	if now, ok := s.deps.Prints.Job(p.Job); ok {
		p = now
		s.deps.Events.Publish(EventProgress, p)
	}
	return p, nil
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
	switch r.Kind {
	case "service":
		return r.Service.Name.In(r.Lang), nil
	case "summary", "sign", "record", "receipt", "draft", "opinion", "plan":
		return paperTitle(r.Kind, string(r.Lang)), nil
	case "guide":
		g := guideIn(p, r.Item, r.Lang)
		if g == nil {
			return "", ErrNoItem
		}
		if len(r.Fields) > 0 {
			return "", fmt.Errorf("cannot fill in a guide: %w", errField)
		}
		return g.Title, nil
	}
	return formTitle(p, r)
}

func formTitle(p *content.Pack, r PrintRequest) (string, error) {
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

// paperTitle names a paper of a meeting for the screen. The lawyer's own title
// may tell of somebody and is on the paper only.
func paperTitle(kind, lang string) string {
	t := map[string]both{
		"summary": {"律师写的要点", "The lawyer's notes for you"},
		"sign":    {"签名的文件", "The paper to sign"},
		"record":  {"视频咨询记录", "Record of the video consultation"},
		"receipt": {"回执", "Receipt"},
		"draft":   {"没填完的表的号码", "Number of your unfinished form"},
		"opinion": {"意见回执", "Receipt of your opinion"},
		"plan":    {"办事计划", "Your plan"},
	}[kind]
	if lang == visit.English {
		return t.en
	}
	return t.zh
}
