package httpapi

import (
	"context"

	"lawkiosk/content"
	"lawkiosk/fleet"
)

// TitlesDoc names the guides and forms that records tell of by their id.
type TitlesDoc struct {
	Guides map[string]TextDoc `json:"guides" nullable:"false"`
	Forms  map[string]TextDoc `json:"forms" nullable:"false"`
}

func (a *API) titleRoutes() {
	handle(a, route{method: "GET", path: "/api/content/titles", id: "list-titles", summary: "Titles of guides and forms, by id", who: fleet.SignedIn},
		func(context.Context, *struct{}) (*body[TitlesDoc], error) {
			return &body[TitlesDoc]{titles(a.deps.Content())}, nil
		})
}

// titles takes what the newest good pack calls its guides and forms; a guide
// that one language lacks is named in the other.
func titles(p *content.Pack) TitlesDoc {
	doc := TitlesDoc{Guides: map[string]TextDoc{}, Forms: map[string]TextDoc{}}
	for _, guides := range p.Guides {
		for id := range guides {
			var t content.Text
			if g, ok := p.Guide(content.Chinese, id); ok {
				t.ZH = g.Title
			}
			if g, ok := p.Guide(content.English, id); ok {
				t.EN = g.Title
			}
			doc.Guides[id] = textDoc(t)
		}
	}
	for id, f := range p.Forms {
		doc.Forms[id] = textDoc(f.Title)
	}
	return doc
}
