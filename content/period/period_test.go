package period

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lawkiosk/content"
)

func holidays(t testing.TB) *Calendar {
	t.Helper()
	c, err := NewCalendar(content.Holidays{
		Until: "2026-12-31",
		Off: []string{
			"2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23",
			"2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07",
		},
		Work: []string{"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func rule(length int, unit content.Unit, moves bool) content.Period {
	return content.Period{ID: "test", Length: length, Unit: unit, Moves: moves}
}

func TestCount(t *testing.T) {
	c := holidays(t)
	tail := rule(3, content.Years, true)
	tail.Interrupt, tail.Suspend = &content.Text{}, &content.Suspension{Rule: "tail", Tail: 6}
	tail.Longest = &content.LongestTime{Length: 20, Unit: content.Years}
	goOn := rule(1, content.Years, false)
	goOn.Suspend = &content.Suspension{Rule: "continue"}
	for _, k := range []struct {
		what string
		rule content.Period
		ex   content.Example
	}{
		{"days, the first does not count", rule(15, content.Days, true), content.Example{Start: "2026-03-02", Last: "2026-03-17"}},
		{"days end on a Saturday", rule(15, content.Days, true), content.Example{Start: "2026-03-06", Last: "2026-03-23"}},
		{"days end on a Saturday, no move", rule(15, content.Days, false), content.Example{Start: "2026-03-06", Last: "2026-03-21"}},
		{"days end in the National Day week", rule(15, content.Days, true), content.Example{Start: "2026-09-16", Last: "2026-10-08"}},
		{"days end on a worked Saturday", rule(15, content.Days, true), content.Example{Start: "2026-09-25", Last: "2026-10-10"}},
		{"days end in Spring Festival", rule(15, content.Days, true), content.Example{Start: "2026-02-01", Last: "2026-02-24"}},
		{"month end", rule(1, content.Months, false), content.Example{Start: "2026-01-31", Last: "2026-02-28"}},
		{"month end of a leap year", rule(1, content.Months, false), content.Example{Start: "2028-01-31", Last: "2028-02-29"}},
		{"over a year's end", rule(6, content.Months, false), content.Example{Start: "2025-08-31", Last: "2026-02-28"}},
		{"year from a leap day", rule(1, content.Years, false), content.Example{Start: "2024-02-29", Last: "2025-02-28"}},
		{"four years from a leap day", rule(4, content.Years, false), content.Example{Start: "2024-02-29", Last: "2028-02-29"}},
		{"working days", rule(5, content.Workdays, false), content.Example{Start: "2026-03-02", Last: "2026-03-09"}},
		{"working days over Spring Festival with worked Saturdays", rule(10, content.Workdays, false), content.Example{Start: "2026-02-12", Last: "2026-03-04"}},
		{"hours", rule(72, content.Hours, true), content.Example{Start: "2026-09-30T16:30", Last: "2026-10-03T16:30"}},
		{"interrupted in time", tail, content.Example{Start: "2022-05-10", Interrupted: []string{"2023-02-01", "2025-01-06"}, Last: "2028-01-06"}},
		{"interrupted too late", tail, content.Example{Start: "2020-05-11", Interrupted: []string{"2024-01-01"}, Last: "2023-05-11"}},
		{"obstacle at the end", tail, content.Example{Start: "2023-02-10", Obstacle: []string{"2025-12-01", "2026-03-10"}, Last: "2026-09-10"}},
		{"obstacle long before the end", tail, content.Example{Start: "2023-06-10", Obstacle: []string{"2024-01-01", "2024-02-01"}, Last: "2026-06-10"}},
		{"twenty years", tail, content.Example{Start: "2025-03-03", Longest: "2006-04-08", Last: "2026-04-08"}},
		{"obstacle's days are added", goOn, content.Example{Start: "2025-03-01", Obstacle: []string{"2025-05-01", "2025-05-10"}, Last: "2026-03-11"}},
	} {
		if err := c.CheckExample(&k.rule, k.ex); err != nil {
			t.Errorf("%s: %v", k.what, err)
		}
	}
}

func TestBeyondTheHorizonTheEarlierDayIsShown(t *testing.T) {
	c := holidays(t)
	p := rule(15, content.Days, true)
	start := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) // ends on Saturday, 16 January 2027
	r, err := c.Count(&p, Facts{Start: start}, start)
	if err != nil || r.Last.Format(time.DateOnly) != "2027-01-16" || len(r.Cautions) != 1 || !strings.Contains(r.Cautions[0].ZH, "2026年12月31日") {
		t.Fatalf("%+v %v", r, err)
	}
	p = rule(1, content.Years, false)
	r, err = c.Count(&p, Facts{Start: start}, start)
	if err != nil || len(r.Cautions) != 0 || r.Left != 365 {
		t.Fatalf("a year needs no holidays: %+v %v", r, err)
	}
}

func TestStates(t *testing.T) {
	c, p := holidays(t), rule(15, content.Days, false)
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]State{0: Running, 15: LastDay, 16: Over} {
		r, err := c.Count(&p, Facts{Start: start}, start.AddDate(0, 0, days))
		if err != nil || r.State != want || r.Left != 15-days {
			t.Errorf("day %d: %+v %v", days, r, err)
		}
	}
}

func TestMissingFactsAreNotGuessed(t *testing.T) {
	c, p := holidays(t), rule(3, content.Years, true)
	p.Longest = &content.LongestTime{Length: 20, Unit: content.Years}
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	if _, err := c.Count(&p, Facts{}, day); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, err := c.Count(&p, Facts{Start: day, Obstacles: []Obstacle{{From: day}}}, day); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, err := c.Count(&p, Facts{Start: day, Obstacles: []Obstacle{{From: day, To: day.AddDate(0, 0, -1)}}}, day); !errors.Is(err, ErrFacts) {
		t.Error(err)
	}
	if _, err := c.Count(&p, Facts{Start: day, Longest: day.AddDate(0, 0, 1)}, day); !errors.Is(err, ErrFacts) {
		t.Error(err)
	}
	if r, err := c.Count(&p, Facts{Start: day}, day); err != nil || len(r.Cautions) != 1 {
		t.Errorf("the longest time was left out without a word: %+v %v", r, err)
	}
}

// A later start must never give an earlier last day, whatever else is known.
func TestLaterStartNeverEndsEarlier(t *testing.T) {
	c := holidays(t)
	random := rand.New(rand.NewPCG(1, 2))
	base := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return base.AddDate(0, 0, n) }
	for range 20000 {
		units := []content.Unit{content.Days, content.Workdays, content.Months, content.Years}
		p := rule(1+random.IntN(40), units[random.IntN(len(units))], random.IntN(2) == 0)
		var f Facts
		if random.IntN(2) == 0 {
			p.Interrupt = &content.Text{}
			for range random.IntN(3) {
				f.Interrupted = append(f.Interrupted, day(random.IntN(2000)))
			}
		}
		if random.IntN(2) == 0 {
			p.Suspend = &content.Suspension{Rule: []string{"tail", "continue"}[random.IntN(2)], Tail: 6}
			from := random.IntN(2000)
			f.Obstacles = []Obstacle{{day(from), day(from + random.IntN(100))}}
		}
		first := random.IntN(1500)
		f.Start = day(first)
		a, err := c.Count(&p, f, base)
		if err != nil {
			t.Fatal(err)
		}
		f.Start = day(first + 1 + random.IntN(400))
		b, err := c.Count(&p, f, base)
		if err != nil {
			t.Fatal(err)
		}
		if b.Last.Before(a.Last) {
			t.Fatalf("%+v from %v: %v, from %v: %v; %+v", p, day(first), a.Last, f.Start, b.Last, f)
		}
	}
}

func TestCalendarRefusesNonsense(t *testing.T) {
	for what, h := range map[string]content.Holidays{
		"no horizon":         {},
		"a Sunday off":       {Until: "2026-12-31", Off: []string{"2026-10-04"}},
		"a worked Monday":    {Until: "2026-12-31", Work: []string{"2026-10-12"}},
		"beyond the horizon": {Until: "2026-01-31", Off: []string{"2026-02-16"}},
		"no day":             {Until: "2026-12-31", Off: []string{"2026-02-30"}},
	} {
		if _, err := NewCalendar(h); err == nil {
			t.Error(what)
		}
	}
}

func FuzzDay(f *testing.F) {
	f.Add("2026-02-29")
	f.Add("2024-02-29")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := Day(text); err == nil && d.Format(time.DateOnly) != text {
			t.Fatalf("%q became %v", text, d)
		}
	})
}
