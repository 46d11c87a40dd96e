package render_test

import (
	"strings"
	"testing"

	"lawkiosk/content"
	"lawkiosk/content/preview"
)

// TestEveryFormWithUsualAnswers fills forms in as most people would.
func TestEveryFormWithUsualAnswers(t *testing.T) {
	o := options(t)
	for id, f := range realForms(t) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			pdf, pages := written(t, f, preview.Sample(f), o)
			if pages > 6 {
				t.Errorf("%d pages", pages)
			}
			if text := squeeze(poppler(t, "pdftotext", pdf, "-raw")); strings.Contains(text, "空方框") {
				t.Error("a usual answer has a character that the fonts lack")
			}
			unclipped(t, pdf)
		})
	}
}

// TestEveryFormWithNamesOfAllPeoples prints names with a point between their parts,
// of up to thirty characters, and rare characters of the extensions A and E.
func TestEveryFormWithNamesOfAllPeoples(t *testing.T) {
	o := options(t)
	names := []string{"阿卜杜热合曼·麦麦提托合提", "欧阳娜娜·𬭊㛃䶮", "王㛃"}
	for id, f := range realForms(t) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			n := 0
			values := fill(f, func(b content.Field, _ int) string {
				if b.Type != "name" {
					return "无"
				}
				n++
				return names[n%len(names)]
			})
			pdf, _ := written(t, f, values, o)
			text := squeeze(poppler(t, "pdftotext", pdf, "-raw"))
			for key, v := range values {
				if !strings.Contains(v, "·") && !strings.HasPrefix(v, "王") {
					continue
				}
				for part := range strings.SplitSeq(strings.NewReplacer("𬭊", "", "㛃", "").Replace(v), "·") {
					if !strings.Contains(text, part) {
						t.Errorf("%s: %q of %q is not on the paper", key, part, v)
					}
				}
			}
			unclipped(t, pdf)
		})
	}
}
