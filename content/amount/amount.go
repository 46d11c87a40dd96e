// Package amount reckons sums by dated formulas (content.Amount): each line with
// its article, the total, and no figure that nobody gave. Formulas are written in
// the expression language of expr-lang/expr over the inputs, the tables and the
// lines above; they cannot reach anything else. Any package may import it.
package amount

import (
	"errors"
	"fmt"
	"math"

	"lawkiosk/content"
)

// Sheet is a compiled reckoning.
type Sheet struct {
	amount *content.Amount
	lines  []line
}

type line struct {
	formula number
	when    yes // nil: always
}

// Line is one line of a result. Value is in yuan unless the label says otherwise.
type Line struct {
	ID    string       `json:"id"`
	Label content.Text `json:"label"`
	Value float64      `json:"value"` // rounded to cents
	Total bool         `json:"total"`
	Basis string       `json:"basis,omitempty"`
}

// What is wrapped by the errors of Reckon.
var (
	ErrMissing = errors.New("a figure is missing")
	ErrRange   = errors.New("a figure is out of its range")
)

// most bounds what a formula may give: no sum of a citizen's case is larger.
const most = 1e12

// LineError is a line whose formula or condition cannot be used.
type LineError struct {
	Field string // "line[2].formula"
	err   error
}

func (e *LineError) Error() string { return e.err.Error() }
func (e *LineError) Unwrap() error { return e.err }

// Compile checks and prepares the formulas.
func Compile(a *content.Amount) (*Sheet, error) {
	s := &Sheet{amount: a}
	known := types{}
	for _, in := range a.Inputs {
		known[in.ID] = example(in)
	}
	for _, t := range a.Tables {
		known[t.ID] = t.Rows
	}
	for i, l := range a.Lines {
		var out line
		var err error
		if out.formula, err = compileNumber(l.Formula, known); err != nil {
			return nil, &LineError{Field: fmt.Sprintf("line[%d].formula", i+1), err: fmt.Errorf("cannot use the formula of line %d (%s): %w", i+1, l.ID, err)}
		}
		if l.When != "" {
			if out.when, err = compileYes(l.When, known); err != nil {
				return nil, &LineError{Field: fmt.Sprintf("line[%d].when", i+1), err: fmt.Errorf("cannot use the condition of line %d (%s): %w", i+1, l.ID, err)}
			}
		}
		known[l.ID] = 0.0
		s.lines = append(s.lines, out)
	}
	return s, nil
}

// example gives a value of an input's type.
func example(in content.AmountInput) any {
	switch in.Kind {
	case "choice":
		return ""
	case "yes":
		return false
	}
	return 0.0
}

// Inputs turns what a page sent into values of the inputs' types: numbers,
// choice ids and true or false.
func (s *Sheet) Inputs(given map[string]any) (map[string]any, error) {
	env := map[string]any{}
	for _, in := range s.amount.Inputs {
		v, ok := given[in.ID]
		if !ok || v == nil {
			return nil, fmt.Errorf("cannot reckon %s: %s: %w", s.amount.ID, in.ID, ErrMissing)
		}
		value, err := convert(in, v)
		if err != nil {
			return nil, fmt.Errorf("cannot reckon %s: %s: %w", s.amount.ID, in.ID, err)
		}
		env[in.ID] = value
	}
	return env, nil
}

func convert(in content.AmountInput, v any) (any, error) {
	switch in.Kind {
	case "choice":
		id, _ := v.(string)
		for _, o := range in.Choices {
			if o.ID == id {
				return id, nil
			}
		}
		return nil, ErrRange
	case "yes":
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, ErrRange
	}
	var n float64
	switch v := v.(type) {
	case float64:
		n = v
	case int64:
		n = float64(v)
	case int:
		n = float64(v)
	default:
		return nil, ErrRange
	}
	if math.IsNaN(n) || n < in.Min || n > in.Max {
		return nil, ErrRange
	}
	return n, nil
}

// Reckon works the lines out. Every input must be given: a missing one is an
// error (ErrMissing), never a guess.
func (s *Sheet) Reckon(given map[string]any) ([]Line, error) {
	env, err := s.Inputs(given)
	if err != nil {
		return nil, err
	}
	var out []Line
	for i, l := range s.amount.Lines {
		env[l.ID] = 0.0
		if when := s.lines[i].when; when != nil && !when(env) {
			continue
		}
		n := s.lines[i].formula(env)
		if math.IsNaN(n) || math.Abs(n) > most {
			return nil, fmt.Errorf("cannot reckon %s: line %s: %w", s.amount.ID, l.ID, ErrRange)
		}
		n = math.Round(n*100) / 100
		env[l.ID] = n
		out = append(out, Line{l.ID, l.Label, n, l.Total, l.Basis})
	}
	return out, nil
}

// CheckExample reckons an example and says what differs.
func (s *Sheet) CheckExample(e content.AmountExample) error {
	lines, err := s.Reckon(e.Inputs)
	if err != nil {
		return err
	}
	got := map[string]float64{}
	for _, l := range lines {
		got[l.ID] = l.Value
	}
	for id, want := range e.Lines {
		if n, ok := got[id]; !ok || math.Abs(n-want) > 0.005 {
			return fmt.Errorf("line %s is %v by the formula, %v by the example (%s)", id, n, want, e.Why)
		}
	}
	return nil
}
