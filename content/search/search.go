// Package search makes what the citizen's page searches: for each guide and form
// its words and, in Chinese, their pinyin. It carries a dictionary of 40,000
// characters, so only what builds packs (contentctl, tests) may import it; a kiosk
// reads the result from a pack.
package search

import (
	"maps"
	"slices"
	"strings"

	"lawkiosk/content"
)

// Docs makes the search documents of a pack in every language: the guides in the
// order of their ids, then the forms.
func Docs(p *content.Pack) map[content.Lang][]content.SearchDoc {
	py := NewPinyin()
	out := map[content.Lang][]content.SearchDoc{}
	for _, l := range content.Languages() {
		var docs []content.SearchDoc
		for _, id := range slices.Sorted(maps.Keys(p.Guides[content.Chinese])) {
			if g, ok := p.Guide(l, id); ok {
				docs = append(docs, guideDoc(p, l, g))
			}
		}
		for _, id := range slices.Sorted(maps.Keys(p.Forms)) {
			docs = append(docs, formDoc(p, l, p.Forms[id]))
		}
		if l == content.Chinese {
			for i := range docs {
				d := &docs[i]
				words := append([]string{d.Title, d.Say}, strings.Fields(d.Keywords)...)
				d.Pinyin, d.Initials = py.Tokens(words...)
			}
		}
		out[l] = docs
	}
	return out
}

func guideDoc(p *content.Pack, l content.Lang, g *content.Guide) content.SearchDoc {
	d := content.SearchDoc{
		ID: g.ID, Kind: "guide", Title: g.Title, Summary: g.Summary,
		Keywords: strings.Join(g.Keywords, " "), Body: guideBody(g),
	}
	if t, ok := p.Theme(g.Theme); ok {
		d.Say = t.Say.In(l)
	}
	return d
}

// guideBody gives a guide's words as plain text, a line for each block's item.
func guideBody(g *content.Guide) string {
	var b strings.Builder
	for _, s := range g.Sections {
		for _, block := range s.Blocks {
			for _, item := range block.Items {
				for _, span := range item {
					b.WriteString(span.Text)
				}
				b.WriteByte('\n')
			}
		}
	}
	for _, d := range g.Deadlines {
		b.WriteString(d.What + " " + d.Within + "\n")
	}
	for _, law := range g.Basis {
		b.WriteString(law.Law + "\n")
	}
	return b.String()
}

func formDoc(p *content.Pack, l content.Lang, f *content.Form) content.SearchDoc {
	d := content.SearchDoc{
		ID: f.ID, Kind: "form", Title: f.Title.In(l), Summary: f.Purpose.In(l),
	}
	var body []string
	for _, part := range f.Parts {
		for _, blank := range part.Fields {
			body = append(body, blank.Label.In(l))
		}
	}
	d.Body = strings.Join(body, "\n")
	for _, t := range p.Themes {
		if slices.Contains(t.Forms, f.ID) {
			d.Say = t.Say.In(l)
			break
		}
	}
	return d
}
