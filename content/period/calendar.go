// Package period counts statutory periods: the last day, how many days are
// left, and how it was counted, in both languages. It never guesses: a missing fact is an
// error, and a day beyond the known holidays is the earlier, safe one, with a
// caution. Rules are data (content.Period); any package may import it.
package period

import (
	"fmt"
	"time"

	"lawkiosk/content"
)

// Calendar knows days off. Days are midnights in UTC.
type Calendar struct {
	off, work map[time.Time]bool
	until     time.Time
}

// HolidayError is a day of the holidays that cannot be used.
type HolidayError struct {
	Field string // "off[3]"
	err   error
}

func (e *HolidayError) Error() string { return e.err.Error() }
func (e *HolidayError) Unwrap() error { return e.err }

// NewCalendar reads the holidays.
func NewCalendar(h content.Holidays) (*Calendar, error) {
	c := &Calendar{off: map[time.Time]bool{}, work: map[time.Time]bool{}}
	var err error
	if c.until, err = Day(h.Until); err != nil {
		return nil, &HolidayError{"until", fmt.Errorf("cannot read the holidays' horizon: %w", err)}
	}
	for _, list := range []struct {
		name string
		days []string
		into map[time.Time]bool
		free bool // on a weekend
	}{{"off", h.Off, c.off, false}, {"work", h.Work, c.work, true}} {
		for i, text := range list.days {
			field := fmt.Sprintf("%s[%d]", list.name, i+1)
			d, err := Day(text)
			if err != nil {
				return nil, &HolidayError{field, fmt.Errorf("cannot read a holiday: %w", err)}
			}
			if weekend(d) != list.free {
				return nil, &HolidayError{field, fmt.Errorf("cannot use %s among the holidays: off names Mondays to Fridays, work Saturdays and Sundays", text)}
			}
			if d.After(c.until) {
				return nil, &HolidayError{field, fmt.Errorf("cannot use %s among the holidays: it is after the horizon %s", text, h.Until)}
			}
			list.into[d] = true
		}
	}
	return c, nil
}

// Day reads a date, YYYY-MM-DD, of the years 1900 to 2199.
func Day(text string) (time.Time, error) {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil || d.Year() < 1900 || d.Year() > 2199 {
		return time.Time{}, fmt.Errorf("cannot read %.20q as a day: it is written 2026-11-22", text)
	}
	return d, nil
}

// Known says whether the notices cover a day.
func (c *Calendar) Known(d time.Time) bool { return !d.After(c.until) }

// Until is the last day that the notices cover.
func (c *Calendar) Until() time.Time { return c.until }

// Working says whether a day is worked. Beyond the horizon Mondays to Fridays are.
func (c *Calendar) Working(d time.Time) bool {
	if weekend(d) {
		return c.work[d]
	}
	return !c.off[d]
}

func weekend(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// addMonths gives the day n months on; where that month has no such day, its
// last one (民法典 202).
func addMonths(d time.Time, n int) time.Time {
	first := time.Date(d.Year(), d.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	length := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d.Day(), length)-1)
}
