package httpapi

import (
	"context"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/vault"
	"lawkiosk/fleet/wire"
)

// textsListed bounds how many free texts one answer opens.
const textsListed = 1000

// OpinionDoc is a draft of rules and what citizens answered.
type OpinionDoc struct {
	ID        string          `json:"id"`
	Title     TextDoc         `json:"title"`
	By        TextDoc         `json:"by"`
	From      string          `json:"from"`
	Until     string          `json:"until"`
	State     string          `json:"state" enum:"coming,open,closed,answered,gone" doc:"gone: the content in use does not have it any more"`
	Sample    bool            `json:"sample"`
	N         int             `json:"n"`
	Texts     int             `json:"texts" doc:"how many wrote something"`
	Last      string          `json:"last" doc:"day of the newest, empty: none"`
	Questions []OpinionAskDoc `json:"questions" nullable:"false"`
	Regions   []RegionCount   `json:"regions" nullable:"false"`
}

// OpinionAskDoc is a question with how often each answer was chosen.
type OpinionAskDoc struct {
	ID      string        `json:"id"`
	Ask     TextDoc       `json:"ask"`
	Answers []AnswerCount `json:"answers" nullable:"false"`
	N       int           `json:"n"`
}

// AnswerCount is an answer and how often it was chosen.
type AnswerCount struct {
	Say TextDoc `json:"say"`
	N   int     `json:"n"`
}

// RegionCount is how many came from a county.
type RegionCount struct {
	Code string  `json:"code"`
	Name TextDoc `json:"name"`
	N    int     `json:"n"`
}

// OpinionTextDoc is a free text, opened.
type OpinionTextDoc struct {
	Number  string         `json:"number" doc:"of the receipt"`
	Day     string         `json:"day"`
	Region  TextDoc        `json:"region"`
	Answers map[string]int `json:"answers" nullable:"false" doc:"places from 1, by question"`
	Text    string         `json:"text" doc:"empty where it does not open"`
	Opened  bool           `json:"opened" doc:"false: it was sealed for a key that this fleet does not have"`
}

type opinionQuery struct {
	ID string `path:"id" maxLength:"64"`
}

func (a *API) opinionRoutes() {
	handle(a, route{method: "GET", path: wire.PathSealKey, id: "kiosk-seal-key", summary: "The key that free texts are sealed for", who: kioskDoor, tag: kioskTag},
		func(ctx context.Context, _ *struct{}) (*body[wire.SealKey], error) {
			if a.deps.Cipher == nil {
				return nil, problem(ctx, codeNotFound)
			}
			return &body[wire.SealKey]{wire.SealKey{Name: a.deps.Cipher.Name(), Key: a.deps.Cipher.Recipient()}}, nil
		})
	handle(a, route{method: "GET", path: "/api/opinions", id: "list-opinions", summary: "Drafts of rules and how often each answer was chosen", who: fleet.SeeCivic, tag: "civic"},
		func(ctx context.Context, _ *struct{}) (*body[[]OpinionDoc], error) {
			counts, err := a.deps.Store.Opinions(ctx)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			return &body[[]OpinionDoc]{a.opinionDocs(counts)}, nil
		})
	handle(a, route{method: "GET", path: "/api/opinions/{id}/texts", id: "list-opinion-texts", summary: "What citizens wrote on a draft; written to the audit", who: fleet.ReadOpinions, tag: "civic"},
		func(ctx context.Context, in *opinionQuery) (*body[[]OpinionTextDoc], error) {
			if err := a.audit(ctx, sessionOf(ctx).User, "opinions.read", in.ID, ""); err != nil {
				return nil, err
			}
			texts, err := a.deps.Store.OpinionTexts(ctx, in.ID, textsListed)
			if err != nil {
				return nil, a.fault(ctx, err)
			}
			out := []OpinionTextDoc{}
			for _, t := range texts {
				out = append(out, a.opened(ctx, t))
			}
			return &body[[]OpinionTextDoc]{out}, nil
		})
}

func (a *API) opened(ctx context.Context, t fleet.OpinionText) OpinionTextDoc {
	doc := OpinionTextDoc{Number: t.Number, Day: t.Day, Region: textDoc(a.places.region(t.Region).Name), Answers: t.Answers}
	if doc.Answers == nil {
		doc.Answers = map[string]int{}
	}
	if a.deps.Cipher == nil {
		return doc
	}
	plain, err := vault.OpenBytes(a.deps.Cipher, wire.SealLabel(t.Number), t.Sealed)
	if err != nil {
		a.deps.Log.WarnContext(ctx, "an opinion's text does not open", "error", err)
		return doc
	}
	doc.Text, doc.Opened = string(plain), true
	return doc
}

// opinionDocs joins the drafts of the content in use with what came; drafts
// that the content does not have any more are told by their id.
func (a *API) opinionDocs(counts []fleet.OpinionCount) []OpinionDoc {
	came := map[string]fleet.OpinionCount{}
	for _, c := range counts {
		came[c.Opinion] = c
	}
	out := []OpinionDoc{}
	pack := a.deps.Content()
	for i := range pack.Opinions {
		o := &pack.Opinions[i]
		out = append(out, a.opinionDoc(o, came[o.ID], stateOf(o, fleet.Day(a.deps.Now()))))
		delete(came, o.ID)
	}
	for _, c := range counts {
		if _, left := came[c.Opinion]; left {
			name := content.Text{ZH: c.Opinion, EN: c.Opinion}
			out = append(out, a.opinionDoc(&content.Opinion{ID: c.Opinion, Title: name}, c, "gone"))
		}
	}
	return out
}

func stateOf(o *content.Opinion, day string) string {
	switch {
	case o.Feedback.ZH != "":
		return "answered"
	case o.Open(day):
		return "open"
	case day < o.From:
		return "coming"
	}
	return "closed"
}

func (a *API) opinionDoc(o *content.Opinion, c fleet.OpinionCount, state string) OpinionDoc {
	doc := OpinionDoc{
		ID: o.ID, Title: textDoc(o.Title), By: textDoc(o.By), From: o.From, Until: o.Until, State: state, Sample: o.Sample,
		N: c.N, Texts: c.Texts, Last: c.Last, Questions: []OpinionAskDoc{}, Regions: []RegionCount{},
	}
	for _, q := range o.Questions {
		ask := OpinionAskDoc{ID: q.ID, Ask: textDoc(q.Ask), Answers: []AnswerCount{}}
		for i, say := range q.Answers {
			n := c.Answers[q.ID][i+1]
			ask.Answers = append(ask.Answers, AnswerCount{Say: textDoc(say), N: n})
			ask.N += n
		}
		doc.Questions = append(doc.Questions, ask)
	}
	known := map[string]bool{}
	add := func(code string) {
		if n := c.ByRegion[code]; n > 0 && !known[code] {
			known[code] = true
			doc.Regions = append(doc.Regions, RegionCount{Code: code, Name: textDoc(a.places.region(code).Name), N: n})
		}
	}
	for _, r := range a.places.regions() { // in their own order
		add(r.Code)
	}
	for code := range c.ByRegion {
		add(code)
	}
	return doc
}
