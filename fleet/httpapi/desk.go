package httpapi

import (
	"context"
	"net/http"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
)

// atDesk is forCalls for lawyers.
func atDesk[I, O any](a *API, r route, f func(ctx context.Context, user string, in *I) (O, error)) {
	r.who, r.tag = fleet.WorkAtDesk, "desk"
	forCalls(a, r, func(ctx context.Context, in *I) (*body[O], error) {
		return given(f(ctx, sessionOf(ctx).User, in))
	})
}

// atDeskQuietly is atDesk for what has nothing to answer.
func atDeskQuietly[I any](a *API, r route, f func(ctx context.Context, user string, in *I) error) {
	r.who, r.tag, r.status = fleet.WorkAtDesk, "desk", http.StatusNoContent
	forCalls(a, r, func(ctx context.Context, in *I) (*struct{}, error) {
		return nil, f(ctx, sessionOf(ctx).User, in)
	})
}

// DutyIn is a lawyer's word on duty.
type DutyIn struct {
	State string `json:"state" enum:"on,busy,away"`
}

func (a *API) deskRoutes() {
	atDesk(a, route{method: "GET", path: "/api/desk", id: "get-desk", summary: "All that a desk shows"},
		func(ctx context.Context, user string, _ *struct{}) (meeting.Desk, error) {
			return a.deps.Meetings.Desk(ctx, user)
		})
	atDeskQuietly(a, route{method: "PUT", path: "/api/desk/duty", id: "set-duty", summary: "On duty, busy or away"},
		func(ctx context.Context, user string, in *struct{ Body DutyIn }) error {
			return a.deps.Meetings.SetDuty(ctx, user, fleet.DutyState(in.Body.State))
		})
	atDeskQuietly(a, route{method: "POST", path: "/api/desk/here", id: "desk-here", summary: "The desk's page is open; every 10 s"},
		func(ctx context.Context, user string, _ *struct{}) error { return a.deps.Meetings.SeeDesk(ctx, user) })
	atDesk(a, route{method: "GET", path: "/api/desk/templates", id: "list-templates", summary: "Beginnings of notes"},
		func(context.Context, string, *struct{}) ([]meeting.Template, error) {
			return a.deps.Meetings.Templates(), nil
		})
	atDesk(a, route{method: "GET", path: "/api/desk/colleagues", id: "list-colleagues", summary: "Who could take over or join"},
		func(ctx context.Context, user string, _ *struct{}) ([]meeting.Colleague, error) {
			all, err := a.deps.Meetings.Colleagues(ctx, user)
			return append([]meeting.Colleague{}, all...), err
		})
	a.deskCallRoutes()
	a.deskPartyRoutes()
}
