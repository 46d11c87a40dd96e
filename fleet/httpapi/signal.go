package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Allow says whether the one who sends a request may be this person in this
// video room now. ErrNobody: nobody has signed in.
type Allow func(r *http.Request, room, identity string) error

// Faults of Allow.
var (
	ErrNobody   = errors.New("nobody has signed in")
	ErrStranger = errors.New("not this person in this room")
)

// signalRoutes serve the video rooms' signalling, where it comes this way.
func (a *API) signalRoutes(mux *http.ServeMux) {
	var gate http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { writeProblem(w, r, codeCallUnavailable) })
	if a.deps.Gate != nil {
		gate = a.deps.Gate(a.allow, func(r *http.Request) string { return ipOf(r.Context()) })
	}
	mux.Handle(wire.PathSignal, gate)
	mux.Handle(wire.PathSignal+"/", gate)
}

// allow is Allow. A browser may hold both cookies, its lawyer's and a guest's:
// one that fits is enough.
func (a *API) allow(r *http.Request, room, identity string) error {
	if a.deps.Meetings == nil {
		return ErrStranger
	}
	ctx := r.Context()
	if authorization := r.Header.Get("Authorization"); strings.HasPrefix(authorization, "Basic ") {
		kiosk, why := a.kioskBy(ctx, authorization)
		if why != "" {
			return ErrNobody
		}
		c, err := a.deps.Meetings.KioskCall(ctx, kiosk)
		return fits(c, err, room, identity)
	}
	known := ErrNobody
	cookies := r.Header.Get("Cookie")
	if s, err := a.session(ctx, cookies); err == nil && s.Role.May(fleet.WorkAtDesk) {
		if known = a.deskFits(ctx, s.User, room, identity); known == nil {
			return nil
		}
	}
	if g, ok := guestBy(cookies); ok {
		c, err := a.deps.Meetings.View(ctx, g.side, g.call)
		return fits(c, err, room, identity)
	}
	return known
}

func (a *API) deskFits(ctx context.Context, user, room, identity string) error {
	d, err := a.deps.Meetings.Desk(ctx, user)
	if err != nil {
		return err
	}
	for _, c := range d.Calls {
		if fits(c.Call, nil, room, identity) == nil {
			return nil
		}
	}
	return ErrStranger
}

// fits says whether a snapshot's viewer is this person in this room: it names
// the room to those only for whom that is open.
func fits(c wire.Call, err error, room, identity string) error {
	if err != nil {
		return err
	}
	if c.Room == "" || c.Room != room || c.Me == "" || c.Me != identity {
		return ErrStranger
	}
	return nil
}
