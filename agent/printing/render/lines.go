package render

import (
	"github.com/go-text/typesetting/segmenter"

	"lawkiosk/content"
)

// style is how a text is set.
type style struct {
	size    float64 // points
	leading float64 // distance of baselines in points
	bold    bool
	color   color
}

// frag is a run of a line in one weight; x counts from the line's left.
type frag struct {
	x    float64
	text []rune
	bold bool
}

// line is a line of text as it will stand on paper.
type line struct {
	frags []frag
	width float64
}

// inline is a paragraph flattened for measuring.
type inline struct {
	runes []rune
	bold  []bool
	sum   []float64 // sum[i] is the width of runes[:i]
}

func (d *doc) flatten(spans []content.Span, st style) inline {
	in := inline{sum: []float64{0}}
	for _, s := range spans {
		bold := st.bold || s.Strong
		f := d.face(bold)
		for _, r := range clean(s.Text) {
			w := 0.0
			switch {
			case r == '\n' || r == '\u200b':
			case r == '\u3000' && !f.has(r):
				w = st.size
			default:
				w = f.width(r, st.size)
				d.note(r, f)
			}
			in.runes, in.bold = append(in.runes, r), append(in.bold, bold)
			in.sum = append(in.sum, in.sum[len(in.sum)-1]+w)
		}
	}
	return in
}

// breaks gives the offsets after which a line may end; a negative one must.
func breaks(runes []rune) []int {
	var out []int
	var seg segmenter.Segmenter
	seg.Init(runes)
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		end := l.Offset + len(l.Text)
		switch {
		case end < len(runes) && runes[end-1] == '\n':
			out = append(out, -end)
		case end == len(runes) || !holdTogether(runes[end-1], runes[end]):
			out = append(out, end)
		}
	}
	return out
}

// wrap breaks a paragraph into lines no wider than width points. It keeps
// every character but the spaces at line ends. An empty text has no lines.
func (d *doc) wrap(spans []content.Span, st style, width float64) []line {
	in := d.flatten(spans, st)
	var lines []line
	start, end := 0, 0 // the open line is [start, end)
	var w float64      // its width
	flush := func(to int) {
		lines = append(lines, in.line(start, to))
		start, end, w = to, to, 0
	}
	for _, b := range breaks(in.runes) {
		must := b < 0
		if must {
			b = -b
		}
		if w+in.ink(end, b) > width && end > start {
			flush(end)
		}
		for in.ink(start, b) > width && w == 0 { // one word wider than the line
			cut := in.cut(start, b, width)
			if cut >= b {
				break
			}
			flush(cut)
		}
		if w == 0 {
			w = in.span(start, b)
		} else {
			w += in.span(end, b)
		}
		end = b
		if must {
			flush(end)
		}
	}
	if end > start {
		flush(end)
	}
	return lines
}

// span is the width of a part, ink the same without the spaces at its end.
func (in inline) span(from, to int) float64 { return in.sum[to] - in.sum[from] }

func (in inline) ink(from, to int) float64 {
	for to > from && blank(in.runes[to-1]) {
		to--
	}
	return in.span(from, to)
}

// cut gives where to cut a word that is wider than a line: between two
// graphemes, if possible not before a closing mark, at least one grapheme.
func (in inline) cut(from, to int, width float64) int {
	const most = 600 // no line holds more, and a word may be the whole text
	to = min(to, from+most)
	var seg segmenter.Segmenter
	seg.Init(in.runes[from:to])
	var w float64
	best, first := 0, 0
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		end := from + g.Offset + len(g.Text)
		w += in.span(from+g.Offset, end)
		if first == 0 {
			first = end
		}
		if w > width {
			break
		}
		if end == len(in.runes) || !holdTogether(in.runes[end-1], in.runes[end]) {
			best = end
		} else if best == 0 || in.span(best, end) > width/2 {
			best = end // nothing but marks: a bad line end is better than a lost text
		}
	}
	return max(best, first)
}

func (in inline) line(from, to int) line {
	for to > from && blank(in.runes[to-1]) {
		to--
	}
	var l line
	var x float64
	for i := from; i < to; i++ {
		if n := len(l.frags); n == 0 || l.frags[n-1].bold != in.bold[i] {
			l.frags = append(l.frags, frag{x: x, bold: in.bold[i]})
		}
		f := &l.frags[len(l.frags)-1]
		if in.runes[i] != '\u200b' && in.runes[i] != '\n' {
			f.text = append(f.text, in.runes[i])
		}
		x += in.span(i, i+1)
	}
	l.width = x
	return l
}

// plain makes spans of a text without emphasis.
func plain(s string) []content.Span { return []content.Span{{Text: s}} }

// measure gives the width of a one-line text.
func (d *doc) measure(s string, st style) float64 {
	in := d.flatten(plain(s), st)
	return in.span(0, len(in.runes))
}
