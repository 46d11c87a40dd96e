package meeting

import (
	"slices"
	"testing"
)

func TestTemplatesCoverEveryOutcome(t *testing.T) {
	all, err := noteTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for _, outcome := range []string{"advice", "legal-aid", "mediation", "arbitration", "court", "other"} {
		if !slices.ContainsFunc(all, func(t Template) bool { return t.Outcome == outcome }) {
			t.Errorf("no template for %s", outcome)
		}
	}
}
