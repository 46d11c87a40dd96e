package plan_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/period"
	"lawkiosk/content/plan"
	"lawkiosk/content/source"
)

func today() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }

// pack is the product's own content.
func pack(t testing.TB) *content.Pack {
	t.Helper()
	p, problems := source.Load(os.DirFS(".."), time.Time{})
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	return p
}

func maker(t testing.TB) (*content.Pack, *plan.Maker) {
	t.Helper()
	p := pack(t)
	m, err := plan.NewMaker(p)
	if err != nil {
		t.Fatal(err)
	}
	return p, m
}

// samples gives answers of every kind that a question allows.
func samples(q *content.Question) (out []string) {
	for _, o := range q.Choices {
		out = append(out, o.ID)
	}
	switch q.Kind {
	case "date":
		out = append(out, "2026-10-31", "2024-02-29")
	case "amount", "number":
		out = append(out, "1")
		if q.Min > 1 {
			out = []string{"100"}
		}
	}
	if q.Unknown != "" {
		out = append(out, plan.Unknown)
	}
	return out
}

// Every way through every journey must end in a plan that can be made.
func TestEveryWayEndsInAPlan(t *testing.T) {
	p, m := maker(t)
	for i := range p.Journeys {
		j := &p.Journeys[i]
		t.Run(j.ID, func(t *testing.T) {
			ways, reached := 0, map[string]bool{}
			var follow func(next string, a plan.Answers, depth int)
			follow = func(next string, a plan.Answers, depth int) {
				q, ok := j.Question(next)
				if !ok {
					ways++
					d, err := m.Make(j.ID, a, today())
					if err != nil {
						t.Fatalf("%v: %v", a, err)
					}
					checkPlan(t, p, d, depth)
					reached[d.Plan.ID] = true
					return
				}
				for _, answer := range samples(q) {
					to, err := plan.Next(q, answer, today())
					if err != nil {
						t.Fatalf("%s %q: %v", q.ID, answer, err)
					}
					b := plan.Answers{q.ID: answer}
					for k, v := range a {
						b[k] = v
					}
					follow(to, b, depth+1)
				}
			}
			follow(j.First, plan.Answers{}, 0)
			if ways == 0 || len(reached) != len(j.Plans) {
				t.Errorf("%d ways reach %d of %d plans", ways, len(reached), len(j.Plans))
			}
			if n := len(j.Questions); n < 3 {
				t.Errorf("%d questions: fewer than 3 do not tell situations apart", n)
			}
		})
	}
	if len(p.Journeys) == 0 {
		t.Fatal("the content has no journey")
	}
}

func checkPlan(t *testing.T, p *content.Pack, d plan.Document, questions int) {
	t.Helper()
	if questions > content.MostQuestions || questions != len(d.Way) {
		t.Errorf("%s: %d questions, way %v", d.Plan.ID, questions, d.Way)
	}
	if len(d.Plan.Steps) == 0 || len(d.Plan.Offices) == 0 || len(d.Guides) == 0 {
		t.Errorf("%s: no steps, office or guide", d.Plan.ID)
	}
	if len(d.Plan.Bring) == 0 {
		t.Errorf("%s: nothing to bring", d.Plan.ID)
	}
	if len(d.Periods) == 0 && runs(p, d.Theme) && !slices.Contains(timeless(), d.Journey+"/"+d.Plan.ID) {
		t.Errorf("%s: the theme has deadlines, this way tells none", d.Plan.ID)
	}
	for _, c := range d.Periods {
		if (c.Result == nil) == (c.Missing == nil) {
			t.Errorf("%s: period %s is neither counted nor asked for, or both", d.Plan.ID, c.Period.ID)
		}
		if c.Result != nil && len(c.Result.Steps) == 0 {
			t.Errorf("%s: period %s does not show how it was counted", d.Plan.ID, c.Period.ID)
		}
	}
	for _, r := range d.Amounts {
		if (len(r.Lines) == 0) == (len(r.Missing) == 0) {
			t.Errorf("%s: amount %s is neither reckoned nor asked for, or both", d.Plan.ID, r.Amount.ID)
		}
	}
}

// runs tells whether a theme has deadlines.
func runs(p *content.Pack, theme string) bool {
	return slices.ContainsFunc(p.Periods, func(r content.Period) bool { return r.Theme == theme })
}

// timeless are the plans of such themes in which no time runs against the
// citizen: before anything was signed or decided, or at any time.
func timeless() []string {
	return []string{
		"criminal/called", "criminal/report", "criminal/damages", "domestic-violence/broken", "enforcement/resume", "guarantee/before",
		"homestead/apply", "homestead/sale", "inheritance/debts", "minors/danger", "minors/neglect", "minors/guardian", "minors/liable",
		"property-management/write", "property-management/complain", "property-management/cut", "renting/repair", "renting/stay", "renting/middleman",
	}
}

func TestTimelessPlansAreThere(t *testing.T) {
	p, _ := maker(t)
	for _, name := range timeless() {
		journey, id, _ := strings.Cut(name, "/")
		j, ok := p.Journey(journey)
		if !ok {
			t.Errorf("no journey %s", journey)
			continue
		}
		if n, ok := j.Plan(id); !ok || len(n.Periods) > 0 {
			t.Errorf("%s is no plan without deadlines", name)
		}
	}
}

func TestPeriodsComeMostUrgentFirst(t *testing.T) {
	_, m := maker(t)
	d, err := m.Make("unpaid-wages", plan.Answers{"who": "company", "note": "no", "working": "left", "left-on": "2026-03-14", "asked-on": plan.Unknown}, today())
	if err != nil {
		t.Fatal(err)
	}
	first := d.Periods[0]
	if first.Period.ID != "labour-arbitration" || first.Last != "2027-03-14" || first.Result.Left != 112 {
		t.Errorf("%s ends %s, %d days left", first.Period.ID, first.Last, first.Result.Left)
	}
	if !slices.IsSortedFunc(d.Periods, func(a, b plan.Counted) int { return a.Result.Left - b.Result.Left }) {
		t.Error("not the most urgent first")
	}
	d, err = m.Make("unpaid-wages", plan.Answers{"who": "company", "note": "no", "working": "left", "left-on": "2024-03-14", "asked-on": "2026-11-20"}, today())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Periods {
		if c.Period.ID == "labour-arbitration" && (c.Result.State != period.Over || c.Last != "2025-03-14") {
			t.Errorf("asked after it was over, but: %+v", c.Result)
		}
	}
}

func TestAnswersThatAreNotAllowed(t *testing.T) {
	_, m := maker(t)
	for what, a := range map[string]plan.Answers{
		"no such choice": {"who": "nobody"},
		"no day":         {"who": "company", "note": "no", "working": "left", "left-on": "2026-02-30"},
		"in the future":  {"who": "company", "note": "no", "working": "left", "left-on": "2026-11-23"},
		"must be known":  {"who": plan.Unknown},
	} {
		if _, err := m.Make("unpaid-wages", a, today()); !errors.Is(err, plan.ErrAnswer) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := m.Make("unpaid-wages", plan.Answers{"who": "company"}, today()); !errors.Is(err, plan.ErrUnanswered) {
		t.Error(err)
	}
	if _, err := m.Make("nothing", nil, today()); !errors.Is(err, plan.ErrNone) {
		t.Error(err)
	}
}

func BenchmarkPlan(b *testing.B) {
	_, m := maker(b)
	a := plan.Answers{"who": "company", "note": "no", "working": "left", "left-on": "2026-03-14", "asked-on": plan.Unknown}
	for b.Loop() {
		if _, err := m.Make("unpaid-wages", a, today()); err != nil {
			b.Fatal(err)
		}
	}
}
