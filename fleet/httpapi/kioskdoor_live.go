package httpapi

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet/live"
	"lawkiosk/fleet/wire"
)

// callEvents tells one viewer of a call's snapshots, each version once.
type callEvents struct {
	read    func(context.Context) (wire.Call, error)
	told    string
	version int64
}

func (e *callEvents) news(ctx context.Context) string {
	c, err := e.read(ctx)
	if err != nil || c.ID == e.told && c.Version == e.version {
		return "" // whoever needs it asks again and gets the reason
	}
	e.told, e.version = c.ID, c.Version
	return event("call", c)
}

func (e *callEvents) stream(a *API, viewer string, alive func(context.Context) bool) stream {
	return stream{
		hear:  func() *live.Listener { return a.deps.Hub.ListenAs(viewer) },
		first: e.news,
		alive: alive,
		news:  func(ctx context.Context, _ live.Changes) string { return e.news(ctx) },
		slots: a.outside,
		wait:  gatherCalls,
	}
}

func (a *API) kioskLiveRoute() {
	op := a.streamOperation(
		route{method: "GET", path: wire.PathCallsLive, id: "kiosk-live", summary: "Server-sent events of this kiosk's calls", who: kioskDoor, tag: kioskTag},
		"call (a Call): the newest call of this kiosk at once, and whole after each change.")
	huma.Register(a.huma, op, func(ctx context.Context, in *struct {
		Authorization string `header:"Authorization" hidden:"true"`
	},
	) (*huma.StreamResponse, error) {
		if a.deps.Meetings == nil {
			return nil, problem(ctx, codeCallUnavailable)
		}
		kiosk := kioskOf(ctx)
		e := &callEvents{read: func(ctx context.Context) (wire.Call, error) { return a.deps.Meetings.KioskCall(ctx, kiosk) }}
		return a.streamed(ctx, e.stream(a, kiosk, func(ctx context.Context) bool {
			_, why := a.kioskBy(ctx, in.Authorization) // a kiosk that was retired meanwhile hears no more
			return why == "" || why == codeStorage
		}))
	})
}
