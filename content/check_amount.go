package content

import (
	"slices"
	"strconv"
)

func (c *checker) amounts() {
	for i := range c.pack.Amounts {
		c.amount(&c.pack.Amounts[i])
	}
}

func (c *checker) amount(a *Amount) {
	file := AmountFile(a.ID)
	c.identifier(file, "", a.ID)
	c.theme(file, "theme", a.Theme)
	c.both(file, "title", a.Title)
	c.neither(file, "note", a.Note)
	c.rule(file, "", a.Law, a.Article, a.Since)
	c.day(file, "checked_at", a.CheckedAt)
	seen := map[string]bool{}
	for i, in := range a.Inputs {
		where := at("input", i, "")
		c.name(file, where+"id", in.ID, seen)
		c.both(file, where+"ask", in.Ask)
		c.neither(file, where+"help", in.Help)
		if !slices.Contains([]string{"amount", "number", "choice", "yes"}, in.Kind) {
			c.add(file, where+"kind", `must be "amount", "number", "choice" or "yes"`)
		}
		if (in.Kind == "choice") != (len(in.Choices) > 0) {
			c.add(file, where+"choice", "a choice needs choices, and nothing else has them")
		}
		for j, o := range in.Choices {
			c.both(file, where+at("choice", j, "say"), o.Say)
		}
		if in.Max < in.Min {
			c.add(file, where+"max", "is below min")
		}
	}
	for i, t := range a.Tables {
		c.name(file, at("table", i, "id"), t.ID, seen)
	}
	total := false
	for i, l := range a.Lines {
		where := at("line", i, "")
		c.name(file, where+"id", l.ID, seen)
		c.both(file, where+"label", l.Label)
		c.need(file, where+"formula", l.Formula)
		if l.Basis != "" {
			c.cited(file, where+"basis", []string{l.Basis})
		}
		total = total || l.Total
	}
	if !total {
		c.add(file, "line", "one line must be the total")
	}
	if len(a.Examples) == 0 {
		c.add(file, "example", "a reckoning needs at least one example, reckoned by hand")
	}
}

// name checks a name that formulas use.
func (c *checker) name(file, field, id string, seen map[string]bool) {
	for i, r := range id {
		if r != '_' && (r < 'a' || r > 'z') && (i == 0 || r < '0' || r > '9') {
			c.add(file, field, strconv.Quote(id)+" is no name for formulas: use a-z, 0-9 and _, a letter first")
			break
		}
	}
	c.need(file, field, id)
	c.unique(file, field, id, seen)
}
