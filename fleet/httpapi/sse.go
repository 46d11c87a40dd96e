package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"lawkiosk/fleet/live"
)

// Rhythm of live events.
const (
	heartbeat   = 15 * time.Second
	gatherFor   = 250 * time.Millisecond // changes within it go out together
	gatherCalls = 20 * time.Millisecond  // the same where people wait for each other's picture
	writeWithin = 10 * time.Second
)

// stream is one listener's live events and what belongs to it.
type stream struct {
	hear  func() *live.Listener
	first func(ctx context.Context) string                 // to be told at once
	alive func(ctx context.Context) bool                   // asked with each heartbeat
	news  func(ctx context.Context, c live.Changes) string // in the form of server-sent events; "": nothing
	slots chan struct{}                                    // of those who may listen at once
	wait  time.Duration                                    // to gather changes for
}

// streamed answers with live events, within the limit of listeners.
func (a *API) streamed(ctx context.Context, s stream) (*huma.StreamResponse, error) {
	select {
	case s.slots <- struct{}{}:
	default:
		return nil, problem(ctx, codeBusy)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { <-s.slots }()
		_, w := humago.Unwrap(c)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		l := s.hear()
		defer l.Close()
		to := &writer{w: w, control: http.NewResponseController(w)}
		defer to.end()
		a.follow(c.Context(), to, l, s)
	}}, nil
}

// streamOperation describes a stream.
func (a *API) streamOperation(r route, says string) huma.Operation {
	op := a.operation(r)
	op.Responses["200"] = &huma.Response{
		Description: says + " Until one side closes; a comment every 15 s.",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}
	return op
}

// follow writes events until the listener goes, or may no longer listen, or
// the server stops.
func (a *API) follow(ctx context.Context, w *writer, l *live.Listener, s stream) {
	greeting := ": live\n\n"
	if s.first != nil {
		greeting += s.first(ctx)
	}
	if !w.write(greeting) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.closing:
			return
		case <-beat.C:
			if !s.alive(ctx) || !w.write(": beat\n\n") {
				return
			}
		case <-l.More():
			select { // others that change with it
			case <-time.After(s.wait):
			case <-ctx.Done():
				return
			}
			if text := s.news(ctx, l.Take()); text != "" && !w.write(text) {
				return
			}
		}
	}
}

// writer sends parts of an answer at once, each within a time.
type writer struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (w *writer) write(text string) bool {
	if err := w.control.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return false
	}
	if _, err := w.w.Write([]byte(text)); err != nil {
		return false
	}
	if w.control.Flush() != nil {
		return false
	}
	// HTTP/2 would end the answer at the deadline, written or not.
	return w.control.SetWriteDeadline(time.Time{}) == nil
}

// end bounds what the server writes after the last part.
func (w *writer) end() { _ = w.control.SetWriteDeadline(time.Now().Add(writeWithin)) }

// event is one event in the form of the HTML standard's server-sent events.
func event(name string, data any) string {
	b, err := json.Marshal(data)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("event: %s\ndata: %s\n\n", name, b)
}
