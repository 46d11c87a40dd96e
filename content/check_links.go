package content

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// CheckLinks looks for what leads nowhere or to which nothing leads: icons and
// drawings that the page does not have, forms and packages that no screen shows,
// laws that nothing cites or whose articles nobody counted. It is for authors: a
// kiosk with an older page shows a stand-in for an icon, and need not refuse.
func (p *Pack) CheckLinks() []Fault {
	c := &links{pack: p}
	c.pictures()
	c.orphans()
	c.laws()
	c.opened()
	return c.list
}

type links struct {
	faults
	pack *Pack
}

func (c *links) pictures() {
	for i, t := range c.pack.Themes {
		c.picture(ThemesFile, at("theme", i, "icon"), t.Icon, "icon", Icons())
	}
	for i, s := range c.pack.Slides {
		c.picture(SlidesFile, at("slide", i, "art"), s.Art, "drawing", Scenes())
	}
	for _, j := range c.pack.Journeys {
		for i, q := range j.Questions {
			c.picture(JourneyFile(j.ID), at("question", i, "art"), q.Art, "drawing", Scenes())
			for k, o := range q.Choices {
				c.picture(JourneyFile(j.ID), at("question", i, at("choice", k, "icon")), o.Icon, "icon", Icons())
			}
		}
	}
}

func (c *links) picture(file, field, name, kind string, known []string) {
	if name != "" && !slices.Contains(known, name) {
		c.add(file, field, strconv.Quote(name)+" is no "+kind+" that the page has; it has "+strings.Join(known, ", "))
	}
}

// orphans names forms and packages that nobody would ever see. Guides are
// checked with their theme; periods, amounts and services have lists of their own.
func (c *links) orphans() {
	forms, packages := map[string]bool{}, map[string]bool{}
	mark := func(seen map[string]bool, ids ...string) {
		for _, id := range ids {
			seen[id] = true
		}
	}
	for _, t := range c.pack.Themes {
		mark(forms, t.Forms...)
	}
	for _, g := range c.pack.Guides[Chinese] {
		mark(forms, g.Forms...)
	}
	for _, k := range c.pack.Packages {
		mark(forms, k.Forms...)
	}
	for _, j := range c.pack.Journeys {
		for _, n := range j.Plans {
			mark(forms, n.Forms...)
			mark(packages, n.Package)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.pack.Forms)) {
		if !forms[id] {
			c.add(FormFile(id), "title", "no theme, guide, plan or package names this form, so nobody would find it")
		}
	}
	for i, k := range c.pack.Packages {
		if !packages[k.ID] {
			c.add(PackagesFile, at("package", i, "id"), "no plan of a journey names this package, so nobody would find it")
		}
	}
}

// laws tells which citations cannot be checked, and which laws are not needed.
func (c *links) laws() {
	cited := c.cited()
	for i, l := range c.pack.Laws {
		switch {
		case !cited[l.Short]:
			c.warn(LawsFile, at("law", i, "short"), strconv.Quote(l.Short)+" is cited nowhere")
		case l.Articles == 0:
			c.warn(LawsFile, at("law", i, "short"), strconv.Quote(l.Short)+" has no number of articles, so its citations cannot be checked: read its last article and add it")
		}
	}
}

func (c *links) cited() map[string]bool {
	out := map[string]bool{}
	text := func(list ...string) { // "法律援助法 41"
		for _, s := range list {
			law, _, _ := strings.Cut(s, " ")
			out[law] = true
		}
	}
	p := c.pack
	for _, g := range p.Guides[Chinese] {
		for _, d := range g.Deadlines {
			out[d.Law] = true
		}
		for _, b := range g.Basis {
			out[b.Law] = true
		}
	}
	for _, f := range p.Forms {
		for _, b := range f.Basis {
			out[b.Law.ZH] = true
		}
	}
	for _, r := range p.Periods {
		out[r.Law] = true
	}
	for _, a := range p.Amounts {
		out[a.Law] = true
		for _, l := range a.Lines {
			text(l.Basis)
		}
	}
	for _, j := range p.Journeys {
		text(j.Basis...)
	}
	for _, s := range p.Services {
		text(s.Basis...)
	}
	return out
}

// opened warns of a theme that explains but leads to no plan, in a pack that has
// journeys at all.
func (c *links) opened() {
	if len(c.pack.Journeys) == 0 {
		return
	}
	for i, t := range c.pack.Themes {
		if !slices.ContainsFunc(c.pack.Journeys, func(j Journey) bool { return j.Theme == t.ID }) {
			c.warn(ThemesFile, at("theme", i, "id"), "no journey has this theme, so it leads to no plan")
		}
	}
}
