package httpapi

import (
	"cmp"
	"context"
	"slices"

	"lawkiosk/content"
	"lawkiosk/fleet"
)

// LibraryDoc is what a lawyer can send to a kiosk, and what names the topics
// and the counties of calls.
type LibraryDoc struct {
	Themes  []LibraryTheme `json:"themes" nullable:"false" doc:"In the order of the kiosks' home screen"`
	Guides  []LibraryGuide `json:"guides" nullable:"false" doc:"By id"`
	Forms   []LibraryForm  `json:"forms" nullable:"false" doc:"By id"`
	Regions []PlaceName    `json:"regions" nullable:"false"`
}

// LibraryTheme is a topic.
type LibraryTheme struct {
	ID     string   `json:"id"`
	Say    TextDoc  `json:"say"`
	Guides []string `json:"guides" nullable:"false"`
	Forms  []string `json:"forms" nullable:"false"`
}

// LibraryGuide is a guide in brief.
type LibraryGuide struct {
	ID      string  `json:"id"`
	Theme   string  `json:"theme"`
	Title   TextDoc `json:"title"`
	Summary TextDoc `json:"summary"`
}

// LibraryForm is a form in brief.
type LibraryForm struct {
	ID      string  `json:"id"`
	Title   TextDoc `json:"title"`
	Purpose TextDoc `json:"purpose"`
}

// PlaceName names a county.
type PlaceName struct {
	Code string  `json:"code"`
	Name TextDoc `json:"name"`
}

type guideQuery struct {
	ID   string `path:"id"`
	Lang string `query:"lang" enum:"zh-CN,en" default:"zh-CN"`
}

type formQuery struct {
	ID string `path:"id"`
}

func (a *API) libraryRoutes() {
	handle(a, route{method: "GET", path: "/api/content/library", id: "get-library", summary: "Guides, forms, topics and counties in brief", who: fleet.SignedIn},
		func(context.Context, *struct{}) (*body[LibraryDoc], error) {
			return &body[LibraryDoc]{library(a.deps.Content())}, nil
		})
	handle(a, route{method: "GET", path: "/api/content/guides/{id}", id: "get-guide", summary: "A guide", who: fleet.SignedIn},
		func(ctx context.Context, in *guideQuery) (*body[content.Guide], error) {
			g, ok := a.deps.Content().Guide(content.Lang(in.Lang), in.ID)
			if !ok {
				return nil, problem(ctx, codeNotFound)
			}
			return &body[content.Guide]{*g}, nil
		})
	handle(a, route{method: "GET", path: "/api/content/forms/{id}", id: "get-form", summary: "A form's blanks", who: fleet.SignedIn},
		func(ctx context.Context, in *formQuery) (*body[content.Form], error) {
			f, ok := a.deps.Content().Form(in.ID)
			if !ok {
				return nil, problem(ctx, codeNotFound)
			}
			return &body[content.Form]{*f}, nil
		})
}

// library takes what the newest good pack has; a guide that one language lacks
// is told in the other.
func library(p *content.Pack) LibraryDoc {
	doc := LibraryDoc{Themes: []LibraryTheme{}, Guides: []LibraryGuide{}, Forms: []LibraryForm{}, Regions: []PlaceName{}}
	for _, t := range p.Themes {
		doc.Themes = append(doc.Themes, LibraryTheme{
			ID: t.ID, Say: textDoc(t.Say), Guides: append([]string{}, t.Guides...), Forms: append([]string{}, t.Forms...),
		})
	}
	seen := map[string]bool{}
	for _, guides := range p.Guides {
		for id := range guides {
			if seen[id] {
				continue
			}
			seen[id] = true
			var title, summary content.Text
			theme := ""
			if g, ok := p.Guide(content.Chinese, id); ok {
				title.ZH, summary.ZH, theme = g.Title, g.Summary, g.Theme
			}
			if g, ok := p.Guide(content.English, id); ok {
				title.EN, summary.EN, theme = g.Title, g.Summary, g.Theme
			}
			doc.Guides = append(doc.Guides, LibraryGuide{ID: id, Theme: theme, Title: textDoc(title), Summary: textDoc(summary)})
		}
	}
	slices.SortFunc(doc.Guides, func(a, b LibraryGuide) int { return cmp.Compare(a.ID, b.ID) })
	for id, f := range p.Forms {
		doc.Forms = append(doc.Forms, LibraryForm{ID: id, Title: textDoc(f.Title), Purpose: textDoc(f.Purpose)})
	}
	slices.SortFunc(doc.Forms, func(a, b LibraryForm) int { return cmp.Compare(a.ID, b.ID) })
	for _, r := range p.Regions {
		doc.Regions = append(doc.Regions, PlaceName{Code: r.Code, Name: textDoc(r.Name)})
	}
	return doc
}
