package content

import (
	"slices"
	"strconv"
	"strings"
)

// cited checks citations written in one text: "法律援助法 41", "民法典 200-204".
func (c *checker) cited(file, field string, list []string) {
	for i, text := range list {
		law, article, _ := strings.Cut(text, " ")
		where := field + "[" + strconv.Itoa(i+1) + "]"
		c.add(file, where, c.cite.checkLaw(law))
		c.add(file, where, c.cite.checkArticle(law, article))
	}
}

func (c *checker) rule(file, where, law, article, since string) {
	c.add(file, where+"law", c.cite.checkLaw(law))
	c.add(file, where+"article", c.cite.checkArticle(law, article))
	c.day(file, where+"since", since)
}

func (c *checker) theme(file, field, id string) {
	if _, ok := c.pack.Theme(id); !ok {
		c.add(file, field, strconv.Quote(id)+" is no theme")
	}
}

func (c *checker) periods() {
	seen := map[string]bool{}
	for i, p := range c.pack.Periods {
		where := at("period", i, "")
		c.identifier(PeriodsFile, where+"id", p.ID)
		c.unique(PeriodsFile, where+"id", p.ID, seen)
		c.theme(PeriodsFile, where+"theme", p.Theme)
		c.both(PeriodsFile, where+"title", p.Title)
		c.both(PeriodsFile, where+"event", p.Event)
		c.both(PeriodsFile, where+"from", p.From)
		c.both(PeriodsFile, where+"reading", p.Reading)
		c.rule(PeriodsFile, where, p.Law, p.Article, p.Since)
		c.day(PeriodsFile, where+"checked_at", p.CheckedAt)
		c.span(where+"length", p.Length, where+"unit", p.Unit)
		if !slices.Contains([]Sureness{ByText, ByPractice, Open}, p.Sure) {
			c.add(PeriodsFile, where+"sure", `must be "text", "practice" or "open"`)
		}
		if p.Interrupt != nil {
			c.both(PeriodsFile, where+"interrupt", *p.Interrupt)
		}
		if s := p.Suspend; s != nil {
			c.both(PeriodsFile, where+"suspend.ask", s.Ask)
			if s.Rule != "continue" && s.Rule != "tail" {
				c.add(PeriodsFile, where+"suspend.rule", `must be "continue" or "tail"`)
			}
			if (s.Rule == "tail") != (s.Tail > 0) {
				c.add(PeriodsFile, where+"suspend.tail", "is the months that a tail has, and nothing else has them")
			}
		}
		if l := p.Longest; l != nil {
			c.both(PeriodsFile, where+"longest.event", l.Event)
			c.span(where+"longest.length", l.Length, where+"longest.unit", l.Unit)
		}
		if len(p.Examples) == 0 {
			c.add(PeriodsFile, where+"example", "a period needs at least one example, counted by hand")
		}
	}
}

func (c *checker) span(lengthField string, n int, unitField string, u Unit) {
	if n < 1 || n > 1000 {
		c.add(PeriodsFile, lengthField, "must be 1 to 1000")
	}
	if !slices.Contains([]Unit{Days, Workdays, Months, Years, Hours}, u) {
		c.add(PeriodsFile, unitField, `must be "day", "workday", "month", "year" or "hour"`)
	}
}

func (c *checker) services() {
	seen := map[string]bool{}
	for i, s := range c.pack.Services {
		where := at("service", i, "")
		c.identifier(ServicesFile, where+"id", s.ID)
		c.unique(ServicesFile, where+"id", s.ID, seen)
		for _, t := range []struct {
			field string
			text  Text
		}{
			{"name", s.Name},
			{"for", s.For},
			{"does", s.Does},
			{"handler", s.Handler},
			{"limit", s.Limit},
			{"channel", s.Channel},
			{"cost", s.Cost},
		} {
			c.both(ServicesFile, where+t.field, t.text)
		}
		c.texts(ServicesFile, where+"materials", s.Materials)
		c.neither(ServicesFile, where+"note", s.Note)
		c.cited(ServicesFile, where+"basis", s.Basis)
		c.refs(ServicesFile, where, s.Guides, s.Forms, nil)
		c.day(ServicesFile, where+"checked_at", s.CheckedAt)
	}
}

func (c *checker) texts(file, field string, list []Text) {
	for i, t := range list {
		c.both(file, field+"["+strconv.Itoa(i+1)+"]", t)
	}
}

func (c *checker) packages() {
	seen := map[string]bool{}
	for i, p := range c.pack.Packages {
		where := at("package", i, "")
		c.identifier(PackagesFile, where+"id", p.ID)
		c.unique(PackagesFile, where+"id", p.ID, seen)
		c.both(PackagesFile, where+"title", p.Title)
		c.both(PackagesFile, where+"say", p.Say)
		if _, ok := c.pack.Journey(p.Journey); !ok {
			c.add(PackagesFile, where+"journey", strconv.Quote(p.Journey)+" is no journey")
		}
		c.refs(PackagesFile, where, p.Guides, p.Forms, p.Services)
		for j, id := range p.Periods {
			if _, ok := c.pack.Period(id); !ok {
				c.add(PackagesFile, where+"periods["+strconv.Itoa(j+1)+"]", strconv.Quote(id)+" is no period")
			}
		}
	}
}

// refs checks the ids of guides, forms and services.
func (c *checker) refs(file, where string, guides, forms, services []string) {
	for i, id := range guides {
		if _, ok := c.pack.Guide(Chinese, id); !ok {
			c.add(file, where+"guides["+strconv.Itoa(i+1)+"]", strconv.Quote(id)+" is no guide")
		}
	}
	for i, id := range forms {
		if _, ok := c.pack.Form(id); !ok {
			c.add(file, where+"forms["+strconv.Itoa(i+1)+"]", strconv.Quote(id)+" is no form")
		}
	}
	for i, id := range services {
		if _, ok := c.pack.Service(id); !ok {
			c.add(file, where+"services["+strconv.Itoa(i+1)+"]", strconv.Quote(id)+" is no service")
		}
	}
}

// What one sitting and one screen hold.
const (
	maxAsks    = 8
	maxAnswers = 6
)

func (c *checker) opinions() {
	seen, codes := map[string]bool{}, map[string]bool{}
	for i, o := range c.pack.Opinions {
		where := at("opinion", i, "")
		if o.Code < 100 || o.Code > 999 {
			c.add(OpinionsFile, where+"code", "must be 100 to 999: it stands in the numbers of receipts")
		}
		c.unique(OpinionsFile, where+"code", strconv.Itoa(o.Code), codes)
		c.identifier(OpinionsFile, where+"id", o.ID)
		c.unique(OpinionsFile, where+"id", o.ID, seen)
		c.both(OpinionsFile, where+"title", o.Title)
		c.both(OpinionsFile, where+"by", o.By)
		c.both(OpinionsFile, where+"summary", o.Summary)
		c.texts(OpinionsFile, where+"points", o.Points)
		c.neither(OpinionsFile, where+"feedback", o.Feedback)
		c.day(OpinionsFile, where+"from", o.From)
		c.day(OpinionsFile, where+"until", o.Until)
		if o.Until < o.From {
			c.add(OpinionsFile, where+"until", "is before from")
		}
		if n := len(o.Questions); n < 1 || n > maxAsks {
			c.add(OpinionsFile, where+"question", "must be 1 to "+strconv.Itoa(maxAsks)+": one screen each")
		}
		asks := map[string]bool{}
		for j, q := range o.Questions {
			in := where + at("question", j, "")
			c.identifier(OpinionsFile, in+"id", q.ID)
			c.unique(OpinionsFile, in+"id", q.ID, asks)
			c.both(OpinionsFile, in+"ask", q.Ask)
			c.texts(OpinionsFile, in+"answers", q.Answers)
			if n := len(q.Answers); n < 2 || n > maxAnswers {
				c.add(OpinionsFile, in+"answers", "must be 2 to "+strconv.Itoa(maxAnswers))
			}
		}
	}
}
