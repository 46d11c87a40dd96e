package localapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/card"
	"lawkiosk/agent/drafts"
	"lawkiosk/agent/feedback"
	"lawkiosk/agent/reception"
	"lawkiosk/agent/visit"
	"lawkiosk/agent/voice"
	"lawkiosk/content/plan"
)

// Errors that the implementations of Deps wrap, so that the visitor gets the
// right sentence.
var (
	ErrNoContent  = errors.New("no content pack is in use")
	ErrNoItem     = errors.New("the content has no such guide or form")
	ErrNoJob      = errors.New("no such print job")
	ErrNoPrinter  = errors.New("the kiosk has no printer")
	ErrRender     = errors.New("the document could not be made")
	ErrPrintsFull = errors.New("too many prints are waiting")
)

// Problem is an error as RFC 9457 says. Detail is a sentence for the person in
// front of the screen.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail" doc:"a sentence for people in the language asked for"`
	Code   string `json:"code" doc:"a stable name, such as visit.over"`
}

// Error gives the code; Problem is an error so that handlers can return it.
func (p *Problem) Error() string { return p.Code }

// GetStatus gives the HTTP status to huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// problem makes the problem of a code in a language.
func problem(code, lang string) *Problem {
	w, ok := words()[code]
	if !ok {
		code, w = "internal", words()["internal"]
	}
	p := &Problem{Title: w.title.zh, Status: w.status, Detail: w.detail.zh, Code: code}
	if lang == visit.English {
		p.Title, p.Detail = w.title.en, w.detail.en
	}
	return p
}

// codeOf finds the code of an error of any part of the kiosk.
func codeOf(err error) string {
	for _, k := range []struct {
		err  error
		code string
	}{
		{visit.ErrOver, "visit.over"},
		{visit.ErrCopies, "print.copies"},
		{visit.ErrPrints, "print.limit"},
		{visit.ErrLang, "request.bad"},
		{reception.ErrNoVisit, "visit.none"},
		{card.ErrConsent, "card.consent"},
		{card.ErrBusy, "card.busy"},
		{card.ErrNoReader, "card.offline"},
		{card.ErrNoCard, "card.none"},
		{ErrNoContent, "content.none"},
		{ErrNoItem, "item.none"},
		{ErrNoJob, "job.none"},
		{ErrNoPrinter, "print.none"},
		{ErrRender, "print.render"},
		{ErrPrintsFull, "print.full"},
		{errField, "form.field"},
		{ErrSignature, "form.signature"},
		{errLooks, "form.looks"},
		{drafts.ErrUnknown, "draft.unknown"},
		{drafts.ErrTries, "draft.tries"},
		{drafts.ErrFull, "draft.full"},
		{drafts.ErrDamaged, "draft.damaged"},
		{drafts.ErrLarge, "request.large"},
		{voice.ErrNone, "voice.none"},
		{voice.ErrTooLong, "voice.failed"},
		{voice.ErrDamaged, "voice.failed"},
		{errVoice, "voice.failed"},
		{feedback.ErrClosed, "opinion.closed"},
		{feedback.ErrGiven, "opinion.given"},
		{feedback.ErrBad, "opinion.bad"},
		{feedback.ErrEmpty, "opinion.empty"},
		{feedback.ErrNoKey, "opinion.key"},
		{feedback.ErrRated, "rating.done"},
		{plan.ErrNone, "item.none"},
		{plan.ErrAnswer, "plan.answer"},
		{plan.ErrUnanswered, "plan.unanswered"},
	} {
		if errors.Is(err, k.err) {
			return k.code
		}
	}
	if code := meetingCode(err); code != "" {
		return code
	}
	return "internal"
}

// statusCode is the code of an error that huma itself answers with.
func statusCode(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "request.large"
	case http.StatusNotFound:
		return "path.none"
	case http.StatusInternalServerError:
		return "internal"
	default:
		return "request.bad"
	}
}

// localise replaces huma's own error document by a Problem in the language of
// the request; handlers' problems get their language here too.
func localise(ctx huma.Context, _ string, v any) (any, error) {
	lang := langOf(ctx.Header("Accept-Language"))
	switch e := v.(type) {
	case *huma.ErrorModel:
		p := problem(statusCode(e.Status), lang)
		p.Status = e.Status // a finer one of the same kind
		return p, nil
	case *Problem:
		return problem(e.Code, lang), nil
	default:
		return v, nil
	}
}

// register adds an operation whose errors become problems.
func register[I, O any](api huma.API, s *Server, op huma.Operation, h func(context.Context, *I) (*O, error)) {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	op.Responses = map[string]*huma.Response{"default": {
		Description: "Error",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
	}}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = 4 << 10
	}
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err == nil {
			return out, nil
		}
		code := codeOf(err)
		if code == "internal" && ctx.Err() == nil {
			s.deps.Log.Error("a request failed", "operation", op.OperationID, "err", err)
		}
		return nil, problem(code, visit.Chinese)
	})
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the page is gone if this fails
}

// langOf takes the first language of an Accept-Language header; all but
// English is Chinese.
func langOf(accept string) string {
	first, _, _ := strings.Cut(accept, ",")
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(first)), "en") {
		return visit.English
	}
	return visit.Chinese
}
