package httpapi

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet"
	"lawkiosk/fleet/live"
)

// liveID names the operation, which a page calls again by itself.
const liveID = "live"

// KioskChanged is the data of the event "kiosk".
type KioskChanged struct {
	ID     string `json:"id"`
	Region string `json:"region"`
}

func (a *API) liveRoutes() {
	op := a.streamOperation(
		route{method: "GET", path: "/api/live", id: liveID, summary: "Server-sent events of what the role may see", who: fleet.SignedIn},
		"kiosk {id, region}, overview {}, command (a Command), meetings {} for those who see the fleet; desk {} for those who work at one: what a desk shows has changed.")
	huma.Register(a.huma, op, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		role := sessionOf(ctx).Role
		c := changes{a: a, role: role, regions: map[string]string{}}
		s := stream{hear: a.deps.Hub.Listen, alive: a.sessionLasts, news: c.events, slots: a.streams, wait: gatherFor}
		if role.May(fleet.WorkAtDesk) {
			s.wait = gatherCalls
		}
		return a.streamed(ctx, s)
	})
}

// sessionLasts says whether a session still runs: one that ended elsewhere, or
// by time, ends its streams as well.
func (a *API) sessionLasts(ctx context.Context) bool {
	now, err := a.deps.Store.Session(ctx, sessionOf(ctx).Token)
	return err == nil && a.deps.Now().Before(a.expires(now))
}

// changes puts what has changed into words for one role.
type changes struct {
	a       *API
	role    fleet.Role
	regions map[string]string // of kiosks told before; a kiosk does not move
}

func (s *changes) events(ctx context.Context, c live.Changes) string {
	var out strings.Builder
	if s.role.May(fleet.SeeFleet) {
		s.fleet(ctx, c, &out)
	}
	if c.Desk && s.role.May(fleet.WorkAtDesk) {
		out.WriteString(event("desk", struct{}{}))
	}
	if c.Meetings && s.role.May(fleet.SeeMeetings) {
		out.WriteString(event("meetings", struct{}{}))
	}
	return out.String()
}

func (s *changes) fleet(ctx context.Context, c live.Changes, out *strings.Builder) {
	for _, id := range c.Kiosks {
		if _, known := s.regions[id]; !known {
			k, err := s.a.deps.Store.Kiosk(ctx, id, fleet.Day(s.a.deps.Now()))
			if err != nil {
				continue
			}
			s.regions[id] = k.Region
		}
		out.WriteString(event("kiosk", KioskChanged{id, s.regions[id]}))
	}
	for _, id := range c.Commands {
		if cmd, err := s.a.deps.Store.Command(ctx, id); err == nil {
			out.WriteString(event("command", commandDoc(cmd)))
		}
	}
	if len(c.Kiosks) > 0 {
		out.WriteString(event("overview", struct{}{}))
	}
}
