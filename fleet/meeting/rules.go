package meeting

import (
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Rules are what the operator decided on waiting, promises and alarms.
type Rules struct {
	Ladders    []Ladder
	Alarm      AlarmRule
	Neighbours map[string][]string // counties by county; where one is not named, those beside it on the map
	Off, Work  map[string]bool     // days ("2026-10-01") that are free though Monday to Friday, or worked though not
	Keep       time.Duration       // how long personal data stays after a call has ended or a task is done
	Hotline    string
}

// Ladder is who is rung how long, in a county at a time.
type Ladder struct {
	Region                string // "*" or a code
	Days                  [8]bool
	From, To              string // "09:00", "24:00"
	Own, City, Neighbours time.Duration
	Book, Message         bool
	ReplyIn               int // working days
}

// AlarmRule is when a county needs attention: of at least MinCalls calls that
// began within Window.
type AlarmRule struct {
	AnswerRate float64
	WaitP95    time.Duration
	MinCalls   int
	Window     time.Duration
}

// DefaultRules are those of a fleet without a rules file.
func DefaultRules() *Rules {
	all := Ladder{
		Region: "*", From: "00:00", To: "24:00", Own: time.Minute, City: time.Minute, Neighbours: time.Minute,
		Book: true, Message: true, ReplyIn: 2,
	}
	for d := 1; d <= 7; d++ {
		all.Days[d] = true
	}
	return &Rules{
		Ladders: []Ladder{all},
		Alarm:   AlarmRule{AnswerRate: 0.8, WaitP95: 3 * time.Minute, MinCalls: 5, Window: 2 * time.Hour},
		Keep:    30 * 24 * time.Hour, Hotline: "12348",
	}
}

// For chooses the ladder of a county at a time: one that names the county
// before one for all, and of these the first. Where none fits, nobody is rung,
// and the citizen may book or leave a message at once.
func (r *Rules) For(region string, at time.Time) Ladder {
	local := at.In(fleet.Zone())
	clock, day := local.Format("15:04"), weekday(local)
	for _, want := range []string{region, "*"} {
		for _, l := range r.Ladders {
			if l.Region == want && l.Days[day] && l.From <= clock && clock < l.To {
				return l
			}
		}
	}
	return Ladder{Region: region, Book: true, Message: true, ReplyIn: 2}
}

// rungs are the steps of the ladder that a call shows.
func (l Ladder) rungs() []Rung {
	var out []Rung
	for _, s := range []struct {
		step string
		d    time.Duration
	}{{wire.StepOwn, l.Own}, {wire.StepCity, l.City}, {wire.StepNeighbours, l.Neighbours}} {
		if s.d > 0 {
			out = append(out, Rung{Step: s.step, Seconds: int(s.d / time.Second)})
		}
	}
	return out
}

// weekday is 1 Monday … 7 Sunday.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// working reports whether a day is worked.
func (r *Rules) working(t time.Time) bool {
	t = t.In(fleet.Zone())
	day := t.Format(time.DateOnly)
	if r.Off[day] {
		return false
	}
	return r.Work[day] || weekday(t) <= 5
}

// closing is the hour by which a promise of a day is kept.
const closing = 18

// workdays is the end of the nth working day after a day.
func (r *Rules) workdays(from time.Time, n int) time.Time {
	t := from.In(fleet.Zone())
	for i := 0; n > 0 && i < 400; i++ {
		t = t.AddDate(0, 0, 1)
		if r.working(t) {
			n--
		}
	}
	return time.Date(t.Year(), t.Month(), t.Day(), closing, 0, 0, 0, fleet.Zone()).UTC()
}

// nextWorkdays are n working days, today first if it is one, at midnight.
func (r *Rules) nextWorkdays(from time.Time, n int) []time.Time {
	t := from.In(fleet.Zone())
	t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, fleet.Zone())
	var out []time.Time
	for i := 0; len(out) < n && i < 400; i++ {
		if r.working(t) {
			out = append(out, t)
		}
		t = t.AddDate(0, 0, 1)
	}
	return out
}

// besides lists the counties whose lawyers help a county.
func (s *Service) besides(region string) []string {
	if named, ok := s.rules.Neighbours[region]; ok {
		return named
	}
	pack := s.d.Places()
	if pack == nil {
		return nil
	}
	var col, row int
	var parent string
	for _, r := range pack.Regions {
		if r.Code == region {
			col, row, parent = r.Col, r.Row, r.Parent
		}
	}
	var out []string
	for _, r := range pack.Regions {
		if r.Code != region && r.Parent != "" && r.Parent == parent && max(r.Col-col, col-r.Col) <= 1 && max(r.Row-row, row-r.Row) <= 1 {
			out = append(out, r.Code)
		}
	}
	slices.Sort(out)
	return out
}
