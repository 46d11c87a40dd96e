package render

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// finish writes the paper. gopdf v0.33.0 leaves four things to be wished for,
// which are put right in its output, object by object: characters beyond the
// basic plane are unreadable in its glyph-to-text tables and titles (names!),
// the document has no language, and subset fonts have no tag, so that a
// printer may mistake one job's font for another's.
func (d *doc) finish(w io.Writer, pages int) error {
	if d.err != nil {
		return fmt.Errorf("cannot render: %w", d.err)
	}
	if pages > MaxPages {
		return fmt.Errorf("cannot render: %d pages, at most %d are allowed: %w", pages, MaxPages, ErrTooLong)
	}
	var raw bytes.Buffer
	if _, err := d.pdf.WriteTo(&raw); err != nil {
		return fmt.Errorf("cannot render: %w", err)
	}
	objects, err := splitObjects(raw.Bytes())
	if err != nil {
		return err
	}
	tags := map[string]string{}
	for i, body := range objects {
		if bytes.Contains(body, []byte("begincmap")) {
			used := readCMap(body)
			family := familyRegular
			if len(tags) > 0 {
				family = familyBold // they come in the order in which they were added
			}
			tags[family] = strings.Replace(family, tagged, subsetTag(used), 1)
			objects[i] = toUnicode(used)
		}
	}
	lang := fmt.Sprintf("  /Lang (%s)\n  /ViewerPreferences << /DisplayDocTitle true >>\n>>", d2(d.o.Lang, "zh-CN", "en"))
	for i, body := range objects {
		if bytes.Contains(body, []byte("stream\n")) {
			continue
		}
		if bytes.Contains(body, []byte("/Type /Catalog")) {
			body = bytes.Replace(body, []byte(">>"), []byte(lang), 1)
		}
		for _, family := range []string{familyRegular, familyBold} {
			body = bytes.ReplaceAll(body, []byte("/"+family), []byte("/"+tags[family]))
		}
		objects[i] = body
	}
	return writeObjects(w, objects, d.info())
}

// info is the document information dictionary.
func (d *doc) info() string {
	return fmt.Sprintf("<< /Title %s /Producer (lawkiosk) /CreationDate (D:%s) >>", hexText(d.title),
		d.o.Now.Format("20060102150405-07'00'"))
}

func hexText(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString(">")
	return b.String()
}

// subsetTag makes the six letters that tell one subset of a font from another.
func subsetTag(used map[uint]rune) string {
	h := sha256.New()
	for _, g := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintf(h, "%d ", g)
	}
	tag := h.Sum(nil)[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	return string(tag) + "+"
}

var cmapRow = regexp.MustCompile(`<([0-9A-F]+)><[0-9A-F]+><([0-9A-F]+)>\n`)

// readCMap reads gopdf's glyph-to-text table. Where characters share a glyph,
// as radicals do with their ideographs, the plain one is kept for copying text.
func readCMap(body []byte) map[uint]rune {
	used := map[uint]rune{}
	for _, m := range cmapRow.FindAllSubmatch(body, -1) {
		g, gerr := strconv.ParseUint(string(m[1]), 16, 16)
		u, uerr := strconv.ParseUint(string(m[2]), 16, 21)
		if gerr != nil || uerr != nil {
			continue
		}
		r := rune(u)
		if old, ok := used[uint(g)]; !ok || (plainRune(r) && !plainRune(old)) {
			used[uint(g)] = r
		}
	}
	return used
}

func plainRune(r rune) bool {
	return r < 0x2E80 || (r >= 0x2FF0 && r < 0xF900) || (r >= 0xFF00 && r <= 0xFFEF) || (r >= 0x20000 && r < 0x2F800) || r >= 0x30000
}

// toUnicode makes a ToUnicode CMap (ISO 32000-1 section 9.10.3) as a stream object.
func toUnicode(used map[uint]rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	const most = 100 // entries of one section, by the CMap specification
	for part := range slices.Chunk(slices.Sorted(maps.Keys(used)), most) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04X><", g)
			for _, u := range utf16.Encode([]rune{used[g]}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return fmt.Appendf(nil, "<<\n/Length %d\n>>\nstream\n%sendstream\n", b.Len(), b.Bytes())
}

var errShape = errors.New("cannot render: the PDF library's output has an unknown shape")

var startXref = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)

// splitObjects gives the bodies of objects 1, 2, 3… of a file with one plain
// cross-reference table.
func splitObjects(pdf []byte) ([][]byte, error) {
	m := startXref.FindSubmatch(pdf)
	if m == nil {
		return nil, errShape
	}
	at, err := strconv.Atoi(string(m[1]))
	if err != nil || at >= len(pdf) {
		return nil, errShape
	}
	var count int
	if _, err := fmt.Sscanf(string(pdf[at:min(at+40, len(pdf))]), "xref\n0 %d\n", &count); err != nil || count < 2 {
		return nil, errShape
	}
	_, rows, _ := bytes.Cut(pdf[at+len("xref\n"):], []byte("\n"))
	const row = 20
	if len(rows) < count*row {
		return nil, errShape
	}
	offsets := make([]int, 0, count)
	for i := 1; i < count; i++ {
		off, err := strconv.Atoi(string(rows[i*row : i*row+10]))
		if err != nil {
			return nil, errShape
		}
		offsets = append(offsets, off)
	}
	objects := make([][]byte, 0, count)
	for i, off := range append(offsets, at) {
		if i == 0 {
			continue
		}
		from := offsets[i-1]
		head := fmt.Appendf(nil, "%d 0 obj\n", i)
		if from > off || off > len(pdf) || !bytes.HasPrefix(pdf[from:off], head) {
			return nil, errShape
		}
		body, found := bytes.CutSuffix(pdf[from+len(head):off], []byte("endobj\n\n"))
		if !found {
			return nil, errShape
		}
		objects = append(objects, body)
	}
	return objects, nil
}

func writeObjects(w io.Writer, objects [][]byte, info string) error {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	objects = append(objects, []byte(info+"\n"))
	offsets := make([]int, 0, len(objects))
	for i, body := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", i+1)
		b.Write(body)
		b.WriteString("endobj\n")
	}
	id := fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))[:32]
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, off := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R /ID [<%s><%s>] >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, len(objects), id, id, at)
	_, err := w.Write(b.Bytes())
	return err
}

// unit gives a point on the unit circle, i of n.
func unit(i, n int) (cos, sin float64) {
	sin, cos = math.Sincos(2 * math.Pi * float64(i) / float64(n))
	return cos, sin
}
