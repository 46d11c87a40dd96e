package localapi

import (
	"errors"
	"os"
	"testing"
	"time"

	"lawkiosk/content/plan"
	"lawkiosk/content/source"
)

// TestAPlanIsMadeAnewForItsPaper shows that the paper follows what was counted
// and reckoned on the page, and that it refuses what the page cannot have got.
func TestAPlanIsMadeAnewForItsPaper(t *testing.T) {
	p, problems := source.Load(os.DirFS("../../content"), time.Time{})
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	m, err := plan.NewMaker(p)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	loan := map[string]string{"proof": "note", "due": "no", "amount": "20000", "reach": "agrees"}
	for name, c := range map[string]struct {
		in   inPlan
		last string // of the first period
		err  error
	}{
		"as answered":         {in: inPlan{Journey: "private-loan", Answers: loan}},
		"counted on the page": {in: inPlan{Journey: "private-loan", Answers: loan, Facts: map[string]plan.Facts{"civil-limitation": {Start: "2025-03-14"}}}, last: "2028-03-14"},
		"asked once more":     {in: inPlan{Journey: "private-loan", Answers: loan, Facts: map[string]plan.Facts{"civil-limitation": {Start: "2025-03-14", Interrupted: []string{"2026-01-15"}}}}, last: "2029-01-15"},
		"of another plan":     {in: inPlan{Journey: "private-loan", Answers: loan, Facts: map[string]plan.Facts{"labour-arbitration": {Start: "2025-03-14"}}}},
		"no day at all":       {in: inPlan{Journey: "private-loan", Answers: loan, Facts: map[string]plan.Facts{"civil-limitation": {Start: "31.02."}}}, err: plan.ErrAnswer},
		"no journey":          {in: inPlan{Journey: "none", Answers: loan}, err: plan.ErrNone},
		"half answered":       {in: inPlan{Journey: "private-loan", Answers: map[string]string{"proof": "note"}}, err: plan.ErrUnanswered},
		"a sum of words":      {in: inPlan{Journey: "private-loan", Answers: loan, Given: map[string]map[string]any{"court-fee": {"claim": "much", "way": "ordinary"}}}, err: plan.ErrAnswer},
	} {
		d, err := remade(m, &c.in, day)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.err == nil && d.Periods[0].Last != c.last {
			t.Errorf("%s: the last day is %q, want %q", name, d.Periods[0].Last, c.last)
		}
	}
}
