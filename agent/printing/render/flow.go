package render

// block is a piece of a paper that is never cut: mostly one line. Together
// with keep they make paragraphs that do not leave one line behind (widows and
// orphans), headings that stay with their text, and rows that stay whole.
type block struct {
	gap  float64 // space above, dropped at a page's top
	h    float64 // points
	keep bool    // stays on the page of the block after it
	// head is drawn again above this block where it begins a page.
	head *block
	draw func(x, y float64, at edge) // y is the block's top
}

// edge tells a block where it came to lie.
type edge struct {
	top    bool // nothing of the paper is above it on its page
	bottom bool // nothing is below it on its page
	again  bool // it is a head drawn again
}

// frame is what surrounds the flow on every page.
type frame struct {
	top    func(page int) float64 // where the flow begins, points from the page's top
	bottom float64                // where it ends
	draw   func(page, pages int)  // draws head and foot
}

// placed is a block with its position.
type placed struct {
	b    block
	page int // from 1
	y    float64
	at   edge
}

// run lays blocks out, draws them, and gives the number of pages.
func (d *doc) run(blocks []block, f frame) int {
	const most = 200_000 // characters, more than MaxPages can hold
	if d.runes > most {
		d.fail(ErrTooLong)
		return 0
	}
	all := paginate(blocks, f)
	pages := pagesOf(all)
	if pages > MaxPages {
		return pages // finish refuses it
	}
	i := 0
	for p := 1; p <= pages; p++ {
		d.pdf.AddPage()
		for ; i < len(all) && all[i].page == p; i++ {
			all[i].b.draw(left, all[i].y, all[i].at)
		}
		f.draw(p, pages)
	}
	return pages
}

// pagesOf counts the pages of what was laid out.
func pagesOf(all []placed) int {
	if n := len(all); n > 0 {
		return all[n-1].page
	}
	return 1
}

func paginate(blocks []block, f frame) []placed {
	var out []placed
	page, y, fresh := 1, f.top(1), true
	put := func(b block, again bool) {
		if !fresh {
			y += b.gap
		}
		out = append(out, placed{b: b, page: page, y: y, at: edge{top: fresh, again: again}})
		y += b.h
		fresh = false
	}
	turn := func(b block) {
		if n := len(out); n > 0 {
			out[n-1].at.bottom = true
		}
		page++
		y, fresh = f.top(page), true
		if b.head != nil {
			put(*b.head, true)
		}
	}
	turned := false
	for i := 0; i < len(blocks); {
		n := chain(blocks[i:])
		if y+height(blocks[i:i+n], fresh) > f.bottom {
			next := f.top(page+1) + height(blocks[i:i+n], true)
			if h := blocks[i].head; h != nil {
				next += h.h + blocks[i].gap
			}
			if next > f.bottom { // too long for any page: cut it where this one ends
				n = fitting(blocks[i:i+n], f.bottom-y)
			} else {
				n = 0
			}
			if n == 0 && !turned && !fresh {
				turn(blocks[i])
				turned = true
				continue
			}
			n = max(n, 1) // a block taller than a page: none is, but nothing may be lost
		}
		for _, b := range blocks[i : i+n] {
			put(b, false)
		}
		i += n
		turned = false
	}
	if n := len(out); n > 0 {
		out[n-1].at.bottom = true
	}
	return out
}

// chain counts the blocks that must stay together.
func chain(blocks []block) int {
	n := 1
	for n < len(blocks) && blocks[n-1].keep {
		n++
	}
	return n
}

func height(blocks []block, fresh bool) (h float64) {
	for i, b := range blocks {
		h += b.h
		if i > 0 || !fresh {
			h += b.gap
		}
	}
	return h
}

// fitting counts how many blocks fit into a height.
func fitting(blocks []block, room float64) int {
	for i, b := range blocks {
		room -= b.h + b.gap
		if room < 0 {
			return i
		}
	}
	return len(blocks)
}

// paragraph makes blocks of lines with widow and orphan control. mark, if any,
// is drawn beside the first line, given its baseline.
func (d *doc) paragraph(lines []line, indent, gap float64, st style, mark func(x, base float64)) []block {
	out := make([]block, 0, len(lines))
	for i, l := range lines {
		b := block{h: st.leading, keep: (i == 0 && len(lines) > 1) || (i == len(lines)-2)}
		if i == 0 {
			b.gap = gap
		}
		b.draw = func(x, y float64, _ edge) {
			base := baseline(y, st)
			if i == 0 && mark != nil {
				mark(x, base)
			}
			d.line(l, x+indent, base, st)
		}
		out = append(out, b)
	}
	return out
}

// baseline gives where letters stand in a line whose top is y.
func baseline(y float64, st style) float64 { return y + st.leading/2 + st.size*0.37 }
