package source

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"lawkiosk/content"
)

// deadline is a [[deadline]] of a Chinese guide.
type deadline struct {
	What    string `toml:"what"`
	Within  string `toml:"within"`
	From    string `toml:"from"`
	Law     string `toml:"law"`
	Article string `toml:"article"`
}

// chineseFront is the front matter of guides/ID.md.
type chineseFront struct {
	Title     string          `toml:"title"`
	Theme     string          `toml:"theme"`
	Summary   string          `toml:"summary"`
	Keywords  []string        `toml:"keywords"`
	Related   []string        `toml:"related"`
	Forms     []string        `toml:"forms"`
	CheckedAt string          `toml:"checked_at"`
	ReviewBy  string          `toml:"review_by"`
	Note      string          `toml:"note"`
	Deadlines []deadline      `toml:"deadline"`
	Basis     []content.Basis `toml:"basis"`
}

// englishFront is the front matter of guides/ID.en.md: only what is translated.
type englishFront struct {
	Title     string   `toml:"title"`
	Summary   string   `toml:"summary"`
	Keywords  []string `toml:"keywords"`
	Note      string   `toml:"note"`
	Deadlines []struct {
		What   string `toml:"what"`
		Within string `toml:"within"`
		From   string `toml:"from"`
	} `toml:"deadline"`
	Basis []struct {
		Says string `toml:"says"`
	} `toml:"basis"`
}

// guides reads guides/*.md, the Chinese ones first.
func (l *loader) guides() {
	entries, err := fs.ReadDir(l.fsys, "guides")
	if err != nil {
		l.add("guides", 0, "", "cannot read: "+err.Error())
		return
	}
	english := []string{}
	for _, e := range entries {
		id, isGuide := strings.CutSuffix(e.Name(), ".md")
		en, isEnglish := strings.CutSuffix(id, "."+string(content.English))
		switch {
		case e.IsDir() || !isGuide:
			l.add(path.Join("guides", e.Name()), 0, "", "is no guide: guides are ID.md and ID.en.md")
		case isEnglish:
			english = append(english, en)
		default:
			l.chinese(id)
		}
	}
	for _, id := range english {
		l.english(id)
	}
}

// split reads a guide's front matter into a struct and its body into sections.
func (l *loader) split(file string, lang content.Lang, front any) ([]content.Section, bool) {
	text, ok := l.read(file)
	if !ok {
		return nil, false
	}
	head, rest, skip, err := frontMatter(text)
	if err != nil {
		l.add(file, 1, "", err.Error())
		l.unread = append(l.unread, file)
		return nil, false
	}
	if !l.decode(file, head, 1, front) {
		l.unread = append(l.unread, file)
	}
	sections, where, problems := parseBody(lang, rest, skip+1)
	if l.lines[file] == nil {
		l.lines[file] = lines{}
	}
	for field, line := range where {
		l.lines[file][field] = line
	}
	for _, p := range problems {
		l.add(file, p.Line, p.Field, p.Message)
	}
	return sections, true
}

// frontMatter splits a guide at its two +++ lines; skip is how many lines come
// before the body.
func frontMatter(text string) (head, rest string, skip int, err error) {
	all := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if strings.TrimRight(all[0], " ") != "+++" {
		return "", "", 0, errors.New(`must begin with a line "+++" and the front matter`)
	}
	for i, line := range all[1:] {
		if strings.TrimRight(line, " ") == "+++" {
			return strings.Join(all[1:i+1], "\n") + "\n", strings.Join(all[i+2:], "\n"), i + 2, nil
		}
	}
	return "", "", 0, errors.New(`has no second line "+++" that ends the front matter`)
}

func (l *loader) chinese(id string) {
	var f chineseFront
	sections, ok := l.split(content.GuideFile(content.Chinese, id), content.Chinese, &f)
	if !ok {
		return
	}
	g := &content.Guide{
		ID: id, Lang: content.Chinese, Theme: f.Theme, Title: f.Title, Summary: f.Summary, Keywords: f.Keywords,
		Sections: sections, Basis: f.Basis, Related: f.Related, Forms: f.Forms,
		CheckedAt: f.CheckedAt, ReviewBy: f.ReviewBy, Note: f.Note,
	}
	for _, d := range f.Deadlines {
		g.Deadlines = append(g.Deadlines, content.Deadline{
			What: d.What, Within: d.Within, From: d.From, Law: d.Law, Article: d.Article,
			Basis: content.Cite(content.Chinese, d.Law, d.Article),
		})
	}
	l.pack.Guides[content.Chinese][id] = g
}

func (l *loader) english(id string) {
	var f englishFront
	sections, ok := l.split(content.GuideFile(content.English, id), content.English, &f)
	if !ok {
		return
	}
	g := &content.Guide{
		ID: id, Lang: content.English, Title: f.Title, Summary: f.Summary, Keywords: f.Keywords,
		Sections: sections, Note: f.Note,
	}
	for _, d := range f.Deadlines {
		g.Deadlines = append(g.Deadlines, content.Deadline{What: d.What, Within: d.Within, From: d.From})
	}
	for _, b := range f.Basis {
		g.Basis = append(g.Basis, content.Basis{Says: b.Says})
	}
	if zh, ok := l.pack.Guides[content.Chinese][id]; ok {
		l.inherit(g, zh)
	}
	l.pack.Guides[content.English][id] = g
}

// inherit gives a translation what it takes from the Chinese guide.
func (l *loader) inherit(g, zh *content.Guide) {
	g.Theme, g.Related, g.Forms = zh.Theme, zh.Related, zh.Forms
	g.CheckedAt, g.ReviewBy = zh.CheckedAt, zh.ReviewBy
	names := l.englishLaws()
	// A law that is unknown stays without a name here: the Chinese guide is told.
	for i := range min(len(g.Deadlines), len(zh.Deadlines)) {
		d := &g.Deadlines[i]
		d.Law, d.Article = names[zh.Deadlines[i].Law], zh.Deadlines[i].Article
		d.Basis = content.Cite(content.English, d.Law, d.Article)
	}
	for i := range min(len(g.Basis), len(zh.Basis)) {
		g.Basis[i].Law, g.Basis[i].Article = names[zh.Basis[i].Law], zh.Basis[i].Article
	}
}

// englishLaws gives the English names of the laws by their short names.
func (l *loader) englishLaws() map[string]string {
	names := map[string]string{}
	for _, law := range l.pack.Laws {
		names[law.Short] = law.Name.EN
	}
	return names
}
