package source_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/source"
)

func now() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

// The product's own content has no mistakes (warnings may come with time).
func TestOwnContent(t *testing.T) {
	p, problems := source.Load(os.DirFS(".."), now())
	for _, x := range problems {
		if !x.Warning {
			t.Error(x)
		}
	}
	if len(p.Regions) != 11 || len(p.Centres) != 11 {
		t.Errorf("%d regions, %d centres; Guiyang has one city and ten counties", len(p.Regions), len(p.Centres))
	}
}

func TestWhatAGuideBecomes(t *testing.T) {
	p, _ := source.Load(sources(t), now())
	g, ok := p.Guide(content.English, "unpaid-wages")
	if !ok || g.Lang != content.English {
		t.Fatal("unpaid-wages is missing in English")
	}
	if d := g.Deadlines[0]; d.Basis != "Labour Dispute Mediation and Arbitration Law, art. 27" || d.Article != "27" {
		t.Errorf("deadline %+v", d)
	}
	zh, _ := p.Guide(content.Chinese, "unpaid-wages")
	if d := zh.Deadlines[2]; d.Basis != "劳动争议调解仲裁法 第48、50条" {
		t.Errorf("deadline %+v", d)
	}
	if len(zh.Sections) != 8 || zh.Sections[5].Key != content.Steps || zh.Sections[5].Blocks[0].Kind != "ol" {
		t.Errorf("sections %+v", zh.Sections)
	}
}

// sources gives the good content of testdata for a test to spoil.
func sources(t *testing.T) fstest.MapFS {
	t.Helper()
	good, out := os.DirFS("testdata/good"), fstest.MapFS{}
	err := fs.WalkDir(good, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(good, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWorkedExampleIsGood(t *testing.T) {
	if _, problems := source.Load(sources(t), now()); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	const zh, en, form = "guides/unpaid-wages.md", "guides/unpaid-wages.en.md", "forms/arbitration-application.toml"
	tests := []struct{ name, file, old, replace, want string }{
		{"unknown key", content.ThemesFile, `icon = `, `ikon = `, `themes.toml:5: theme[1].ikon: is an unknown key; known are id, say, hint, icon, guides, forms, group, discreet`},
		{"missing key", content.ThemesFile, `icon = "money-wavy"`, ``, `themes.toml:1: theme[1].icon: is missing`},
		{"mistyped text", content.ThemesFile, `icon = "money-wavy"`, `icon = 7`, `themes.toml:5: theme[1].icon: is a number, must be a text in quotes`},
		{"mistyped list", content.ThemesFile, `guides = ["unpaid-wages"]`, `guides = "unpaid-wages"`, `themes.toml:6: theme[1].guides: is a text, must be a list in [ ]`},
		{"text in one language", content.ThemesFile, `{ zh = "没签合同也能要", en = "Even without a contract" }`, `"没签合同"`, `themes.toml:4: theme[1].hint: is a text, must be { zh = "…", en = "…" }`},
		{"no English text", content.ThemesFile, `, en = "Even without a contract"`, ``, `themes.toml:4: theme[1].hint.en: is missing`},
		{"group in one language", content.ThemesFile, `icon = "money-wavy"`, `icon = "money-wavy"
group = { zh = "打工挣钱" }`, `themes.toml:6: theme[1].group.en: is missing`},
		{"no TOML", content.ThemesFile, `icon = `, `icon `, `themes.toml:5:`},
		{"bad id", content.ThemesFile, `id = "unpaid-wages"`, `id = "Unpaid Wages"`, `themes.toml:2: theme[1].id: "Unpaid Wages" is not an id`},
		{"theme without guide", content.ThemesFile, `guides = ["unpaid-wages"]`, `guides = []`, `themes.toml:6: theme[1].guides: a theme needs at least one guide`},
		{"dangling guide", content.ThemesFile, `guides = ["unpaid-wages"]`, `guides = ["unpaid-wages", "no"]`, `themes.toml:6: theme[1].guides[2]: "no" is no guide: there is no guides/no.md`},
		{"dangling form", content.ThemesFile, `forms = ["arb`, `forms = ["no-arb`, `themes.toml:7: theme[1].forms[1]: "no-arbitration-application" is no form`},
		{"theme too long", content.ThemesFile, `老板不发工资`, `老板不发工资老板不发工资老`, `themes.toml:3: theme[1].say.zh: has 13 characters, at most 12 fit`},
		{"slide to nowhere", content.SlidesFile, `guide = "unpaid-wages"`, `guide = "no"`, `slides.toml:4: slide[1].guide: "no" is no guide`},
		{"character not in the fonts", content.SlidesFile, `仲裁不收钱`, `仲裁不收钱😀`, `slides.toml:2: slide[1].say.zh: '😀' (U+1F600) is not in the fonts`},
		{"half-width comma", content.SlidesFile, `仲裁不收钱`, `仲裁,不收钱`, `slides.toml:2: warning: slide[1].say.zh: ',' beside a Chinese character`},
		{"region twice", content.RegionsFile, `code = "520102"`, `code = "520103"`, `region[3].code: "520103" is there twice`},
		{"no place", content.RegionsFile, "col = 2\nrow = 3\n", "row = 3\n", `region[2].col: is missing`},
		{"unknown parent", content.RegionsFile, `parent = "520100"`, `parent = "520199"`, `region[2].parent: "520199" is no region`},
		{"centre of no region", content.CentresFile, `region = "520103"`, `region = "520104"`, `centre[3].region: "520104" is no region`},
		{"bad phone", content.CentresFile, `0851-00000003`, `call us`, `centre[3].phone: "call us" is not a phone number`},
		{"law's day", content.LawsFile, `since = 2013-07-01`, `since = "July 2013"`, `law[1].since: "July 2013" is not a day`},
		{"unknown law", zh, `law = "劳动合同法"`, `law = "劳工法"`, `basis[1].law: "劳工法" is not the "short" of a law in laws.toml`},
		{"bad article", zh, `article = "85"`, `article = "第85条"`, `basis[2].article: "第85条" is not an article`},
		{"article that is none", zh, `article = "85"`, `article = "85-99"`, `basis[2].article: 劳动合同法 has no article 99, its last is 98`},
		{"article backwards", zh, `article = "85"`, `article = "85-46"`, `basis[2].article: "85-46" does not run upwards`},
		{"no theme", zh, `theme = "unpaid-wages"`, `theme = "money"`, `guides/unpaid-wages.md:3: theme: "money" is no theme of themes.toml`},
		{"related to nothing", zh, `related = []`, `related = ["no"]`, `guides/unpaid-wages.md:6: related[1]: "no" is no guide`},
		{"title too long", zh, `title = "老板不发工资怎么办"`, `title = "老板不发工资怎么办老板不发工资怎么办呢"`, `guides/unpaid-wages.md:2: title: has 19 characters, at most 18 fit`},
		{"review before check", zh, `review_by = 2027-05-31`, `review_by = 2026-05-31`, `review_by: must be after checked_at`},
		{"unknown heading", zh, "## 怎么做", "## 步骤", `section: "步骤" is an unknown heading`},
		{"missing section", zh, "## 带什么", "", `section.bring: is missing: add "## 带什么"`},
		{"wrong order", zh, "## 带什么", "## 适合谁", `section.who: "适合谁" is there twice`},
		{"too late", zh, "## 留好证据", "## 要花多少钱", `section.bring: "带什么" comes too late: it belongs before "要花多少钱"`},
		{"strange list", zh, "1. 先算账", "* 先算账", `section.steps: has a list not made with "- "`},
		{"a link", zh, "工资要**按月", "[工资](x)要**按月", `section.gives: has a link`},
		{"HTML", zh, "工资要**按月", "<b>工资</b>要**按月", `section.gives: has HTML`},
		{"a picture", zh, "工资要**按月", "![工资](x)要**按月", `section.gives: has a picture`},
		{"open strong", zh, "工资要**按月、足额、用钱**发", "工资要**按月发", `section.gives: has a ** without its end`},
		{"nested list", zh, "- 在工地干活的", "  - 在工地干活的", `section.gives: has a list inside a list`},
		{"deeper heading", zh, "- 在工地干活的", "### 在工地干活的", `section.gives: has a heading that is none of`},
		{"no front matter", zh, "+++\ntitle", "title", `guides/unpaid-wages.md:1: must begin with a line "+++"`},
		{"English with a theme", en, "note = ", "theme = \"x\"\nnote = ", `guides/unpaid-wages.en.md:5: theme: is an unknown key; known are title, summary, keywords, note, deadline, basis`},
		{"English without a section", en, "## What it costs", "", `section.costs: is in one language only`},
		{"English lacks a basis", en, "[[basis]]\nsays = \"Refusing to pay although able to, and after an official order, can be a crime\"", "", `basis: has 7, the Chinese guide 8`},
		{"form type", form, `type = "idnumber"`, `type = "number"`, `part[1].field[4].type: "number" is no type: text, name`},
		{"form card", form, `card = "birth"`, `card = "age"`, `part[1].field[3].card: "age" is not on an ID card`},
		{"form id twice", form, `id = "sex"`, `id = "name"`, `part[1].field[2].id: "name" is there twice`},
		{"choice without options", form, `type = "choice"`, `type = "text"`, `part[1].field[2].options: a choice needs options`},
		{"form basis without English", form, `, en = "The application states both sides, the claims, the facts and the evidence"`, ``, `basis[1].says`},
		{"form of an unknown law", form, `law = "劳动争议调解仲裁法"`, `law = "劳工法"`, `basis[1].law: "劳工法" is not the "short" of a law in laws.toml`},
		{"form copies", form, `copies = 2`, `copies = 0`, `forms/arbitration-application.toml:5: copies: must be 1 to 10`},
		{"unknown form key", form, `required = true`, `needed = true`, `part[1].field[1].needed: is an unknown key`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := sources(t)
			text := string(fsys[tt.file].Data)
			if !strings.Contains(text, tt.old) {
				t.Fatalf("%s does not hold %q", tt.file, tt.old)
			}
			fsys[tt.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, tt.old, tt.replace, 1))}
			_, problems := source.Load(fsys, now())
			if all := problems.String(); !strings.Contains(all, tt.want) {
				t.Errorf("found\n%swant %q", all, tt.want)
			}
		})
	}
}

func TestAllMistakesInOneRun(t *testing.T) {
	fsys := sources(t)
	for _, name := range slices.Collect(maps.Keys(fsys)) {
		if strings.HasSuffix(name, ".toml") {
			fsys[name] = &fstest.MapFile{Data: append([]byte("surprise = 1\n"), fsys[name].Data...)}
		}
	}
	delete(fsys, "guides/unpaid-wages.en.md")
	fsys["guides/notes.txt"] = &fstest.MapFile{}
	_, problems := source.Load(fsys, now())
	if n := problems.Errors(); n != 8 {
		t.Errorf("%d errors, want 8 (six files with a surprise, a guide without English, a stray file):\n%s", n, problems)
	}
}

func TestEmptyFolder(t *testing.T) {
	_, problems := source.Load(fstest.MapFS{}, now())
	for _, f := range []string{content.ThemesFile, content.LawsFile, content.RegionsFile, content.CentresFile, content.SlidesFile, "guides", "forms"} {
		if !strings.Contains(problems.String(), f+": cannot read") {
			t.Errorf("nothing said of %s:\n%s", f, problems)
		}
	}
}

func TestOverdueIsAWarning(t *testing.T) {
	_, problems := source.Load(sources(t), now().AddDate(2, 0, 0))
	if len(problems) != 1 || problems.Errors() != 0 || !strings.Contains(problems.String(), ": warning: review_by: was 2027-05-31") {
		t.Errorf("found %s", problems)
	}
}
