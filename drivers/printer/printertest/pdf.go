package printertest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// PDF makes a valid A4 document of that many pages with an ASCII title on
// each, for tests.
func PDF(pages int, title string) []byte {
	var b bytes.Buffer
	offsets := []int{}
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object("<< /Type /Pages /Count %d /Kids [ %s] >>", pages, kids)
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	for i := range pages {
		text := fmt.Sprintf("BT /F1 18 Tf 72 740 Td (%s, page %d of %d) Tj ET", title, i+1, pages)
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", 5+2*i)
		object("<< /Length %d >>\nstream\n%s\nendstream", len(text), text)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

var (
	pdfObject    = regexp.MustCompile(`(?:^|[\s>])(\d{1,9})\s+\d{1,5}\s+obj\b`)
	pdfRoot      = regexp.MustCompile(`/Root\s+(\d{1,9})\s+\d{1,5}\s+R\b`)
	pdfPages     = regexp.MustCompile(`/Pages\s+(\d{1,9})\s+\d{1,5}\s+R\b`)
	pdfCount     = regexp.MustCompile(`/Count\s+(\d{1,9})\b(?:\s+\d{1,5}\s+R\b)?`)
	pdfObjStream = regexp.MustCompile(`/Type\s*/ObjStm\b`)
	pdfFirst     = regexp.MustCompile(`/First\s+(\d{1,9})\b`)
	pdfStream    = regexp.MustCompile(`stream\r?\n`)
)

// CountPages tells how many pages a PDF has, from its page tree's root: the
// trailer's /Root, its /Pages, their /Count (ISO 32000-1, 7.7). Objects in
// compressed object streams are found too.
func CountPages(pdf []byte) (int, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return 0, errors.New("cannot count pages: not a PDF")
	}
	objects := map[string][]byte{}
	for _, m := range pdfObject.FindAllSubmatchIndex(pdf, -1) {
		body := pdf[m[1]:]
		if end := bytes.Index(body, []byte("endobj")); end >= 0 {
			body = body[:end]
		}
		objects[string(pdf[m[2]:m[3]])] = body // a later one is an update of an earlier one
	}
	for _, body := range objects {
		if pdfObjStream.Match(head(body)) {
			unpack(body, objects)
		}
	}
	roots := pdfRoot.FindAllSubmatch(pdf, -1)
	if roots == nil {
		return 0, errors.New("cannot count pages: the PDF names no root")
	}
	root := objects[string(roots[len(roots)-1][1])]
	pages := pdfPages.FindSubmatch(head(root))
	if pages == nil {
		return 0, errors.New("cannot count pages: the PDF's root names no pages")
	}
	count := pdfCount.FindSubmatch(head(objects[string(pages[1])]))
	if count == nil {
		return 0, errors.New("cannot count pages: the PDF's page tree has no count")
	}
	n, err := strconv.Atoi(string(count[1]))
	if err != nil || n < 1 || n > maxPages {
		return 0, fmt.Errorf("cannot count pages: the PDF says %q", count[1])
	}
	return n, nil
}

const (
	maxPages    = 10_000
	maxUnpacked = 16 << 20 // bytes of one object stream
)

// head is an object without its stream.
func head(body []byte) []byte {
	if m := pdfStream.FindIndex(body); m != nil {
		return body[:m[0]]
	}
	return body
}

// unpack adds the objects of a compressed object stream (ISO 32000-1, 7.5.7)
// that are not there in plain. What it cannot read it leaves out.
func unpack(body []byte, objects map[string][]byte) {
	start := pdfStream.FindIndex(body)
	first := pdfFirst.FindSubmatch(head(body))
	if start == nil || first == nil {
		return
	}
	z, err := zlib.NewReader(bytes.NewReader(body[start[1]:]))
	if err != nil {
		return
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxUnpacked))
	offset, _ := strconv.Atoi(string(first[1]))
	if err != nil && len(plain) == 0 || offset > len(plain) {
		return
	}
	numbers := bytes.Fields(plain[:offset])
	for i := 0; i+1 < len(numbers); i += 2 {
		from, err := strconv.Atoi(string(numbers[i+1]))
		if err != nil || from < 0 || from > len(plain)-offset {
			return
		}
		to := len(plain)
		if i+3 < len(numbers) {
			if next, err := strconv.Atoi(string(numbers[i+3])); err == nil && next >= from && next <= to-offset {
				to = offset + next
			}
		}
		if _, plainly := objects[string(numbers[i])]; !plainly {
			objects[string(numbers[i])] = plain[offset+from : to]
		}
	}
}
