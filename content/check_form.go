package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FieldTypes gives the types that a blank of a form can have.
func FieldTypes() []string {
	return []string{"text", "name", "idnumber", "phone", "date", "choice", "area", "money"}
}

// CardFields gives the facts of an ID card that can fill a blank.
func CardFields() []string {
	return []string{"name", "sex", "nation", "birth", "address", "id"}
}

func (c *checker) form(id string, f *Form) {
	file := FormFile(id)
	c.identifier(file, "", id)
	if f.ID != id {
		c.add(file, "", fmt.Sprintf("calls itself %q", f.ID))
	}
	c.both(file, "title", f.Title)
	c.both(file, "purpose", f.Purpose)
	c.both(file, "to", f.To)
	c.neither(file, "closing", f.Closing)
	c.neither(file, "note", f.Note)
	if f.Copies < 1 || f.Copies > 10 {
		c.add(file, "copies", "must be 1 to 10")
	}
	for i, b := range f.Basis {
		c.both(file, at("basis", i, "says"), b.Says)
		c.citation(file, Chinese, "basis", i, b.Law.ZH, b.Article)
	}
	if len(f.Parts) == 0 {
		c.add(file, "part", "a form needs at least one [[part]]")
	}
	seen := map[string]bool{}
	for i, p := range f.Parts {
		c.both(file, at("part", i, "title"), p.Title)
		if len(p.Fields) == 0 {
			c.add(file, at("part", i, "field"), "a part needs at least one [[part.field]]")
		}
		for j, b := range p.Fields {
			where := at("part", i, at("field", j, ""))
			c.unique(file, where+"id", b.ID, seen)
			c.blank(file, where, b)
		}
	}
}

// blank checks one field of a form; where ends in a dot.
func (c *checker) blank(file, where string, b Field) {
	c.identifier(file, where+"id", b.ID)
	c.both(file, where+"label", b.Label)
	c.neither(file, where+"help", b.Help)
	if !slices.Contains(FieldTypes(), b.Type) {
		c.add(file, where+"type", strconv.Quote(b.Type)+" is no type: "+strings.Join(FieldTypes(), ", "))
	}
	if b.Card != "" && !slices.Contains(CardFields(), b.Card) {
		c.add(file, where+"card", strconv.Quote(b.Card)+" is not on an ID card: "+strings.Join(CardFields(), ", "))
	}
	if (b.Type == "choice") != (len(b.Options) > 0) {
		c.add(file, where+"options", "a choice needs options, and nothing else has them")
	}
	for k, o := range b.Options {
		c.both(file, where+"options["+strconv.Itoa(k+1)+"]", o)
	}
	if b.Max < 0 || b.Max > 2000 {
		c.add(file, where+"max", "must be 1 to 2000")
	}
}
