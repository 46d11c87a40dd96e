package planpaper_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/agent/printing/fonts"
	"lawkiosk/agent/printing/planpaper"
	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/content/plan"
	"lawkiosk/content/source"
)

func pack(t *testing.T) *content.Pack {
	t.Helper()
	p, problems := source.Load(os.DirFS("../../../content"), time.Time{})
	if problems.Errors() > 0 {
		t.Fatal(problems)
	}
	return p
}

func place(p *content.Pack, l content.Lang) planpaper.Place {
	return planpaper.Place{Lang: l, Pack: p, Centre: "520103-centre"}
}

func made(t *testing.T, p *content.Pack, journey string, a plan.Answers) plan.Document {
	t.Helper()
	m, err := plan.NewMaker(p)
	if err != nil {
		t.Fatal(err)
	}
	d, err := m.Make(journey, a, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func textOf(s *render.Sheet) string {
	var b strings.Builder
	for _, r := range s.Rows {
		b.WriteString(r.Key + " " + r.Value + "\n")
	}
	for _, p := range s.Parts {
		b.WriteString(p.Title + "\n" + strings.Join(p.Lines, "\n") + "\n")
	}
	return s.Kicker + "\n" + s.Title + "\n" + b.String()
}

func TestAPlanOnPaperSaysDaysStepsThingsAndPlaces(t *testing.T) {
	p := pack(t)
	d := made(t, p, "unpaid-wages", plan.Answers{"who": "company", "note": "no", "working": "left", "left-on": "2026-05-28", "asked-on": "unknown"})
	text := textOf(planpaper.Sheet(d, []int{1}, place(p, content.Chinese)))
	for _, want := range []string{
		"先投诉，再申请劳动仲裁", "2026年11月22日", "2027年5月28日，还剩 187 天", "2028年5月28日，还剩 553 天", "□ 身份证和复印件", "√ 仲裁申请书",
		"劳动监察大队、劳动人事争议仲裁委员会、法律援助中心", "云岩区公共法律服务中心", "9:00-12:00", "□ 法律援助申请表", "从 2026年5月28日 算起", "第27条", "12348",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if english := textOf(planpaper.Sheet(d, nil, place(p, content.English))); !strings.Contains(english, "28 May 2027, 187 days left") {
		t.Errorf("the English paper says\n%s", english)
	}
}

func TestWhatCouldNotBeCountedIsAskedForAndWhatIsOverSaysSo(t *testing.T) {
	p := pack(t)
	answers := plan.Answers{"proof": "note", "due": "no", "amount": "20000", "reach": "agrees"}
	if text := textOf(planpaper.Sheet(made(t, p, "private-loan", answers), nil, place(p, content.Chinese))); !strings.Contains(text, "还没有算，要先知道") {
		t.Errorf("an open period says\n%s", text)
	}
	d := made(t, p, "unpaid-wages", plan.Answers{"who": "company", "note": "no", "working": "left", "left-on": "2025-11-20", "asked-on": "unknown"})
	if text := textOf(planpaper.Sheet(d, nil, place(p, content.Chinese))); !strings.Contains(text, "已经过了 2 天") {
		t.Errorf("a period that is over says\n%s", text)
	}
}

func TestEveryOfficeHasAName(t *testing.T) {
	for _, o := range content.OfficeKinds() {
		if n := planpaper.OfficeName(o); n.ZH == "" || n.EN == "" {
			t.Errorf("%s is said as %+v", o, n)
		}
	}
}

// TestThePaperIsWhole renders the paper. With LAWKIOSK_PAPERS set to a folder it
// is left there to be looked at.
func TestThePaperIsWhole(t *testing.T) {
	f, err := render.BuiltinFonts()
	if errors.Is(err, fonts.ErrMissing) && os.Getenv("LAWKIOSK_PEERS") != "required" {
		t.Skip("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
	}
	if err != nil {
		t.Fatal(err)
	}
	p := pack(t)
	for name, d := range map[string]plan.Document{
		"wages":  made(t, p, "unpaid-wages", plan.Answers{"who": "company", "note": "no", "working": "left", "left-on": "2026-05-28", "asked-on": "2026-10-01"}),
		"danger": made(t, p, "domestic-violence", plan.Answers{"now": "danger"}),
	} {
		for _, l := range []content.Lang{content.Chinese, content.English} {
			o := render.Options{Centre: p.Centres[2], Lang: l, Now: time.Date(2026, 11, 22, 20, 31, 0, 0, time.FixedZone("CST", 8*3600)), Terminal: "520103-001", URL: "http://127.0.0.1:9000/g/unpaid-wages"}
			paper, err := render.Local{Fonts: f}.Render(t.Context(), render.Request{Kind: render.KindSheet, Sheet: planpaper.Sheet(d, []int{0}, place(p, l)), Options: o})
			if err != nil || paper.Pages < 1 || paper.Pages > 2 {
				t.Fatalf("%s in %s: %d pages, %v", name, l, paper.Pages, err)
			}
			if dir := os.Getenv("LAWKIOSK_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, "plan-"+name+"-"+string(l)+".pdf"), paper.PDF, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
