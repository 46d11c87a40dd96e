// Package plan turns the answers of a journey into a dated plan: counted periods
// (most urgent first), reckoned amounts, what to bring, where to go, forms and
// guides. It keeps nothing and guesses nothing: a fact that was not given is
// named, so that the page can ask for it. Any package may import it.
package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/amount"
	"lawkiosk/content/period"
)

// Answers are what a citizen answered, by question id: a choice's id, a date as
// YYYY-MM-DD, a number. Unknown says that the citizen does not know.
type Answers map[string]string

// Unknown is the answer "说不清".
const Unknown = "unknown"

// What is wrapped by the errors of a Maker.
var (
	ErrNone       = errors.New("no such journey")
	ErrAnswer     = errors.New("the answer is not allowed")
	ErrUnanswered = errors.New("a question is not answered yet")
)

// Document is a plan for one person. It holds no names.
type Document struct {
	Journey  string            `json:"journey"`
	Theme    string            `json:"theme"`
	Plan     content.Plan      `json:"plan"`
	Periods  []Counted         `json:"periods"` // most urgent first, uncounted ones last
	Amounts  []Reckoned        `json:"amounts"`
	Guides   []string          `json:"guides"`
	Forms    []string          `json:"forms"`
	Services []content.Service `json:"services"`
	Package  *content.Package  `json:"package,omitempty"`
	Basis    []string          `json:"basis"`
	Today    string            `json:"today"`
	Way      []string          `json:"way"` // ids of the questions that were asked
}

// Counted is a period of the plan.
type Counted struct {
	Period  content.Period `json:"period"`
	Result  *period.Result `json:"result,omitempty"` // nil: Missing says why
	Last    string         `json:"last,omitempty"`   // YYYY-MM-DD, of hours with the time
	Start   string         `json:"start,omitempty"`
	Missing *content.Text  `json:"missing,omitempty"` // the question that must be answered first
}

// Reckoned is an amount of the plan.
type Reckoned struct {
	Amount  content.Amount        `json:"amount"`
	Lines   []amount.Line         `json:"lines,omitempty"`
	Given   map[string]any        `json:"given"`
	Missing []content.AmountInput `json:"missing,omitempty"`
}

// Maker makes plans from one pack.
type Maker struct {
	pack     *content.Pack
	calendar *period.Calendar
	sheets   map[string]*amount.Sheet
}

// NewMaker prepares a pack's rules.
func NewMaker(p *content.Pack) (*Maker, error) {
	m := &Maker{pack: p, sheets: map[string]*amount.Sheet{}}
	if p.Holidays.Until != "" {
		var err error
		if m.calendar, err = period.NewCalendar(p.Holidays); err != nil {
			return nil, err
		}
	}
	for i := range p.Amounts {
		s, err := amount.Compile(&p.Amounts[i])
		if err != nil {
			return nil, err
		}
		m.sheets[p.Amounts[i].ID] = s
	}
	return m, nil
}

// Make walks a journey by its answers to the plan. Extra answers that no
// question of the way asked for are ignored.
func (m *Maker) Make(journey string, a Answers, today time.Time) (Document, error) {
	j, ok := m.pack.Journey(journey)
	if !ok {
		return Document{}, fmt.Errorf("cannot make a plan of %.40q: %w", journey, ErrNone)
	}
	way, id, err := walk(j, a, today)
	if err != nil {
		return Document{}, err
	}
	p, ok := j.Plan(id)
	if !ok {
		return Document{}, fmt.Errorf("cannot make a plan of %s: it has no plan %s", j.ID, id)
	}
	d := Document{
		Journey: j.ID, Theme: j.Theme, Plan: *p, Guides: p.Guides, Forms: p.Forms, Basis: j.Basis, Way: way, Today: today.Format(time.DateOnly),
		Periods: []Counted{}, Amounts: []Reckoned{}, Services: []content.Service{},
	}
	for _, use := range p.Periods {
		c, err := m.count(use, a, today)
		if err != nil {
			return Document{}, err
		}
		d.Periods = append(d.Periods, c)
	}
	slices.SortStableFunc(d.Periods, Urgent)
	for _, use := range p.Amounts {
		if r, ok := m.reckon(use, j, a); ok {
			d.Amounts = append(d.Amounts, r)
		}
	}
	for _, id := range p.Services {
		if s, ok := m.pack.Service(id); ok {
			d.Services = append(d.Services, *s)
		}
	}
	d.Package, _ = m.pack.Package(p.Package)
	return d, nil
}

// Urgent orders what still runs by its days left, then what is over, then what
// could not be counted.
func Urgent(a, b Counted) int {
	rank := func(c Counted) int {
		switch {
		case c.Result == nil:
			return 2
		case c.Result.State == period.Over:
			return 1
		}
		return 0
	}
	left := func(c Counted) int {
		if c.Result == nil {
			return 0
		}
		return c.Result.Left
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(left(a), left(b)))
}

// walk follows the answers and gives the questions on the way and the plan.
func walk(j *content.Journey, a Answers, today time.Time) (way []string, planID string, err error) {
	next := j.First
	for range content.MostQuestions + 1 {
		if id, ok := cutPlan(next); ok {
			return way, id, nil
		}
		q, ok := j.Question(next)
		if !ok {
			return nil, "", fmt.Errorf("cannot walk %s: no question %s", j.ID, next)
		}
		way = append(way, q.ID)
		answer, given := a[q.ID]
		if !given {
			return nil, "", fmt.Errorf("cannot walk %s: %s: %w", j.ID, q.ID, ErrUnanswered)
		}
		if next, err = Next(q, answer, today); err != nil {
			return nil, "", fmt.Errorf("cannot walk %s: %s: %w", j.ID, q.ID, err)
		}
	}
	return nil, "", fmt.Errorf("cannot walk %s: it asks more than %d questions", j.ID, content.MostQuestions)
}

func cutPlan(next string) (string, bool) {
	if len(next) > len(content.PlanPrefix) && next[:len(content.PlanPrefix)] == content.PlanPrefix {
		return next[len(content.PlanPrefix):], true
	}
	return "", false
}

// Next checks an answer and gives where it leads.
func Next(q *content.Question, answer string, today time.Time) (string, error) {
	if answer == Unknown && q.Unknown != "" {
		return q.Unknown, nil
	}
	switch q.Kind {
	case "choice":
		for _, o := range q.Choices {
			if o.ID == answer {
				return o.Next, nil
			}
		}
		return "", ErrAnswer
	case "date":
		d, err := period.Day(answer)
		if err != nil || q.Past && d.After(today) {
			return "", ErrAnswer
		}
	default:
		n, err := strconv.ParseFloat(answer, 64)
		if err != nil || n != n || n < q.Min || q.Max > 0 && n > q.Max {
			return "", ErrAnswer
		}
	}
	return q.Next, nil
}
