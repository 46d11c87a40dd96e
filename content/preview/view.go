package preview

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/plan"
	"lawkiosk/content/source"
)

// view is what every page shows: its own data beside the faults of its sources.
type view struct {
	Title    string
	Lang     content.Lang
	Here     string // path and query without the language
	Pack     *content.Pack
	Problems source.Problems // of this page's files
	Errors   int             // in all files
	Warnings int
	Data     any
	Papers   bool
}

// read loads the sources; maker is nil where the rules have mistakes.
func (s *Site) read(r *http.Request) (v view, maker *plan.Maker, all source.Problems) {
	pack, problems := source.Load(s.sources, s.now())
	v = view{Pack: pack, Lang: content.Chinese, Errors: problems.Errors(), Papers: s.papers != nil}
	v.Warnings = len(problems) - v.Errors
	if r.URL.Query().Get("lang") == string(content.English) {
		v.Lang = content.English
	}
	query := r.URL.Query()
	query.Del("lang")
	v.Here = r.URL.Path + "?"
	if q := query.Encode(); q != "" {
		v.Here += q + "&"
	}
	maker, err := plan.NewMaker(pack)
	if err != nil {
		maker = nil
	}
	return v, maker, problems
}

// today is a day as package period counts days: a midnight in UTC.
func (s *Site) today() time.Time {
	y, m, d := s.now().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// beside keeps the problems of some files.
func beside(all source.Problems, files ...string) (out source.Problems) {
	for _, p := range all {
		if slices.Contains(files, p.File) {
			out = append(out, p)
		}
	}
	return out
}

func (s *Site) show(w http.ResponseWriter, page string, v view) { s.answer(w, http.StatusOK, page, v) }

func (s *Site) answer(w http.ResponseWriter, status int, page string, v view) {
	var b bytes.Buffer
	if err := s.templates[page].Execute(&b, v); err != nil {
		http.Error(w, fmt.Sprintf("cannot show the page: %v", err), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a browser that went away
}

// missing says that a source is not there, beside what is wrong with the rest.
func (s *Site) missing(w http.ResponseWriter, v view, all source.Problems, what string) {
	v.Title, v.Problems = what, all
	v.Data = strconv.Quote(what) + " is not there, or cannot be read"
	s.answer(w, http.StatusNotFound, "gone", v)
}

func functions() template.FuncMap {
	return template.FuncMap{
		"in":   func(l content.Lang, t content.Text) string { return t.In(l) },
		"cite": content.Cite,
		"zh":   func(l content.Lang) bool { return l == content.Chinese },
		"say": func(l content.Lang, zh, en string) string {
			if l == content.Chinese {
				return zh
			}
			return en
		},
		"title": content.SectionTitle,
		"day": func(t time.Time) string {
			if t.Hour() != 0 || t.Minute() != 0 {
				return t.Format("2006-01-02 15:04")
			}
			return t.Format(time.DateOnly)
		},
		"add":  func(a, b int) int { return a + b },
		"join": strings.Join,
		"pair": func(l content.Lang, c any) map[string]any { return map[string]any{"Lang": l, "C": c} },
		"fields": func(p content.FormPart) []content.Field {
			if len(p.Columns) > 0 {
				return p.Columns
			}
			return p.Fields
		},
		"set": func(base, key, value string) string {
			u, err := url.Parse(base)
			if err != nil {
				return base
			}
			q := u.Query()
			q.Set(key, value)
			u.RawQuery = q.Encode()
			return u.String()
		},
	}
}

// home lists everything, with all faults.
func (s *Site) home(w http.ResponseWriter, r *http.Request) {
	v, _, all := s.read(r)
	v.Title, v.Problems = "content", all
	type theme struct {
		content.Theme
		Journeys []content.Journey
		Periods  []content.Period
		Amounts  []content.Amount
	}
	themes := make([]theme, 0, len(v.Pack.Themes))
	for _, t := range v.Pack.Themes {
		e := theme{Theme: t}
		for _, j := range v.Pack.Journeys {
			if j.Theme == t.ID {
				e.Journeys = append(e.Journeys, j)
			}
		}
		for _, p := range v.Pack.Periods {
			if p.Theme == t.ID {
				e.Periods = append(e.Periods, p)
			}
		}
		for _, a := range v.Pack.Amounts {
			if a.Theme == t.ID {
				e.Amounts = append(e.Amounts, a)
			}
		}
		themes = append(themes, e)
	}
	v.Data = themes
	s.show(w, "home", v)
}

func (s *Site) guide(w http.ResponseWriter, r *http.Request) {
	v, _, all := s.read(r)
	id := r.PathValue("id")
	g, ok := v.Pack.Guide(v.Lang, id)
	if !ok {
		s.missing(w, v, all, content.GuideFile(content.Chinese, id))
		return
	}
	v.Title, v.Data = g.Title, g
	v.Problems = beside(all, content.GuideFile(content.Chinese, id), content.GuideFile(content.English, id))
	s.show(w, "guide", v)
}

// list shows packages and services.
func (s *Site) list(w http.ResponseWriter, r *http.Request) {
	v, _, all := s.read(r)
	v.Title = "packages, services"
	v.Problems = beside(all, content.PackagesFile, content.ServicesFile, content.OpinionsFile)
	s.show(w, "list", v)
}
