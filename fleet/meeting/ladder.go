package meeting

import (
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Reasons why a call is back in the queue.
const whyLost = "lawyer.lost"

// How a ring ended, in Ring.
const (
	rungAnswered = "answered"
	rungDeclined = "declined"
	rungMissed   = "missed"
	rungOther    = "other"
	rungTalked   = "talked"
)

// settle brings a call to where it belongs at the scene's time: silent sides
// are noticed, steps end, desks are rung. It derives everything from the call's
// row, and gives the time at which to look again.
func (s *Service) settle(sc *scene, c *Call, fx *Effects) time.Time {
	if !c.Running() {
		return time.Time{}
	}
	next := s.presence(sc.now, c)
	s.silence(sc.now, c, fx)
	if c.State == wire.CallWaiting {
		s.climb(sc, c, fx)
	}
	s.ring(sc, c, fx)
	s.asks(sc.now, c)
	return earliest(next, s.due(sc.now, c))
}

// heard is when somebody was heard of; silence before a start does not count.
func (s *Service) heard(p *Person) time.Time {
	if p.Seen.Before(s.started) {
		return s.started
	}
	return p.Seen
}

// presence keeps Person.Here.
func (s *Service) presence(now time.Time, c *Call) (next time.Time) {
	for i := range c.People {
		p := &c.People[i]
		if p.Gone || !p.Here {
			continue
		}
		if end := s.heard(p).Add(lately); now.Before(end) {
			next = earliest(next, end)
		} else {
			p.Here, p.Joined = false, false
		}
	}
	return next
}

// quiet is until when a side may be silent: of the citizens, of the lawyer.
func (s *Service) quiet(c *Call) (citizens, lawyer time.Time) {
	allowed := grace
	if c.State == wire.CallTalking {
		allowed = lost
	}
	for i := range c.People {
		p := &c.People[i]
		if p.Gone {
			continue
		}
		if p.citizenSide() && (c.State == wire.CallTalking || p.Role == roleCitizen) {
			citizens = latest(citizens, s.heard(p).Add(allowed))
		}
		if p.User == c.Lawyer && c.State == wire.CallTalking {
			lawyer = s.heard(p).Add(lost)
		}
	}
	return citizens, lawyer
}

// silence ends or returns a call of which one side is gone.
func (s *Service) silence(now time.Time, c *Call, fx *Effects) {
	citizens, lawyer := s.quiet(c)
	switch {
	case !now.Before(citizens):
		switch c.State {
		case wire.CallTalking:
			s.owe(c, fx, now, s.rules.workdays(now, 1))
			s.end(c, fx, now, wire.CallLost)
		case wire.CallUnanswered:
			s.end(c, fx, now, wire.CallNoAnswer)
		default:
			s.end(c, fx, now, wire.CallVanished)
		}
	case c.State == wire.CallTalking && !now.Before(lawyer):
		if c.Returns > 0 || len(c.Ladder) == 0 {
			s.owe(c, fx, now, s.rules.workdays(now, 1))
			s.end(c, fx, now, wire.CallLost)
			return
		}
		s.returns(c, fx, now)
	}
}

// returns puts a call whose lawyer is gone back at the queue's head.
func (s *Service) returns(c *Call, fx *Effects, now time.Time) {
	for i := range c.People {
		if p := &c.People[i]; p.User != "" {
			c.leave(p, fx, now)
		}
	}
	c.State, c.Head, c.Why, c.Returns = wire.CallWaiting, true, whyLost, c.Returns+1
	c.Step = min(c.Step, len(c.Ladder)-1)
	c.Room, c.Asks, c.Recording, c.Epoch, c.Wrapped = "", nil, wire.Recording{}, c.Epoch+1, nil
	c.StepFrom, c.Empty, c.Rung = now, time.Time{}, map[string]time.Time{}
}

// leave takes a person out of the call.
func (c *Call) leave(p *Person, fx *Effects, now time.Time) {
	if p.Gone {
		return
	}
	p.Gone, p.Here, p.Joined = true, false, false
	delete(c.Wrapped, p.Identity)
	if p.User != "" && p.User == c.Lawyer {
		fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: p.User, At: now, Outcome: rungTalked, Talk: now.Sub(c.Talking)})
		c.Recording = wire.Recording{}
	}
}

// climb goes up the ladder.
func (s *Service) climb(sc *scene, c *Call, fx *Effects) {
	for c.Step < len(c.Ladder) {
		seconds := time.Duration(c.Ladder[c.Step].Seconds) * time.Second
		end := c.StepFrom.Add(seconds)
		if c.StepFrom.Before(s.started) { // time in which no desk could answer does not count
			end = latest(end, s.started.Add(min(seconds, grace)))
		}
		if len(sc.of(c, c.step())) > 0 {
			c.Empty = time.Time{}
		} else {
			if c.Empty.IsZero() {
				c.Empty = sc.now
			}
			if short := latest(c.Empty, s.started).Add(emptyStep); short.Before(end) {
				end = short
			}
		}
		c.StepEnd = end
		if sc.now.Before(end) {
			return
		}
		c.Step++
		c.StepFrom, c.Empty = sc.now, time.Time{}
		if c.Step < len(c.Ladder) {
			fx.step(c, c.step(), sc.now)
		}
	}
	c.State, c.Place, c.StepEnd, c.Room = wire.CallUnanswered, 0, time.Time{}, ""
	c.rings(fx, sc.now, rungMissed, "")
}

// step counts that a call came to a step.
func (fx *Effects) step(c *Call, step string, now time.Time) {
	fx.Steps = append(fx.Steps, StepCount{Day: fleet.Day(now), Region: c.Region, Step: step})
}

// ring notes who is rung now, and since when.
func (s *Service) ring(sc *scene, c *Call, fx *Effects) {
	now := sc.ringing(c)
	for _, user := range now {
		if _, before := c.Rung[user]; before {
			continue
		}
		if c.Rung == nil {
			c.Rung = map[string]time.Time{}
		}
		c.Rung[user] = sc.now
		fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: user, At: sc.now})
	}
	c.Ringing = now
	if len(now) > 0 {
		c.ready()
	}
}

// ready gives a call its room as soon as somebody may answer: the citizen's page
// goes in and waits there, so that an answer needs the lawyer's way in only.
// Until then the citizen is alone there, and shows nothing.
func (c *Call) ready() {
	if c.Room != "" {
		return
	}
	c.Rooms++
	c.Room = roomName(c)
}

// rings ends all rings of a call; the one that answered is told apart.
func (c *Call) rings(fx *Effects, now time.Time, outcome, winner string) {
	for user := range c.Rung {
		o := outcome
		if user == winner {
			o = rungAnswered
		}
		fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: user, At: now, Outcome: o})
	}
	c.Rung, c.Ringing, c.Declined = nil, nil, nil
}

// asks ends invites and transfers that nobody took.
func (s *Service) asks(now time.Time, c *Call) {
	c.Asks = slices.DeleteFunc(c.Asks, func(a Ask) bool { return len(a.Users) == 0 || !now.Before(a.At.Add(askFor)) })
	if len(c.Asks) == 0 {
		c.Asks = nil
	}
}

// due is when a call must be looked at again, whatever happens.
func (s *Service) due(now time.Time, c *Call) time.Time {
	if !c.Running() {
		return time.Time{}
	}
	citizens, lawyer := s.quiet(c)
	next := earliest(citizens, lawyer)
	if c.State == wire.CallWaiting {
		next = earliest(next, c.StepEnd)
		if t := c.third(); now.Before(t) {
			next = earliest(next, t)
		}
	}
	for _, a := range c.Asks {
		next = earliest(next, a.At.Add(askFor))
	}
	return next
}

// end ends a call. What is personal goes when its time has come.
func (s *Service) end(c *Call, fx *Effects, now time.Time, how string) {
	if p := c.byUser(c.Lawyer); p != nil && c.Lawyer != "" {
		fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: c.Lawyer, At: now, Outcome: rungTalked, Talk: now.Sub(c.Talking)})
	}
	outcome := rungMissed
	if now.Sub(c.StepFrom) < missedAfter && c.Step == 0 {
		outcome = rungOther // too soon to blame anybody
	}
	c.rings(fx, now, outcome, "")
	c.State, c.How, c.Ended = wire.CallEnded, how, now
	c.Place, c.StepEnd, c.Asks, c.Room, c.Wrapped, c.Recording.On = 0, time.Time{}, nil, "", nil, false
	for i := range c.People {
		c.People[i].Here, c.People[i].Joined = false, false
	}
	if c.Staff {
		fx.Well = append(fx.Well, Well{Kiosk: c.Kiosk, Class: classStaff})
	}
	if _, held := fx.KeepUntil[c.ID]; !held {
		fx.keep(c.ID, now.Add(s.rules.Keep))
	}
}

// missedAfter is how long a desk must have rung to count as missed.
const missedAfter = 10 * time.Second

func (fx *Effects) keep(owner string, until time.Time) {
	if fx.KeepUntil == nil {
		fx.KeepUntil = map[string]time.Time{}
	}
	fx.KeepUntil[owner] = until
}

// earliest and latest leave out zero times.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
