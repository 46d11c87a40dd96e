package render

import "lawkiosk/content"

// cell is one line in a column of a form's table.
type cell struct {
	l     line
	st    style
	ticks []tickAt // boxes drawn on it
	write bool     // a line to write on
}

type tickAt struct {
	x  float64
	on bool
}

// track is a column of one row: lines one below the other.
type track struct {
	w     float64 // with its padding
	cells []cell
	wash  bool // on a grey ground
	flow  bool // may be cut between lines where a page ends; all such lines are of one height
}

func (t track) height() (h float64) {
	for _, c := range t.cells {
		h += c.st.leading
	}
	return h
}

// set makes cells of a text.
func (d *doc) set(s string, st style, width float64) []cell {
	lines := d.wrap(plain(s), st, width-2*cellPadX)
	out := make([]cell, 0, len(lines))
	for _, l := range lines {
		out = append(out, cell{l: l, st: st})
	}
	return out
}

func labelStyle() style { return style{size: 11, leading: 18, color: black()} }
func hintStyle() style  { return style{size: 8.5, leading: 13, color: grey()} }

// label is the column with what is asked. Its help is only there for whoever
// fills the paper in by hand.
func (d *doc) label(f content.Field, value string, width float64) track {
	t := track{w: width, cells: d.set(oneLine(f.Label.In(d.o.Lang)), labelStyle(), width)}
	if h := oneLine(f.Help.In(d.o.Lang)); h != "" && value == "" {
		t.cells = append(t.cells, d.set(h, hintStyle(), width)...)
	}
	return t
}

const whole = 240.0 // rows up to so many points are not cut

// tall tells whether a row would be cut.
func tall(tracks []track) bool {
	for _, t := range tracks {
		if t.height() > whole {
			return true
		}
	}
	return false
}

// row makes a row of the table. Short rows stay whole; long ones are cut
// between lines where a page ends, and the borders follow.
func (d *doc) row(tracks []track, head *block) []block {
	pad := d.padY
	if !tall(tracks) {
		h := 0.0
		for _, t := range tracks {
			h = max(h, t.height())
		}
		h += 2 * pad
		return []block{{h: h, head: head, draw: func(x, y float64, _ edge) {
			d.grid(tracks, x, y, h, true, true)
			for _, t := range tracks {
				d.cells(t.cells, x+cellPadX, y+pad, t.w)
				x += t.w
			}
		}}}
	}
	return d.longRow(tracks, head)
}

// longRow cuts a long row into lines. Its first piece holds all columns that do
// not flow.
func (d *doc) longRow(tracks []track, head *block) []block {
	pad, leading, lines, still := d.padY, 0.0, 0, 0.0
	for _, t := range tracks {
		if !t.flow {
			still = max(still, t.height())
			continue
		}
		lines = max(lines, len(t.cells))
		for _, c := range t.cells {
			leading = max(leading, c.st.leading)
		}
	}
	if lines == 0 { // only labels, and those are short by the rules of content
		for i := range tracks {
			tracks[i].flow = true
			lines = max(lines, len(tracks[i].cells))
		}
		leading, still = labelStyle().leading, 0
	}
	var out []block
	first := max(2, int(still/leading)+1)
	for from := 0; from < lines; {
		n := 1
		if from == 0 {
			n = first
		}
		if lines-from-n <= 1 {
			n = lines - from // no single line on the next page
		}
		n = max(n, 1)
		at, last := from, from+n >= lines
		h := float64(n) * leading
		if at == 0 {
			h = max(h, still) + pad
		}
		if last {
			h += pad
		}
		out = append(out, block{h: h, head: head, draw: func(x, y float64, e edge) {
			d.grid(tracks, x, y, h, at == 0 || e.top, last || e.bottom)
			if at == 0 {
				y += pad
			}
			for _, t := range tracks {
				switch {
				case t.flow:
					d.cells(t.cells[min(at, len(t.cells)):min(at+n, len(t.cells))], x+cellPadX, y, t.w)
				case at == 0:
					d.cells(t.cells, x+cellPadX, y, t.w)
				}
				x += t.w
			}
		}})
		from += n
	}
	return out
}

// grid draws a row's borders and grounds.
func (d *doc) grid(tracks []track, x, y, h float64, top, bottom bool) {
	const w = 0.7
	at := x
	for _, t := range tracks {
		if t.wash {
			d.fill(at, y, t.w, h, wash())
		}
		at += t.w
	}
	d.rule(x, y, x, y+h, w, black())
	at = x
	for _, t := range tracks {
		at += t.w
		d.rule(at, y, at, y+h, w, black())
	}
	if top {
		d.rule(x, y, at, y, w, black())
	}
	if bottom {
		d.rule(x, y+h, at, y+h, w, black())
	}
}

// cells draws lines one below the other; width is their column's.
func (d *doc) cells(cells []cell, x, y, width float64) {
	for _, c := range cells {
		base := baseline(y, c.st)
		d.line(c.l, x, base, c.st)
		for _, t := range c.ticks {
			d.tick(x+t.x, base, c.st.size-0.5, t.on)
		}
		y += c.st.leading
		if c.write {
			d.rule(x, y-3, x+width-2*cellPadX, y-3, 0.4, hair())
		}
	}
}
