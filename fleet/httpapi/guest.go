package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// guestDoor stands for the right of guests: whoever came in by an invitation,
// until the call ends or they leave it.
const guestDoor fleet.Right = "guest"

// guestCookie is apart from the console's, so that a browser can hold both.
const (
	guestCookie = "lk_guest"
	guestStay   = 4 * time.Hour // longer than any call; the call's end ends it in any case
)

type guestKey struct{}

// guest is who came in by an invitation.
type guest struct {
	side meeting.Side
	call string
}

func guestOf(ctx context.Context) guest {
	g, _ := ctx.Value(guestKey{}).(guest)
	return g
}

// admitGuest lets a guest's request on, while they are in the call.
func (a *API) admitGuest(c huma.Context, next func(huma.Context)) {
	g, ok := guestBy(c.Header("Cookie"))
	if ok = ok && a.deps.Meetings != nil; ok {
		_, err := a.deps.Meetings.View(c.Context(), g.side, g.call)
		ok = meeting.Code(err) != wire.CallCodeUnknown
	}
	if !ok {
		a.answer(c, problem(c.Context(), codeNoGuest))
		return
	}
	next(huma.WithValue(c, guestKey{}, g))
}

// guestBy reads the guest of a cookie header.
func guestBy(cookies string) (g guest, ok bool) {
	r := http.Request{Header: http.Header{"Cookie": {cookies}}}
	c, err := r.Cookie(guestCookie)
	if err != nil {
		return guest{}, false
	}
	g.side, g.call, ok = meeting.GuestOf(c.Value)
	return g, ok
}

func (a *API) guestCookie(value string, stay time.Duration) http.Cookie {
	c := a.cookie(value, int(stay.Seconds()))
	c.Name = guestCookie
	return c
}

type joinIn struct {
	Body struct {
		Code string `json:"code,omitempty" maxLength:"32" doc:"8 digits"`
		Link string `json:"link,omitempty" maxLength:"128" doc:"What follows /join/"`
	}
}

type joinAnswer struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   wire.Call
}

func (a *API) guestRoutes() {
	forCalls(a, route{method: "POST", path: "/api/join", id: "join", summary: "Come in by an invitation's code or link", who: public, tag: "guest"}, a.join)
	atGuest(a, route{method: "GET", path: "/api/guest", id: "get-guest-call", summary: "The call of this guest"},
		func(ctx context.Context, g guest, _ *struct{}) (wire.Call, error) {
			return a.deps.Meetings.View(ctx, g.side, g.call)
		})
	atGuest(a, route{method: "POST", path: "/api/guest/here", id: "guest-here", summary: "How the guest's side of the call goes; every 4 s"},
		func(ctx context.Context, g guest, in *struct{ Body wire.Here }) (wire.Call, error) {
			return a.deps.Meetings.Here(ctx, g.side, g.call, in.Body)
		})
	atGuest(a, route{method: "POST", path: "/api/guest/token", id: "guest-token", summary: "Open the call's room once"},
		func(ctx context.Context, g guest, _ *struct{}) (wire.RoomToken, error) {
			return a.deps.Meetings.Token(ctx, g.side, g.call)
		})
	atGuest(a, route{method: "POST", path: "/api/guest/keys", id: "guest-keys", summary: "Tell the page's public key"},
		func(ctx context.Context, g guest, in *struct{ Body wire.Keys }) (wire.Call, error) {
			return a.deps.Meetings.Keys(ctx, g.side, g.call, in.Body)
		})
	forCalls(a, route{method: "POST", path: "/api/guest/leave", id: "guest-leave", summary: "Leave the call for good", who: guestDoor, tag: "guest", status: http.StatusNoContent},
		func(ctx context.Context, _ *struct{}) (*cookieAnswer, error) {
			g := guestOf(ctx)
			if _, err := a.deps.Meetings.End(ctx, g.side, g.call); err != nil {
				return nil, err
			}
			return &cookieAnswer{a.guestCookie("", -time.Second)}, nil
		})
	op := a.streamOperation(
		route{method: "GET", path: "/api/guest/live", id: "guest-live", summary: "Server-sent events of the guest's call", who: guestDoor, tag: "guest"},
		"call (a Call): at once, and whole after each change.")
	huma.Register(a.huma, op, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		g := guestOf(ctx)
		read := func(ctx context.Context) (wire.Call, error) { return a.deps.Meetings.View(ctx, g.side, g.call) }
		e := &callEvents{read: read}
		return a.streamed(ctx, e.stream(a, CallViewer(g.call), func(ctx context.Context) bool {
			_, err := read(ctx)
			return meeting.Code(err) != wire.CallCodeUnknown
		}))
	})
}

// CallViewer is the name under which live.Hub.Calls tells a call's guests.
func CallViewer(call string) string { return "call/" + call }

func atGuest[I, O any](a *API, r route, f func(ctx context.Context, g guest, in *I) (O, error)) {
	r.who, r.tag = guestDoor, "guest"
	forCalls(a, r, func(ctx context.Context, in *I) (*body[O], error) {
		return given(f(ctx, guestOf(ctx), in))
	})
}

// join takes an invitation. Guesses are counted by where they come from.
func (a *API) join(ctx context.Context, in *joinIn) (*joinAnswer, error) {
	secret := in.Body.Code
	if in.Body.Link != "" {
		secret = in.Body.Link
	}
	if secret == "" || in.Body.Code != "" && in.Body.Link != "" {
		return nil, problem(ctx, codeCallBad)
	}
	token, c, err := a.deps.Meetings.Enter(ctx, household(ipOf(ctx)), secret)
	if err != nil {
		return nil, err
	}
	return &joinAnswer{a.guestCookie(token, guestStay), c}, nil
}
