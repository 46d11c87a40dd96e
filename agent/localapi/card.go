package localapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/card"
)

// CardFields are the plain values with which a form is filled in.
type CardFields struct {
	Name    string `json:"name"`
	Sex     string `json:"sex"`
	Nation  string `json:"nation"`
	Birth   string `json:"birth" doc:"YYYY-MM-DD"`
	Address string `json:"address"`
	ID      string `json:"id"`
}

func (s *Server) cardRoutes(api huma.API) {
	register(api, s, answer(http.StatusNoContent, op(http.MethodPost, "/api/card/consent", "answerConsent", "The visitor's answer to the notice")),
		func(_ context.Context, in *struct {
			InVisit
			Body struct {
				Accepted bool `json:"accepted"`
			}
		},
		) (*none, error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			s.deps.Card.Consent(i.ID, in.Body.Accepted)
			return nil, nil
		})
	register(api, s, answer(http.StatusAccepted, op(http.MethodPost, "/api/card/read", "readCard", "Wait for a card and read it; events tell the rest")),
		func(_ context.Context, in *InVisit) (*none, error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			return nil, s.deps.Card.Start(i.ID, i.Settings.Lang, i.Done)
		})
	register(api, s, op(http.MethodDelete, "/api/card/read", "stopReadingCard", "Stop waiting for a card"),
		func(_ context.Context, in *InVisit) (*none, error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			s.deps.Card.Stop(i.ID)
			return nil, nil
		})
	register(api, s, op(http.MethodGet, "/api/card", "getCard", "What may be shown of the card read in this visit"),
		func(_ context.Context, in *InVisit) (*body[card.Seen], error) {
			i, err := s.currentFor(in.Token)
			if err != nil {
				return nil, err
			}
			return &body[card.Seen]{s.deps.Card.Seen(i.ID)}, nil
		})
	register(api, s, op(http.MethodGet, "/api/card/fields", "getCardFields", "The card's plain values, to fill in a form"),
		func(_ context.Context, in *InVisit) (*body[CardFields], error) {
			i, err := s.currentFor(in.Token)
			if err != nil {
				return nil, err
			}
			c, err := s.deps.Card.Card(i.ID)
			if err != nil {
				return nil, err
			}
			return &body[CardFields]{CardFields{
				Name: c.Name.Reveal(), Sex: c.Sex, Nation: c.Nation, Birth: c.Birth.Reveal(),
				Address: c.Address.Reveal(), ID: c.ID.Reveal(),
			}}, nil
		})
}
