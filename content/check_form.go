package content

import (
	"fmt"
	"reflect"
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
	c.neither(file, "preface", f.Preface)
	for i, a := range f.Attachments {
		c.both(file, "attachments["+strconv.Itoa(i+1)+"]", a)
	}
	for i, s := range f.Signers {
		c.both(file, at("signer", i, "label"), s.Label)
	}
	for i, o := range f.Office {
		c.both(file, at("office", i, "title"), o.Title)
		c.neither(file, at("office", i, "sign"), o.Sign)
	}
	if len(f.Parts) == 0 {
		c.add(file, "part", "a form needs at least one [[part]]")
	}
	seen := map[string]bool{}
	for i, p := range f.Parts {
		c.both(file, at("part", i, "title"), p.Title)
		if len(p.Columns) > 0 {
			c.rows(file, i, p, seen)
			continue
		}
		if len(p.Fields) == 0 {
			c.add(file, at("part", i, "field"), "a part needs at least one [[part.field]] or [[part.column]]")
		}
		if p.Repeat != 0 || p.ID != "" || p.Each != (Text{}) {
			c.add(file, at("part", i, "column"), "a part with id, each or repeat needs at least one [[part.column]]")
		}
		for j, b := range p.Fields {
			where := at("part", i, at("field", j, ""))
			c.unique(file, where+"id", b.ID, seen)
			c.blank(file, where, b)
			if b.Width != 0 || b.Total {
				c.add(file, where+"width", "width and total are for columns")
			}
		}
	}
}

// rows checks a part whose columns are asked again and again; i is its place.
func (c *checker) rows(file string, i int, p FormPart, seen map[string]bool) {
	const most = 20
	c.identifier(file, at("part", i, "id"), p.ID)
	c.unique(file, at("part", i, "id"), p.ID, seen)
	c.both(file, at("part", i, "each"), p.Each)
	if p.Repeat < 2 || p.Repeat > most {
		c.add(file, at("part", i, "repeat"), "must be 2 to "+strconv.Itoa(most))
	}
	own, width, wide := map[string]bool{}, 0, 0
	for j, b := range p.Columns {
		where := at("part", i, at("column", j, ""))
		c.unique(file, where+"id", b.ID, own)
		c.blank(file, where, b)
		if b.Card != "" {
			c.add(file, where+"card", "a row cannot be filled from a card")
		}
		if b.Total && b.Type != "money" {
			c.add(file, where+"total", "only money can be added up")
		}
		if b.Width > 0 {
			wide++
		}
		width += b.Width
	}
	if wide > 0 && (wide != len(p.Columns) || width != 100) {
		c.add(file, at("part", i, "column"), "the widths of a table's columns add up to "+strconv.Itoa(width)+"; all columns need one and 100 is the whole")
	}
	if !reflect.DeepEqual(p.Fields, p.Rows()) {
		c.add(file, at("part", i, "field"), "a part has either fields or columns")
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
	if b.Many && b.Type != "choice" {
		c.add(file, where+"many", "only a choice can have several answers")
	}
	if b.Capitals && b.Type != "money" {
		c.add(file, where+"capitals", "only money is written in capitals")
	}
	if b.Max < 0 || b.Max > 2000 {
		c.add(file, where+"max", "must be 1 to 2000")
	}
}
