package render_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lawkiosk/agent/printing/fonts"
	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
)

func options(t testing.TB) render.Options {
	t.Helper()
	f, err := render.BuiltinFonts()
	if errors.Is(err, fonts.ErrMissing) {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
		}
		t.Skip("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
	}
	if err != nil {
		t.Fatal(err)
	}
	return render.Options{
		Centre: sampleCentre(), Lang: content.Chinese, URL: "http://127.0.0.1:9000/g/unpaid-wages",
		Fonts: f, Now: sampleTime(), Terminal: "520103-001",
	}
}

// poppler runs one of poppler's tools, the peer that reads what was written.
func poppler(t testing.TB, tool string, pdf []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("%s is not installed: install poppler-utils", tool)
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), tool, append(args, path, "-")...)
	if tool == "pdfinfo" || tool == "pdftoppm" { // these take no "-"
		cmd = exec.CommandContext(t.Context(), tool, append(args, path)...)
	}
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("%s: %v %s", tool, err, said.String())
	}
	return string(out)
}

// squeeze drops what layout may change: spaces and compatibility forms.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u200b' {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

func all(blocks []content.Block) (out []string) {
	for _, b := range blocks {
		for _, item := range b.Items {
			for _, s := range item {
				out = append(out, s.Text)
			}
		}
	}
	return out
}

// inOrder finds every text in the page's, each after the one before.
func inOrder(t *testing.T, text string, want []string) {
	t.Helper()
	rest := squeeze(text)
	for _, w := range want {
		w = squeeze(w)
		i := strings.Index(rest, w)
		if i < 0 {
			t.Errorf("%q is missing or out of order", w)
			continue
		}
		rest = rest[i+len(w):]
	}
}

// body gives a paper's text in the order it was written without the repeated
// heads and feet of pages.
func body(t *testing.T, pdf []byte, drop ...string) string {
	t.Helper()
	text := squeeze(poppler(t, "pdftotext", pdf, "-raw"))
	for _, d := range drop {
		text = strings.ReplaceAll(text, squeeze(d), "")
	}
	return text
}

func guideTexts(g *content.Guide) []string {
	want := []string{g.Title, g.Summary}
	for _, d := range g.Deadlines {
		want = append(want, d.What, d.Within, d.From, d.Basis)
	}
	for _, s := range g.Sections {
		want = append(append(want, s.Title), all(s.Blocks)...)
	}
	for _, b := range g.Basis {
		want = append(want, b.Law, b.Article)
	}
	return append(want, g.Note)
}

func TestGuideHoldsAllItsText(t *testing.T) {
	o := options(t)
	g := sampleGuide()
	var b bytes.Buffer
	pages, err := render.Guide(&b, g, o)
	if err != nil || pages != 2 {
		t.Fatalf("%d pages: %v", pages, err)
	}
	foot := []string{
		"南明区公共法律服务中心", "免费法律咨询热线 12348", "地址：贵阳市南明区示例路1号（示例） 电话：0851-00000000（示例）",
		"打印时间 2026-11-22 终端 520103-001", "第 1 页 / 共 2 页", "第 2 页 / 共 2 页",
	}
	inOrder(t, body(t, b.Bytes(), foot...), guideTexts(g))
	text := squeeze(poppler(t, "pdftotext", b.Bytes()))
	for _, w := range append(foot, "扫码在手机上看", "2026年11月20日") {
		if !strings.Contains(text, squeeze(w)) {
			t.Errorf("%q is missing", w)
		}
	}
	info := poppler(t, "pdfinfo", b.Bytes())
	for _, w := range []string{"老板不发工资怎么办", "A4", "Sun Nov 22 "} {
		if !strings.Contains(info, w) {
			t.Errorf("pdfinfo lacks %q: %s", w, info)
		}
	}
	if !bytes.Contains(b.Bytes(), []byte("/Lang (zh-CN)")) {
		t.Error("no language")
	}
}

func TestGuideInEnglish(t *testing.T) {
	o := options(t)
	o.Lang = content.English
	g := sampleGuide()
	g.Lang, g.Title = content.English, "What to do when the boss does not pay"
	g.Summary = "Work must be paid. Keep your evidence first, then complain to the labour inspectorate or apply for arbitration. Both are free of charge."
	var b bytes.Buffer
	if _, err := render.Guide(&b, g, o); err != nil {
		t.Fatal(err)
	}
	inOrder(t, body(t, b.Bytes()), []string{g.Title, g.Summary, "Time limits", "Legal basis", "Content checked on 20 November 2026"})
	inOrder(t, body(t, b.Bytes()), []string{"Printed 2026-11-22", "Page 1 of 2", "Page 2 of 2"})
}

func TestFormHoldsAllItsText(t *testing.T) {
	o := options(t)
	long := strings.Repeat("一、被申请人自2026年6月起没有支付工资，申请人多次催要未果。", 120)
	cases := map[string]map[string]string{
		"filled in":                 sampleValues(),
		"empty":                     {},
		"one letter":                {"name": "丁", "address": "x", "claims": "y"},
		"rare names":                {"name": "𬭎㼆䶮", "address": "贵阳市𬭎㼆䶮路"},
		"very long":                 {"facts": long, "address": strings.Repeat("某某街道", 40), "employer": strings.Repeat("A", 300)},
		"not an option, not a date": {"sex": "未说明的性别", "birth": "不详", "kind": strings.Repeat("某种单位", 30)},
	}
	for name, values := range cases {
		t.Run(name, func(t *testing.T) {
			f := sampleForm()
			var b bytes.Buffer
			pages, err := render.Form(&b, f, values, o)
			if err != nil || pages < 1 {
				t.Fatalf("%d pages: %v", pages, err)
			}
			text := squeeze(poppler(t, "pdftotext", b.Bytes(), "-raw"))
			drop := []string{f.Title.ZH, "南明区公共法律服务中心 打印时间 2026-11-22 20:10 终端 520103-001", "（续）"}
			for _, p := range f.Parts {
				drop = append(drop, p.Title.ZH+"（续）")
			}
			for _, d := range drop {
				text = strings.ReplaceAll(text, squeeze(d), "")
			}
			for _, s := range []string{f.To.ZH, f.Closing.ZH, f.Note.ZH, "签名", "日期", "指印", "第1页/共"} {
				if !strings.Contains(text, squeeze(s)) {
					t.Errorf("%q is missing", s)
				}
			}
			for id, v := range values {
				if id == "birth" && v[0] == '1' {
					v = "1990年1月1日"
				}
				if !containsCut(text, squeeze(v)) {
					t.Errorf("value of %s is not whole", id)
				}
			}
		})
	}
}

func TestFormInEnglishCitesInEnglish(t *testing.T) {
	o := options(t)
	o.Lang = content.English
	var b bytes.Buffer
	if _, err := render.Form(&b, sampleForm(), nil, o); err != nil {
		t.Fatal(err)
	}
	text := squeeze(poppler(t, "pdftotext", b.Bytes(), "-raw"))
	if want := squeeze("Basis: Rules on Handling Labour Arbitration Cases Art. 29: what the application must state"); !strings.Contains(text, want) {
		t.Errorf("%q is missing in %s", want, text)
	}
	if strings.Contains(text, "办案规则") {
		t.Error("the law is cited in Chinese")
	}
}

// containsCut finds a value that pages' heads and feet may interrupt.
func containsCut(text, value string) bool {
	want := []rune(value)
	for _, r := range text {
		if len(want) > 0 && r == want[0] {
			want = want[1:]
		}
	}
	return len(want) == 0
}

func TestMissingCharacters(t *testing.T) {
	o := options(t)
	g := sampleGuide()
	g.Summary += "\U0001F600"
	if _, err := render.Guide(&bytes.Buffer{}, g, o); !errors.Is(err, render.ErrNoGlyph) || !strings.Contains(err.Error(), "U+1F600") {
		t.Errorf("guide: %v", err)
	}
	var b bytes.Buffer
	if _, err := render.Form(&b, sampleForm(), map[string]string{"name": "测试\U0001F600"}, o); err != nil {
		t.Fatalf("form: %v", err)
	}
	if text := squeeze(poppler(t, "pdftotext", b.Bytes())); !strings.Contains(text, "测试") || !strings.Contains(text, "空方框") {
		t.Errorf("no hint for the pen: %s", text)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	o := options(t)
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if _, err := render.Form(w, sampleForm(), sampleValues(), o); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two renderings differ")
	}
}

func TestTooLongIsRefused(t *testing.T) {
	o := options(t)
	for _, n := range []int{30_000, 300_000} {
		_, err := render.Form(&bytes.Buffer{}, sampleForm(), map[string]string{"facts": strings.Repeat("很长\n", n)}, o)
		if !errors.Is(err, render.ErrTooLong) {
			t.Errorf("%d lines: %v", n, err)
		}
	}
}

func TestTestPage(t *testing.T) {
	o := options(t)
	var b bytes.Buffer
	pages, err := render.TestPage(&b, o)
	if err != nil || pages != 1 {
		t.Fatalf("%d pages: %v", pages, err)
	}
	inOrder(t, body(t, b.Bytes()), []string{"打印测试页", "𬭎 㼆 䶮", "打印时间 2026-11-22 20:10"})
}
