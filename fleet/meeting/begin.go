package meeting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
	"lawkiosk/personal"
)

// Bounds of what a kiosk sends.
const (
	maxWord  = 64
	maxName  = 64
	maxPhone = 20
)

// A booked citizen may begin so long before and after the slot's begin.
const (
	bookedEarly = 15 * time.Minute
	bookedLate  = 45 * time.Minute
)

// silentCall is how long a kiosk's call must be silent to give way to one of a
// new visit: the page that had it is gone.
const silentCall = 15 * time.Second

// Offers implements KioskDoor.
func (s *Service) Offers(ctx context.Context, kiosk string) (wire.Offers, error) {
	now := s.now()
	k, err := s.d.Kiosk(ctx, kiosk)
	if err != nil {
		return wire.Offers{}, fmt.Errorf("cannot say what kiosk %s could do: %w", kiosk, err)
	}
	list, err := s.d.Store.Running(ctx)
	if err != nil {
		return wire.Offers{}, err
	}
	sc, err := s.scene(ctx, now, pointers(list))
	if err != nil {
		return wire.Offers{}, err
	}
	o := wire.Offers{Available: true, E2EE: s.cfg.E2EE, Steps: []wire.Step{}}
	if o.ExpectS, err = s.expect(ctx, k.Region, now); err != nil {
		return wire.Offers{}, err
	}
	all := Call{Region: k.Region, Ladder: s.rules.For(k.Region, now).rungs()}
	all.Step = len(all.Ladder)
	o.OnDuty = len(sc.sees(&all))
	for _, r := range all.Ladder {
		o.Steps = append(o.Steps, wire.Step(r))
	}
	return o, nil
}

func pointers(list []Call) []*Call {
	out := make([]*Call, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// Begin implements KioskDoor. A repeated request of the same visit gets the call it has.
func (s *Service) Begin(ctx context.Context, kiosk string, n wire.NewCall) (wire.Call, error) {
	if err := checkNew(n); err != nil {
		return wire.Call{}, err
	}
	k, err := s.d.Kiosk(ctx, kiosk)
	if err != nil {
		return wire.Call{}, fmt.Errorf("cannot begin a call of kiosk %s: %w", kiosk, err)
	}
	now := s.now()
	if had, err := s.had(ctx, kiosk, n.Visit, now); err != nil || had != nil {
		if err != nil {
			return wire.Call{}, err
		}
		return s.viewOf(ctx, had, AtKiosk(kiosk))
	}
	c := s.newCall(k, n, now)
	if n.Booking != "" {
		if err := s.useBooking(ctx, &c, kiosk, n.Booking); err != nil {
			return wire.Call{}, err
		}
	}
	fx := Effects{}
	if n.Citizen != nil {
		if err := s.seal(ctx, &fx, c.ID, sealedCitizen, n.Citizen); err != nil {
			return wire.Call{}, err
		}
	}
	if len(c.Ladder) > 0 {
		fx.step(&c, c.step(), now)
	}
	if err := s.d.Store.AddCall(ctx, c, fx); err != nil {
		return wire.Call{}, fmt.Errorf("cannot begin a call of kiosk %s: %w", kiosk, err)
	}
	if _, err := s.sweep(ctx); err != nil { // place and rings; the loop will try again
		s.d.Log.Error("cannot move the calls on", "error", err)
	}
	s.follow(ctx, &was{id: c.ID, kiosks: []string{kiosk}})
	s.poke()
	return s.View(ctx, AtKiosk(kiosk), c.ID)
}

func checkNew(n wire.NewCall) error {
	switch {
	case !isWord(n.Visit):
		return bad("visit needs 1 to 64 letters, digits, hyphens")
	case !n.Consent.Video:
		return bad("a video call needs the citizen's consent")
	case n.Topic != "" && !isWord(n.Topic):
		return bad("topic is a theme's id")
	case n.Lang != "zh-CN" && n.Lang != "en":
		return bad("lang is zh-CN or en")
	case n.Speech != "" && !slices.Contains(fleet.Speeches(), n.Speech):
		return bad("speech is not known")
	}
	if n.Citizen == nil {
		return nil
	}
	if !n.Consent.Card && (n.Citizen.Name != "" || n.Citizen.ID != "") {
		return bad("name and number need the consent to show the card")
	}
	if utf8.RuneCountInString(n.Citizen.Name) > maxName || len(n.Citizen.ID) > maxWord {
		return bad("name or number is too long")
	}
	return checkPhone(n.Citizen.Phone)
}

// isWord says that a text is an id: what is kept in the clear can hold no
// sentence, and so no name.
func isWord(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.' {
			return false
		}
	}
	return s != "" && len(s) <= maxWord
}

func checkPhone(phone string) error {
	if len(phone) > maxPhone {
		return bad("phone is too long")
	}
	for i, r := range phone {
		if (r < '0' || r > '9') && r != '-' && r != ' ' && (r != '+' || i > 0) {
			return bad("phone has digits, blanks and hyphens only")
		}
	}
	return nil
}

// had gives the visit's running call, makes way for a new visit where the old
// one's page is gone, and otherwise is ErrBusy.
func (s *Service) had(ctx context.Context, kiosk, visit string, now time.Time) (*Call, error) {
	c, err := s.d.Store.KioskCall(ctx, kiosk)
	if errors.Is(err, ErrUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := c.person(func(p *Person) bool { return p.Kiosk == kiosk })
	switch {
	case !c.Running() || p == nil:
		return nil, nil
	case c.Kiosk == kiosk && c.Visit == visit:
		return &c, nil
	case now.Sub(p.Seen) < silentCall:
		return nil, ErrBusy
	}
	_, err = s.change(ctx, c.ID, func(c *Call, fx *Effects) error {
		if c.Running() {
			s.leaves(c, fx, c.person(func(p *Person) bool { return p.Kiosk == kiosk }), now)
		}
		return nil
	})
	return nil, err
}

func (s *Service) newCall(k fleet.Kiosk, n wire.NewCall, now time.Time) Call {
	l := s.rules.For(k.Region, now)
	c := Call{
		ID: newID(), Version: 1, State: wire.CallWaiting, Began: now,
		Kiosk: k.ID, Region: k.Region, Centre: k.Centre, Visit: n.Visit, Topic: n.Topic, Lang: n.Lang, Speech: n.Speech,
		Elder: n.Elder, Consent: n.Consent, Ladder: l.rungs(), StepFrom: now, ExpectS: -1,
		Book: l.Book, Message: l.Message, ReplyIn: l.ReplyIn, Papers: []Paper{},
	}
	if n.Citizen != nil {
		c.HasCitizen, c.HasPhone = true, n.Citizen.Phone != ""
		c.Shown = personal.NewName(n.Citizen.Name).Masked()
	}
	p := Person{Identity: newID(), Role: roleCitizen, Kiosk: k.ID, Visit: n.Visit, Name: c.Shown, Seen: now, Here: true}
	c.People, c.Holder, c.Epoch = []Person{p}, p.Identity, 1
	return c
}

// useBooking puts a booked citizen before the others, for the booked lawyer first.
func (s *Service) useBooking(ctx context.Context, c *Call, kiosk, text string) error {
	r, err := s.lookUp(ctx, kiosk, text)
	if err != nil {
		return err
	}
	if r.Kind != TaskBooking || r.State != "open" {
		return notNow("this receipt is not of an open booking")
	}
	if c.Began.Before(r.Begin.Add(-bookedEarly)) || c.Began.After(r.Begin.Add(bookedLate)) {
		return notNow("a booked talk can begin from 15 minutes before its time until 45 minutes after it")
	}
	c.Booking, c.Favoured = r.Number, r.User
	return nil
}
