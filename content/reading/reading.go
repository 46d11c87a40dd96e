// Package reading warns editors of Chinese that is hard to read: long sentences,
// long stretches without a pause, characters that school does not teach, words of
// officialdom that have a plain twin, and numbers that are not written as digits.
// docs/content.md tells the measures and where they come from. contentctl and
// tests may import it, through content/source; a kiosk never reads sources.
package reading

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lawkiosk/content"
)

// Check reads everything that a citizen reads in Chinese: guides, journeys and
// what periods, amounts and forms ask and explain.
func Check(p *content.Pack) []content.Fault {
	c := newChecker()
	for _, id := range slices.Sorted(maps.Keys(p.Guides[content.Chinese])) {
		c.guide(p.Guides[content.Chinese][id])
	}
	for i := range p.Journeys {
		c.journey(&p.Journeys[i])
	}
	for i, r := range p.Periods {
		at := "period[" + strconv.Itoa(i+1) + "]."
		c.text(content.PeriodsFile, at+"title.zh", r.Title.ZH, everything)
		c.text(content.PeriodsFile, at+"event.zh", r.Event.ZH, everything)
		c.text(content.PeriodsFile, at+"from.zh", r.From.ZH, everything)
	}
	for _, a := range p.Amounts {
		file := content.AmountFile(a.ID)
		c.text(file, "note.zh", a.Note.ZH, everything)
		for i, in := range a.Inputs {
			at := "input[" + strconv.Itoa(i+1) + "]."
			c.text(file, at+"ask.zh", in.Ask.ZH, everything)
			c.text(file, at+"help.zh", in.Help.ZH, everything)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Forms)) {
		c.form(p.Forms[id])
	}
	return c.list
}

// The measures that a text is held to.
type measures int

const (
	// everything: what the product says in its own words.
	everything measures = iota
	// formal: statements of a form, which take over the offices' words and
	// may count as they do.
	formal
)

type checker struct {
	list     []content.Fault
	quantity *regexp.Regexp
}

func newChecker() *checker {
	return &checker{quantity: regexp.MustCompile(quantityPattern)}
}

func (c *checker) warn(file, field, message string) {
	c.list = append(c.list, content.Fault{File: file, Field: field, Message: message, Warning: true})
}

// text warns of the first of each kind of difficulty in a text.
func (c *checker) text(file, field, text string, m measures) {
	text = strings.TrimSpace(text)
	for _, s := range sentences(text) {
		if n := length(s); n > LongestSentence {
			c.warn(file, field, fmt.Sprintf("a sentence of %d characters, at most %d are easy to follow; split it: %s…", n, LongestSentence, head(s)))
			break
		}
	}
	for _, s := range stretches(text) {
		if n := length(s); n > LongestStretch {
			c.warn(file, field, fmt.Sprintf("%d characters without a pause, at most %d are easy to follow: %s…", n, LongestStretch, head(s)))
			break
		}
	}
	if rare := untaught(text); len(rare) > 0 {
		c.warn(file, field, fmt.Sprintf("%q is not among the %d characters of GB 2312 level 1 that everybody learns; use another word", string(rare), levelOne))
	}
	if m == formal {
		return
	}
	for _, w := range plainWords() {
		if strings.Contains(text, w.stiff) {
			c.warn(file, field, fmt.Sprintf("%q is officialese; say %q", w.stiff, w.plain))
			break
		}
	}
	if n := c.spelt(text); n != "" {
		c.warn(file, field, fmt.Sprintf("%q: write the number in digits", n))
	}
}

func head(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 12)])
}

func (c *checker) guide(g *content.Guide) {
	file := content.GuideFile(content.Chinese, g.ID)
	all := []string{g.Summary}
	c.text(file, "summary", g.Summary, everything)
	c.text(file, "note", g.Note, everything)
	for i, d := range g.Deadlines {
		at := "deadline[" + strconv.Itoa(i+1) + "]."
		c.text(file, at+"what", d.What, everything)
		c.text(file, at+"within", d.Within, everything)
		c.text(file, at+"from", d.From, everything)
	}
	for i, b := range g.Basis {
		c.text(file, "basis["+strconv.Itoa(i+1)+"].says", b.Says, everything)
	}
	for _, s := range g.Sections {
		for i, b := range s.Blocks {
			for j, item := range b.Items {
				text := ""
				for _, span := range item {
					text += span.Text
				}
				all = append(all, text)
				c.text(file, fmt.Sprintf("section.%s.block[%d].item[%d]", s.Key, i+1, j+1), text, everything)
			}
		}
	}
	if mean := meanSentence(all); mean > MeanSentence {
		c.warn(file, "title", fmt.Sprintf("its sentences have %.0f characters on average, at most %d are easy to follow", mean, MeanSentence))
	}
}

func (c *checker) journey(j *content.Journey) {
	file := content.JourneyFile(j.ID)
	for i, q := range j.Questions {
		at := "question[" + strconv.Itoa(i+1) + "]."
		c.text(file, at+"ask.zh", q.Ask.ZH, everything)
		c.text(file, at+"help.zh", q.Help.ZH, everything)
		for k, o := range q.Choices {
			in := at + "choice[" + strconv.Itoa(k+1) + "]."
			c.text(file, in+"say.zh", o.Say.ZH, everything)
			c.text(file, in+"hint.zh", o.Hint.ZH, everything)
		}
	}
	for i, p := range j.Plans {
		at := "plan[" + strconv.Itoa(i+1) + "]."
		c.text(file, at+"title.zh", p.Title.ZH, everything)
		c.text(file, at+"say.zh", p.Say.ZH, everything)
		c.text(file, at+"urgent.zh", p.Urgent.ZH, everything)
		for k, s := range p.Steps {
			c.text(file, at+"steps["+strconv.Itoa(k+1)+"]", s.ZH, everything)
		}
		for k, s := range p.Bring {
			c.text(file, at+"bring["+strconv.Itoa(k+1)+"]", s.ZH, everything)
		}
	}
}

func (c *checker) form(f *content.Form) {
	file := content.FormFile(f.ID)
	c.text(file, "purpose.zh", f.Purpose.ZH, everything)
	c.text(file, "closing.zh", f.Closing.ZH, formal)
	c.text(file, "note.zh", f.Note.ZH, formal)
	for i, p := range f.Parts {
		list, name := p.Fields, "field"
		if len(p.Columns) > 0 {
			list, name = p.Columns, "column"
		}
		for j, b := range list {
			c.text(file, fmt.Sprintf("part[%d].%s[%d].help.zh", i+1, name, j+1), b.Help.ZH, formal)
		}
	}
}
