package httpapi

import (
	"testing"

	"lawkiosk/content"
)

func TestTitles(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	var doc TitlesDoc
	w.do("GET", "/api/content/titles", "", w.signIn("eye")).json(t, &doc)
	if want := (TextDoc{ZH: "欠薪怎么办", EN: "Unpaid wages"}); doc.Guides["wages"] != want {
		t.Errorf("guide: got %v, want %v", doc.Guides["wages"], want)
	}
	if doc.Forms == nil || len(doc.Forms) != 0 {
		t.Errorf("forms of a pack without forms: %v", doc.Forms)
	}
}

func TestTitlesOfForms(t *testing.T) {
	p := &content.Pack{
		Forms:  map[string]*content.Form{"aid": {ID: "aid", Title: content.Text{ZH: "法律援助申请表", EN: "Legal aid form"}}},
		Guides: map[content.Lang]map[string]*content.Guide{content.Chinese: {"only-zh": {Title: "只有中文"}}},
	}
	doc := titles(p)
	if want := (TextDoc{ZH: "法律援助申请表", EN: "Legal aid form"}); doc.Forms["aid"] != want {
		t.Errorf("form: got %v, want %v", doc.Forms["aid"], want)
	}
	if got := doc.Guides["only-zh"]; got.EN != "只有中文" {
		t.Errorf("a guide without English is named %q", got.EN)
	}
}
