package localapi

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/feedback"
	"lawkiosk/content"
	"lawkiosk/fleet/wire"
)

// Feedback is what the server needs of what citizens say; *feedback.Desk is one.
type Feedback interface {
	Give(visit string, s feedback.Said) (number string, err error)
	Given(visit string) map[string]string
	CanSeal() bool
	Rate(visit string, r wire.ServiceRated) error
	Later(visit string, of wire.ServiceRated) (ticket string, err error)
	RateLate(ticket string, grade int, tags []string) error
	NoRating(visit string)
	Rated(visit string) bool
}

// OpinionState is what the page has to know before it asks.
type OpinionState struct {
	Writing bool              `json:"writing" doc:"a free text can be taken: the fleet's key is known"`
	Given   map[string]string `json:"given" doc:"receipts of this visit by draft: one opinion each"`
}

// OpinionReceipt is what a citizen takes along.
type OpinionReceipt struct {
	Number string    `json:"number" doc:"12 digits, the last a check digit"`
	At     time.Time `json:"at"`
}

type inOpinion struct {
	InVisit
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Answers map[string]int `json:"answers" maxProperties:"32" doc:"places of the chosen answers, from 1, by question"`
		Text    string         `json:"text,omitempty" doc:"at most 1,000 characters; sealed at once"`
	}
}

type inRating struct {
	InVisit
	Body struct {
		Service string   `json:"service" enum:"guide,form,plan,service,opinion,visit"`
		Item    string   `json:"item,omitempty" maxLength:"64"`
		Grade   int      `json:"grade" minimum:"1" maximum:"5"`
		Tags    []string `json:"tags,omitempty" maxItems:"8"`
	}
}

type inLater struct {
	InVisit
	Body struct {
		Service string `json:"service" enum:"guide,form,plan,service,opinion,visit"`
		Item    string `json:"item,omitempty" maxLength:"64"`
	}
}

type inLate struct {
	Body struct {
		Ticket string   `json:"ticket" maxLength:"64"`
		Grade  int      `json:"grade" minimum:"1" maximum:"5"`
		Tags   []string `json:"tags,omitempty" maxItems:"8"`
	}
}

// RatingTicket lets somebody rate who has ended the visit.
type RatingTicket struct {
	Ticket string `json:"ticket"`
}

func (s *Server) civicRoutes(api huma.API) {
	register(api, s, op(http.MethodGet, "/api/opinions", "getOpinionState", "Which drafts this visit spoke of, and whether one can write"),
		func(_ context.Context, in *InVisit) (*body[OpinionState], error) {
			i, err := s.currentFor(in.Token)
			if err != nil {
				return nil, err
			}
			return &body[OpinionState]{OpinionState{Writing: s.deps.Feedback.CanSeal(), Given: s.deps.Feedback.Given(i.ID)}}, nil
		})
	give := answer(http.StatusCreated, op(http.MethodPost, "/api/opinions/{id}", "giveOpinion", "Give an opinion on a draft of rules"))
	give.MaxBodyBytes = 16 << 10
	register(api, s, give, s.giveOpinion)
	register(api, s, op(http.MethodPost, "/api/rating", "rateService", "Rate the service: five grades, voluntary, once for each visit"),
		func(ctx context.Context, in *inRating) (*none, error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			if !goodTags(in.Body.Tags) {
				return nil, feedback.ErrBad
			}
			r, err := s.rated(ctx, in.Body.Service, in.Body.Item)
			if err != nil {
				return nil, err
			}
			r.Grade, r.Tags = in.Body.Grade, in.Body.Tags
			return nil, s.deps.Feedback.Rate(i.ID, r)
		})
	register(api, s, op(http.MethodPost, "/api/rating/later", "rateLater", "A ticket to rate with after the visit, which is about to end"),
		func(ctx context.Context, in *inLater) (*body[RatingTicket], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			of, err := s.rated(ctx, in.Body.Service, in.Body.Item)
			if err != nil {
				return nil, err
			}
			ticket, err := s.deps.Feedback.Later(i.ID, of)
			return &body[RatingTicket]{RatingTicket{ticket}}, err
		})
	register(api, s, op(http.MethodPost, "/api/rating/late", "rateLate", "Rate with a ticket, once and soon; no visit is needed"),
		func(_ context.Context, in *inLate) (*none, error) {
			if !goodTags(in.Body.Tags) {
				return nil, feedback.ErrBad
			}
			return nil, s.deps.Feedback.RateLate(in.Body.Ticket, in.Body.Grade, in.Body.Tags)
		})
	register(api, s, op(http.MethodPost, "/api/rating/skip", "skipRating", "The citizen does not want to rate"),
		func(_ context.Context, in *InVisit) (*none, error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err == nil {
				s.deps.Feedback.NoRating(i.ID)
			}
			return nil, err
		})
}

func (s *Server) giveOpinion(ctx context.Context, in *inOpinion) (*body[OpinionReceipt], error) {
	i, err := s.deps.Visits.Check(in.Token)
	if err != nil {
		return nil, err
	}
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return nil, err
	}
	o, ok := pack.Opinion(in.ID)
	if !ok {
		return nil, ErrNoItem
	}
	number, err := s.deps.Feedback.Give(i.ID, feedback.Said{
		Draft: o, Day: today().Format(time.DateOnly), Lang: i.Settings.Lang, Answers: in.Body.Answers, Text: in.Body.Text,
	})
	return &body[OpinionReceipt]{OpinionReceipt{Number: number, At: time.Now()}}, err
}

func goodTags(tags []string) bool {
	word := regexp.MustCompile(`^[a-z][a-z-]{0,23}$`)
	return len(tags) <= wire.MaxRatingTags && !slices.ContainsFunc(tags, func(t string) bool { return !word.MatchString(t) })
}

// rated names what a rating is of.
func (s *Server) rated(ctx context.Context, service, item string) (wire.ServiceRated, error) {
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return wire.ServiceRated{}, err
	}
	r := wire.ServiceRated{Service: service}
	if theme, known := themeOf(pack, service, item); known {
		r.Item, r.Theme = item, theme
	}
	return r, nil
}

// themeOf tells what a rated thing belongs to; what the content does not have
// is rated without its name.
func themeOf(p *content.Pack, service, id string) (theme string, known bool) {
	switch service {
	case "guide":
		if g, ok := p.Guide(content.Chinese, id); ok {
			return g.Theme, true
		}
	case "plan":
		if j, ok := p.Journey(id); ok {
			return j.Theme, true
		}
	case "form":
		if _, ok := p.Form(id); !ok {
			return "", false
		}
		for _, t := range p.Themes {
			if slices.Contains(t.Forms, id) {
				return t.ID, true
			}
		}
		return "", true
	case "service":
		_, known = p.Service(id)
	case "opinion":
		_, known = p.Opinion(id)
	}
	return "", known
}

// ofCivic finds the item of the service list, or the receipt of this visit,
// that is to be printed.
func (s *Server) ofCivic(ctx context.Context, visit string, r *PrintRequest) error {
	pack, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return err
	}
	if r.Copies == 0 {
		r.Copies = 1
	}
	r.Fields = nil
	if r.Kind == "service" {
		if e, ok := pack.Service(r.Item); ok {
			r.Service = e
			return nil
		}
		return ErrNoItem
	}
	number, ok := s.deps.Feedback.Given(visit)[r.Item]
	if r.Opinion, r.Number = nil, number; ok {
		r.Opinion, ok = pack.Opinion(r.Item)
	}
	if !ok {
		return ErrNoItem
	}
	return nil
}

// civicWords are what people are told about opinions and ratings.
func civicWords() map[string]sentence {
	return map[string]sentence{
		"opinion.closed": {
			http.StatusConflict,
			both{"现在不收意见", "No opinions are taken now"},
			both{"这份草案现在不收意见了。收齐的意见怎么处理，会公布在这里，您可以过些天再来看。", "This draft takes no opinions now. What becomes of those that came is published here; please look again later."},
		},
		"opinion.given": {
			http.StatusConflict,
			both{"您的意见已经收下", "Your opinion was taken"},
			both{"这一份您刚才已经提过意见，回执号还在。想补充的，可以拨打12348。", "You gave your opinion on this draft just now and have its receipt. To add something, call 12348."},
		},
		"opinion.bad": {
			http.StatusUnprocessableEntity,
			both{"没有收下", "It was not taken"},
			both{"回答和问题对不上，或者写得太长（最多1000字）。您写的还在，请改一改再试。", "The answers do not fit the questions, or the text is longer than 1,000 characters. What you wrote is still there: please change it and try again."},
		},
		"opinion.empty": {
			http.StatusUnprocessableEntity,
			both{"还没有说什么", "Nothing was said yet"},
			both{"请至少回答一个问题，或者写一句话。", "Please answer at least one question or write something."},
		},
		"opinion.key": {
			http.StatusServiceUnavailable,
			both{"现在不能写字", "Writing is not possible now"},
			both{"这台机器还没有连上过中心，写的话没法加密，所以不收。选择题可以照常回答。", "This kiosk has not reached the centre yet, so that a text cannot be sealed and is not taken. The questions can be answered all the same."},
		},
		"rating.done": {
			http.StatusConflict,
			both{"已经评价过了", "You have rated already"},
			both{"这次服务评价一次就好，谢谢您。", "One rating for each visit is enough, thank you."},
		},
	}
}
