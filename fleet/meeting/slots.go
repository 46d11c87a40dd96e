package meeting

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Slots are so long, on so many working days, and begin no sooner than soon.
const (
	slotLength = 30 * time.Minute
	slotDays   = 5
	slotSoon   = 15 * time.Minute
)

// slot is a time with the lawyers who are planned for it and not booked.
type slot struct {
	begin   time.Time
	lawyers []string
	names   map[string]string // shown
}

// id names a slot of a county.
func slotID(region string, begin time.Time) string {
	return region + "-" + strconv.FormatInt(begin.Unix(), 10)
}

// slots lists the free times of a county. Its own lawyers come first, then those
// of the city's pool; among them who knows topic and speech.
func (s *Service) slots(ctx context.Context, c *Call, now time.Time) ([]slot, error) {
	lawyers, err := s.d.People.LawyerList(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot list times to book: %w", err)
	}
	roster, err := s.d.People.Roster(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot list times to book: %w", err)
	}
	days := s.rules.nextWorkdays(now, slotDays)
	if len(days) == 0 {
		return nil, nil
	}
	booked, err := s.d.Store.Booked(ctx, days[0], days[len(days)-1].AddDate(0, 0, 1))
	if err != nil {
		return nil, fmt.Errorf("cannot list times to book: %w", err)
	}
	taken := map[string]bool{}
	for _, b := range booked {
		for _, l := range b.Lawyers {
			taken[l+" "+b.Begin.UTC().String()] = true
		}
	}
	sc := scene{besides: s.besides}
	slices.SortStableFunc(lawyers, func(a, b fleet.Lawyer) int {
		own := func(l *fleet.Lawyer) int {
			if sc.in(wire.StepOwn, c.Region, l) {
				return 10
			}
			return 0
		}
		return own(&b) + rank(c, &b) - own(&a) - rank(c, &a)
	})
	var out []slot
	for _, day := range days {
		for begin := day; begin.Before(day.AddDate(0, 0, 1)); begin = begin.Add(slotLength) {
			if begin.Before(now.Add(slotSoon)) {
				continue
			}
			x := slot{begin: begin.UTC(), names: map[string]string{}}
			for i := range lawyers {
				l := &lawyers[i]
				if !sc.in(wire.StepOwn, c.Region, l) && !sc.in(wire.StepCity, c.Region, l) {
					continue
				}
				if planned(roster, l.User, c.Region, begin) && !taken[l.User+" "+x.begin.String()] {
					x.lawyers, x.names[l.User] = append(x.lawyers, l.User), l.Display
				}
			}
			if len(x.lawyers) > 0 {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// planned says that a shift covers the whole slot.
func planned(r fleet.Roster, lawyer, region string, begin time.Time) bool {
	return r.Plans(lawyer, region, begin) && r.Plans(lawyer, region, begin.Add(slotLength-time.Minute))
}

// Slots implements KioskDoor.
func (s *Service) Slots(ctx context.Context, kiosk, id string) ([]wire.Slot, error) {
	c, err := s.load(ctx, AtKiosk(kiosk), id)
	if err != nil {
		return nil, err
	}
	if c.Kiosk != kiosk {
		return nil, ErrUnknown
	}
	list, err := s.slots(ctx, c, s.now())
	if err != nil {
		return nil, err
	}
	out := []wire.Slot{}
	for _, x := range list {
		out = append(out, wire.Slot{ID: slotID(c.Region, x.begin), Begin: x.begin, End: x.begin.Add(slotLength)})
	}
	return out, nil
}

// Book implements KioskDoor.
func (s *Service) Book(ctx context.Context, kiosk, id string, b wire.NewBooking) (wire.Call, error) {
	if err := checkPhone(b.Phone); err != nil {
		return wire.Call{}, err
	}
	c, err := s.load(ctx, AtKiosk(kiosk), id)
	if err != nil {
		return wire.Call{}, err
	}
	region, unix, ok := strings.Cut(b.Slot, "-")
	if _, err := strconv.ParseInt(unix, 10, 64); err != nil || !ok || region != c.Region {
		return wire.Call{}, bad("slot is not one of those offered")
	}
	free, err := s.slots(ctx, c, s.now())
	if err != nil {
		return wire.Call{}, err
	}
	i := slices.IndexFunc(free, func(x slot) bool { return slotID(region, x.begin) == b.Slot })
	return s.citizens(ctx, kiosk, id, func(c *Call, fx *Effects) error {
		switch {
		case !c.Running():
			return ErrOver
		case c.State != wire.CallUnanswered || !c.Book:
			return notNow("a time can be booked where nobody answered")
		case i < 0:
			return ErrSlotTaken
		}
		now := s.now()
		c.Lawyer = ""
		t := c.task(fx, TaskBooking, now, free[i].begin)
		if err := s.takePhone(ctx, t, fx, b.Phone); err != nil {
			return err
		}
		r := &fx.Receipts[len(fx.Receipts)-1]
		r.Begin, r.ReplyBy = free[i].begin, time.Time{}
		fx.Booking = &Booking{Begin: r.Begin, End: r.Begin.Add(slotLength), Region: c.Region, Number: t.Number, Lawyers: free[i].lawyers}
		fx.Booked = func(lawyer string) { t.Lawyer, r.User, r.Lawyer = lawyer, lawyer, free[i].names[lawyer] }
		fx.step(c, "book", now)
		s.hold(fx, t)
		s.end(c, fx, now, wire.CallBooked)
		return nil
	})
}
