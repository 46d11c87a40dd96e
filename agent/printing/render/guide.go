package render

import (
	"slices"
	"strconv"
	"strings"

	"lawkiosk/content"
)

// The type sizes of a leaflet: read at arm's length by people of any age.
func titleStyle() style   { return style{size: 23, leading: 33, bold: true, color: ink()} }
func leadStyle() style    { return style{size: 12, leading: 20, color: grey()} }
func headStyle() style    { return style{size: 14, leading: 22, bold: true, color: ink()} }
func textStyle() style    { return style{size: 11, leading: 17.8, color: black()} }
func smallStyle() style   { return style{size: 9, leading: 14, color: grey()} }
func tinyStyle() style    { return style{size: 8, leading: 11.5, color: grey()} }
func captionStyle() style { return style{size: 8.5, leading: 12, color: black()} }

const (
	codeSide  = 78.0 // of the QR code, 2.75 cm
	codeTop   = 88.0
	codeRoom  = codeSide + 26
	footTop   = pageH - 74 // of the guide's foot
	indentW   = 20.0       // of list items
	leafFirst = 82.0
)

// guide lays a guide out in the order in which it is read.
func (d *doc) guide(g *content.Guide) []block {
	width := bodyW
	if d.o.URL != "" {
		width -= codeRoom
	}
	lead := d.paragraph(d.wrap(plain(g.Title), titleStyle(), width), 0, 0, titleStyle(), nil)
	lead = append(lead, d.paragraph(d.wrap(plain(g.Summary), leadStyle(), width), 0, 6, leadStyle(), nil)...)
	if room := codeTop + codeSide + 18 - leafFirst - height(lead, true); d.o.URL != "" && room > 0 {
		lead = append(lead, block{h: room, draw: func(_, _ float64, _ edge) {}})
	}
	for i := range lead {
		lead[i].keep = true // the title page's head stays whole
	}
	out := slices.Concat(lead, d.deadlines(g.Deadlines))
	for _, s := range g.Sections {
		out = append(out, d.section(s)...)
	}
	out = append(out, d.basis(g.Basis)...)
	return append(out, d.closing(g)...)
}

// heading is a section's title with a bar before it and a hairline below.
func (d *doc) heading(title string, gap float64) []block {
	st := headStyle()
	lines := d.wrap(plain(title), st, bodyW-14)
	out := d.paragraph(lines, 14, gap, st, func(x, base float64) { d.fill(x, base-12, 4.5, 14, ink()) })
	for i := range out {
		out[i].keep = true
	}
	if len(out) > 0 {
		out = append(out, block{h: 6, keep: true, draw: func(x, y float64, _ edge) { d.rule(x, y+2, x+bodyW, y+2, 0.5, hair()) }})
	}
	return out
}

func (d *doc) section(s content.Section) []block {
	out := d.heading(s.Title, 13)
	st := textStyle()
	for _, b := range s.Blocks {
		for i, item := range b.Items {
			switch {
			case b.Kind == "ol":
				out = append(out, d.paragraph(d.wrap(item, st, bodyW-indentW-6), indentW+6, 6, st, d.number(i+1))...)
			case b.Kind == "ul" && s.Key == content.Bring:
				out = append(out, d.paragraph(d.wrap(item, st, bodyW-indentW), indentW, 5, st, func(x, base float64) { d.tick(x+2, base, 10.5, false) })...)
			case b.Kind == "ul":
				out = append(out, d.paragraph(d.wrap(item, st, bodyW-indentW), indentW, 3, st, func(x, base float64) { d.disc(x+8, base-4.1, 2, ink()) })...)
			default:
				out = append(out, d.paragraph(d.wrap(item, st, bodyW), 0, 4, st, nil)...)
			}
		}
	}
	return out
}

// number marks a step: its number in a ring.
func (d *doc) number(n int) func(x, base float64) {
	text := strconv.Itoa(n)
	st := style{size: 9.5, bold: true, color: ink()}
	return func(x, base float64) {
		d.ring(x+9, base-4, 8.2, 1, ink())
		d.words(text, x+9-d.measure(text, st)/2, base-0.6, st)
	}
}

// basis is the small table of the articles that a guide rests on.
func (d *doc) basis(rows []content.Basis) []block {
	if len(rows) == 0 {
		return nil
	}
	out := d.heading(d.say("法律依据", "Legal basis"), 18)
	st := smallStyle()
	const lawW = 190.0
	for _, r := range rows {
		article := strings.ReplaceAll(oneLine(r.Article), ", ", d.say("、", ", "))
		if article != "" {
			article = d.say(" 第"+article+"条", " Art. "+article)
		}
		law := d.wrap([]content.Span{{Text: oneLine(r.Law), Strong: true}, {Text: article}}, st, lawW-10)
		says := d.wrap(plain(r.Says), st, bodyW-lawW)
		n := max(len(law), len(says))
		out = append(out, d.columns(n, [][]line{law, says}, []float64{0, lawW}, st)...)
	}
	return out
}

// columns sets texts side by side, line by line, with a hairline below.
func (d *doc) columns(n int, cols [][]line, at []float64, st style) []block {
	out := make([]block, 0, n+1)
	for i := range n {
		out = append(out, block{h: st.leading, keep: true, draw: func(x, y float64, _ edge) {
			for c, lines := range cols {
				if i < len(lines) {
					d.line(lines[i], x+at[c], baseline(y, st), st)
				}
			}
		}})
	}
	return append(out, block{h: 3, draw: func(x, y float64, _ edge) { d.rule(x, y+1, x+bodyW, y+1, 0.4, hair()) }})
}

// closing says how far the leaflet can be relied on.
func (d *doc) closing(g *content.Guide) []block {
	var out []block
	if g.Note != "" {
		st := style{size: 10, leading: 16, color: black()}
		spans := []content.Span{{Text: d.say("请注意：", "Please note: "), Strong: true}, {Text: g.Note}}
		out = d.paragraph(d.wrap(spans, st, bodyW-16), 16, 14, st, func(x, base float64) { d.fill(x, base-10, 3, 13, amber()) })
	}
	st := smallStyle()
	text := d.say("本资料介绍一般规定，不能代替律师对具体案件的意见。免费法律咨询请拨打 12348。",
		"This leaflet explains the general rules and does not replace a lawyer's advice on your case. Free legal advice: call 12348.")
	if g.CheckedAt != "" {
		text = d.say("内容核对日期：", "Content checked on ") + d.dateWords(oneLine(g.CheckedAt)) + d.say("。", ". ") + text
	}
	return append(out, d.paragraph(d.wrap(plain(text), st, bodyW), 0, 12, st, nil)...)
}
