package content

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// checker holds what the checks of one pack share.
type checker struct {
	faults
	pack  *Pack
	cite  *citations
	id    *regexp.Regexp
	code  *regexp.Regexp
	phone *regexp.Regexp
}

// Check looks for all that would make a kiosk show something wrong or lead
// nowhere: texts that are missing, ids that name nothing, laws and articles that
// do not exist. It does not look at lengths and characters; CheckProse does.
// The faults are in the order of the sources.
func (p *Pack) Check() []Fault {
	c := &checker{
		pack: p, cite: newCitations(p.Laws),
		id:    regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`),
		code:  regexp.MustCompile(`^[0-9]{6}$`),
		phone: regexp.MustCompile(`^[0-9]{3,5}(-?[0-9]{3,8})?(-?[0-9]{3,6})?$`),
	}
	c.laws()
	c.regions()
	c.centres()
	c.themes()
	c.slides()
	for _, l := range Languages() {
		for _, id := range slices.Sorted(maps.Keys(p.Guides[l])) {
			c.guide(l, id, p.Guides[l][id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Forms)) {
		c.form(id, p.Forms[id])
	}
	c.periods()
	c.journeys()
	c.packages()
	c.services()
	c.amounts()
	c.opinions()
	return c.list
}

func at(list string, i int, field string) string {
	return list + "[" + strconv.Itoa(i+1) + "]." + field
}

func (c *checker) unique(file, field, value string, seen map[string]bool) {
	if value != "" && seen[value] {
		c.add(file, field, strconv.Quote(value)+" is there twice")
	}
	seen[value] = true
}

func (c *checker) identifier(file, field, id string) {
	switch {
	case id == "":
		c.add(file, field, isMissing)
	case len(id) > 60 || !c.id.MatchString(id):
		c.add(file, field, strconv.Quote(id)+" is not an id: use a-z, 0-9 and hyphens, at most 60")
	}
}

func (c *checker) day(file, field, day string) {
	if day == "" {
		c.add(file, field, isMissing)
	} else if _, err := time.Parse(time.DateOnly, day); err != nil {
		c.add(file, field, strconv.Quote(day)+" is not a day: write 2026-11-22")
	}
}

func (c *checker) laws() {
	seen, english := map[string]bool{}, map[string]bool{}
	for i, l := range c.pack.Laws {
		c.need(LawsFile, at("law", i, "short"), l.Short)
		c.both(LawsFile, at("law", i, "name"), l.Name)
		c.unique(LawsFile, at("law", i, "short"), l.Short, seen)
		c.unique(LawsFile, at("law", i, "name.en"), l.Name.EN, english)
		c.day(LawsFile, at("law", i, "since"), l.Since)
		if l.Articles < 0 || l.Articles > 9999 {
			c.add(LawsFile, at("law", i, "articles"), "must be 0 to 9999")
		}
	}
}

func (c *checker) regions() {
	seen, tiles := map[string]bool{}, map[string]bool{}
	for i, r := range c.pack.Regions {
		if !c.code.MatchString(r.Code) {
			c.add(RegionsFile, at("region", i, "code"), strconv.Quote(r.Code)+" is not a GB/T 2260 code: six digits")
		}
		c.unique(RegionsFile, at("region", i, "code"), r.Code, seen)
		c.both(RegionsFile, at("region", i, "name"), r.Name)
		if r.Col < 0 || r.Col > 20 || r.Row < 0 || r.Row > 20 {
			c.add(RegionsFile, at("region", i, "col"), "col and row must be 0 to 20")
		}
		if r.Parent == "" {
			continue
		}
		if _, ok := c.pack.Region(r.Parent); !ok {
			c.add(RegionsFile, at("region", i, "parent"), strconv.Quote(r.Parent)+" is no region")
		}
		c.unique(RegionsFile, at("region", i, "col"), fmt.Sprintf("col %d, row %d", r.Col, r.Row), tiles)
	}
}

func (c *checker) centres() {
	seen, served := map[string]bool{}, map[string]bool{}
	for i, e := range c.pack.Centres {
		c.identifier(CentresFile, at("centre", i, "id"), e.ID)
		c.unique(CentresFile, at("centre", i, "id"), e.ID, seen)
		if _, ok := c.pack.Region(e.Region); !ok {
			c.add(CentresFile, at("centre", i, "region"), strconv.Quote(e.Region)+" is no region of regions.toml")
		}
		served[e.Region] = true
		c.both(CentresFile, at("centre", i, "name"), e.Name)
		c.both(CentresFile, at("centre", i, "address"), e.Address)
		c.both(CentresFile, at("centre", i, "hours"), e.Hours)
		if !c.phone.MatchString(e.Phone) {
			c.add(CentresFile, at("centre", i, "phone"), strconv.Quote(e.Phone)+" is not a phone number: write 0851-00000001 or 12348")
		}
	}
	for i, r := range c.pack.Regions {
		if !served[r.Code] {
			c.warn(RegionsFile, at("region", i, "code"), r.Name.ZH+" has no centre in centres.toml")
		}
	}
}

func (c *checker) themes() {
	if len(c.pack.Themes) == 0 {
		c.add(ThemesFile, "theme", "there is none: the home screen would be empty")
	}
	seen, placed := map[string]bool{}, map[string]bool{}
	for i, t := range c.pack.Themes {
		c.identifier(ThemesFile, at("theme", i, "id"), t.ID)
		c.unique(ThemesFile, at("theme", i, "id"), t.ID, seen)
		c.both(ThemesFile, at("theme", i, "say"), t.Say)
		c.both(ThemesFile, at("theme", i, "hint"), t.Hint)
		c.identifier(ThemesFile, at("theme", i, "icon"), t.Icon)
		if t.Group != (Text{}) {
			c.both(ThemesFile, at("theme", i, "group"), t.Group)
		}
		if len(t.Guides) == 0 {
			c.add(ThemesFile, at("theme", i, "guides"), "a theme needs at least one guide")
		}
		for j, id := range t.Guides {
			field := at("theme", i, at("guides", j, ""))
			field = strings.TrimSuffix(field, ".")
			g, ok := c.pack.Guides[Chinese][id]
			switch {
			case !ok:
				c.add(ThemesFile, field, noGuide(id))
			case g.Theme != t.ID:
				c.add(ThemesFile, field, fmt.Sprintf("%q says of itself theme = %q", id, g.Theme))
			}
			c.unique(ThemesFile, field, id, placed)
		}
		c.formIDs(ThemesFile, at("theme", i, "forms"), t.Forms)
	}
}

func noGuide(id string) string {
	return strconv.Quote(id) + " is no guide: there is no " + GuideFile(Chinese, id)
}

func (c *checker) formIDs(file, field string, ids []string) {
	seen := map[string]bool{}
	for j, id := range ids {
		where := field + "[" + strconv.Itoa(j+1) + "]"
		if _, ok := c.pack.Forms[id]; !ok {
			c.add(file, where, strconv.Quote(id)+" is no form: there is no "+FormFile(id))
		}
		c.unique(file, where, id, seen)
	}
}

func (c *checker) slides() {
	for i, s := range c.pack.Slides {
		c.both(SlidesFile, at("slide", i, "say"), s.Say)
		c.neither(SlidesFile, at("slide", i, "more"), s.More)
		c.identifier(SlidesFile, at("slide", i, "art"), s.Art)
		if _, ok := c.pack.Guides[Chinese][s.Guide]; s.Guide != "" && !ok {
			c.add(SlidesFile, at("slide", i, "guide"), noGuide(s.Guide))
		}
	}
}
