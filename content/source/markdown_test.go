package source

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"lawkiosk/content"
)

func TestParseBody(t *testing.T) {
	tests := []struct {
		name string
		lang content.Lang
		text string
		want string // sections as JSON without titles
	}{
		{"paragraph over two lines", content.Chinese, "## 适合谁\n\n第一行，\n第二行。", `p["第一行，第二行。"]`},
		{"English lines keep a space", content.English, "## Who this is for\nfirst\nsecond", `p["first second"]`},
		{"numbers in Chinese", content.Chinese, "## 适合谁\n满12\n个月，abc\ndef", `p["满12个月，abc def"]`},
		{"two paragraphs", content.Chinese, "## 适合谁\n一\n\n二", `p["一"] p["二"]`},
		{"list", content.Chinese, "## 适合谁\n- 一\n- 二\n\n- 三", `ul["一" "二" "三"]`},
		{"item over two lines", content.Chinese, "## 适合谁\n- 一\n  二\n- 三", `ul["一二" "三"]`},
		{"numbered", content.Chinese, "## 适合谁\n1. 一\n2. 二\n10) 三", `ol["一" "二" "三"]`},
		{"two lists", content.Chinese, "## 适合谁\n- 一\n1. 二", `ul["一"] ol["二"]`},
		{"list after paragraph", content.Chinese, "## 适合谁\n一：\n- 二\n\n三", `p["一："] ul["二"] p["三"]`},
		{"strong", content.Chinese, "## 适合谁\n一**二**三**四**", `p["一" *"二" "三" *"四"]`},
		{"a year is no list", content.Chinese, "## 适合谁\n2026.11.22 起", `p["2026.11.22 起"]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sections, _, problems := parseBody(tt.lang, tt.text, 1)
			if len(problems) > 0 || len(sections) != 1 {
				t.Fatalf("%d sections, problems %v", len(sections), problems)
			}
			if got := outline(sections[0].Blocks); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// outline writes blocks in one line.
func outline(blocks []content.Block) string {
	var out []string
	for _, b := range blocks {
		var items []string
		for _, item := range b.Items {
			for _, s := range item {
				mark := ""
				if s.Strong {
					mark = "*"
				}
				q, _ := json.Marshal(s.Text)
				items = append(items, mark+string(q))
			}
		}
		out = append(out, b.Kind+"["+strings.Join(items, " ")+"]")
	}
	return strings.Join(out, " ")
}

func TestLines(t *testing.T) {
	d, problem := parseTOML("a = 1\n[[part]]\nid = \"x\"\n[[part.field]]\nid = \"y\"\nopt = [\n  { zh = \"a\" },\n  { zh = \"b\" }]\n[[part]]\n[[part.field]]\nid = \"z\"\n")
	if problem != nil {
		t.Fatal(problem)
	}
	for field, want := range map[string]int{
		"a": 1, "part[1]": 2, "part[1].id": 3, "part[1].field[1].id": 5, "part[1].field[1].opt[2].zh": 8,
		"part[2].field[1].id": 11, "part[2].field[1].absent": 10, "part[2].absent.too": 9, "absent": 0,
	} {
		if got := d.lines.of(field); got != want {
			t.Errorf("%s: line %d, want %d", field, got, want)
		}
	}
}

// FuzzLoad feeds outside text to every parser at once: nothing may panic, every
// problem has a message and a line inside its file.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"testdata/good/guides/unpaid-wages.md", "testdata/good/themes.toml", "testdata/good/forms/arbitration-application.toml"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b[:min(len(b), 1500)]))
	}
	f.Add("+++\n[[deadline]]\nwhat = 1\n+++\n## 适合谁\n**a\n- b\n # c\n")
	f.Add("[[theme]]\nguides = [[], {a.b = 1}]\n[theme.x]\n")
	f.Fuzz(func(t *testing.T, text string) {
		file := &fstest.MapFile{Data: []byte(text)}
		fsys := fstest.MapFS{
			content.ThemesFile: file, content.LawsFile: file, content.RegionsFile: file, content.CentresFile: file,
			content.SlidesFile: file, "guides/a.md": file, "guides/a.en.md": file, "forms/a.toml": file,
		}
		pack, problems := Load(fsys, time.Unix(1e9, 0))
		count := strings.Count(text, "\n") + 2
		for _, p := range problems {
			if p.Message == "" || p.File == "" || p.Line < 0 || p.Line > count {
				t.Errorf("problem %+v of %d lines", p, count)
			}
		}
		if problems.Errors() == 0 {
			t.Error("one text cannot be all sources at once")
		}
		for _, g := range pack.Guides[content.Chinese] {
			for _, s := range g.Sections {
				if !utf8.ValidString(s.Title) {
					t.Error("a heading that is no text")
				}
			}
		}
	})
}
