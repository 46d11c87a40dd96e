package localapi

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lawkiosk/content/plan"
)

// PaperPlan is what the paper of a plan says.
type PaperPlan struct {
	Doc    plan.Document
	Ticked []int // things to bring that are at hand
}

// inPlan is what a plan is made from again for its paper: the answers, and
// what the visitor had counted on its page. The page's own words are not taken.
type inPlan struct {
	Journey string                    `json:"journey" maxLength:"64"`
	Answers map[string]string         `json:"answers" maxProperties:"32"`
	Facts   map[string]plan.Facts     `json:"facts,omitempty" maxProperties:"16" doc:"by period"`
	Given   map[string]map[string]any `json:"given,omitempty" maxProperties:"16" doc:"by amount"`
	Ticked  []int                     `json:"ticked,omitempty" maxItems:"64"`
}

// ofPlan works a plan out for its paper. Nothing of it is kept, and its item
// stands in no record: what somebody asked about is nobody's business.
func (s *Server) ofPlan(ctx context.Context, in *inPlan, r *PrintRequest) error {
	if in == nil {
		return fmt.Errorf("cannot print a plan that is made of nothing: %w", plan.ErrUnanswered)
	}
	doc, err := planned(ctx, s, func(m *plan.Maker) (plan.Document, error) { return remade(m, in, today()) })
	if err != nil {
		return err
	}
	r.Plan, r.Item, r.Fields = &PaperPlan{Doc: doc.Body, Ticked: in.Ticked}, "", nil
	return nil
}

func remade(m *plan.Maker, in *inPlan, today time.Time) (plan.Document, error) {
	d, err := m.Make(in.Journey, in.Answers, today)
	if err != nil {
		return plan.Document{}, err
	}
	for i, c := range d.Periods {
		if f, ok := in.Facts[c.Period.ID]; ok {
			if d.Periods[i], err = m.Count(c.Period.ID, f, today); err != nil {
				return plan.Document{}, err
			}
		}
	}
	slices.SortStableFunc(d.Periods, plan.Urgent)
	for i, a := range d.Amounts {
		if g, ok := in.Given[a.Amount.ID]; ok {
			if d.Amounts[i], err = m.Reckon(a.Amount.ID, g); err != nil {
				return plan.Document{}, err
			}
		}
	}
	return d, nil
}
