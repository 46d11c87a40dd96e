package plan

import (
	"fmt"
	"strconv"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/amount"
	"lawkiosk/content/period"
)

func (m *Maker) count(use content.PlanPeriod, a Answers, today time.Time) (Counted, error) {
	p, ok := m.pack.Period(use.Period)
	if !ok {
		return Counted{}, fmt.Errorf("cannot count %s: no such period", use.Period)
	}
	facts := Facts{Start: a[use.Start]}
	if d, given := a[use.Interrupted]; given && d != Unknown {
		facts.Interrupted = []string{d}
	}
	return m.Count(p.ID, facts, today)
}

// Facts are what the page sends to count one period; days are YYYY-MM-DD, of a
// period in hours YYYY-MM-DDTHH:MM.
type Facts struct {
	Start       string   `json:"start"`
	Interrupted []string `json:"interrupted,omitempty"`
	Obstacle    []string `json:"obstacle,omitempty"` // first and last day
	Longest     string   `json:"longest,omitempty"`
}

// Count counts one period. Where the day it begins is not known, the question
// for it is the answer.
func (m *Maker) Count(id string, f Facts, today time.Time) (Counted, error) {
	p, ok := m.pack.Period(id)
	if !ok {
		return Counted{}, fmt.Errorf("cannot count %.40q: no such period: %w", id, ErrNone)
	}
	out := Counted{Period: *p}
	out.Period.Examples = nil
	if m.calendar == nil {
		return Counted{}, fmt.Errorf("cannot count %s: the pack has no holidays", id)
	}
	if f.Start == "" || f.Start == Unknown {
		out.Missing = &p.Event
		return out, nil
	}
	facts, err := period.FactsOf(p, content.Example{Start: f.Start, Interrupted: f.Interrupted, Obstacle: f.Obstacle, Longest: f.Longest})
	if err != nil {
		return Counted{}, fmt.Errorf("cannot count %s: %w: %w", id, ErrAnswer, err)
	}
	r, err := m.calendar.Count(p, facts, today)
	if err != nil {
		return Counted{}, fmt.Errorf("cannot count %s: %w: %w", id, ErrAnswer, err)
	}
	layout := time.DateOnly
	if p.Unit == content.Hours {
		layout = "2006-01-02T15:04"
	}
	out.Result, out.Start, out.Last = &r, f.Start, r.Last.Format(layout)
	return out, nil
}

func (m *Maker) reckon(use content.PlanAmount, j *content.Journey, a Answers) (Reckoned, bool) {
	def, ok := m.pack.Amount(use.Amount)
	if !ok {
		return Reckoned{}, false
	}
	given := map[string]any{}
	for input, question := range use.Inputs {
		answer, ok := a[question]
		if !ok || answer == Unknown {
			continue
		}
		q, ok := j.Question(question)
		if !ok {
			continue
		}
		if q.Kind == "choice" {
			given[input] = answer
		} else if n, err := strconv.ParseFloat(answer, 64); err == nil {
			given[input] = n
		}
	}
	r, err := m.Reckon(def.ID, given)
	return r, err == nil
}

// Reckon works one amount out, or names the inputs that are missing.
func (m *Maker) Reckon(id string, given map[string]any) (Reckoned, error) {
	def, ok := m.pack.Amount(id)
	if !ok {
		return Reckoned{}, fmt.Errorf("cannot reckon %.40q: %w", id, ErrNone)
	}
	out := Reckoned{Amount: *def, Given: given}
	out.Amount.Examples = nil
	for _, in := range def.Inputs {
		if v, ok := given[in.ID]; !ok || v == nil {
			out.Missing = append(out.Missing, in)
		}
	}
	if len(out.Missing) > 0 {
		return out, nil
	}
	var err error
	var lines []amount.Line
	if lines, err = m.sheets[id].Reckon(given); err != nil {
		return Reckoned{}, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	out.Lines = lines
	return out, nil
}
