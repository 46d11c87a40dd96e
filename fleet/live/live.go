// Package live tells browsers what has changed. Changes are gathered for each
// listener until it takes them, so a slow one neither loses a change nor keeps
// a queue. mqttd and httpapi import it; it imports nothing of the product.
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
	kiosks, commands map[string]struct{}
}

// Listen begins to gather changes until Close.
func (h *Hub) Listen() *Listener {
	l := &Listener{hub: h, more: make(chan struct{}, 1), kiosks: map[string]struct{}{}, commands: map[string]struct{}{}}
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
		f(l)
		select {
		case l.more <- struct{}{}:
		default: // it knows already that there is more
		}
	}
}

// More gets a value when there are changes to take.
func (l *Listener) More() <-chan struct{} { return l.more }

// Take gives the changes since the last Take.
func (l *Listener) Take() Changes {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	c := Changes{Kiosks: slices.Sorted(maps.Keys(l.kiosks)), Commands: slices.Sorted(maps.Keys(l.commands))}
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
