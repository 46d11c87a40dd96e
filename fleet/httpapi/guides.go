package httpapi

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"lawkiosk/content"
)

//go:embed pages/guide.html pages/guide.css
var pageFiles embed.FS

// guidePage is what the template shows.
type guidePage struct {
	Lang, OtherLang content.Lang
	Other           string // address of the same page in the other language
	Guide           *content.Guide
	Sections        []guideSection
	Basis           []string
	Related         []guideLink
	Centres         []guideCentre
	Say             func(zh, en string) string
	Missing         bool
}

type guideSection struct {
	Title  string
	Blocks []content.Block
}

type guideLink struct{ URL, Title string }

type guideCentre struct {
	Name, Address, Phone, Hours string
	Sample                      bool
}

// guideRoutes serves the pages behind the QR codes of kiosks and paper: no
// script, no cookie, nothing counted.
func (a *API) guideRoutes(mux *http.ServeMux) {
	page := template.Must(template.ParseFS(pageFiles, "pages/guide.html"))
	mux.HandleFunc("GET /g/guide.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		http.ServeFileFS(w, r, pageFiles, "pages/guide.css")
	})
	mux.HandleFunc("GET /g/{id}", func(w http.ResponseWriter, r *http.Request) {
		lang := langOf(r.Context())
		if l := content.Lang(r.URL.Query().Get("lang")); slices.Contains(content.Languages(), l) {
			lang = l
		}
		p := a.guidePage(r.PathValue("id"), lang)
		var out bytes.Buffer
		if err := page.Execute(&out, p); err != nil {
			a.deps.Log.ErrorContext(r.Context(), "guide's page failed", "error", err)
			writeProblem(w, r, codeInternal)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Language", string(lang))
		w.Header().Set("Vary", "Accept-Language")
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		if p.Missing {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = out.WriteTo(w) // the reader may be gone
	})
}

func (a *API) guidePage(id string, lang content.Lang) guidePage {
	pack := a.deps.Content()
	p := guidePage{Lang: lang, OtherLang: content.English}
	if lang == content.English {
		p.OtherLang = content.Chinese
	}
	p.Say = func(zh, en string) string { return content.Text{ZH: zh, EN: en}.In(lang) }
	p.Other = guideURL(id, p.OtherLang)
	g, ok := pack.Guide(lang, id)
	if !ok {
		p.Missing = true
		return p
	}
	p.Guide = g
	for _, s := range g.Sections {
		title := s.Title
		if title == "" {
			title = content.SectionTitle(lang, s.Key)
		}
		p.Sections = append(p.Sections, guideSection{title, s.Blocks})
	}
	for _, b := range g.Basis {
		line := content.Cite(lang, lawName(pack, b.Law, lang), b.Article)
		if b.Says != "" {
			line += " — " + b.Says
		}
		p.Basis = append(p.Basis, line)
	}
	for _, r := range g.Related {
		if other, ok := pack.Guide(lang, r); ok {
			p.Related = append(p.Related, guideLink{guideURL(r, lang), other.Title})
		}
	}
	for _, c := range pack.Centres {
		p.Centres = append(p.Centres, guideCentre{c.Name.In(lang), c.Address.In(lang), c.Phone, c.Hours.In(lang), c.Sample})
	}
	return p
}

func guideURL(id string, lang content.Lang) string {
	return "/g/" + url.PathEscape(id) + "?lang=" + url.QueryEscape(string(lang))
}

// lawName gives a law's full name, which a reader without the law at hand needs.
func lawName(p *content.Pack, short string, lang content.Lang) string {
	for _, l := range p.Laws {
		if l.Short == short {
			return l.Name.In(lang)
		}
	}
	return short
}
