package localapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/reception"
	"lawkiosk/agent/visit"
)

// NewVisit is the answer to the first touch.
type NewVisit struct {
	ID       string         `json:"id"`
	Token    string         `json:"token" doc:"sent as X-Visit with every later call of the visit"`
	Settings visit.Settings `json:"settings"`
	IdleS    int            `json:"idle_s"`
	WarnS    int            `json:"warn_s"`
}

// InVisit is the header of every call that belongs to a visit. It is checked
// by the desk, so that a missing one gives visit.over like a stale one. It is exported for
// huma, which passes over embedded types that are not.
type InVisit struct {
	Token string `header:"X-Visit" doc:"the visit's token"`
}

func (s *Server) visitRoutes(api huma.API) {
	register(api, s, op(http.MethodPost, "/api/visits", "beginVisit", "Begin a visit at the first touch"),
		func(_ context.Context, in *struct {
			Body struct {
				Lang string `json:"lang" enum:"zh-CN,en"`
			}
		},
		) (*body[NewVisit], error) {
			i := s.deps.Visits.Begin(in.Body.Lang)
			return &body[NewVisit]{newVisit(i)}, nil
		})
	register(api, s, op(http.MethodPost, "/api/visits/current/activity", "touch", "The visitor touched the screen"),
		func(_ context.Context, in *InVisit) (*none, error) {
			return nil, s.deps.Visits.Touch(in.Token)
		})
	register(api, s, op(http.MethodPatch, "/api/visits/current", "changeVisit", "Change how the screen looks for this visit"),
		func(_ context.Context, in *struct {
			InVisit
			Body visit.Change
		},
		) (*body[visit.Settings], error) {
			settings, err := s.deps.Visits.Change(in.Token, in.Body)
			return &body[visit.Settings]{settings}, err
		})
	register(api, s, op(http.MethodDelete, "/api/visits/current", "endVisit", "End the visit and wipe its traces"),
		func(_ context.Context, in *InVisit) (*none, error) {
			return nil, s.deps.Visits.End(in.Token)
		})
}

func newVisit(i reception.Info) NewVisit {
	return NewVisit{
		ID: i.ID, Token: i.Token, Settings: i.Settings,
		IdleS: int(i.Idle / time.Second), WarnS: int(i.Warn / time.Second),
	}
}

// currentFor gives the running visit to a reading call. Those need no header;
// where a page sends one it must fit, so that a page that still shows an
// earlier visit cannot see a later one's data.
func (s *Server) currentFor(token string) (reception.Info, error) {
	if token != "" {
		return s.deps.Visits.Check(token)
	}
	i, ok := s.deps.Visits.Current()
	if !ok {
		return reception.Info{}, reception.ErrNoVisit
	}
	return i, nil
}
