package render_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/content/source"
)

// realForms are all forms of the product.
func realForms(t *testing.T) map[string]*content.Form {
	t.Helper()
	pack, problems := source.Load(os.DirFS("../../../content"), time.Time{})
	if problems.Errors() > 0 {
		t.Fatalf("the content has errors:\n%s", problems)
	}
	return pack.Forms
}

// fill writes something into every field. text makes a value of so many
// characters for a field without options.
func fill(f *content.Form, text func(field content.Field, most int) string) map[string]string {
	values := map[string]string{}
	for _, p := range f.Parts {
		for _, b := range p.Fields {
			most := b.Max
			if most == 0 {
				most = map[string]int{"area": 2000, "name": 60}[b.Type]
			}
			switch b.Type {
			case "choice":
				values[b.ID] = b.Options[len(b.Options)-1].ZH
			case "date":
				values[b.ID] = "2026-11-22"
			case "idnumber":
				values[b.ID] = "110101199001010015"
			case "phone":
				values[b.ID] = "13800001234"
			case "money":
				values[b.ID] = "99999999999.99"
			default:
				values[b.ID] = text(b, max(most, 20))
			}
		}
	}
	return values
}

// pool is Chinese characters that stand in no form, so that what is found of
// them on paper comes from values.
func pool() []rune {
	var out []rune
	for r := rune(0x7200); r < 0x7680; r++ {
		if !strings.ContainsRune("物牌特犯状独献王环现班理瑞生用由甲申电男画界留略疑疗病痛登皮监看照片版父爱牧牵牺狂狗猪率玩珠球琴瓜瓦甚产田町番异当疼疫症瘦癌玖", r) {
			out = append(out, r)
		}
	}
	return out
}

// longest gives values as long as they may be, each beginning elsewhere in the pool.
func longest(f *content.Form) map[string]string {
	signs, at := pool(), 0
	return fill(f, func(_ content.Field, most int) string {
		var b strings.Builder
		for range most {
			b.WriteRune(signs[at%len(signs)])
			at++
		}
		at += 7
		return b.String()
	})
}

func TestEveryFormHoldsTheLongestAnswers(t *testing.T) {
	o := options(t)
	for id, f := range realForms(t) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			values := longest(f)
			pdf, pages := written(t, f, values, o)
			if pages > 20 {
				t.Errorf("%d pages", pages)
			}
			text := squeeze(poppler(t, "pdftotext", pdf, "-raw"))
			fixed := formText(f)
			want, got := map[rune]int{}, map[rune]int{}
			for _, v := range values {
				count(want, v, fixed)
			}
			count(got, text, fixed)
			for r, n := range want {
				if got[r] != n {
					t.Fatalf("%q is there %d times, not %d", r, got[r], n)
				}
			}
			for key, v := range values {
				if utf8Len(v) > 20 && !containsCut(text, v) {
					t.Errorf("value of %s is not whole", key)
				}
			}
			unclipped(t, pdf)
		})
	}
}

func TestEveryFormEmpty(t *testing.T) {
	for _, l := range content.Languages() {
		o := options(t)
		o.Lang = l
		for id, f := range realForms(t) {
			t.Run(id+" "+string(l), func(t *testing.T) {
				t.Parallel()
				pdf, pages := written(t, f, nil, o)
				if pages > 6 {
					t.Errorf("%d pages", pages)
				}
				text := squeeze(poppler(t, "pdftotext", pdf, "-raw"))
				want := []string{f.Title.In(l), f.Preface.In(l), f.Closing.In(l), f.Note.In(l), "/" + "共" + strconv.Itoa(pages)}
				if l == content.English {
					want[4] = "of " + strconv.Itoa(pages)
				}
				for _, p := range f.Parts {
					want = append(want, p.Title.In(l))
					fields := p.Fields
					if len(p.Columns) > 0 {
						fields = p.Columns
					}
					for _, b := range fields {
						want = append(want, b.Label.In(l))
						for _, opt := range b.Options {
							want = append(want, opt.In(l))
						}
						if !p.Table() {
							want = append(want, b.Help.In(l))
						}
					}
				}
				for _, a := range f.Attachments {
					want = append(want, a.In(l))
				}
				for _, s := range f.Signers {
					want = append(want, s.Label.In(l))
				}
				for _, b := range f.Office {
					want = append(want, b.Title.In(l), b.Sign.In(l))
				}
				for _, w := range want {
					if !strings.Contains(text, squeeze(w)) {
						t.Errorf("%q is missing", w)
					}
				}
				unclipped(t, pdf)
			})
		}
	}
}

// TestEveryFormWithShortAndRareNames fills in the least that is asked for, with
// names beyond the basic plane and one that no font has.
func TestEveryFormWithShortAndRareNames(t *testing.T) {
	o := options(t)
	for id, f := range realForms(t) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			values := fill(f, func(content.Field, int) string { return "𬭎㼆䶮\U0001F600" })
			for _, p := range f.Parts {
				for _, b := range p.Fields {
					if !b.Required {
						delete(values, b.ID)
					}
				}
			}
			pdf, pages := written(t, f, values, o)
			if pages > 6 {
				t.Errorf("%d pages", pages)
			}
			text := squeeze(poppler(t, "pdftotext", pdf, "-raw"))
			if !strings.Contains(text, "空方框") {
				t.Error("no word on the boxes for the pen")
			}
			if asked := strings.Count(fmt.Sprint(slices.Collect(maps.Values(values))), "𬭎㼆䶮"); strings.Count(text, "𬭎㼆䶮") != asked {
				t.Errorf("a rare name is there %d times, not %d", strings.Count(text, "𬭎㼆䶮"), asked)
			}
			unclipped(t, pdf)
		})
	}
}

func TestNoPaperGivesBarePowers(t *testing.T) {
	for id, f := range realForms(t) {
		for _, p := range f.Parts {
			for _, b := range p.Fields {
				for _, opt := range b.Options {
					if strings.Contains(opt.ZH, "全权") {
						t.Errorf("%s: %q gives no power at all", id, opt.ZH)
					}
				}
			}
		}
	}
}

func TestDiscreetFormIsNotNamedInQueues(t *testing.T) {
	o := options(t)
	f := realForms(t)["protection-order-application"]
	pdf, _ := written(t, f, nil, o)
	if info := poppler(t, "pdfinfo", pdf); strings.Contains(info, "保护令") || !strings.Contains(info, "填好的表") {
		t.Errorf("the document's title tells what it is: %s", info)
	}
}

func written(t *testing.T, f *content.Form, values map[string]string, o render.Options) (pdf []byte, pages int) {
	t.Helper()
	var b bytes.Buffer
	pages, err := render.Form(&b, f, values, o)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("LAWKIOSK_PAPERS"); dir != "" { // to be looked at
		name := strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())
		if err := os.WriteFile(dir+"/"+name+".pdf", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes(), pages
}

// formText is the form's own words.
func formText(f *content.Form) string {
	var b strings.Builder
	if err := xml.NewEncoder(&b).Encode(f); err != nil {
		return ""
	}
	return b.String()
}

// count counts the characters of the pool that the form itself does not use.
func count(into map[rune]int, s, but string) {
	for _, r := range s {
		if r >= 0x7200 && r < 0x7680 && !strings.ContainsRune(but, r) {
			into[r]++
		}
	}
}

func utf8Len(s string) int { return len([]rune(s)) }

var wordBox = regexp.MustCompile(`<(?:page|word) [^>]*>[^<]*`)

// unclipped checks that all words lie within the margins and none lies on another.
func unclipped(t *testing.T, pdf []byte) {
	t.Helper()
	type rect struct {
		l, t, r, b float64
		s          string
	}
	var page []rect
	n := 0
	for _, m := range wordBox.FindAllString(poppler(t, "pdftotext", pdf, "-bbox"), -1) {
		if strings.HasPrefix(m, "<page") {
			page, n = nil, n+1
			continue
		}
		var w rect
		tag, word, _ := strings.Cut(m, ">")
		if _, err := fmt.Sscanf(tag, `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f"`, &w.l, &w.t, &w.r, &w.b); err != nil {
			t.Fatalf("%s: %v", m, err)
		}
		w.s = strings.TrimFunc(word, unicode.IsSpace)
		if w.s == "" {
			continue
		}
		if w.l < 55 || w.r > 541 || w.t < 30 || w.b > 835 {
			t.Errorf("page %d: %q reaches over the margin: %.0f %.0f %.0f %.0f", n, w.s, w.l, w.t, w.r, w.b)
		}
		for _, v := range page {
			if min(w.r, v.r)-max(w.l, v.l) > 1 && min(w.b, v.b)-max(w.t, v.t) > 1.5 {
				t.Errorf("page %d: %q lies on %q", n, w.s, v.s)
			}
		}
		page = append(page, w)
	}
}
