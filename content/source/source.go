// Package source reads the content that people write (TOML and Markdown files,
// docs/content.md) into a content.Pack and names file, line and field of every
// mistake. contentctl and tests may import it; a kiosk reads packs instead.
package source

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/reading"
)

// Problem is one mistake in the sources.
type Problem struct {
	File    string // as under content/: "guides/unpaid-wages.md"
	Line    int    // from 1; 0 where the file as a whole is meant
	Field   string // "deadline[2].law"; empty where there is none
	Message string
	Warning bool // does not stop a build
}

// String gives "FILE:LINE: FIELD: MESSAGE".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is all that one reading found, in the order of files and lines.
type Problems []Problem

// Errors counts the problems that are not warnings.
func (ps Problems) Errors() int {
	n := 0
	for _, p := range ps {
		if !p.Warning {
			n++
		}
	}
	return n
}

// String gives one problem a line.
func (ps Problems) String() string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

// Load reads and checks all sources. The pack holds what could be read; it may be
// built and used only if Errors is 0. Version and Search are left empty. Guides
// whose review_by is before now are warned of; a zero now asks for no such check.
func Load(fsys fs.FS, now time.Time) (*content.Pack, Problems) {
	l := &loader{
		fsys:     fsys,
		lines:    map[string]lines{},
		unfilled: map[string][]string{},
		pack: &content.Pack{
			Guides: map[content.Lang]map[string]*content.Guide{content.Chinese: {}, content.English: {}},
			Forms:  map[string]*content.Form{},
		},
	}
	l.lists()
	l.guides()
	l.forms()
	l.rules()
	l.faults(l.pack.Check())
	l.faults(l.pack.CheckProse())
	l.faults(l.pack.CheckLinks())
	l.faults(reading.Check(l.pack))
	l.examples()
	if !now.IsZero() {
		l.faults(l.pack.Overdue(now))
	}
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return l.pack, l.problems
}

// loader is one reading of the sources.
type loader struct {
	fsys     fs.FS
	pack     *content.Pack
	lines    map[string]lines    // by file
	unread   []string            // files that are there but could not be read
	unfilled map[string][]string // fields by file whose value was of another type
	problems Problems
}

// faults adds what the checks of the pack found, with the lines of the fields.
func (l *loader) faults(list []content.Fault) {
	for _, f := range list {
		if slices.Contains(l.unread, f.File) || l.mistyped(f.File, f.Field) {
			continue // what is said already need not be said again in other words
		}
		l.problems = append(l.problems, Problem{
			File: f.File, Line: l.line(f.File, f.Field), Field: f.Field,
			Message: f.Message, Warning: f.Warning,
		})
	}
}

// line gives a field's line. A key that the file lacks belongs at its top.
func (l *loader) line(file, field string) int {
	if n := l.lines[file].of(field); n > 0 || field == "" || l.lines[file] == nil {
		return n
	}
	return 1
}

// mistyped tells whether the value was of another type, so that the pack lacks it
// for that reason.
func (l *loader) mistyped(file, field string) bool {
	return slices.ContainsFunc(l.unfilled[file], func(bad string) bool {
		rest, ok := strings.CutPrefix(field, bad)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// lists reads the sources that are one file each.
func (l *loader) lists() {
	var themes struct {
		List []content.Theme `toml:"theme"`
	}
	var laws struct {
		List []content.Law `toml:"law"`
	}
	var regions struct {
		List []region `toml:"region"`
	}
	var centres struct {
		List []content.Centre `toml:"centre"`
	}
	var slides struct {
		List []content.Slide `toml:"slide"`
	}
	l.toml(content.ThemesFile, &themes)
	l.toml(content.LawsFile, &laws)
	l.toml(content.RegionsFile, &regions)
	l.toml(content.CentresFile, &centres)
	l.toml(content.SlidesFile, &slides)
	l.pack.Themes, l.pack.Laws = themes.List, laws.List
	l.pack.Centres, l.pack.Slides = centres.List, slides.List
	for i, r := range regions.List {
		l.pack.Regions = append(l.pack.Regions, r.content())
		l.tile(i, r)
	}
}

// region is content.Region with a place that may be absent.
type region struct {
	Code   string       `toml:"code"`
	Name   content.Text `toml:"name"`
	Parent string       `toml:"parent"`
	Col    *int         `toml:"col"`
	Row    *int         `toml:"row"`
}

func (r region) content() content.Region {
	out := content.Region{Code: r.Code, Name: r.Name, Parent: r.Parent}
	if r.Col != nil {
		out.Col = *r.Col
	}
	if r.Row != nil {
		out.Row = *r.Row
	}
	return out
}

// tile reports a county without a place on the tile map.
func (l *loader) tile(i int, r region) {
	if r.Parent == "" {
		return
	}
	for key, v := range map[string]*int{"col": r.Col, "row": r.Row} {
		if field := fmt.Sprintf("region[%d].%s", i+1, key); v == nil && !l.mistyped(content.RegionsFile, field) {
			l.add(content.RegionsFile, l.lines[content.RegionsFile].of(field), field, "is missing")
		}
	}
}

func (l *loader) add(file string, line int, field, message string) {
	l.problems = append(l.problems, Problem{File: file, Line: line, Field: field, Message: message})
}

// read gives a file's text.
func (l *loader) read(file string) (string, bool) {
	b, err := fs.ReadFile(l.fsys, file)
	if err == nil {
		return string(b), true
	}
	l.add(file, 0, "", "cannot read: "+err.Error())
	l.unread = append(l.unread, file)
	return "", false
}

// toml reads a TOML file into a struct.
func (l *loader) toml(file string, into any) {
	text, ok := l.read(file)
	if !ok {
		return
	}
	if !l.decode(file, text, 0, into) {
		l.unread = append(l.unread, file)
	}
}

// decode reads TOML that begins below line skip of a file; false means that it is
// no TOML at all.
func (l *loader) decode(file, text string, skip int, into any) bool {
	d, problem := parseTOML(text)
	if problem != nil {
		l.add(file, problem.Line+skip, problem.Field, problem.Message)
		return false
	}
	where := lines{}
	for field, line := range d.lines {
		where[field] = line + skip
	}
	l.lines[file] = where
	for _, p := range d.fill(into) {
		l.add(file, p.Line+skip, p.Field, p.Message)
		l.unfilled[file] = append(l.unfilled[file], p.Field)
	}
	return true
}
