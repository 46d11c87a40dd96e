package localapi

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/content"
)

// Overview is all that the page needs to show lists.
type Overview struct {
	Version string                    `json:"version"`
	Themes  []content.Theme           `json:"themes"`
	Slides  []content.Slide           `json:"slides"`
	Forms   []FormHead                `json:"forms"`
	Regions []content.Region          `json:"regions"`
	Centres []content.Centre          `json:"centres"`
	Guides  map[string][]GuideSummary `json:"guides" doc:"by language"`
}

// FormHead is a form in a list.
type FormHead struct {
	ID      string       `json:"id"`
	Title   content.Text `json:"title"`
	Purpose content.Text `json:"purpose"`
}

// GuideSummary is a guide in a list.
type GuideSummary struct {
	ID      string `json:"id"`
	Theme   string `json:"theme"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

// GuidePage is a guide and the address that its QR code holds.
type GuidePage struct {
	content.Guide
	QR string `json:"qr"`
}

// InLang is the language of a reading call. It is exported for huma, which
// passes over embedded types that are not.
type InLang struct {
	Lang content.Lang `query:"lang" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Server) contentRoutes(api huma.API) {
	register(api, s, op(http.MethodGet, "/api/content", "getContent", "Themes, slides and lists of the content in use"),
		func(ctx context.Context, _ *none) (*body[Overview], error) {
			p, err := s.deps.Content.Pack(ctx)
			if err != nil {
				return nil, err
			}
			return &body[Overview]{overview(p)}, nil
		})
	register(api, s, op(http.MethodGet, "/api/content/search", "getSearchDocs", "What the page's search indexes"),
		func(ctx context.Context, in *InLang) (*body[[]content.SearchDoc], error) {
			p, err := s.deps.Content.Pack(ctx)
			if err != nil {
				return nil, err
			}
			return &body[[]content.SearchDoc]{full(p.Search[in.Lang])}, nil
		})
	register(api, s, op(http.MethodGet, "/api/content/guides/{id}", "getGuide", "A guide; with via it counts as viewed"),
		func(ctx context.Context, in *struct {
			InLang
			ID  string `path:"id" maxLength:"64"`
			Via string `query:"via" enum:"tile,search,slide,related" doc:"how the visitor came here; without it nothing is counted"`
		},
		) (*body[GuidePage], error) {
			p, err := s.deps.Content.Pack(ctx)
			if err != nil {
				return nil, err
			}
			g := guideIn(p, in.ID, in.Lang)
			if g == nil {
				return nil, ErrNoItem
			}
			if in.Via != "" {
				s.deps.Visits.ViewGuide(g.ID, in.Via)
			}
			s.deps.Prints.Prepare(g.ID, g.Lang)
			return &body[GuidePage]{GuidePage{Guide: *g, QR: s.guideURL(g.ID)}}, nil
		})
	register(api, s, op(http.MethodGet, "/api/content/forms/{id}", "getForm", "A form with its fields"),
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"64"`
		},
		) (*body[content.Form], error) {
			p, err := s.deps.Content.Pack(ctx)
			if err != nil {
				return nil, err
			}
			f := p.Forms[in.ID]
			if f == nil {
				return nil, ErrNoItem
			}
			return &body[content.Form]{*f}, nil
		})
}

// guideIn finds a guide, in Chinese where it is not translated.
func guideIn(p *content.Pack, id string, l content.Lang) *content.Guide {
	if g := p.Guides[l][id]; g != nil {
		return g
	}
	return p.Guides[content.Chinese][id]
}

func (s *Server) guideURL(id string) string { return s.cfg.PublicURL + "/g/" + id }

func overview(p *content.Pack) Overview {
	o := Overview{
		Version: p.Version, Themes: full(p.Themes), Slides: full(p.Slides), Forms: []FormHead{},
		Regions: full(p.Regions), Centres: full(p.Centres), Guides: map[string][]GuideSummary{},
	}
	for _, f := range p.Forms {
		o.Forms = append(o.Forms, FormHead{ID: f.ID, Title: f.Title, Purpose: f.Purpose})
	}
	slices.SortFunc(o.Forms, func(a, b FormHead) int { return cmp.Compare(a.ID, b.ID) })
	for _, l := range []content.Lang{content.Chinese, content.English} {
		list := make([]GuideSummary, 0, len(p.Guides[l]))
		for _, id := range slices.Sorted(maps.Keys(p.Guides[l])) {
			g := p.Guides[l][id]
			list = append(list, GuideSummary{ID: g.ID, Theme: g.Theme, Title: g.Title, Summary: g.Summary})
		}
		o.Guides[string(l)] = list
	}
	return o
}
