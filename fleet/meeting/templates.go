package meeting

import (
	"bytes"
	_ "embed" // the templates
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lawkiosk/content"
)

//go:embed templates.toml
var templates []byte

// Templates implements DeskDoor.
func (s *Service) Templates() []Template {
	all, err := noteTemplates()
	if err != nil { // a test sees it before anybody else
		s.d.Log.Error("templates of notes cannot be read", "error", err)
	}
	return all
}

// noteTemplates gives the templates of notes, in their order.
func noteTemplates() ([]Template, error) {
	var file struct {
		Template []struct {
			ID      string
			Outcome string
			Name    content.Text
			Text    content.Text
		}
	}
	if err := toml.NewDecoder(bytes.NewReader(templates)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, fmt.Errorf("cannot read the templates of notes: %w", err)
	}
	var out []Template
	for i, t := range file.Template {
		if t.ID == "" || t.Outcome == "" || t.Name.ZH == "" || t.Name.EN == "" || t.Text.ZH == "" || t.Text.EN == "" {
			return nil, fmt.Errorf("cannot use template %d (%q) of notes: an outcome, a name and a text in both languages are needed", i+1, t.ID)
		}
		if slices.ContainsFunc(out, func(o Template) bool { return o.ID == t.ID }) {
			return nil, fmt.Errorf("cannot use the templates of notes: %q is there twice", t.ID)
		}
		out = append(out, Template{ID: t.ID, Outcome: t.Outcome, Name: bilingual(t.Name), Text: bilingual(t.Text)})
	}
	return out, nil
}

func bilingual(t content.Text) Bilingual {
	return Bilingual{ZH: strings.TrimSpace(t.ZH), EN: strings.TrimSpace(t.EN)}
}
