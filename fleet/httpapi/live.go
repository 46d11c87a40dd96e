package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lawkiosk/fleet"
	"lawkiosk/fleet/live"
)

// Rhythm of the live events.
const (
	heartbeat   = 15 * time.Second
	gatherFor   = 250 * time.Millisecond // changes within it go out together
	writeWithin = 10 * time.Second
)

// liveID names the operation, which a page calls again by itself.
const liveID = "live"

// KioskChanged is the data of the event "kiosk".
type KioskChanged struct {
	ID     string `json:"id"`
	Region string `json:"region"`
}

func (a *API) liveRoutes() {
	op := a.operation(route{method: "GET", path: "/api/live", id: liveID, summary: "Server-sent events: kiosk {id, region}, overview {}, command (a Command)", who: viewer})
	op.Responses["200"] = &huma.Response{
		Description: "Events until one side closes; a comment every 15 s.",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}
	huma.Register(a.huma, op, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
		select {
		case a.streams <- struct{}{}:
		default:
			return nil, problem(ctx, codeBusy)
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			defer func() { <-a.streams }()
			_, w := humago.Unwrap(c)
			w.Header().Set("Content-Type", "text/event-stream")
			w.Header().Set("X-Accel-Buffering", "no")
			s := &stream{a: a, w: w, control: http.NewResponseController(w), regions: map[string]string{}}
			s.run(c.Context())
		}}, nil
	})
}

// stream writes events to one listener.
type stream struct {
	a       *API
	w       http.ResponseWriter
	control *http.ResponseController
	regions map[string]string // of kiosks told before; a kiosk does not move
}

func (s *stream) run(ctx context.Context) {
	l := s.a.deps.Hub.Listen()
	defer l.Close()
	if !s.write(": live\n\n") {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.a.closing:
			return
		case <-beat.C:
			// A session that ended elsewhere, or by time, ends here as well.
			if now, err := s.a.deps.Store.Session(ctx, sessionOf(ctx).Token); err != nil || !s.a.deps.Now().Before(s.a.expires(now)) {
				return
			}
			if !s.write(": beat\n\n") {
				return
			}
		case <-l.More():
			select { // others that change with it
			case <-time.After(gatherFor):
			case <-ctx.Done():
				return
			}
			if !s.write(s.events(ctx, l.Take())) {
				return
			}
		}
	}
}

// events writes changes in the form of server-sent events.
func (s *stream) events(ctx context.Context, c live.Changes) string {
	var out []byte
	event := func(name string, data any) {
		b, err := json.Marshal(data)
		if err == nil {
			out = fmt.Appendf(out, "event: %s\ndata: %s\n\n", name, b)
		}
	}
	for _, id := range c.Kiosks {
		if _, known := s.regions[id]; !known {
			k, err := s.a.deps.Store.Kiosk(ctx, id, fleet.Day(s.a.deps.Now()))
			if err != nil {
				continue
			}
			s.regions[id] = k.Region
		}
		event("kiosk", KioskChanged{id, s.regions[id]})
	}
	for _, id := range c.Commands {
		if cmd, err := s.a.deps.Store.Command(ctx, id); err == nil {
			event("command", commandDoc(cmd))
		}
	}
	if len(c.Kiosks) > 0 {
		event("overview", struct{}{})
	}
	return string(out)
}

func (s *stream) write(text string) bool {
	if err := s.control.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return false
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return false
	}
	return s.control.Flush() == nil
}
