// Package search makes what the citizen's page searches: for each guide, form, service item and draft
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
// order of their ids, the forms, then service items and drafts in their own order.
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
		for i := range p.Services {
			docs = append(docs, serviceDoc(l, &p.Services[i]))
		}
		for i := range p.Opinions {
			docs = append(docs, opinionDoc(l, &p.Opinions[i]))
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
		fields := part.Fields
		if len(part.Columns) > 0 {
			fields = part.Columns // once, not for every row
		}
		for _, blank := range fields {
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

func serviceDoc(l content.Lang, s *content.Service) content.SearchDoc {
	body := append(make([]string, 0, 5+len(s.Materials)), s.For.In(l), s.Handler.In(l), s.Limit.In(l), s.Channel.In(l), s.Cost.In(l))
	for _, m := range s.Materials {
		body = append(body, m.In(l))
	}
	return content.SearchDoc{ID: s.ID, Kind: "service", Title: s.Name.In(l), Summary: s.Does.In(l), Body: strings.Join(body, "\n")}
}

func opinionDoc(l content.Lang, o *content.Opinion) content.SearchDoc {
	body := append(make([]string, 0, 1+len(o.Points)), o.By.In(l))
	for _, p := range o.Points {
		body = append(body, p.In(l))
	}
	return content.SearchDoc{ID: o.ID, Kind: "opinion", Title: o.Title.In(l), Summary: o.Summary.In(l), Body: strings.Join(body, "\n")}
}
