package period

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"lawkiosk/content"
)

// Facts are what a citizen knows. Days are midnights in UTC; of a period in
// hours Start has minutes (Asia/Shanghai's clock, written as if in UTC).
type Facts struct {
	Start       time.Time
	Interrupted []time.Time // days on which the period began anew
	Obstacles   []Obstacle
	Longest     time.Time // first day of the longest time; zero: not known
}

// Obstacle is a time in which the citizen could not act.
type Obstacle struct{ From, To time.Time }

// State says where today stands.
type State string

// The states of a period.
const (
	Running State = "running"
	LastDay State = "last-day" // today
	Over    State = "over"
)

// Result is a counted period.
type Result struct {
	Last     time.Time      `json:"last"`
	Left     int            `json:"left"` // days from today to the last day; negative once over
	State    State          `json:"state"`
	Steps    []content.Text `json:"steps"`    // how it was counted
	Cautions []content.Text `json:"cautions"` // what the counting could not know
}

// What is wrapped by the errors of Count.
var (
	ErrMissing = errors.New("a fact is missing")
	ErrFacts   = errors.New("the facts contradict each other")
)

// Count counts a period. Today is a day as in Facts.
func (c *Calendar) Count(p *content.Period, f Facts, today time.Time) (Result, error) {
	if err := check(p, f); err != nil {
		return Result{}, err
	}
	n := counting{calendar: c, period: p}
	start := f.Start
	n.say("从 %s 算起，当天不算在内", "Counted from %s; that day itself does not count", start)
	last := n.span(start, p.Length, p.Unit)
	if p.Interrupt != nil {
		last = n.interrupted(f.Interrupted, start, last)
	}
	if p.Suspend != nil {
		last = n.suspended(f.Obstacles, last)
	}
	if p.Longest != nil {
		last = n.longest(f.Longest, last)
	}
	if p.Moves && p.Unit != content.Workdays && p.Unit != content.Hours {
		last = n.move(last)
	}
	return n.result(last, today), nil
}

func check(p *content.Period, f Facts) error {
	if f.Start.IsZero() {
		return fmt.Errorf("cannot count %s: the day it begins: %w", p.ID, ErrMissing)
	}
	if p.Length <= 0 {
		return fmt.Errorf("cannot count %s: its length is %d", p.ID, p.Length)
	}
	for _, o := range f.Obstacles {
		if o.From.IsZero() || o.To.IsZero() {
			return fmt.Errorf("cannot count %s: the obstacle's first or last day: %w", p.ID, ErrMissing)
		}
		if o.To.Before(o.From) {
			return fmt.Errorf("cannot count %s: the obstacle ends before it begins: %w", p.ID, ErrFacts)
		}
	}
	if p.Longest != nil && !f.Longest.IsZero() && f.Longest.After(f.Start) {
		return fmt.Errorf("cannot count %s: the wrong was done after it was known: %w", p.ID, ErrFacts)
	}
	return nil
}

// counting is one Count with what it says on its way.
type counting struct {
	calendar *Calendar
	period   *content.Period
	steps    []content.Text
	cautions []content.Text
}

func (n *counting) say(zh, en string, d time.Time) {
	n.steps = append(n.steps, content.Text{ZH: fmt.Sprintf(zh, chinese(d)), EN: fmt.Sprintf(en, english(d))})
}

// span gives the last day of a length after a day that does not count.
func (n *counting) span(start time.Time, length int, unit content.Unit) time.Time {
	var last time.Time
	switch unit {
	case content.Days:
		last = start.AddDate(0, 0, length)
	case content.Workdays:
		last = n.workdays(start, length)
	case content.Months:
		last = addMonths(start, length)
	case content.Years:
		last = addMonths(start, 12*length)
	case content.Hours:
		last = start.Add(time.Duration(length) * time.Hour)
	}
	n.steps = append(n.steps, content.Text{
		ZH: fmt.Sprintf("%s是 %s", lengthZH(length, unit), n.chinese(last)), EN: fmt.Sprintf("%s end on %s", lengthEN(length, unit), n.english(last)),
	})
	return last
}

func (n *counting) workdays(start time.Time, length int) time.Time {
	d := start
	for length > 0 {
		d = d.AddDate(0, 0, 1)
		if n.calendar.Working(d) {
			length--
		}
	}
	if !n.calendar.Known(d) {
		n.unknown(d)
	}
	return d
}

// interrupted begins anew at each interruption that came in time (民法典 195).
func (n *counting) interrupted(days []time.Time, start, last time.Time) time.Time {
	days = slices.SortedFunc(slices.Values(days), time.Time.Compare)
	for _, d := range days {
		switch {
		case d.Before(start):
		case d.After(last):
			n.say("%s 已经过期，不能重新计算", "%s was too late to begin anew", d)
		default:
			n.say("%s 起重新计算", "Begins anew on %s", d)
			start, last = d, n.span(d, n.period.Length, n.period.Unit)
		}
	}
	return last
}

func (n *counting) suspended(list []Obstacle, last time.Time) time.Time {
	list = slices.SortedFunc(slices.Values(list), func(a, b Obstacle) int { return a.From.Compare(b.From) })
	s := n.period.Suspend
	for _, o := range list {
		if o.From.After(last) {
			continue
		}
		if s.Rule == "tail" {
			if end := addMonths(o.To, s.Tail); end.After(last) {
				last = end
				n.say("没法主张的原因消除后再满"+fmt.Sprint(s.Tail)+"个月，是 %s", fmt.Sprint(s.Tail)+" months after the obstacle ended: %s", last)
			}
			continue
		}
		last = last.AddDate(0, 0, int(o.To.Sub(o.From).Hours()/24)+1)
		n.say("扣除没法主张的日子，到 %s", "The days of the obstacle do not count: %s", last)
	}
	return last
}

func (n *counting) longest(first, last time.Time) time.Time {
	l := n.period.Longest
	if first.IsZero() {
		n.cautions = append(n.cautions, content.Text{
			ZH: fmt.Sprintf("从事情发生那天起最长%s，不知道那天，没有算进去", lengthZH(l.Length, l.Unit)),
			EN: fmt.Sprintf("At most %s from the day it happened; that day is not known and was not counted", lengthEN(l.Length, l.Unit)),
		})
		return last
	}
	at := len(n.steps)
	end := n.span(first, l.Length, l.Unit)
	if !end.Before(last) {
		n.steps = n.steps[:at]
		return last
	}
	n.say("最长只到 %s", "It ends at the latest on %s", end)
	return end
}

// move goes to the next working day. Beyond the horizon nobody knows which
// that is, so the earlier day stays.
func (n *counting) move(last time.Time) time.Time {
	if !n.calendar.Known(last) {
		if weekend(last) {
			n.unknown(last)
		}
		return last
	}
	d := last
	for !n.calendar.Working(d) {
		d = d.AddDate(0, 0, 1)
		if !n.calendar.Known(d) {
			n.unknown(d)
			return last
		}
	}
	if !d.Equal(last) {
		n.say("最后一天放假，顺延到 %s", "The last day is a day off; it moves to %s", d)
	}
	return d
}

func (n *counting) unknown(d time.Time) {
	n.cautions = append(n.cautions, content.Text{
		ZH: fmt.Sprintf("放假安排只公布到 %s，%d 年的还没有；这里按早的一天算，别拖到最后", chinese(n.calendar.until), d.Year()),
		EN: fmt.Sprintf("Holidays are known until %s, not yet for %d; the earlier day is shown, do not wait for it", english(n.calendar.until), d.Year()),
	})
}

func (n *counting) result(last, today time.Time) Result {
	r := Result{Last: last, Steps: n.steps, Cautions: n.cautions, State: Running}
	day := time.Date(last.Year(), last.Month(), last.Day(), 0, 0, 0, 0, time.UTC)
	r.Left = int(day.Sub(today).Hours() / 24)
	switch {
	case r.Left == 0:
		r.State = LastDay
	case r.Left < 0:
		r.State = Over
	}
	if n.period.Sure == content.Open {
		n.cautions = append(n.cautions, content.Text{
			ZH: "各地算法不一，这里给的是早的、稳妥的一天", EN: "Readings differ; this is the earlier, safe day",
		})
		r.Cautions = n.cautions
	}
	return r
}
