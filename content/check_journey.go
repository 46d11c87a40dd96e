package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MostQuestions is how many questions a journey may ask on any way to a plan.
const MostQuestions = 7

// PlanPrefix marks a next that is the journey's end: "plan:arbitration".
const PlanPrefix = "plan:"

// QuestionKinds gives the kinds of questions.
func QuestionKinds() []string { return []string{"choice", "date", "amount", "number"} }

// OfficeKinds gives the kinds of places that a plan sends people to.
func OfficeKinds() []string {
	return []string{
		"centre", "labour-inspection", "labour-arbitration", "court", "legal-aid", "mediation", "police", "notary", "review-body",
		"social-insurance", "market-regulation", "civil-affairs", "village", "natural-resources", "school", "bank", "procuratorate", "women-federation", "petition",
	}
}

func (c *checker) journeys() {
	for i := range c.pack.Journeys {
		c.journey(&c.pack.Journeys[i])
	}
}

func (c *checker) journey(j *Journey) {
	file := JourneyFile(j.ID)
	c.identifier(file, "", j.ID)
	c.theme(file, "theme", j.Theme)
	c.both(file, "title", j.Title)
	c.cited(file, "basis", j.Basis)
	c.day(file, "checked_at", j.CheckedAt)
	c.day(file, "review_by", j.ReviewBy)
	seen := map[string]bool{}
	for i, q := range j.Questions {
		c.question(j, at("question", i, ""), q, seen)
	}
	for i, p := range j.Plans {
		c.plan(j, at("plan", i, ""), p, seen)
	}
	if len(j.Questions) == 0 || len(j.Plans) == 0 {
		c.add(file, "question", "a journey needs questions and plans")
		return
	}
	w := walk{journey: j, reached: map[string]bool{}}
	w.from("first", j.First, nil)
	for _, m := range w.faults {
		c.add(file, m.Field, m.Message)
	}
	c.papers(j, file)
	for i, q := range j.Questions {
		if !w.reached[q.ID] && len(w.faults) == 0 {
			c.add(file, at("question", i, "id"), "no answer leads to it")
		}
	}
	for i, p := range j.Plans {
		if !w.reached[PlanPrefix+p.ID] && len(w.faults) == 0 {
			c.add(file, at("plan", i, "id"), "no answer leads to it")
		}
	}
}

func (c *checker) question(j *Journey, where string, q Question, seen map[string]bool) {
	file := JourneyFile(j.ID)
	c.identifier(file, where+"id", q.ID)
	c.unique(file, where+"id", q.ID, seen)
	c.both(file, where+"ask", q.Ask)
	c.neither(file, where+"help", q.Help)
	c.neither(file, where+"unit", q.Unit)
	if !slices.Contains(QuestionKinds(), q.Kind) {
		c.add(file, where+"kind", strconv.Quote(q.Kind)+" is no kind: "+strings.Join(QuestionKinds(), ", "))
	}
	if choice := q.Kind == "choice"; choice != (len(q.Choices) >= 2) || choice == (q.Next != "") {
		c.add(file, where+"choice", "a choice has two choices or more and each has next; other kinds have next themselves")
	}
	if q.Max < q.Min {
		c.add(file, where+"max", "is below min")
	}
	ids := map[string]bool{}
	for i, o := range q.Choices {
		in := where + at("choice", i, "")
		c.identifier(file, in+"id", o.ID)
		c.unique(file, in+"id", o.ID, ids)
		c.both(file, in+"say", o.Say)
		c.neither(file, in+"hint", o.Hint)
	}
}

func (c *checker) plan(j *Journey, where string, p Plan, seen map[string]bool) {
	file := JourneyFile(j.ID)
	c.identifier(file, where+"id", p.ID)
	c.unique(file, where+"id", PlanPrefix+p.ID, seen)
	c.both(file, where+"title", p.Title)
	c.both(file, where+"say", p.Say)
	c.neither(file, where+"urgent", p.Urgent)
	c.texts(file, where+"steps", p.Steps)
	c.texts(file, where+"bring", p.Bring)
	c.refs(file, where, p.Guides, p.Forms, p.Services)
	if len(p.Steps) == 0 || len(p.Offices) == 0 {
		c.add(file, where+"steps", "a plan needs steps and an office")
	}
	for i, o := range p.Offices {
		if !slices.Contains(OfficeKinds(), o) {
			c.add(file, where+"offices["+strconv.Itoa(i+1)+"]", strconv.Quote(o)+" is no kind of office: "+strings.Join(OfficeKinds(), ", "))
		}
	}
	if p.Package != "" {
		if _, ok := c.pack.Package(p.Package); !ok {
			c.add(file, where+"package", strconv.Quote(p.Package)+" is no package")
		}
	}
	for i, u := range p.Periods {
		in := where + at("period", i, "")
		if _, ok := c.pack.Period(u.Period); !ok {
			c.add(file, in+"period", strconv.Quote(u.Period)+" is no period")
		}
		for field, id := range map[string]string{"start": u.Start, "interrupted": u.Interrupted} {
			if q, ok := j.Question(id); id != "" && (!ok || q.Kind != "date") {
				c.add(file, in+field, strconv.Quote(id)+" is no question of the kind date")
			}
		}
	}
	for i, u := range p.Amounts {
		in := where + at("amount", i, "")
		a, ok := c.pack.Amount(u.Amount)
		if !ok {
			c.add(file, in+"amount", strconv.Quote(u.Amount)+" is no amount")
			continue
		}
		for input, id := range u.Inputs {
			if !slices.ContainsFunc(a.Inputs, func(e AmountInput) bool { return e.ID == input }) {
				c.add(file, in+"inputs", strconv.Quote(input)+" is no input of "+a.ID)
			}
			if _, ok := j.Question(id); !ok {
				c.add(file, in+"inputs", strconv.Quote(id)+" is no question")
			}
		}
	}
}

// walk goes every way through a journey.
type walk struct {
	journey *Journey
	reached map[string]bool
	faults  []Fault
}

// from goes on to what a field of the source names as next.
func (w *walk) from(field, next string, way []string) {
	if len(w.faults) > 0 {
		return // one broken way is told at a time
	}
	trail := strings.Join(append(way, next), " → ")
	if id, ok := strings.CutPrefix(next, PlanPrefix); ok {
		if _, ok := w.journey.Plan(id); !ok {
			w.fault(field, "dead end, there is no such plan: "+trail)
		}
		w.reached[next] = true
		return
	}
	q, ok := w.journey.Question(next)
	switch {
	case !ok:
		w.fault(field, "dead end, there is no such question: "+trail)
		return
	case slices.Contains(way, next):
		w.fault(field, "goes in a circle: "+trail)
		return
	case len(way) >= MostQuestions:
		w.fault(field, fmt.Sprintf("more than %d questions: %s", MostQuestions, trail))
		return
	}
	w.reached[next] = true
	way = append(slices.Clone(way), next)
	i := slices.IndexFunc(w.journey.Questions, func(e Question) bool { return e.ID == next })
	for k, o := range q.Choices {
		w.from(at("question", i, at("choice", k, "next")), o.Next, way)
	}
	if q.Next != "" {
		w.from(at("question", i, "next"), q.Next, way)
	}
	if q.Unknown != "" {
		w.from(at("question", i, "unknown"), q.Unknown, way)
	}
}

func (w *walk) fault(field, message string) {
	w.faults = append(w.faults, Fault{Field: field, Message: message})
}

// papers checks that nobody leaves with empty hands: every plan has something to
// bring or a form to fill in, and a guide to read on.
func (c *checker) papers(j *Journey, file string) {
	for i, p := range j.Plans {
		if len(p.Bring) == 0 && len(p.Forms) == 0 {
			c.add(file, at("plan", i, "bring"), "a plan needs papers: something to bring or a form")
		}
		if len(p.Guides) == 0 {
			c.add(file, at("plan", i, "guides"), "a plan needs a guide to read on")
		}
	}
}
