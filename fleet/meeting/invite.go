package meeting

import (
	"context"
	"errors"
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Kinds of Ask.
const (
	askInvite   = "invite"
	askTransfer = "transfer"
)

// codeDigits is the length of an invitation's code.
const codeDigits = 8

// Invite implements DeskDoor.
func (s *Service) Invite(ctx context.Context, user, id string, n NewInvite) (Invited, error) {
	if !slices.Contains([]string{roleFamily, roleParty, roleInterpreter, roleMediator}, n.Role) {
		return Invited{}, bad("role is family, party, interpreter or mediator")
	}
	if n.User != "" {
		if n.Role != roleInterpreter && n.Role != roleMediator {
			return Invited{}, bad("a colleague comes as interpreter or mediator")
		}
		return s.ask(ctx, user, id, Ask{Kind: askInvite, Role: n.Role, Users: []string{n.User}, From: user})
	}
	code, link := digits(codeDigits), newID()
	out := Invited{Code: code, Link: "/join/" + link}
	_, err := s.lawyers(ctx, user, id, func(c *Call, fx *Effects) error {
		if c.full() {
			return notNow("the room is full")
		}
		out.Expires = s.now().Add(invitation)
		fx.Invitations = append(fx.Invitations, Invitation{
			Code: fleet.HashToken(code), Link: fleet.HashToken(link), Call: c.ID, Role: n.Role, By: user, Expires: out.Expires,
		})
		return nil
	})
	if err != nil {
		return Invited{}, err
	}
	return out, nil
}

// ask rings named desks.
func (s *Service) ask(ctx context.Context, user, id string, a Ask) (Invited, error) {
	list, err := s.d.Store.Running(ctx)
	if err != nil {
		return Invited{}, err
	}
	sc, err := s.scene(ctx, s.now(), pointers(list))
	if err != nil {
		return Invited{}, err
	}
	a.Users = slices.DeleteFunc(slices.Clone(a.Users), func(u string) bool { return u == user || !sc.free(u) || sc.lawyer(u) == nil })
	if len(a.Users) == 0 {
		return Invited{}, notNow("nobody of those asked is free")
	}
	var out Invited
	_, err = s.lawyers(ctx, user, id, func(c *Call, fx *Effects) error {
		if a.Kind == askInvite && c.full() {
			return notNow("the room is full")
		}
		a.At = s.now()
		out.Expires = a.At.Add(askFor)
		c.Asks = slices.DeleteFunc(c.Asks, func(o Ask) bool { // the newer one stands
			return o.Kind == askTransfer && a.Kind == askTransfer || o.Kind == a.Kind && slices.Equal(o.Users, a.Users)
		})
		c.Asks = append(c.Asks, a)
		for _, u := range a.Users {
			fx.Rings = append(fx.Rings, Ring{Call: c.ID, Lawyer: u, At: a.At})
		}
		return nil
	})
	return out, err
}

// Transfer implements DeskDoor. The call stays with the lawyer until another one
// has answered.
func (s *Service) Transfer(ctx context.Context, user, id string, n NewTransfer) (DeskCall, error) {
	c, err := s.load(ctx, AtDesk(user), id)
	if err != nil {
		return DeskCall{}, err
	}
	a := Ask{Kind: askTransfer, From: user}
	switch {
	case n.User != "" && n.Pool == "":
		a.Users = []string{n.User}
	case n.User == "" && (n.Pool == wire.StepOwn || n.Pool == wire.StepCity):
		sc, err := s.people(ctx, s.now())
		if err != nil {
			return DeskCall{}, err
		}
		for i := range sc.lawyers {
			if l := &sc.lawyers[i]; sc.in(n.Pool, c.Region, l) {
				a.Users = append(a.Users, l.User)
			}
		}
	default:
		return DeskCall{}, bad("a transfer needs a user, or a pool: own or city")
	}
	if _, err := s.ask(ctx, user, id, a); err != nil {
		return DeskCall{}, err
	}
	return s.DeskCall(ctx, user, id)
}

// RemovePerson implements DeskDoor.
func (s *Service) RemovePerson(ctx context.Context, user, id, identity string) (DeskCall, error) {
	return s.lawyers(ctx, user, id, func(c *Call, fx *Effects) error {
		p := c.byIdentity(identity)
		switch {
		case p == nil:
			return nil // left already
		case p.Role == roleCitizen || p.User == user:
			return notNow("the citizen and oneself cannot be put out; finish the call")
		}
		c.leave(p, fx, s.now())
		return nil
	})
}

// Join implements KioskDoor.
func (s *Service) Join(ctx context.Context, kiosk string, j wire.Join) (wire.Call, error) {
	if !isWord(j.Visit) {
		return wire.Call{}, bad("visit needs 1 to 64 letters, digits, hyphens")
	}
	code, ok := onlyDigits(j.Code, codeDigits)
	if !ok {
		return wire.Call{}, ErrInvitation
	}
	now := s.now()
	i, err := s.invited(ctx, s.kiosks, kiosk, code, now)
	if err != nil {
		return wire.Call{}, err
	}
	if _, err := s.had(ctx, kiosk, "", now); err != nil {
		return wire.Call{}, err
	}
	c, err := s.enter(ctx, i, Person{
		Identity: newID(), Role: i.Role, Kiosk: kiosk, Visit: j.Visit, Seen: now, Here: true,
	})
	if err != nil {
		return wire.Call{}, err
	}
	return s.viewOf(ctx, c, AtKiosk(kiosk))
}

// Enter implements GuestDoor.
func (s *Service) Enter(ctx context.Context, asker, codeOrLink string) (string, wire.Call, error) {
	if len(codeOrLink) > maxWord {
		return "", wire.Call{}, ErrInvitation
	}
	now := s.now()
	var i Invitation
	var err error
	if code, ok := onlyDigits(codeOrLink, codeDigits); ok {
		i, err = s.invited(ctx, s.guests, asker, code, now)
	} else { // 128 random bits: nobody guesses them, so that no guesser can shut others out
		i, err = s.d.Store.Invitation(ctx, fleet.HashToken(codeOrLink), now)
	}
	if err != nil {
		return "", wire.Call{}, err
	}
	secret := newID()
	p := Person{Identity: newID(), Role: i.Role, Guest: fleet.HashToken(secret), Seen: now, Here: true}
	c, err := s.enter(ctx, i, p)
	if err != nil {
		return "", wire.Call{}, err
	}
	v, err := s.viewOf(ctx, c, Side{guest: p.Guest})
	return c.ID + "." + secret, v, err
}

// invited finds an invitation, unless the asker guessed too often.
func (s *Service) invited(ctx context.Context, l *limiter, asker, word string, now time.Time) (i Invitation, err error) {
	tries := l.try(asker, now, func() bool {
		i, err = s.d.Store.Invitation(ctx, fleet.HashToken(word), now)
		return errors.Is(err, ErrInvitation)
	})
	if tries != nil {
		return Invitation{}, tries
	}
	return i, err
}

// enter takes the invitation and lets its person in, both or neither.
func (s *Service) enter(ctx context.Context, i Invitation, p Person) (*Call, error) {
	return s.change(ctx, i.Call, func(c *Call, fx *Effects) error {
		switch {
		case c.State != wire.CallTalking:
			return ErrInvitation
		case c.full():
			return notNow("the room is full")
		}
		fx.Use, fx.UsedAt = &i, s.now()
		c.People = append(c.People, p)
		return nil
	})
}
