package content_test

import (
	"strings"
	"testing"

	"lawkiosk/content"
	"lawkiosk/content/contenttest"
)

func opinion() content.Opinion {
	both := content.Text{ZH: "示例", EN: "Sample"}
	return content.Opinion{
		ID: "draft", Code: 101, Title: both, By: both, Summary: both, Points: []content.Text{both}, From: "2026-01-01", Until: "2026-12-31", Sample: true,
		Questions: []content.OpinionAsk{{ID: "whole", Ask: both, Answers: []content.Text{both, both}}},
	}
}

func TestOpinionsAreChecked(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*content.Opinion)
		twice  bool
		want   string
	}{
		"good":             {func(*content.Opinion) {}, false, ""},
		"no code":          {func(o *content.Opinion) { o.Code = 0 }, false, "code"},
		"long code":        {func(o *content.Opinion) { o.Code = 1000 }, false, "code"},
		"code given twice": {func(o *content.Opinion) { o.ID = "other" }, true, "code"},
		"ends too early":   {func(o *content.Opinion) { o.Until = "2025-12-31" }, false, "until"},
		"nothing asked":    {func(o *content.Opinion) { o.Questions = nil }, false, "question"},
		"no choice":        {func(o *content.Opinion) { o.Questions[0].Answers = o.Questions[0].Answers[:1] }, false, "answers"},
	} {
		t.Run(name, func(t *testing.T) {
			p := contenttest.Synthetic(1)
			o := opinion()
			c.change(&o)
			p.Opinions = []content.Opinion{o}
			if c.twice {
				p.Opinions = append(p.Opinions, opinion())
			}
			faults := p.Check()
			found := false
			for _, f := range faults {
				found = found || c.want != "" && strings.Contains(f.Field, c.want)
			}
			if c.want == "" && len(faults) > 0 || c.want != "" && !found {
				t.Errorf("faults %v, want one of %q", faults, c.want)
			}
		})
	}
}

func TestAnOpinionIsOpenFromItsFirstDayThroughItsLast(t *testing.T) {
	o := opinion()
	for day, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-12-31": true, "2027-01-01": false} {
		if o.Open(day) != want {
			t.Errorf("%s: open is %v", day, !want)
		}
	}
	if q, ok := o.Question("whole"); !ok || q.ID != "whole" {
		t.Error("its question is not found")
	}
}
