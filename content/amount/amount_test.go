package amount

import (
	"errors"
	"math"
	"strings"
	"testing"

	"lawkiosk/content"
)

func sample() *content.Amount {
	return &content.Amount{
		ID: "sample",
		Inputs: []content.AmountInput{
			{ID: "wage", Kind: "amount", Max: 1e6},
			{ID: "years", Kind: "number", Max: 50},
			{ID: "grade", Kind: "choice", Choices: []content.Choice{{ID: "g9"}, {ID: "g10"}}},
			{ID: "notice", Kind: "yes"},
		},
		Tables: []content.Table{{ID: "months", Rows: map[string]float64{"g9": 9, "g10": 7}}},
		Lines: []content.AmountLine{
			{ID: "grant", Formula: `months[grade] * wage`},
			{ID: "extra", Formula: `wage / 3`, When: `!notice`},
			{ID: "sum", Formula: `grant + extra + min(years, 12) * wage`, Total: true},
		},
	}
}

func TestReckon(t *testing.T) {
	s, err := Compile(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []content.AmountExample{
		{Inputs: map[string]any{"wage": 6000.0, "years": int64(3), "grade": "g9", "notice": true}, Lines: map[string]float64{"grant": 54000, "sum": 72000}},
		{Inputs: map[string]any{"wage": 1000, "years": 20, "grade": "g10", "notice": false}, Lines: map[string]float64{"extra": 333.33, "sum": 19333.33}},
	} {
		if err := s.CheckExample(e); err != nil {
			t.Error(err)
		}
	}
	if err := s.CheckExample(content.AmountExample{
		Inputs: map[string]any{"wage": 1000, "years": 1, "grade": "g9", "notice": true}, Lines: map[string]float64{"extra": 0},
	}); err == nil {
		t.Error("an example of a line that is not shown passes")
	}
}

func TestNothingIsGuessed(t *testing.T) {
	s, err := Compile(sample())
	if err != nil {
		t.Fatal(err)
	}
	all := func() map[string]any { return map[string]any{"wage": 1.0, "years": 1.0, "grade": "g9", "notice": true} }
	for _, id := range []string{"wage", "years", "grade", "notice"} {
		in := all()
		delete(in, id)
		if _, err := s.Reckon(in); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), id) {
			t.Errorf("without %s: %v", id, err)
		}
	}
	for id, bad := range map[string]any{"wage": -1.0, "years": math.NaN(), "grade": "g11", "notice": "yes"} {
		in := all()
		in[id] = bad
		if _, err := s.Reckon(in); !errors.Is(err, ErrRange) {
			t.Errorf("%s = %v: %v", id, bad, err)
		}
	}
}

func TestFormulasThatAreNone(t *testing.T) {
	for what, change := range map[string]func(*content.Amount){
		"unknown name":     func(a *content.Amount) { a.Lines[0].Formula = "salary * 2" },
		"a later line":     func(a *content.Amount) { a.Lines[0].Formula = "sum" },
		"a text":           func(a *content.Amount) { a.Lines[0].Formula = `"x"` },
		"no condition":     func(a *content.Amount) { a.Lines[1].When = "wage" },
		"a broken formula": func(a *content.Amount) { a.Lines[0].Formula = "wage *" },
	} {
		a := sample()
		change(a)
		if _, err := Compile(a); err == nil {
			t.Error(what)
		}
	}
	a := sample()
	a.Lines[0].Formula = "wage / (years - years)"
	s, err := Compile(a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reckon(map[string]any{"wage": 1.0, "years": 1.0, "grade": "g9", "notice": true}); !errors.Is(err, ErrRange) {
		t.Errorf("a division by nothing gives %v", err)
	}
}

func FuzzFormula(f *testing.F) {
	f.Add("wage * 2 + min(years, 12)")
	f.Add(`pick(!notice && grade == "g9", months[grade], -1.5)`)
	f.Add("months[")
	f.Fuzz(func(t *testing.T, formula string) {
		a := sample()
		a.Lines = []content.AmountLine{{ID: "sum", Formula: formula, Total: true}}
		s, err := Compile(a)
		if err != nil {
			return
		}
		lines, err := s.Reckon(map[string]any{"wage": 1.0, "years": 2.0, "grade": "g9", "notice": true})
		if err == nil && (len(lines) != 1 || math.IsNaN(lines[0].Value)) {
			t.Fatalf("%q gives %v", formula, lines)
		}
	})
}
