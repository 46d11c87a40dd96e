package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// guide checks a guide by itself and against what it refers to.
func (c *checker) guide(l Lang, id string, g *Guide) {
	file := GuideFile(l, id)
	c.identifier(file, "", id)
	if g.ID != id || g.Lang != l {
		c.add(file, "", fmt.Sprintf("calls itself %q in %q", g.ID, g.Lang))
	}
	c.need(file, "title", g.Title)
	c.need(file, "summary", g.Summary)
	if len(g.Keywords) == 0 {
		c.add(file, "keywords", isMissing)
	}
	for i, w := range g.Keywords {
		c.need(file, "keywords["+strconv.Itoa(i+1)+"]", w)
	}
	c.deadlines(file, l, g.Deadlines)
	c.basis(file, l, g.Basis)
	c.sections(file, l, g.Sections)
	if l == Chinese {
		c.chineseOnly(file, id, g)
	} else {
		c.translation(file, id, g)
	}
}

// chineseOnly checks what an English guide takes from the Chinese one.
func (c *checker) chineseOnly(file, id string, g *Guide) {
	t, ok := c.pack.Theme(g.Theme)
	switch {
	case g.Theme == "":
		c.add(file, "theme", isMissing)
	case !ok:
		c.add(file, "theme", strconv.Quote(g.Theme)+" is no theme of themes.toml")
	case !slices.Contains(t.Guides, id):
		c.add(file, "theme", fmt.Sprintf("theme %q does not list %q under guides, so nobody would find it", g.Theme, id))
	}
	if len(g.Basis) == 0 {
		c.add(file, "basis", "a guide needs at least one [[basis]]")
	}
	for i, r := range g.Related {
		where := "related[" + strconv.Itoa(i+1) + "]"
		if _, ok := c.pack.Guides[Chinese][r]; !ok {
			c.add(file, where, noGuide(r))
		} else if r == id {
			c.add(file, where, "a guide is not related to itself")
		}
	}
	c.formIDs(file, "forms", g.Forms)
	c.day(file, "checked_at", g.CheckedAt)
	c.day(file, "review_by", g.ReviewBy)
	if g.ReviewBy != "" && g.ReviewBy <= g.CheckedAt {
		c.add(file, "review_by", "must be after checked_at")
	}
	if _, ok := c.pack.Guides[English][id]; !ok {
		c.add(GuideFile(English, id), "", "is missing: every guide is there in English too")
	}
}

// translation checks that an English guide says as much as the Chinese one.
func (c *checker) translation(file, id string, g *Guide) {
	zh, ok := c.pack.Guides[Chinese][id]
	if !ok {
		c.add(file, "", "is a translation of nothing: there is no "+GuideFile(Chinese, id))
		return
	}
	if len(g.Deadlines) != len(zh.Deadlines) {
		c.add(file, "deadline", fmt.Sprintf("has %d, the Chinese guide %d", len(g.Deadlines), len(zh.Deadlines)))
	}
	if len(g.Basis) != len(zh.Basis) {
		c.add(file, "basis", fmt.Sprintf("has %d, the Chinese guide %d", len(g.Basis), len(zh.Basis)))
	}
	if zh.Note != "" {
		c.need(file, "note", g.Note)
	}
	for _, k := range []SectionKey{Costs, Fails} {
		if hasSection(g, k) != hasSection(zh, k) {
			c.add(file, "section."+string(k), "is in one language only")
		}
	}
}

func hasSection(g *Guide, k SectionKey) bool {
	return slices.ContainsFunc(g.Sections, func(s Section) bool { return s.Key == k })
}

func (c *checker) deadlines(file string, l Lang, list []Deadline) {
	for i, d := range list {
		c.need(file, at("deadline", i, "what"), d.What)
		c.need(file, at("deadline", i, "within"), d.Within)
		c.need(file, at("deadline", i, "from"), d.From)
		c.citation(file, l, "deadline", i, d.Law, d.Article)
	}
}

func (c *checker) basis(file string, l Lang, list []Basis) {
	for i, b := range list {
		c.need(file, at("basis", i, "says"), b.Says)
		c.citation(file, l, "basis", i, b.Law, b.Article)
	}
}

// citation checks a law and an article. An English guide has both from the
// Chinese one, where a mistake in them is named already.
func (c *checker) citation(file string, l Lang, list string, i int, law, article string) {
	if l == English {
		return
	}
	c.add(file, at(list, i, "law"), c.cite.checkLaw(law))
	c.add(file, at(list, i, "article"), c.cite.checkArticle(law, article))
}

// sections checks that the parts are there, in order, each once and not empty.
func (c *checker) sections(file string, l Lang, list []Section) {
	order := SectionOrder()
	last, seen := -1, map[SectionKey]bool{}
	for _, s := range list {
		field := "section." + string(s.Key)
		place := slices.Index(order, s.Key)
		switch {
		case place < 0:
			c.add(file, field, "is an unknown section")
		case seen[s.Key]:
			c.add(file, field, strconv.Quote(s.Title)+" is there twice")
		case place < last:
			c.add(file, field, fmt.Sprintf("%q comes too late: it belongs before %q", s.Title, SectionTitle(l, order[last])))
		}
		last, seen[s.Key] = max(last, place), true
		c.blocks(file, field, s)
	}
	for _, k := range order {
		if !seen[k] && !k.Optional() {
			c.add(file, "section."+string(k), "is missing: add \"## "+SectionTitle(l, k)+"\"")
		}
	}
}

func (c *checker) blocks(file, field string, s Section) {
	if len(s.Blocks) == 0 {
		c.add(file, field, strconv.Quote(s.Title)+" is empty")
	}
	numbered := false
	for i, b := range s.Blocks {
		where := strings.TrimSuffix(at(field+".block", i, ""), ".")
		switch b.Kind {
		case "ol":
			numbered = true
		case "p", "ul":
		default:
			c.add(file, where, strconv.Quote(b.Kind)+" is no kind of block: p, ul or ol")
		}
		if len(b.Items) == 0 || b.Kind == "p" && len(b.Items) != 1 {
			c.add(file, where, fmt.Sprintf("a %s with %d items", b.Kind, len(b.Items)))
		}
		for _, item := range b.Items {
			if len(item) == 0 {
				c.add(file, where, "has an empty item")
			}
		}
	}
	if s.Key == Steps && len(s.Blocks) > 0 && !numbered {
		c.add(file, field, strconv.Quote(s.Title)+` needs a numbered list ("1. …")`)
	}
}
