package render

import (
	"errors"
	"fmt"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/signintech/gopdf"
)

// A4 and its margins, in points. y grows downwards from the page's top.
const (
	pageW  = 595.28
	pageH  = 841.89
	left   = 56.0
	right  = pageW - 56.0
	bodyW  = right - left
	topY   = 52.0
	tagged = "AAAAAA+" // subset tags are six letters; finish puts in the real ones
)

const (
	familyRegular = tagged + "NotoSansSC-Regular"
	familyBold    = tagged + "NotoSansSC-Bold"
)

var errNoFont = errors.New("fonts are missing, run make")

type color struct{ r, g, b uint8 }

// The palette: all of it keeps its meaning in black and white.
func ink() color   { return color{0x12, 0x39, 0x3D} } // headings and rules
func black() color { return color{0x16, 0x16, 0x16} } // text
func grey() color  { return color{0x52, 0x5C, 0x60} } // lesser text, 6.9:1 on white
func amber() color { return color{0xC2, 0x74, 0x0A} } // time limits
func hair() color  { return color{0xA9, 0xB4, 0xB6} } // thin rules
func wash() color  { return color{0xEC, 0xF0, 0xF0} } // backgrounds

// doc is one paper in the making.
type doc struct {
	o             Options
	pdf           gopdf.GoPdf
	regular, bold *face
	title         string
	missing       rune     // a character without a glyph, 0 if none
	runes         int      // measured so far
	err           error    // the first failure of drawing
	padY          float64  // room above and below the words of a form's cells
	mark          *picture // what was signed on the screen, nil if nothing
}

func newDoc(o Options, title string, now time.Time) (*doc, error) {
	d := &doc{o: o, title: oneLine(title)}
	d.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageW, H: pageH}})
	var err error
	if d.regular, err = newFace(&d.pdf, familyRegular, o.Fonts.Regular); err != nil {
		return nil, err
	}
	if d.bold, err = newFace(&d.pdf, familyBold, o.Fonts.Bold); err != nil {
		return nil, err
	}
	d.pdf.SetInfo(gopdf.PdfInfo{Producer: "lawkiosk", CreationDate: now})
	return d, nil
}

func (d *doc) face(bold bool) *face {
	if bold {
		return d.bold
	}
	return d.regular
}

// note remembers a character that cannot be drawn.
func (d *doc) note(r rune, f *face) {
	d.runes++
	if d.missing == 0 && !blank(r) && !f.has(r) {
		d.missing = r
	}
}

func (d *doc) fail(err error) {
	if d.err == nil && err != nil {
		d.err = err
	}
}

// line draws a line of text whose baseline is at y.
func (d *doc) line(l line, x, y float64, st style) {
	for _, f := range l.frags {
		d.text(f.text, x+f.x, y, style{size: st.size, bold: f.bold, color: st.color})
	}
}

// words draws a text of one line and gives its width.
func (d *doc) words(s string, x, y float64, st style) float64 {
	in := d.flatten(plain(oneLine(s)), st)
	l := in.line(0, len(in.runes))
	d.line(l, x, y, st)
	return l.width
}

func (d *doc) text(runes []rune, x, y float64, st style) {
	f := d.face(st.bold)
	d.pdf.SetTextColor(st.color.r, st.color.g, st.color.b)
	var part []rune
	at := x
	flush := func(next float64) {
		if len(part) > 0 {
			d.fail(d.pdf.SetFont(f.family, "", st.size))
			d.pdf.SetXY(at, y)
			d.fail(d.pdf.Text(string(part)))
			part = part[:0]
		}
		at = next
	}
	cur := x
	for _, r := range runes {
		w := f.width(r, st.size)
		if !f.has(r) {
			flush(cur + w)
			if !blank(r) {
				d.box(cur+st.size*0.06, y-st.size*0.82, st.size*0.88, st.size*0.94, 0.7, st.color)
			}
			at = cur + w
		} else {
			part = append(part, r)
		}
		cur += w
	}
	flush(cur)
}

// rule draws a straight line.
func (d *doc) rule(x1, y1, x2, y2, w float64, c color) {
	d.pdf.SetLineWidth(w)
	d.pdf.SetStrokeColor(c.r, c.g, c.b)
	d.pdf.Line(x1, y1, x2, y2)
}

// box draws the outline of a rectangle, fill its inside.
func (d *doc) box(x, y, w, h, lw float64, c color) {
	d.pdf.SetLineWidth(lw)
	d.pdf.SetStrokeColor(c.r, c.g, c.b)
	d.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "D")
}

func (d *doc) fill(x, y, w, h float64, c color) {
	d.pdf.SetFillColor(c.r, c.g, c.b)
	d.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "F")
}

// tick draws a tick box with its lower edge a little below the baseline y.
func (d *doc) tick(x, y, size float64, on bool) {
	top := y - size*0.86
	d.box(x, top, size, size, 0.9, black())
	if on {
		d.pdf.SetLineWidth(1.5)
		d.pdf.SetStrokeColor(0, 0, 0)
		d.pdf.Line(x+size*0.2, top+size*0.52, x+size*0.42, top+size*0.76)
		d.pdf.Line(x+size*0.42, top+size*0.76, x+size*0.84, top+size*0.22)
	}
}

// disc draws a filled circle, ring an open one.
func (d *doc) disc(x, y, r float64, c color) {
	d.pdf.SetFillColor(c.r, c.g, c.b)
	const n = 20
	pts := make([]gopdf.Point, 0, n)
	for i := range n {
		cos, sin := unit(i, n)
		pts = append(pts, gopdf.Point{X: x + r*cos, Y: y + r*sin})
	}
	d.pdf.Polygon(pts, "F")
}

func (d *doc) ring(x, y, r, w float64, c color) {
	d.pdf.SetLineWidth(w)
	d.pdf.SetStrokeColor(c.r, c.g, c.b)
	d.pdf.Oval(x-r, y-r, x+r, y+r)
}

// code draws a QR code of side points as black squares, its quiet zone left
// to the caller. A text too long for a code is a failure of the paper.
func (d *doc) code(text string, x, y, side float64) {
	bc, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		d.fail(fmt.Errorf("cannot make the QR code: %w", err))
		return
	}
	n := bc.Bounds().Dx()
	m := side / float64(n)
	dark := func(cx, cy int) bool { r, _, _, _ := bc.At(cx, cy).RGBA(); return r == 0 }
	d.pdf.SetFillColor(0, 0, 0)
	for cy := range n {
		for cx := 0; cx < n; cx++ {
			run := 0
			for cx+run < n && dark(cx+run, cy) {
				run++
			}
			if run > 0 { // a hair of overlap keeps printers from drawing seams
				d.pdf.RectFromUpperLeftWithStyle(x+float64(cx)*m, y+float64(cy)*m, float64(run)*m, m+0.05, "F")
				cx += run
			}
		}
	}
}
