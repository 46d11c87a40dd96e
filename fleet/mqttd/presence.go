package mqttd

import (
	"errors"
	"net"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// errReplaced ends a connection whose kiosk has signed in again.
var errReplaced = errors.New("a newer connection of the kiosk has taken its place")

// enter makes a connection the kiosk's current one, unless a newer one has
// taken its place while it signed in.
func (s *Server) enter(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.conns[c]; k != nil && !k.client.IsTakenOver() {
		s.kiosks[k.id] = k
	}
}

// present commits what a connection says of itself. Only the kiosk's current
// connection may: one that was replaced, and whose last words were read late,
// must not be committed after its successor's. The order of handing over is
// that of the commits, so the check and the handing go together.
func (s *Server) present(c net.Conn, m fleet.Upward) error {
	s.order.Lock()
	s.mu.Lock()
	k := s.conns[c]
	current := k != nil && s.kiosks[k.id] == k
	s.mu.Unlock()
	if !current {
		s.order.Unlock()
		return errReplaced
	}
	wait := s.commits.hand(m)
	s.order.Unlock()
	if err := wait(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case m.Presence.Online:
		k.session = m.Presence.Session
	case m.Presence.Session == k.session:
		k.session = ""
	}
	return nil
}

// leave forgets a connection and commits its end.
func (s *Server) leave(c net.Conn) {
	s.mu.Lock()
	k := s.conns[c]
	delete(s.conns, c)
	if k == nil {
		s.mu.Unlock()
		return
	}
	session := k.session
	if now := s.kiosks[k.id]; now == k {
		delete(s.kiosks, k.id)
	} else if now != nil && now.session == session { // it names its connections alike: the newer one is not gone
		session = ""
	}
	s.mu.Unlock()
	// While the server stops the kiosk is not offline, this run is: the next
	// run's BeginRun says so.
	if session == "" || s.stopping.Load() {
		return
	}
	now := s.deps.Now()
	m := fleet.Upward{Kiosk: k.id, Received: now, Presence: &wire.Presence{V: wire.Version, Session: session, At: now.UTC()}}
	if err := s.commits.submit(m); errors.Is(err, errCommit) {
		s.mu.Lock()
		s.ended[k.id] = m
		s.mu.Unlock()
	}
}

// commitEnded tries again what leave could not commit.
func (s *Server) commitEnded() {
	s.mu.Lock()
	again := make([]fleet.Upward, 0, len(s.ended))
	for _, m := range s.ended {
		again = append(again, m)
	}
	s.mu.Unlock()
	for _, m := range again {
		if err := s.commits.submit(m); errors.Is(err, errCommit) {
			return
		}
		s.mu.Lock()
		if s.ended[m.Kiosk].Presence == m.Presence {
			delete(s.ended, m.Kiosk)
		}
		s.mu.Unlock()
	}
}
