package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Shift is a weekly time on duty. Times are the fleet's zone.
type Shift struct {
	Lawyer  string // user name
	Weekday int    // 1 Monday … 7 Sunday
	From    string // "09:00"
	To      string // "17:00", after From; "24:00" is the day's end
	Region  string // county's code; "": all that the profile says
}

// Exception takes the place of a lawyer's weekly shifts on one date. Several
// for one date add up.
type Exception struct {
	Lawyer string // "": everybody without one of their own, such as on a holiday
	Day    string // "2026-11-22"
	From   string // "" with To "": off the whole day
	To     string
	Region string
	Note   string // "国庆节"
}

// Roster is who is planned to be on duty when.
type Roster struct {
	Shifts     []Shift
	Exceptions []Exception
}

// Rosters keeps the one roster.
type Rosters interface {
	Roster(ctx context.Context) (Roster, error)
	// SetRoster replaces it: ErrNotFound where it names a user who is no lawyer,
	// ErrRefused where it fails Check. Shifts come back in order, double ones once.
	SetRoster(ctx context.Context, r Roster) error
}

// Check says what is wrong with a roster in itself.
func (r Roster) Check() error {
	for _, s := range r.Shifts {
		if s.Lawyer == "" || s.Weekday < 1 || s.Weekday > 7 {
			return fmt.Errorf("shift of %q on weekday %d: a lawyer and a weekday of 1 to 7 are needed", s.Lawyer, s.Weekday)
		}
		if err := checkSpan(s.From, s.To); err != nil {
			return fmt.Errorf("shift of %s on weekday %d: %w", s.Lawyer, s.Weekday, err)
		}
	}
	for _, e := range r.Exceptions {
		if _, err := time.Parse(time.DateOnly, e.Day); err != nil {
			return fmt.Errorf("exception on %q: a date such as 2026-11-22 is needed", e.Day)
		}
		if e.From == "" && e.To == "" {
			continue
		}
		if err := checkSpan(e.From, e.To); err != nil {
			return fmt.Errorf("exception on %s: %w", e.Day, err)
		}
	}
	return nil
}

func checkSpan(from, to string) error {
	_, err := time.Parse("15:04", from)
	_, end := time.Parse("15:04", to)
	if err != nil || end != nil && to != "24:00" || len(from) != 5 || len(to) != 5 || from >= to {
		return errors.New("two times such as 09:00 and 17:00 are needed, the second after the first")
	}
	return nil
}

// Of gives a lawyer's shifts on a day ("2026-11-22"), the earliest first.
func (r Roster) Of(lawyer, day string) []Shift {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil
	}
	weekday := (int(t.Weekday())+6)%7 + 1
	var own, all, week []Shift
	var ownSaid, allSaid bool
	for _, e := range r.Exceptions {
		if e.Day != day || e.Lawyer != "" && e.Lawyer != lawyer {
			continue
		}
		s := Shift{Lawyer: lawyer, Weekday: weekday, From: e.From, To: e.To, Region: e.Region}
		if e.Lawyer == "" {
			allSaid = true
			all = append(all, s)
		} else {
			ownSaid = true
			own = append(own, s)
		}
	}
	for _, s := range r.Shifts {
		if s.Lawyer == lawyer && s.Weekday == weekday {
			week = append(week, s)
		}
	}
	out := week
	switch {
	case ownSaid:
		out = own
	case allSaid:
		out = all
	}
	out = slices.DeleteFunc(out, func(s Shift) bool { return s.From == s.To }) // off
	slices.SortFunc(out, compareShifts)
	return out
}

// Plans reports whether a lawyer is planned to be on duty for a county at a
// time. The region "" asks for any county. The profile is not asked.
func (r Roster) Plans(lawyer, region string, at time.Time) bool {
	clock := at.In(Zone()).Format("15:04")
	return slices.ContainsFunc(r.Of(lawyer, Day(at)), func(s Shift) bool {
		return s.From <= clock && clock < s.To && (region == "" || s.Region == "" || s.Region == region)
	})
}

// Tidy puts a roster in order and drops what is there twice.
func (r Roster) Tidy() Roster {
	shifts, exceptions := slices.Clone(r.Shifts), slices.Clone(r.Exceptions)
	slices.SortFunc(shifts, compareShifts)
	slices.SortFunc(exceptions, func(a, b Exception) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Lawyer, b.Lawyer), cmp.Compare(a.From, b.From),
			cmp.Compare(a.To, b.To), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Note, b.Note))
	})
	return Roster{Shifts: slices.Compact(shifts), Exceptions: slices.Compact(exceptions)}
}

func compareShifts(a, b Shift) int {
	return cmp.Or(cmp.Compare(a.Lawyer, b.Lawyer), cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.From, b.From),
		cmp.Compare(a.To, b.To), cmp.Compare(a.Region, b.Region))
}
