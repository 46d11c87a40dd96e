package content_test

import (
	"testing"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/contenttest"
)

func TestSyntheticContentIsGood(t *testing.T) {
	p := contenttest.Synthetic(200)
	for _, f := range append(p.Check(), p.CheckProse()...) {
		t.Error(f)
	}
	if n := len(p.Guides[content.Chinese]); n != 200 {
		t.Errorf("%d guides", n)
	}
}

func TestCompareVersions(t *testing.T) {
	// In rising order; each is compared with each.
	rising := []string{"", "soon", "1", "1.1", "2026.9.30-9", "2026.11.1", "2026.11.1-1", "2026.11.1-2", "2026.11.1-10", "2026.11.22-1", "2027.1.1-1"}
	for i, a := range rising {
		for j, b := range rising {
			if got := content.CompareVersions(a, b); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("CompareVersions(%q, %q) = %d", a, b, got)
			}
		}
	}
	if content.CompareVersions("2026.11.22-0", "2026.11.22") != 0 {
		t.Error("an absent number must count as 0")
	}
}

func TestLookups(t *testing.T) {
	p := contenttest.Synthetic(2)
	if g, ok := p.Guide(content.English, "guide-1"); !ok || g.Lang != content.English {
		t.Error("English guide not found")
	}
	delete(p.Guides[content.English], "guide-1")
	if g, ok := p.Guide(content.English, "guide-1"); !ok || g.Lang != content.Chinese {
		t.Error("no Chinese guide in place of a missing translation")
	}
	if _, ok := p.Guide(content.Chinese, "none"); ok {
		t.Error("found a guide that is none")
	}
	if c, ok := p.Centre("520103-centre"); !ok || c.Region != "520103" {
		t.Error("centre not found")
	}
	if r, ok := p.Region("520103"); !ok || r.Name.EN != "Yunyan District" {
		t.Error("region not found")
	}
	if _, ok := p.Form("synthetic-form"); !ok {
		t.Error("form not found")
	}
	if _, ok := p.Theme("theme-1"); !ok {
		t.Error("theme not found")
	}
}

func TestOverdue(t *testing.T) {
	p := contenttest.Synthetic(1)
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if f := p.Overdue(day("2027-05-31")); len(f) != 0 {
		t.Errorf("on the day itself: %v", f)
	}
	f := p.Overdue(day("2027-06-01"))
	if len(f) != 1 || !f[0].Warning || f[0].Field != "review_by" {
		t.Errorf("the day after: %v", f)
	}
}

func TestShowable(t *testing.T) {
	for _, r := range "人民法院ABC123，。：；？！（）《》“”…—①☑□×·%￥" {
		if !content.Showable(r) {
			t.Errorf("%q must be showable", r)
		}
	}
	for _, r := range "😀\u200b\ufffd\t\ue000𠮷" {
		if content.Showable(r) {
			t.Errorf("%q (U+%04X) must not be showable", r, r)
		}
	}
}

func TestCite(t *testing.T) {
	if got := content.Cite(content.Chinese, "劳动合同法", "43, 46-48"); got != "劳动合同法 第43、46-48条" {
		t.Error(got)
	}
	if got := content.Cite(content.English, "Labour Contract Law", "27"); got != "Labour Contract Law, art. 27" {
		t.Error(got)
	}
}
