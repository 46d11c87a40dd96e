package render_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/content/plan"
	"lawkiosk/content/preview"
	"lawkiosk/content/search"
	"lawkiosk/content/source"
)

// withNewTheme is the product's content and, laid over it, the theme that
// docs/content.md uses as its worked example: new files, and entries at the end
// of the lists.
func withNewTheme(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	lay := func(from fs.FS) {
		err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (name == "source" || name == "preview") {
				return fs.SkipDir
			}
			if ext := path.Ext(name); d.IsDir() || ext != ".toml" && ext != ".md" {
				return nil
			}
			b, err := fs.ReadFile(from, name)
			if have, ok := out[name]; ok {
				b = append(append(bytes.Clone(have.Data), '\n'), b...)
			}
			out[name] = &fstest.MapFile{Data: b}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	lay(os.DirFS("../../../content"))
	lay(os.DirFS("../../../content/source/testdata/newtheme"))
	return out
}

// A new theme needs no Go and no TypeScript: text files alone lead from the home
// screen's tile to a dated plan and a printed form.
func TestNewThemeNeedsNoProgram(t *testing.T) {
	pack, problems := source.Load(withNewTheme(t), time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC))
	for _, p := range problems {
		if !p.Warning || strings.Contains(p.String(), "dog-bite") {
			t.Error(p)
		}
	}
	theme, ok := pack.Theme("dog-bite")
	if !ok || len(theme.Guides) != 1 {
		t.Fatalf("no tile: %+v", theme)
	}
	if en, ok := pack.Guide(content.English, theme.Guides[0]); !ok || en.Lang != content.English || en.Basis[0].Law != "Civil Code" {
		t.Errorf("no English guide: %+v", en)
	}
	found := false
	for _, d := range search.Docs(pack)[content.Chinese] {
		found = found || d.ID == "dog-bite" && strings.Contains(d.Pinyin, "gouyao")
	}
	if !found {
		t.Error("nobody finds it by gouyao")
	}
	m, err := plan.NewMaker(pack)
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	d, err := m.Make("dog-bite", plan.Answers{"treated": "yes", "keeper": "yes", "bitten-on": "2023-12-04", "cost": "860"}, today)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Periods) != 1 || d.Periods[0].Last != "2026-12-04" || d.Periods[0].Result.Left != 6 || d.Package == nil || d.Package.ID != "dog-bite" {
		t.Errorf("%+v", d)
	}
	if len(d.Amounts) != 1 || d.Amounts[0].Given["treatment"] != 860.0 || len(d.Amounts[0].Missing) != 2 {
		t.Errorf("%+v", d.Amounts)
	}
	f, ok := pack.Form(d.Forms[0])
	if !ok {
		t.Fatal("no form")
	}
	values := preview.Sample(f)
	pdf, pages := written(t, f, values, options(t))
	text := squeeze(poppler(t, "pdftotext", pdf, "-raw"))
	for _, want := range []string{"被动物咬伤情况说明", "测试甲", "人民调解委员会", "经过", "合计"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the paper:\n%s", want, text)
		}
	}
	if pages > 3 {
		t.Errorf("%d pages", pages)
	}
	unclipped(t, pdf)
}

// A picture that the page does not have is caught with the list of those it has.
func TestNewThemeWithUnknownIcon(t *testing.T) {
	fsys := withNewTheme(t)
	fsys[content.ThemesFile].Data = bytes.Replace(fsys[content.ThemesFile].Data, []byte(`icon = "first-aid"`), []byte(`icon = "dog"`), 1)
	_, problems := source.Load(fsys, time.Time{})
	if !strings.Contains(problems.String(), `"dog" is no icon that the page has; it has arrow-counter-clockwise, baby,`) {
		t.Errorf("found\n%s", problems)
	}
}

// What the authors' preview sends to "kioskd render" is what the renderer reads.
func TestPreviewSpeaksToTheRenderer(t *testing.T) {
	if _, err := render.BuiltinFonts(); err != nil {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	pack, _ := source.Load(os.DirFS("../../../content"), time.Time{})
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	form, err := preview.FormRequest(pack.Forms["iou"], preview.Sample(pack.Forms["iou"]), content.Chinese, now)
	if err != nil {
		t.Fatal(err)
	}
	guide, err := preview.GuideRequest(pack.Guides[content.English]["divorce"], now)
	if err != nil {
		t.Fatal(err)
	}
	for want, raw := range map[string][]byte{"壹": form, "Divorce": guide} {
		var out bytes.Buffer
		if err := render.Main(bytes.NewReader(raw), &out); err != nil {
			t.Fatal(err)
		}
		pdf, err := preview.PDF(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if text := poppler(t, "pdftotext", pdf, "-raw"); !strings.Contains(text, want) && !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("%q is not on the paper:\n%.500s", want, text)
		}
	}
}
