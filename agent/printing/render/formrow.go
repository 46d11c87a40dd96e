package render

import (
	"slices"
	"strings"

	"lawkiosk/content"
)

// cell is one line of a row's right column.
type cell struct {
	l     line
	ticks []tickAt // boxes drawn on it
	write bool     // a line to write on
}

type tickAt struct {
	x  float64
	on bool
}

// row makes a field's row. Short rows stay whole; long answers are cut between
// lines where a page ends, and the borders follow.
func (d *doc) row(f content.Field, value string, head *block) []block {
	label := style{size: 11, leading: 18, color: black()}
	small := style{size: 8.5, leading: 13, color: grey()}
	value = strings.TrimRight(clean(value), " \n")
	cells, leading := d.answer(f, value)
	names := d.wrap(plain(oneLine(f.Label.In(d.o.Lang))), label, labelW-2*cellPadX)
	var help []line
	if h := oneLine(f.Help.In(d.o.Lang)); h != "" && value == "" {
		help = d.wrap(plain(h), small, labelW-2*cellPadX)
	}
	nameH := float64(len(names))*label.leading + float64(len(help))*small.leading
	valueH := float64(len(cells)) * leading
	drawName := func(x, y float64) {
		for i, l := range names {
			d.line(l, x+cellPadX, baseline(y+float64(i)*label.leading, label), label)
		}
		y += float64(len(names)) * label.leading
		for i, l := range help {
			d.line(l, x+cellPadX, baseline(y+float64(i)*small.leading, small), small)
		}
	}
	const whole = 12 // rows of up to so many lines are not cut
	if len(cells) <= whole || nameH > valueH {
		h := max(nameH, valueH) + 2*cellPadY
		return []block{{h: h, head: head, draw: func(x, y float64, _ edge) {
			d.grid(x, y, h, true, true)
			drawName(x, y+cellPadY)
			for i, c := range cells {
				d.cell(c, x+labelW+cellPadX, y+cellPadY+float64(i)*leading, leading)
			}
		}}}
	}
	return d.longRow(cells, leading, nameH, head, drawName)
}

// longRow cuts a long row into lines. Its first piece holds the label.
func (d *doc) longRow(cells []cell, leading, nameH float64, head *block, drawName func(x, y float64)) []block {
	var out []block
	first := max(2, int(nameH/leading)+1)
	for from := 0; from < len(cells); {
		n := 1
		if from == 0 {
			n = min(first, len(cells))
		}
		if len(cells)-from-n == 1 {
			n++ // no single line on the next page
		}
		part, at := cells[from:from+n], from
		last := from+n == len(cells)
		h := float64(n) * leading
		if at == 0 {
			h += cellPadY
		}
		if last {
			h += cellPadY
		}
		out = append(out, block{h: h, head: head, draw: func(x, y float64, e edge) {
			d.grid(x, y, h, at == 0 || e.top, last || e.bottom)
			if at == 0 {
				y += cellPadY
				drawName(x, y)
			}
			for i, c := range part {
				d.cell(c, x+labelW+cellPadX, y+float64(i)*leading, leading)
			}
		}})
		from += n
	}
	return out
}

// grid draws a row's borders.
func (d *doc) grid(x, y, h float64, top, bottom bool) {
	const w = 0.7
	for _, at := range []float64{0, labelW, bodyW} {
		d.rule(x+at, y, x+at, y+h, w, black())
	}
	if top {
		d.rule(x, y, x+bodyW, y, w, black())
	}
	if bottom {
		d.rule(x, y+h, x+bodyW, y+h, w, black())
	}
}

func (d *doc) cell(c cell, x, y, leading float64) {
	st := style{size: 11.5, leading: leading, color: black()}
	base := baseline(y, st)
	d.line(c.l, x, base, st)
	for _, t := range c.ticks {
		d.tick(x+t.x, base, 11, t.on)
	}
	if c.write {
		d.rule(x, y+leading-3, x+valueW, y+leading-3, 0.4, hair())
	}
}

// answer makes the lines of a field's right column: its value, or room for a pen.
func (d *doc) answer(f content.Field, value string) (cells []cell, leading float64) {
	st := style{size: 11.5, leading: 18, color: black()}
	if f.Type == "choice" {
		return d.choice(f.Options, value, st), 20
	}
	if value == "" {
		if f.Type == "area" {
			return slices.Repeat([]cell{{write: true}}, 6), 24
		}
		text := ""
		switch f.Type {
		case "money":
			text = d.say("                                        元", "CNY")
		case "date":
			text = d.say("                    年            月            日", "")
		}
		return []cell{{l: d.single(text, st)}}, 26
	}
	switch f.Type {
	case "date":
		value = d.dateWords(value)
	case "money":
		value = d.say(value+" 元", "CNY "+value)
	}
	for _, l := range d.wrap(plain(value), st, valueW) {
		cells = append(cells, cell{l: l})
	}
	if f.Type == "area" && len(cells) < 3 {
		cells = append(cells, make([]cell, 3-len(cells))...)
	}
	return cells, st.leading
}

// single sets a text that is known to fit on a line.
func (d *doc) single(s string, st style) line {
	in := d.flatten([]content.Span{{Text: s}}, st)
	return in.line(0, len(in.runes))
}

// choice sets tick boxes with their words one after the other. An answer that
// is none of the options is not lost: it stands behind them.
func (d *doc) choice(options []content.Text, value string, st style) []cell {
	const box, gap = 16.0, 18.0
	var out []cell
	cur := cell{}
	x, known := 0.0, value == ""
	add := func(text string, boxed, on bool) {
		room := 0.0
		if boxed {
			room = box
		}
		for i, l := range d.wrap(plain(text), st, valueW-room) {
			if i > 0 || (x > 0 && x+room+l.width > valueW) {
				out = append(out, cur)
				cur, x = cell{}, 0
			}
			if boxed && i == 0 {
				cur.ticks = append(cur.ticks, tickAt{x: x, on: on})
			}
			for _, f := range l.frags {
				f.x += x + room
				cur.l.frags = append(cur.l.frags, f)
			}
			x += room + l.width + gap
		}
	}
	chosen := strings.Split(value, "\n")
	for _, o := range options {
		on := false
		for _, c := range chosen {
			if c != "" && (c == clean(o.ZH) || c == clean(o.EN)) {
				on, known = true, true
			}
		}
		add(oneLine(o.In(d.o.Lang)), true, on)
	}
	if !known {
		add(value, false, false)
	}
	return append(out, cur)
}
