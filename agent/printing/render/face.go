package render

import (
	"fmt"

	"github.com/signintech/gopdf"
)

// face answers what one weight of the font can print and how wide. It asks
// gopdf, which draws with the same tables, and remembers the answers.
type face struct {
	pdf    *gopdf.GoPdf
	family string
	widths map[rune]float64 // at size 1; negative: no such glyph
}

func newFace(pdf *gopdf.GoPdf, family string, ttf []byte) (*face, error) {
	if len(ttf) == 0 {
		return nil, fmt.Errorf("cannot render: %w", errNoFont)
	}
	if err := pdf.AddTTFFontData(family, ttf); err != nil {
		return nil, fmt.Errorf("cannot read the font: %w", err)
	}
	return &face{pdf: pdf, family: family, widths: map[rune]float64{}}, nil
}

// has reports whether a character can be printed.
func (f *face) has(r rune) bool { return f.ask(r) >= 0 }

// width gives a character's advance at a font size, in the size's unit. A
// character without a glyph is one em wide: the box drawn for it.
func (f *face) width(r rune, size float64) float64 {
	if w := f.ask(r); w >= 0 {
		return w * size
	}
	return size
}

func (f *face) ask(r rune) float64 {
	if w, ok := f.widths[r]; ok {
		return w
	}
	const em = 1000
	w := -1.0
	if err := f.pdf.SetFont(f.family, "", em); err == nil {
		if has, err := f.pdf.IsCurrFontContainGlyph(r); err == nil && has {
			if wide, err := f.pdf.MeasureTextWidth(string(r)); err == nil {
				w = wide / em
			}
		}
	}
	f.widths[r] = w
	return w
}
