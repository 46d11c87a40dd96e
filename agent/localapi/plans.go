package localapi

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/content"
	"lawkiosk/content/plan"
)

// makers keeps the prepared rules of the pack in use.
type makers struct {
	mu    sync.Mutex
	of    *content.Pack
	maker *plan.Maker
}

func (m *makers) get(p *content.Pack) (*plan.Maker, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == p {
		return m.maker, nil
	}
	maker, err := plan.NewMaker(p)
	if err != nil {
		return nil, err
	}
	m.of, m.maker = p, maker
	return maker, nil
}

// today is the day in Guiyang, as content/period writes days.
func today() time.Time {
	now := time.Now().In(time.FixedZone("Asia/Shanghai", 8*60*60))
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

// Rules is all that leads to plans, without the examples for editors.
type Rules struct {
	Today    string            `json:"today"`
	Until    string            `json:"until" doc:"holidays are known until this day"`
	Journeys []content.Journey `json:"journeys"`
	Packages []content.Package `json:"packages"`
	Services []content.Service `json:"services"`
	Periods  []content.Period  `json:"periods"`
	Amounts  []content.Amount  `json:"amounts"`
	Opinions []content.Opinion `json:"opinions"`
}

type planBody struct {
	Body struct {
		Journey string            `json:"journey" maxLength:"64"`
		Answers map[string]string `json:"answers" maxProperties:"32"`
	}
}

type periodBody struct {
	ID   string `path:"id" maxLength:"64"`
	Body plan.Facts
}

type amountBody struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Given map[string]any `json:"given" maxProperties:"32"`
	}
}

func (s *Server) planRoutes(api huma.API) {
	register(api, s, op(http.MethodGet, "/api/content/rules", "getRules", "Journeys, packages, services, periods, amounts and opinions"),
		func(ctx context.Context, _ *none) (*body[Rules], error) {
			p, err := s.deps.Content.Pack(ctx)
			if err != nil {
				return nil, err
			}
			return &body[Rules]{rules(p)}, nil
		})
	register(api, s, op(http.MethodPost, "/api/plans", "makePlan", "The plan that a journey's answers lead to; nothing is kept"),
		func(ctx context.Context, in *planBody) (*body[plan.Document], error) {
			return planned(ctx, s, func(m *plan.Maker) (plan.Document, error) { return m.Make(in.Body.Journey, in.Body.Answers, today()) })
		})
	register(api, s, op(http.MethodPost, "/api/periods/{id}", "countPeriod", "A statutory period counted from facts; nothing is kept"),
		func(ctx context.Context, in *periodBody) (*body[plan.Counted], error) {
			return planned(ctx, s, func(m *plan.Maker) (plan.Counted, error) { return m.Count(in.ID, in.Body, today()) })
		})
	register(api, s, op(http.MethodPost, "/api/amounts/{id}", "reckonAmount", "An amount reckoned from figures; nothing is kept"),
		func(ctx context.Context, in *amountBody) (*body[plan.Reckoned], error) {
			return planned(ctx, s, func(m *plan.Maker) (plan.Reckoned, error) { return m.Reckon(in.ID, in.Body.Given) })
		})
}

func planned[T any](ctx context.Context, s *Server, do func(*plan.Maker) (T, error)) (*body[T], error) {
	p, err := s.deps.Content.Pack(ctx)
	if err != nil {
		return nil, err
	}
	m, err := s.makers.get(p)
	if err != nil {
		return nil, err
	}
	out, err := do(m)
	if err != nil {
		return nil, err
	}
	return &body[T]{out}, nil
}

func rules(p *content.Pack) Rules {
	r := Rules{
		Today: today().Format(time.DateOnly), Until: p.Holidays.Until, Journeys: full(p.Journeys), Packages: full(p.Packages),
		Services: full(p.Services), Periods: []content.Period{}, Amounts: []content.Amount{}, Opinions: full(p.Opinions),
	}
	for _, e := range p.Periods {
		e.Examples = nil
		r.Periods = append(r.Periods, e)
	}
	for _, e := range p.Amounts {
		e.Examples = nil
		r.Amounts = append(r.Amounts, e)
	}
	return r
}
