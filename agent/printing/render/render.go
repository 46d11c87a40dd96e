// Package render makes the papers that a kiosk prints: guides, forms and the
// test page, as A4 PDF files in Noto Sans SC. It knows nothing of printers.
//
// Rendering reads two fonts of 10 MB, so kioskd does it in a short-lived child
// process: Main is the child, Child starts it, Local does the same in-process.
// The same input and the same Options.Now give the same bytes.
//
// agent/printing and agent may import render; it imports content and the fonts.
package render

import (
	"errors"
	"fmt"
	"io"
	"time"

	"lawkiosk/agent/printing/fonts"
	"lawkiosk/content"
)

// Fonts are two weights of a TrueType font with quadratic outlines (not a
// collection, not CFF).
type Fonts struct {
	Regular, Bold []byte
}

// BuiltinFonts gives the embedded fonts; its error says what to do where the
// binary was built without them.
func BuiltinFonts() (Fonts, error) {
	regular, bold, err := fonts.Load()
	if err != nil {
		return Fonts{}, fmt.Errorf("cannot render: %w", err)
	}
	return Fonts{Regular: regular, Bold: bold}, nil
}

// Options are the surroundings of a paper.
type Options struct {
	Centre   content.Centre `json:"centre"`
	Lang     content.Lang   `json:"lang"`
	URL      string         `json:"url,omitempty"` // QR code of a guide; none if empty
	Fonts    Fonts          `json:"-"`
	Now      time.Time      `json:"now"` // printed as it is: give it in the kiosk's zone
	Terminal string         `json:"terminal,omitempty"`
}

// Errors of rendering.
var (
	// ErrNoGlyph is wrapped when a guide holds a character that the fonts
	// lack; the error names it. Forms never fail on it: see Form.
	ErrNoGlyph = errors.New("the fonts have no such character")
	// ErrTooLong is wrapped when a paper would have more than MaxPages pages.
	ErrTooLong = errors.New("the paper is too long")
)

// MaxPages is the most pages that one paper may have.
const MaxPages = 40

// Guide writes a guide as a leaflet and gives its number of pages.
func Guide(w io.Writer, g *content.Guide, o Options) (pages int, err error) {
	d, err := newDoc(o, g.Title, o.Now)
	if err != nil {
		return 0, err
	}
	pages = d.run(d.guide(g), guideFrame(d, g))
	if d.missing != 0 {
		return 0, fmt.Errorf("cannot render guide %q: character %q (U+%04X): %w", g.ID, d.missing, d.missing, ErrNoGlyph)
	}
	return pages, d.finish(w, pages)
}

// Form writes a form filled in with values by field id and gives its number of
// pages. Fields without a value leave room for writing. A character that the
// fonts lack, as some names have, becomes an empty box to be filled in by
// hand, and the paper says so: nobody is sent away for a rare name. Errors
// hold nothing of the values.
func Form(w io.Writer, f *content.Form, values map[string]string, o Options) (pages int, err error) {
	return SignedForm(w, f, values, nil, o)
}

// SignedForm is Form with the picture of a signature (PNG, nil: none) in the box
// of whoever signs first. The paper says that it was made on a screen.
func SignedForm(w io.Writer, f *content.Form, values map[string]string, signature []byte, o Options) (pages int, err error) {
	title := f.Title.In(o.Lang)
	if f.Discreet { // a document's title is seen in print queues
		title = d2(o.Lang, "填好的表", "A form")
	}
	d, err := newDoc(o, title, o.Now)
	if err != nil {
		return 0, err
	}
	if len(signature) > 0 {
		if d.mark, err = readPicture(signature); err != nil {
			return 0, err
		}
		if d.mark.w == 0 { // nothing but white
			d.mark = nil
		}
	}
	pages = d.run(d.fitForm(f, values), formFrame(d, f))
	return pages, d.finish(w, pages)
}

// TestPage writes the page with which an operator checks a printer.
func TestPage(w io.Writer, o Options) (pages int, err error) {
	d, err := newDoc(o, d2(o.Lang, "打印测试页", "Printer test page"), o.Now)
	if err != nil {
		return 0, err
	}
	pages = d.run(d.testPage(), testFrame(d))
	return pages, d.finish(w, pages)
}
