package render

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lawkiosk/agent/printing/fonts"
	"lawkiosk/content"
)

func testDoc(t testing.TB) *doc {
	t.Helper()
	f, err := BuiltinFonts()
	if errors.Is(err, fonts.ErrMissing) {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
		}
		t.Skip("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDoc(Options{Fonts: f, Lang: content.Chinese}, "x", sampleNow())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (l line) String() string {
	var b strings.Builder
	for _, f := range l.frags {
		b.WriteString(string(f.text))
	}
	return b.String()
}

func TestLineEnds(t *testing.T) {
	d := testDoc(t)
	st := textStyle()
	text := "申请人说：“老板（李某）欠我工资18600元，从2026年6月到2026年8月，一共3个月！”仲裁委在《仲裁裁决书》第27条写明：应当在15天内付清；逾期的，加倍支付利息……可查 https://www.gsxt.gov.cn/a/very/long/path/without/any/end.html?x=1&y=2。"
	for width := 60.0; width < 480; width += 3.7 {
		lines := d.wrap(plain(text), st, width)
		for i, l := range lines {
			s := l.String()
			if s == "" {
				continue
			}
			if l.width > width+0.01 {
				t.Errorf("width %.0f: line %q is %.1f wide", width, s, l.width)
			}
			first, _ := utf8.DecodeRuneInString(s)
			last, _ := utf8.DecodeLastRuneInString(s)
			if i > 0 && strings.ContainsRune("、。,;:?!)》”…", first) {
				t.Errorf("width %.0f: line begins badly: %q", width, s)
			}
			if i < len(lines)-1 && strings.ContainsRune("(《“", last) {
				t.Errorf("width %.0f: line ends badly: %q", width, s)
			}
			if i > 0 && strings.ContainsRune("元年月天条个", first) && strings.ContainsAny(lastOf(lines[i-1].String()), "0123456789") {
				t.Errorf("width %.0f: a unit is parted from its number: %q", width, s)
			}
		}
	}
}

func lastOf(s string) string {
	r, _ := utf8.DecodeLastRuneInString(s)
	return string(r)
}

// TestWrapLosesNothing is for any text and width: all ink is there, in order,
// and no line is wider than it may be, single characters excepted.
func TestWrapLosesNothing(t *testing.T) {
	d := testDoc(t)
	st := textStyle()
	ink := func(s string) string {
		return strings.Map(func(r rune) rune {
			if blank(r) {
				return -1
			}
			return r
		}, clean(s))
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z0-9一二三,。(“) \n]{0,200}`)).Draw(r, "text")
		width := rapid.Float64Range(12, 500).Draw(r, "width")
		var got strings.Builder
		for _, l := range d.wrap(plain(text), st, width) {
			if l.width > width+0.01 && utf8.RuneCountInString(l.String()) > 8 {
				r.Errorf("line %q is %.1f wide of %.1f", l, l.width, width)
			}
			got.WriteString(l.String())
		}
		if ink(got.String()) != ink(text) {
			r.Errorf("%q became %q", text, got.String())
		}
	})
}

// TestPagination is for any blocks: each is placed once, in order, within the
// page, and none is left alone that must stay with the next.
func TestPagination(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		head := &block{h: 20}
		n := rapid.IntRange(0, 80).Draw(r, "n")
		blocks := make([]block, n)
		for i := range blocks {
			blocks[i] = block{
				h: rapid.Float64Range(5, 120).Draw(r, "h"), gap: rapid.Float64Range(0, 30).Draw(r, "gap"),
				keep: i < n-1 && rapid.IntRange(0, 3).Draw(r, "keep") == 0,
			}
			if rapid.Bool().Draw(r, "head") {
				blocks[i].head = head
			}
		}
		f := frame{top: func(int) float64 { return 50 }, bottom: 700}
		seen, page := 0, 1
		end := 0.0
		for _, p := range paginate(blocks, f) {
			if p.page != page {
				page, end = p.page, 0
			}
			if p.y < end-1e-9 || p.y+p.b.h > f.bottom+1e-9 {
				r.Fatalf("block at %.1f+%.1f after %.1f", p.y, p.b.h, end)
			}
			end = p.y + p.b.h
			if !p.at.again {
				if p.b.h != blocks[seen].h {
					r.Fatalf("block %d is not in its place", seen)
				}
				seen++
			}
		}
		if seen != n {
			r.Fatalf("%d of %d blocks placed", seen, n)
		}
	})
}

func TestHeadingsAreNeverLast(t *testing.T) {
	d := testDoc(t)
	st := textStyle()
	for fill := 500.0; fill < 760; fill += 4 {
		blocks := []block{{h: fill}}
		blocks = append(blocks, d.heading("标题", 16)...)
		n := len(blocks)
		blocks = append(blocks, d.paragraph(d.wrap(plain(strings.Repeat("正文", 80)), st, bodyW), 0, 4, st, nil)...)
		all := paginate(blocks, frame{top: func(int) float64 { return 50 }, bottom: 760})
		if all[n-1].page != all[n].page || all[n].page != all[n+1].page {
			t.Fatalf("with %.0f above, the heading is on page %d and its text on %d", fill, all[n-1].page, all[n].page)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte("{\"pages\":1,\"bytes\":9}\n%PDF-1.7\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if p, err := readAnswer(raw); err == nil && (p.Pages < 1 || len(p.PDF) == 0) {
			t.Errorf("accepted %+v", p)
		}
	})
}

func FuzzSplitObjects(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<>>\nstartxref\n31\n%%EOF\n"))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _ = splitObjects(raw) })
}
