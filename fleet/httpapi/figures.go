package httpapi

import (
	"context"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
)

// figureDays bounds how many days one answer sums up.
const figureDays = 366

type figureQuery struct {
	From   string `query:"from" doc:"First day, 2026-11-22; empty: today"`
	To     string `query:"to" doc:"Last day; empty: as from, or today"`
	Region string `query:"region" maxLength:"12" doc:"A county's code; empty: all"`
}

// days checks the days and fills in those left out.
func (q figureQuery) days(ctx context.Context, now time.Time) (from, to string, err error) {
	from, to = q.From, q.To
	if from == "" {
		from = fleet.Day(now)
	}
	if to == "" {
		to = max(from, fleet.Day(now))
	}
	first, ferr := time.Parse(time.DateOnly, from)
	last, lerr := time.Parse(time.DateOnly, to)
	if ferr != nil || lerr != nil || last.Before(first) || last.Sub(first) >= figureDays*24*time.Hour {
		return "", "", problem(ctx, codeInvalid)
	}
	return from, to, nil
}

func (a *API) figureRoutes() {
	forCalls(a, route{method: "GET", path: "/api/meetings/now", id: "get-meetings-now", summary: "Who waits and talks now, by county", who: fleet.SeeMeetings, tag: "figures"},
		func(ctx context.Context, _ *struct{}) (*body[meeting.Now], error) {
			return given(a.deps.Meetings.NowFigures(ctx))
		})
	forCalls(a, route{method: "GET", path: "/api/meetings/figures", id: "get-meeting-figures", summary: "Calls of some days, by county and hour", who: fleet.SeeMeetings, tag: "figures"},
		func(ctx context.Context, in *figureQuery) (*body[meeting.Summary], error) {
			from, to, err := in.days(ctx, a.deps.Now())
			if err != nil {
				return nil, err
			}
			return given(a.deps.Meetings.Figures(ctx, from, to, in.Region))
		})
	forCalls(a, route{method: "GET", path: "/api/meetings/lawyers", id: "get-lawyer-figures", summary: "Calls of some days, by lawyer", who: fleet.SeeTeam, tag: "figures"},
		func(ctx context.Context, in *figureQuery) (*body[[]meeting.LawyerFigures], error) {
			from, to, err := in.days(ctx, a.deps.Now())
			if err != nil {
				return nil, err
			}
			all, err := a.deps.Meetings.LawyerFigures(ctx, from, to)
			return given(append([]meeting.LawyerFigures{}, all...), err)
		})
}

// meetingMatters are what needs attention of video calls.
func (a *API) meetingMatters(ctx context.Context) ([]fleet.Attention, error) {
	if a.deps.Meetings == nil {
		return nil, nil
	}
	out, err := a.deps.Meetings.Alarms(ctx)
	if err != nil {
		return nil, a.callFault(ctx, err)
	}
	if since, down := a.roomsDown(); down {
		out = append(out, fleet.Attention{Problem: fleet.Problem{What: "meeting.rooms", Since: since}})
	}
	return out, nil
}
