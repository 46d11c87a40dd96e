package meeting

import (
	"context"
	"fmt"
	"slices"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// SetDuty implements DeskDoor.
func (s *Service) SetDuty(ctx context.Context, user string, d fleet.DutyState) error {
	if !slices.Contains(fleet.DutyStates(), d) {
		return bad("state is on, busy or away")
	}
	changed, err := s.d.People.SetDuty(ctx, user, d, s.now())
	if err != nil {
		return err
	}
	if changed {
		s.d.Live.Desks()
		s.d.Live.Meetings()
	}
	s.poke()
	return nil
}

// SeeDesk implements DeskDoor. A desk that was away and is heard of again rings
// at once.
func (s *Service) SeeDesk(ctx context.Context, user string) error {
	sc, err := s.people(ctx, s.now())
	if err != nil {
		return err
	}
	if err := s.d.People.SeeDesk(ctx, user, s.now()); err != nil {
		return err
	}
	if sc.duty[user] != fleet.DutyOn {
		s.poke()
	}
	return nil
}

// Desk implements DeskDoor.
func (s *Service) Desk(ctx context.Context, user string) (Desk, error) {
	l, _, err := s.lawyer(ctx, user)
	if err != nil {
		return Desk{}, err
	}
	list, err := s.d.Store.Running(ctx)
	if err != nil {
		return Desk{}, err
	}
	now := s.now()
	sc, err := s.scene(ctx, now, pointers(list))
	if err != nil {
		return Desk{}, err
	}
	d := Desk{
		Now: now, Rings: []DeskRing{}, Calls: []DeskCall{},
		Me: Me{
			Name: user, Display: l.Display, Licence: l.Licence, Firm: l.Firm, Regions: l.Regions, Skills: l.Skills, Speaks: l.Speaks,
			Role: l.Role, Duty: DutyNow{State: sc.duty[user]},
		},
	}
	if d.Me.Duty.State == "" {
		d.Me.Duty.State = fleet.DutyAway
	}
	if err := s.since(ctx, &d.Me.Duty, user); err != nil {
		return Desk{}, err
	}
	waiting := pointers(list)
	slices.SortStableFunc(waiting, func(a, b *Call) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	for _, c := range waiting {
		if c.byUser(user) != nil {
			x, err := s.deskCall(ctx, c, user)
			if err != nil {
				return Desk{}, err
			}
			d.Calls = append(d.Calls, x)
			continue
		}
		d.Rings = append(d.Rings, s.ringsAt(sc, c, user)...)
	}
	n, err := s.d.Store.CountTasks(ctx, filter(&l, "", "open"))
	if err != nil {
		return Desk{}, fmt.Errorf("cannot count tasks: %w", err)
	}
	d.Tasks = map[string]int{"callbacks": n[TaskCallback], "messages": n[TaskMessage], "bookings": n[TaskBooking], "ratings": n[TaskRating]}
	return d, nil
}

func (s *Service) since(ctx context.Context, d *DutyNow, user string) error {
	duties, err := s.d.People.DutyList(ctx)
	if err != nil {
		return err
	}
	for _, x := range duties {
		if x.Lawyer == user {
			d.Since = x.Since
		}
	}
	return nil
}

// ringsAt tells what of a call rings at a desk.
func (s *Service) ringsAt(sc *scene, c *Call, user string) []DeskRing {
	r := DeskRing{
		ID: c.ID, Topic: c.Topic, Region: c.Region, Centre: s.place(c.Centre), Kiosk: c.Kiosk, Lang: c.Lang, Speech: c.Speech,
		Elder: c.Elder, Began: c.Began, Step: c.step(), StepEnd: c.StepEnd, WaitedS: bounded(sc.now.Sub(c.Began)),
		Booking: c.Booking != "", Mine: c.Favoured == user, Why: c.Why, Kind: "call",
	}
	if c.State == wire.CallWaiting && slices.Contains(sc.ringing(c), user) {
		return []DeskRing{r}
	}
	var out []DeskRing
	for _, a := range c.Asks {
		if slices.Contains(a.Users, user) && sc.now.Before(a.At.Add(askFor)) && c.State == wire.CallTalking {
			r.Kind, r.Role, r.Step, r.StepEnd, r.From = a.Kind, a.Role, "", a.At.Add(askFor), a.From
			if l := sc.lawyer(a.From); l != nil {
				r.From = l.Display
			}
			r.WaitedS = bounded(sc.now.Sub(a.At))
			out = append(out, r)
		}
	}
	return out
}

// Colleagues implements DeskDoor.
func (s *Service) Colleagues(ctx context.Context, user string) ([]Colleague, error) {
	list, err := s.d.Store.Running(ctx)
	if err != nil {
		return nil, err
	}
	sc, err := s.scene(ctx, s.now(), pointers(list))
	if err != nil {
		return nil, err
	}
	out := []Colleague{}
	for i := range sc.lawyers {
		l := &sc.lawyers[i]
		if l.User == user {
			continue
		}
		c := Colleague{Name: l.User, Display: l.Display, Firm: l.Firm, Duty: sc.duty[l.User], InCall: sc.busy[l.User] != "", Speaks: l.Speaks, Skills: l.Skills}
		if c.Duty == "" {
			c.Duty = fleet.DutyAway
		}
		out = append(out, c)
	}
	return out, nil
}
