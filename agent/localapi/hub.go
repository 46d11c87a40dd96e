package localapi

import (
	"encoding/json"
	"log/slog"
	"sync"
)

// backlog is how many events may wait for a slow page before it is let go; it
// connects anew and asks for what it missed.
const backlog = 64

// Event is one message to the page.
type Event struct {
	Type string `json:"type"`
	Data any    `json:"data"`
}

// Hub brings events to the page. There is one page at a time: a new one takes
// over, because two screens on one visit would show each other's data.
type Hub struct {
	log   *slog.Logger
	pages sync.WaitGroup
	fresh sync.Mutex // held by Refresh from learning a state to sending it

	mu     sync.Mutex
	page   *page
	closed bool
}

// page is a connected page as the hub sees it.
type page struct {
	events chan []byte
	gone   chan struct{} // closed when the page is let go
	why    string        // set before gone is closed
}

// NewHub makes a hub; Publish works from the start and reaches nobody until a
// page is connected.
func NewHub(log *slog.Logger) *Hub { return &Hub{log: log} }

// Publish sends an event to the page, if there is one. It never blocks.
func (h *Hub) Publish(kind string, data any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.page != nil {
		h.send(h.page, Event{kind, data})
	}
}

// Refresh sends a state that get learns now. Two calls never overtake each
// other, so the page's last word is the newest. get must not be called by
// somebody who waits for Refresh.
func (h *Hub) Refresh(kind string, get func() any) {
	h.fresh.Lock()
	defer h.fresh.Unlock()
	h.Publish(kind, get())
}

// Connected tells whether a page is there.
func (h *Hub) Connected() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.page != nil
}

// send queues an event; the caller holds mu.
func (h *Hub) send(p *page, e Event) {
	msg, err := json.Marshal(e)
	if err != nil {
		h.log.Error("cannot encode an event", "type", e.Type, "err", err)
		return
	}
	select {
	case p.events <- msg:
	default:
		h.release(p, "slow")
	}
}

// release lets a page go; the caller holds mu.
func (h *Hub) release(p *page, why string) {
	if h.page == p {
		h.page = nil
		p.why = why
		close(p.gone)
	}
}

// join makes a connection the page. ok is false once the hub is closed. Every
// join needs a leave.
func (h *Hub) join() (p *page, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, false
	}
	if h.page != nil {
		h.release(h.page, "replaced")
	}
	p = &page{events: make(chan []byte, backlog), gone: make(chan struct{})}
	h.page = p
	h.pages.Add(1)
	return p, true
}

func (h *Hub) leave(p *page) {
	h.mu.Lock()
	h.release(p, "left")
	h.mu.Unlock()
	h.pages.Done()
}

func (h *Hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	if h.page != nil {
		h.release(h.page, "stopping")
	}
}

func (h *Hub) wait() { h.pages.Wait() }
