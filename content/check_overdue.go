package content

import (
	"maps"
	"slices"
	"time"
)

// Overdue warns of what must be read again at a time: guides and journeys whose
// review_by day is past, rules that nobody compared with their articles for a
// year, holidays whose horizon is past.
func (p *Pack) Overdue(now time.Time) []Fault {
	var c faults
	today, lastYear := now.Format(time.DateOnly), now.AddDate(-1, 0, 0).Format(time.DateOnly)
	review := func(file, by string) {
		if by != "" && by < today {
			c.warn(file, "review_by", "was "+by+": read the law's present text, correct what it changed, then move checked_at and review_by")
		}
	}
	checked := func(file, field, on string) {
		if on != "" && on < lastYear {
			c.warn(file, field, "was "+on+", over a year ago: read the article again, then move checked_at")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Guides[Chinese])) {
		review(GuideFile(Chinese, id), p.Guides[Chinese][id].ReviewBy)
	}
	for _, j := range p.Journeys {
		review(JourneyFile(j.ID), j.ReviewBy)
	}
	for i, r := range p.Periods {
		checked(PeriodsFile, at("period", i, "checked_at"), r.CheckedAt)
	}
	for _, a := range p.Amounts {
		checked(AmountFile(a.ID), "checked_at", a.CheckedAt)
	}
	for i, s := range p.Services {
		checked(ServicesFile, at("service", i, "checked_at"), s.CheckedAt)
	}
	if until := p.Holidays.Until; until != "" && until < today {
		c.warn(HolidaysFile, "until", "was "+until+": add the days of the newest notice, so that last days on a day off can move")
	}
	return c.list
}
