package period_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/period"
	"lawkiosk/content/source"
)

// own is the product's own rules with their calendar.
func own(t testing.TB) (*content.Pack, *period.Calendar) {
	t.Helper()
	p, problems := source.Load(os.DirFS("../"), time.Time{})
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	c, err := period.NewCalendar(p.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	return p, c
}

// Every rule has examples, worked out by hand, and together they hold the cases
// that go wrong: month ends, leap days, holidays, worked weekends, days beyond the
// known holidays, new beginnings, obstacles, a longest time, hours over a year's end.
func TestExamplesHoldTheHardCases(t *testing.T) {
	p, c := own(t)
	found := map[string]int{}
	for i := range p.Periods {
		r := &p.Periods[i]
		if len(r.Examples) < 2 {
			t.Errorf("%s has %d examples", r.ID, len(r.Examples))
		}
		for _, e := range r.Examples {
			if err := c.CheckExample(r, e); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
			if e.Why == "" {
				t.Errorf("%s: the example from %s does not say why", r.ID, e.Start)
			}
			for _, what := range hard(c, r, e) {
				found[what]++
			}
		}
	}
	for _, what := range []string{
		"leap day", "month end", "moved off a holiday", "moved off a weekend", "on a worked weekend", "day off that does not move", "beyond the horizon",
		"working days", "hours", "hours over a year's end", "begun anew", "obstacle", "longest time",
	} {
		if found[what] == 0 {
			t.Errorf("no example of: %s", what)
		}
	}
}

// hard names what makes an example hard.
func hard(c *period.Calendar, r *content.Period, e content.Example) (out []string) {
	add := func(when bool, what string) {
		if when {
			out = append(out, what)
		}
	}
	if r.Unit == content.Hours {
		return append(out, "hours", map[bool]string{true: "hours over a year's end"}[e.Start[:4] != e.Last[:4]])
	}
	last, err := period.Day(e.Last)
	if err != nil {
		return nil
	}
	free := last.Weekday() == time.Saturday || last.Weekday() == time.Sunday
	add(strings.HasSuffix(e.Start, "-02-29"), "leap day")
	add(strings.HasSuffix(e.Start, "-31") && strings.Contains(e.Last, "-02-28"), "month end")
	add(strings.Contains(e.Why, "放假") && strings.Contains(e.Why, "顺延到"), "moved off a holiday")
	add(strings.Contains(e.Why, "星期六，顺延") || strings.Contains(e.Why, "星期日，顺延"), "moved off a weekend")
	add(free && c.Working(last), "on a worked weekend")
	add(!r.Moves && !c.Working(last), "day off that does not move")
	add(!c.Known(last), "beyond the horizon")
	add(r.Unit == content.Workdays, "working days")
	add(len(e.Interrupted) > 0, "begun anew")
	add(len(e.Obstacle) > 0, "obstacle")
	add(e.Longest != "", "longest time")
	return out
}

// Each rule, over four years of starts into years whose holidays nobody knows yet,
// gives the day that a count on the fingers gives, and a later start never gives an
// earlier last day.
func TestEveryRuleOverYears(t *testing.T) {
	p, c := own(t)
	first := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range p.Periods {
		r := &p.Periods[i]
		t.Run(r.ID, func(t *testing.T) {
			step, n := 24*time.Hour, 4*366
			if r.Unit == content.Hours {
				step, n = 7*time.Hour, 1000
			}
			var before time.Time
			for k := range n {
				start := first.Add(time.Duration(k) * step)
				got, err := c.Count(r, period.Facts{Start: start}, first)
				if err != nil {
					t.Fatal(err)
				}
				if got.Last.Before(before) {
					t.Fatalf("from %v the last day is %v, earlier than %v of the start before", start, got.Last, before)
				}
				if want := fingers(c, r, start); !got.Last.Equal(want) {
					t.Fatalf("from %v the last day is %v, counted on the fingers %v", start, got.Last, want)
				}
				if !got.Last.After(start) {
					t.Fatalf("from %v it ends on %v", start, got.Last)
				}
				before = got.Last
			}
		})
	}
}

// fingers counts one day after the other, as one does on a wall calendar.
func fingers(c *period.Calendar, r *content.Period, start time.Time) time.Time {
	day := start
	switch r.Unit {
	case content.Hours:
		for range r.Length {
			day = day.Add(time.Hour)
		}
		return day
	case content.Days:
		for range r.Length {
			day = day.AddDate(0, 0, 1)
		}
	case content.Workdays:
		for n := 0; n < r.Length; {
			if day = day.AddDate(0, 0, 1); c.Working(day) {
				n++
			}
		}
		return day
	case content.Months, content.Years:
		months := r.Length
		if r.Unit == content.Years {
			months *= 12
		}
		turned := 0 // months whose first day was passed
		for turned < months || day.Day() != start.Day() {
			next := day.AddDate(0, 0, 1)
			if next.Day() == 1 {
				if turned == months {
					break // that month has no such day: its last one counts
				}
				turned++
			}
			day = next
		}
	}
	if r.Moves && c.Known(day) {
		for moved := day; c.Known(moved); moved = moved.AddDate(0, 0, 1) {
			if c.Working(moved) {
				return moved
			}
		}
	}
	return day
}
