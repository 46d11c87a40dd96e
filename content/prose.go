package content

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// CheckProse looks at the words themselves: lengths that a screen or a line of a
// guide can carry, characters that the fonts lack, half-width punctuation in
// Chinese. It is for authors; a kiosk does not repeat it.
func (p *Pack) CheckProse() []Fault {
	c := &faults{}
	for i, l := range p.Laws {
		c.text(LawsFile, at("law", i, "name"), l.Name, 60, 160)
	}
	for i, r := range p.Regions {
		c.text(RegionsFile, at("region", i, "name"), r.Name, 12, 40)
	}
	for i, e := range p.Centres {
		c.text(CentresFile, at("centre", i, "name"), e.Name, 30, 80)
		c.text(CentresFile, at("centre", i, "address"), e.Address, 50, 120)
		c.text(CentresFile, at("centre", i, "hours"), e.Hours, 60, 120)
	}
	for i, t := range p.Themes {
		c.text(ThemesFile, at("theme", i, "say"), t.Say, 12, 40)
		c.text(ThemesFile, at("theme", i, "hint"), t.Hint, 24, 70)
	}
	for i, s := range p.Slides {
		c.text(SlidesFile, at("slide", i, "say"), s.Say, 30, 90)
		c.text(SlidesFile, at("slide", i, "more"), s.More, 60, 160)
	}
	for _, l := range Languages() {
		for _, id := range slices.Sorted(maps.Keys(p.Guides[l])) {
			c.guideProse(GuideFile(l, id), l, p.Guides[l][id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.Forms)) {
		c.formProse(FormFile(id), p.Forms[id])
	}
	return c.list
}

func (c *faults) text(file, field string, t Text, zh, en int) {
	c.line(file, field+".zh", Chinese, t.ZH, zh)
	c.line(file, field+".en", English, t.EN, en)
}

// line checks one text of at most so many characters.
func (c *faults) line(file, field string, l Lang, s string, most int) {
	if n := utf8.RuneCountInString(s); n > most {
		c.add(file, field, fmt.Sprintf("has %d characters, at most %d fit", n, most))
	}
	c.characters(file, field, l, s)
}

func either(l Lang, zh, en int) int {
	if l == Chinese {
		return zh
	}
	return en
}

func (c *faults) guideProse(file string, l Lang, g *Guide) {
	c.line(file, "title", l, g.Title, either(l, 18, 60))
	c.line(file, "summary", l, g.Summary, either(l, 80, 240))
	c.line(file, "note", l, g.Note, either(l, 120, 360))
	for i, w := range g.Keywords {
		c.line(file, "keywords["+strconv.Itoa(i+1)+"]", l, w, either(l, 12, 40))
	}
	for i, d := range g.Deadlines {
		c.line(file, at("deadline", i, "what"), l, d.What, either(l, 24, 80))
		c.line(file, at("deadline", i, "within"), l, d.Within, either(l, 16, 50))
		c.line(file, at("deadline", i, "from"), l, d.From, either(l, 60, 180))
	}
	for i, b := range g.Basis {
		c.line(file, at("basis", i, "says"), l, b.Says, either(l, 60, 180))
	}
	for _, s := range g.Sections {
		for i, b := range s.Blocks {
			for j, item := range b.Items {
				field := fmt.Sprintf("section.%s.block[%d].item[%d]", s.Key, i+1, j+1)
				text := ""
				for _, span := range item {
					text += span.Text
				}
				if n, most := utf8.RuneCountInString(text), either(l, 120, 360); n > most {
					c.warn(file, field, fmt.Sprintf("has %d characters; split what is longer than %d", n, most))
				}
				c.characters(file, field, l, text)
			}
		}
	}
}

func (c *faults) formProse(file string, f *Form) {
	c.text(file, "title", f.Title, 24, 80)
	c.text(file, "purpose", f.Purpose, 60, 180)
	c.text(file, "to", f.To, 30, 90)
	c.text(file, "closing", f.Closing, 160, 480)
	c.text(file, "note", f.Note, 120, 360)
	for i, b := range f.Basis {
		c.text(file, at("basis", i, "says"), b.Says, 60, 180)
	}
	c.text(file, "preface", f.Preface, 200, 600)
	for i, a := range f.Attachments {
		c.text(file, "attachments["+strconv.Itoa(i+1)+"]", a, 40, 120)
	}
	for i, s := range f.Signers {
		c.text(file, at("signer", i, "label"), s.Label, 20, 60)
	}
	for i, o := range f.Office {
		c.text(file, at("office", i, "title"), o.Title, 24, 80)
		c.text(file, at("office", i, "sign"), o.Sign, 40, 120)
	}
	for i, p := range f.Parts {
		c.text(file, at("part", i, "title"), p.Title, 24, 80)
		if len(p.Columns) > 0 {
			c.text(file, at("part", i, "each"), p.Each, 6, 20)
			c.blanksProse(file, at("part", i, "column"), p.Columns)
		} else {
			c.blanksProse(file, at("part", i, "field"), p.Fields)
		}
	}
}

func (c *faults) blanksProse(file, path string, fields []Field) {
	for j, b := range fields {
		where := at(path, j, "")
		c.text(file, where+"label", b.Label, 24, 80)
		c.text(file, where+"help", b.Help, 60, 180)
		for k, o := range b.Options {
			c.text(file, where+"options["+strconv.Itoa(k+1)+"]", o, 24, 80)
		}
	}
}

// characters reports the first character that cannot be shown, and half-width
// punctuation that touches a Chinese character.
func (c *faults) characters(file, field string, l Lang, s string) {
	before := ' '
	for i, r := range s {
		if !Showable(r) {
			c.add(file, field, fmt.Sprintf("%q (U+%04X) is not in the fonts of screen and printer", r, r))
			return
		}
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if l == Chinese && halfWidth(r) && (unicode.Is(unicode.Han, before) || unicode.Is(unicode.Han, next)) {
			c.warn(file, field, fmt.Sprintf("%q beside a Chinese character: write it full-width", r))
			return
		}
		before = r
	}
}

func halfWidth(r rune) bool {
	switch r {
	case ',', ';', ':', '?', '!', '(', ')':
		return true
	}
	return false
}

// Showable reports whether Noto Sans SC, the font of screen and paper, can be
// counted on to have a character: printable Latin, the punctuation and signs in
// use, and the basic block of Chinese characters.
func Showable(r rune) bool {
	switch {
	case r >= 0x20 && r <= 0x7e, r >= 0xa1 && r <= 0xff && r != 0xad: // Latin
		return true
	case r >= 0x4e00 && r <= 0x9fa5: // Chinese characters of GB 2312 and GBK
		return true
	case r >= 0x3001 && r <= 0x3017, r == 0x3007: // 、。〈〉《》「」【】
		return true
	case r >= 0xff01 && r <= 0xff5e: // full-width forms
		return true
	case r >= 0x2460 && r <= 0x2473: // ① to ⑳
		return true
	}
	switch r {
	case '–', '—', '‘', '’', '“', '”', '…', '‰', '→', '←', '↑', '↓', '℃', '□', '■', '○', '●', '☑', '≤', '≥', '￥':
		return true
	}
	return false
}
