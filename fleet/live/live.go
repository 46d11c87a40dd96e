// Package live tells browsers what has changed. Changes are gathered for each
// listener until it takes them, so a slow one neither loses a change nor keeps
// a queue. mqttd, meeting and httpapi import it; it imports nothing of the product.
package live

import (
	"maps"
	"slices"
	"sync"
)

// Changes are what a listener has not yet been told.
type Changes struct {
	Kiosks   []string // ids, sorted
	Commands []string // ids, sorted
	Desk     bool     // something that desks show
	Meetings bool     // figures of calls
	Calls    bool     // a call of the viewer whom ListenAs named
}

// Empty reports whether there is nothing to tell.
func (c Changes) Empty() bool {
	return len(c.Kiosks) == 0 && len(c.Commands) == 0 && !c.Desk && !c.Meetings && !c.Calls
}

// Hub passes changes from those who make them to those who listen.
type Hub struct {
	mu        sync.Mutex
	listeners map[*Listener]struct{}
}

// New makes a hub.
func New() *Hub { return &Hub{listeners: map[*Listener]struct{}{}} }

// Listener gathers changes.
type Listener struct {
	hub              *Hub
	more             chan struct{}
	viewer           string // "": all but Calls
	kiosks, commands map[string]struct{}
	rest             Changes // all but the lists
}

// Listen begins to gather what operators and lawyers see, until Close.
func (h *Hub) Listen() *Listener { return h.listen("") }

// ListenAs begins to gather changes of a viewer's calls, and nothing else. A
// viewer is a kiosk's id or whatever name the one who calls Calls gives it.
func (h *Hub) ListenAs(viewer string) *Listener { return h.listen(viewer) }

func (h *Hub) listen(viewer string) *Listener {
	l := &Listener{hub: h, more: make(chan struct{}, 1), viewer: viewer, kiosks: map[string]struct{}{}, commands: map[string]struct{}{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listeners[l] = struct{}{}
	return l
}

// Kiosk says that something an operator sees of a kiosk has changed.
func (h *Hub) Kiosk(id string) { h.tell(func(l *Listener) { l.kiosks[id] = struct{}{} }) }

// Command says that a command of a kiosk has changed.
func (h *Hub) Command(kiosk, id string) {
	h.tell(func(l *Listener) { l.kiosks[kiosk], l.commands[id] = struct{}{}, struct{}{} })
}

// Desk says that something which desks show has changed: a ring, a call, a
// task, who is on duty.
func (h *Hub) Desk() { h.tell(func(l *Listener) { l.rest.Desk = true }) }

// Meetings says that figures of calls have changed.
func (h *Hub) Meetings() { h.tell(func(l *Listener) { l.rest.Meetings = true }) }

// Calls says that a call which these viewers see has changed.
func (h *Hub) Calls(viewers ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		if l.viewer != "" && slices.Contains(viewers, l.viewer) {
			l.rest.Calls = true
			l.wake()
		}
	}
}

// Listeners counts those who listen.
func (h *Hub) Listeners() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.listeners)
}

func (h *Hub) tell(f func(*Listener)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		if l.viewer == "" {
			f(l)
			l.wake()
		}
	}
}

func (l *Listener) wake() {
	select {
	case l.more <- struct{}{}:
	default: // it knows already that there is more
	}
}

// More gets a value when there are changes to take.
func (l *Listener) More() <-chan struct{} { return l.more }

// Take gives the changes since the last Take.
func (l *Listener) Take() Changes {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	c := l.rest
	c.Kiosks, c.Commands = slices.Sorted(maps.Keys(l.kiosks)), slices.Sorted(maps.Keys(l.commands))
	l.rest = Changes{}
	clear(l.kiosks)
	clear(l.commands)
	return c
}

// Close ends the gathering.
func (l *Listener) Close() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	delete(l.hub.listeners, l)
}
