package meeting

import (
	"context"
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// lawyer gives the profile of who asks.
func (s *Service) lawyer(ctx context.Context, user string) (fleet.Lawyer, *scene, error) {
	sc, err := s.people(ctx, s.now())
	if err != nil {
		return fleet.Lawyer{}, nil, err
	}
	l := sc.lawyer(user)
	if l == nil {
		return fleet.Lawyer{}, nil, ErrForbidden
	}
	return *l, sc, nil
}

// Answer implements DeskDoor. The store lets one desk after the other ask, so
// that one wins and the others learn who. The page's public key comes along: the
// citizen's page can then hand out the room's key while the lawyer's is joining,
// for which the answer brings the token.
func (s *Service) Answer(ctx context.Context, user, id, public string) (DeskCall, error) {
	if err := checkKeys(wire.Keys{Public: public}); err != nil {
		return DeskCall{}, err
	}
	l, sc, err := s.lawyer(ctx, user)
	if err != nil {
		return DeskCall{}, err
	}
	c, err := s.change(ctx, id, func(c *Call, fx *Effects) error {
		if err := s.answers(c, fx, sc, &l); err != nil {
			return err
		}
		if p := c.byUser(user); p != nil && s.cfg.E2EE {
			c.keyOf(p, public)
		}
		return nil
	})
	if err != nil {
		return DeskCall{}, err
	}
	d, err := s.deskCall(ctx, c, user)
	if err != nil {
		return DeskCall{}, err
	}
	if p := c.byUser(user); p != nil {
		if entry, err := s.entry(ctx, c, p); err == nil { // else the page asks for one, and is told why not
			d.Entry = &entry
		}
	}
	return d, nil
}

// answers puts a lawyer who answers into the call.
func (s *Service) answers(c *Call, fx *Effects, sc *scene, l *fleet.Lawyer) error {
	now, user := s.now(), l.User
	switch p := c.byUser(user); {
	case !c.Running():
		return ErrOver
	case p != nil: // the same desk again
		p.Seen, p.Here = now, true
		return nil
	case c.State == wire.CallWaiting:
		if _, rung := c.Rung[user]; !rung && !sc.reached(c, l) {
			return ErrForbidden
		}
		s.take(c, fx, l, now)
		return nil
	case c.State == wire.CallTalking:
		return s.answerAsk(c, fx, l, now)
	}
	return notNow("nobody can answer any more: the citizen chooses what to do")
}

// take gives a waiting call to a lawyer.
func (s *Service) take(c *Call, fx *Effects, l *fleet.Lawyer, now time.Time) {
	if _, rung := c.Rung[l.User]; !rung { // faster than the loop
		if c.Rung == nil {
			c.Rung = map[string]time.Time{}
		}
		c.Rung[l.User] = now
		fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: l.User, At: now})
	}
	c.rings(fx, now, rungOther, l.User)
	if c.Answered.IsZero() {
		c.Answered = now
	}
	c.State, c.Talking, c.Place, c.StepEnd, c.Head, c.Why = wire.CallTalking, now, 0, time.Time{}, false, ""
	c.ready()
	c.seat(l, roleLawyer, now)
	c.Lawyer = l.User
	// Whoever came with the citizen has the longer silence of a talk from now on.
	if c.Booking != "" {
		fx.TaskDone = append(fx.TaskDone, Replied{Number: c.Booking, By: l.User, Shown: l.Display, At: now})
	}
}

// roomName is new for each time that a call rings, so that no token of an
// earlier one opens it.
func roomName(c *Call) string {
	return "call-" + c.ID + "-" + string(rune('a'+c.Rooms%26)) + newID()[:8]
}

// seat adds a lawyer to the call, or lets them return to their place.
func (c *Call) seat(l *fleet.Lawyer, role string, now time.Time) {
	c.People = slices.DeleteFunc(c.People, func(p Person) bool { return p.User == l.User })
	c.People = append(c.People, Person{
		Identity: newID(), Role: role, User: l.User, Name: l.Display, Licence: l.Licence, Firm: l.Firm, Seen: now, Here: true,
	})
}

// answerAsk answers an invite or a transfer.
func (s *Service) answerAsk(c *Call, fx *Effects, l *fleet.Lawyer, now time.Time) error {
	i := slices.IndexFunc(c.Asks, func(a Ask) bool { return slices.Contains(a.Users, l.User) && now.Before(a.At.Add(askFor)) })
	if i < 0 {
		return &TakenError{By: c.lawyerName()}
	}
	a := c.Asks[i]
	fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: l.User, At: now, Outcome: rungAnswered})
	c.Asks = slices.Delete(c.Asks, i, i+1)
	if a.Kind == askInvite {
		if c.full() {
			return notNow("the room is full")
		}
		c.seat(l, a.Role, now)
		return nil
	}
	if old := c.byUser(c.Lawyer); old != nil {
		c.leave(old, fx, now)
	}
	c.seat(l, roleLawyer, now)
	c.Lawyer, c.Talking, c.Recording = l.User, now, wire.Recording{}
	c.Asks = slices.DeleteFunc(c.Asks, func(a Ask) bool { return a.Kind == askTransfer })
	return nil
}

func (c *Call) lawyerName() string {
	for i := range c.People {
		if p := &c.People[i]; p.User == c.Lawyer && p.User != "" {
			return p.Name
		}
	}
	return ""
}

func (c *Call) full() bool {
	n := 0
	for i := range c.People {
		if !c.People[i].Gone {
			n++
		}
	}
	return n >= maxPeople
}

// Decline implements DeskDoor.
func (s *Service) Decline(ctx context.Context, user, id string) error {
	l, sc, err := s.lawyer(ctx, user)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, id, func(c *Call, fx *Effects) error {
		now := s.now()
		if c.State == wire.CallTalking {
			for i := range c.Asks {
				a := &c.Asks[i]
				if j := slices.Index(a.Users, user); j >= 0 {
					a.Users = slices.Delete(slices.Clone(a.Users), j, j+1)
					fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: user, At: now, Outcome: rungDeclined})
				}
			}
			s.asks(now, c)
			return nil
		}
		if _, rung := c.Rung[user]; !rung && (c.State != wire.CallWaiting || !sc.reached(c, &l)) {
			return nil // it rings no more: nothing to decline
		}
		if !slices.Contains(c.Declined, user) {
			c.Declined = append(c.Declined, user)
			fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: user, At: now, Outcome: rungDeclined})
		}
		delete(c.Rung, user)
		c.Ringing = slices.DeleteFunc(slices.Clone(c.Ringing), func(u string) bool { return u == user })
		return nil
	})
	return err
}
