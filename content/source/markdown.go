package source

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"lawkiosk/content"
)

// body reads the Markdown part of a guide line by line. It knows headings of the
// second level, paragraphs, flat lists and strong words, and names everything
// else as a mistake, because the same text is shown, printed and read aloud.
type body struct {
	lang     content.Lang
	numbered *regexp.Regexp
	banned   []construct

	sections []content.Section
	lines    lines
	problems []Problem

	open  []string // lines of the item or paragraph being read
	since int      // line where it began
	kind  string   // its kind: p, ul, ol
	next  bool     // it begins a new block
	dull  bool     // below an unknown heading: read on, keep nothing
}

// construct is Markdown that a guide must not use.
type construct struct {
	pattern *regexp.Regexp
	name    string
}

// parseBody reads a body whose first line is line first of its file.
func parseBody(l content.Lang, text string, first int) ([]content.Section, lines, []Problem) {
	b := &body{
		lang: l, lines: lines{},
		numbered: regexp.MustCompile(`^[0-9]{1,3}[.)] +`),
		banned: []construct{
			{regexp.MustCompile(`!\[`), "a picture"},
			{regexp.MustCompile(`\]\(|\]\[|\bhttps?://`), "a link"},
			{regexp.MustCompile(`<[A-Za-z/!?]`), "HTML"},
			{regexp.MustCompile("`"), "code"},
			{regexp.MustCompile(`^\|.*\||^[|:-]+$`), "a table or a rule"},
			{regexp.MustCompile(`^>`), "a quotation"},
			{regexp.MustCompile(`^[*+] `), `a list not made with "- "`},
		},
	}
	for i, line := range strings.Split(text, "\n") {
		b.line(first+i, strings.TrimRight(line, " \t\r"))
	}
	b.close()
	return b.sections, b.lines, b.problems
}

func (b *body) problem(line int, field, message string) {
	b.problems = append(b.problems, Problem{Line: line, Field: field, Message: message})
}

func (b *body) line(n int, s string) {
	inner := strings.TrimLeft(s, " \t")
	indented := inner != s
	heading, isHeading := strings.CutPrefix(s, "## ")
	if !isHeading && strings.HasPrefix(inner, "#") {
		b.close()
		b.problem(n, b.field(), `has a heading that is none of "## …"`)
		b.dull = true // what follows belongs to no section
		return
	}
	for _, c := range b.banned {
		if c.pattern.MatchString(inner) {
			b.problem(n, b.field(), "has "+c.name+"; a guide has paragraphs, lists and **strong** words only")
			break
		}
	}
	item, isItem := strings.CutPrefix(inner, "- ")
	number := b.numbered.FindString(inner)
	switch {
	case isHeading:
		b.close()
		b.heading(n, strings.TrimSpace(heading))
	case inner == "":
		b.close()
		if b.kind == "p" {
			b.kind = ""
		}
	case indented && (isItem || number != ""):
		b.problem(n, b.field(), "has a list inside a list; lists are flat")
	case isItem:
		b.begin(n, "ul", item)
	case number != "":
		b.begin(n, "ol", inner[len(number):])
	case len(b.open) > 0 && (b.kind == "p" || indented):
		b.open = append(b.open, inner)
	case len(b.open) > 0:
		b.problem(n, b.field(), "stands right below a list: indent it to continue the item, or leave a line empty before it")
	default:
		b.begin(n, "p", inner)
	}
}

// field names the place being read, for problems.
func (b *body) field() string {
	if len(b.sections) == 0 {
		return ""
	}
	return "section." + string(b.sections[len(b.sections)-1].Key)
}

func (b *body) heading(n int, title string) {
	b.kind, b.dull = "", true
	for _, k := range content.SectionOrder() {
		if content.SectionTitle(b.lang, k) == title {
			b.sections = append(b.sections, content.Section{Key: k, Title: title})
			b.lines["section."+string(k)] = n
			b.dull = false
			return
		}
	}
	known := make([]string, 0, 8)
	for _, k := range content.SectionOrder() {
		known = append(known, content.SectionTitle(b.lang, k))
	}
	b.problem(n, "section", strconv.Quote(title)+" is an unknown heading; known are "+strings.Join(known, ", "))
}

// begin starts an item of a list or a paragraph.
func (b *body) begin(n int, kind, text string) {
	b.close()
	b.next = b.kind != kind || kind == "p"
	b.kind, b.since, b.open = kind, n, []string{strings.TrimSpace(text)}
}

// close ends the item or paragraph being read and puts it into its section.
func (b *body) close() {
	if len(b.open) == 0 {
		return
	}
	text := b.open[0]
	for _, more := range b.open[1:] {
		text += b.glue(text, more) + more
	}
	b.open = nil
	spans := b.spans(text)
	switch {
	case b.dull:
		return
	case len(b.sections) == 0:
		b.problem(b.since, "section", `text before the first "## " heading`)
		return
	case len(spans) == 0:
		b.problem(b.since, b.field(), "has an empty item")
		return
	}
	s := &b.sections[len(b.sections)-1]
	if b.next || len(s.Blocks) == 0 {
		s.Blocks = append(s.Blocks, content.Block{Kind: b.kind})
	}
	last := &s.Blocks[len(s.Blocks)-1]
	last.Items = append(last.Items, spans)
	field := fmt.Sprintf("%s.block[%d]", b.field(), len(s.Blocks))
	if len(last.Items) == 1 {
		b.lines[field] = b.since
	}
	b.lines[fmt.Sprintf("%s.item[%d]", field, len(last.Items))] = b.since
}

// glue is what a line break inside a paragraph becomes: nothing between Chinese
// characters, else a space.
func (b *body) glue(before, after string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if b.lang == content.Chinese && (last >= utf8.RuneSelf || first >= utf8.RuneSelf) {
		return ""
	}
	return " "
}

// spans splits a text at its ** marks.
func (b *body) spans(text string) []content.Span {
	parts := strings.Split(text, "**")
	if len(parts)%2 == 0 {
		b.problem(b.since, b.field(), "has a ** without its end")
	}
	var out []content.Span
	for i, p := range parts {
		if strings.ContainsAny(p, "*\\") || strings.Contains(p, "__") {
			b.problem(b.since, b.field(), `has a single *, a \ or a __; strong words stand between two **`)
		}
		if p != "" {
			out = append(out, content.Span{Text: p, Strong: i%2 == 1})
		}
	}
	return out
}
