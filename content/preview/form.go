package preview

import (
	"fmt"
	"net/http"
	"strconv"

	"lawkiosk/content"
)

// values turns what a browser sent into values of the inputs' kinds.
func values(a *content.Amount, given map[string]string) map[string]any {
	out := map[string]any{}
	for _, in := range a.Inputs {
		text := given[in.ID]
		switch {
		case text == "":
		case in.Kind == "choice":
			out[in.ID] = text
		case in.Kind == "yes":
			out[in.ID] = text == "yes"
		default:
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				out[in.ID] = n
			}
		}
	}
	return out
}

func (s *Site) form(w http.ResponseWriter, r *http.Request) {
	v, _, all := s.read(r)
	id := r.PathValue("id")
	f, ok := v.Pack.Form(id)
	if !ok {
		s.missing(w, v, all, content.FormFile(id))
		return
	}
	v.Title, v.Data, v.Problems = f.Title.In(v.Lang), f, beside(all, content.FormFile(id))
	s.show(w, "form", v)
}

// formPaper is the form as it prints: blank.pdf, or filled.pdf with made-up answers.
func (s *Site) formPaper(w http.ResponseWriter, r *http.Request) {
	v, _, _ := s.read(r)
	f, ok := v.Pack.Form(r.PathValue("id"))
	paper := r.PathValue("paper")
	if !ok || paper != "blank.pdf" && paper != "filled.pdf" {
		http.NotFound(w, r)
		return
	}
	if s.papers == nil {
		http.Error(w, noPapers, http.StatusNotImplemented)
		return
	}
	var filled map[string]string
	if paper == "filled.pdf" {
		filled = Sample(f)
	}
	pdf, err := s.papers.Form(r.Context(), f, filled, v.Lang, s.now())
	writePaper(w, pdf, err)
}

func (s *Site) guidePaper(w http.ResponseWriter, r *http.Request) {
	v, _, _ := s.read(r)
	g, ok := v.Pack.Guide(v.Lang, r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	if s.papers == nil {
		http.Error(w, noPapers, http.StatusNotImplemented)
		return
	}
	pdf, err := s.papers.Guide(r.Context(), g, s.now())
	writePaper(w, pdf, err)
}

const noPapers = "no papers: build kioskd (make build) and name it with -kioskd bin/kioskd"

func writePaper(w http.ResponseWriter, pdf []byte, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, _ = w.Write(pdf) // a browser that went away
}

// Sample fills a form in with made-up answers of nobody living.
func Sample(f *content.Form) map[string]string {
	out := map[string]string{}
	for _, p := range f.Parts {
		fields := p.Fields
		if len(p.Columns) > 0 {
			fields = fields[:min(len(fields), 2*len(p.Columns))] // two rows
		}
		for i, b := range fields {
			out[b.ID] = sample(b, i)
		}
	}
	return out
}

func sample(b content.Field, i int) string {
	switch b.Type {
	case "name":
		return "测试甲"
	case "idnumber":
		return "110101199001010015"
	case "phone":
		return "13800001234"
	case "date":
		return fmt.Sprintf("2026-%02d-15", i%11+1)
	case "money":
		return strconv.Itoa(1200 + 800*(i%7))
	case "choice":
		return b.Options[i%len(b.Options)].ZH
	case "area":
		return "2026年3月到8月在工地干活，约定每月6000元，一共欠15000元。打电话、发微信要过3次，对方都说过几天给，一直没有给。"
	}
	switch b.Card {
	case "address":
		return "贵阳市云岩区样例路3号"
	case "nation":
		return "苗族"
	case "sex":
		return "男"
	}
	return cut("样例内容"+strconv.Itoa(i+1), b.Max)
}

// cut keeps as many characters as fit; 0 is no limit.
func cut(s string, most int) string {
	if r := []rune(s); most > 0 && len(r) > most {
		return string(r[:most])
	}
	return s
}
