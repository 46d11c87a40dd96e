package main

import (
	"bytes"
	"fmt"
	"strings"
)

// millimetres in PDF units.
const mm = 72 / 25.4

// page makes a PDF of one A4 page: lines of ASCII text, a frame 10 mm from the
// edges that shows whether the paper is A4 and nothing is scaled, and grey
// steps that show whether the toner is even. Nothing is embedded: Helvetica is
// in every printer (ISO 32000-1, 9.6.2.2).
func page(lines []string) []byte {
	var c bytes.Buffer
	fmt.Fprintf(&c, "0.5 w %.2f %.2f %.2f %.2f re S\n", 10*mm, 10*mm, 190*mm, 277*mm)
	for i := range 11 {
		grey := float64(i) / 10
		fmt.Fprintf(&c, "%.1f g %.2f %.2f %.2f %.2f re f\n", grey, (20+15*float64(i))*mm, 40*mm, 15*mm, 20*mm)
	}
	for i := range 101 { // a ruler of 100 mm
		length := 3.0
		if i%10 == 0 {
			length = 6
		}
		fmt.Fprintf(&c, "%.2f %.2f m %.2f %.2f l S\n", (20+float64(i))*mm, 80*mm, (20+float64(i))*mm, (80+length)*mm)
	}
	c.WriteString("0 g\n")
	y := 270.0
	for i, l := range lines {
		size := 11
		if i == 0 {
			size = 22
		}
		fmt.Fprintf(&c, "BT /F1 %d Tf %.2f %.2f Td (%s) Tj ET\n", size, 20*mm, y*mm, literal(l))
		y -= 8
	}
	fmt.Fprintf(&c, "BT /F1 9 Tf %.2f %.2f Td (100 mm; the frame is 190 x 277 mm) Tj ET\n", 20*mm, 74*mm)

	var b bytes.Buffer
	at := make([]int, 0, 5) // where each object begins
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	for _, body := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 1 /Kids [ 3 0 R ] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595.28 841.89 ] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", c.Len(), c.String()),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// literal escapes a text for a PDF string; what is not ASCII becomes "?".
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s))
}
