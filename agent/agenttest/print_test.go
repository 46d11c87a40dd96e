package agenttest_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/printing/render"
	"lawkiosk/drivers/printer/printertest"
	"lawkiosk/fleet/wire"
)

// withPrinter starts a kiosk with a printer whose page has seen it ready.
func withPrinter(t *testing.T) (*agenttest.Kiosk, *agenttest.Page) {
	t.Helper()
	k := agenttest.Start(t, agenttest.Options{NoReader: true})
	page := k.Launch()
	page.Listen()
	awaitPrinter(page, func(d localapi.Device) bool { return d.Ready })
	page.Begin()
	return k, page
}

func awaitPrinter(page *agenttest.Page, fits func(localapi.Device) bool) {
	var s localapi.TerminalState
	page.Await("terminal", &s, func() bool { return fits(s.Printer) })
}

// printed reads what lies in the printer's output tray.
func printed(t *testing.T, k *agenttest.Kiosk) (papers [][]byte) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(k.Printed, "*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		papers = append(papers, data)
	}
	return papers
}

func TestAGuideArrivesOnPaperByteForByte(t *testing.T) {
	k, page := withPrinter(t)
	page.Must(http.MethodGet, "/api/content/guides/"+agenttest.Guide+"?via=tile", nil, nil)
	job := page.Print("guide", agenttest.Guide, 2, nil)
	p := page.AwaitPrint(job, "printed")
	if p.Pages != 2 || p.Copies != 2 || p.Printed != 4 || p.Title == "" || p.Item != agenttest.Guide {
		t.Fatalf("progress %+v", p)
	}
	papers := printed(t, k)
	if len(papers) != 1 || !k.Papers.Made(papers[0]) {
		t.Fatalf("%d papers in the tray, not the one that was rendered", len(papers))
	}
	var now localapi.Progress
	page.Must(http.MethodGet, "/api/prints/"+job, nil, &now)
	if now.State != "printed" {
		t.Fatalf("asked, the job is %+v", now)
	}
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	page.Begin()
	if a := page.Do(http.MethodGet, "/api/prints/"+job, nil, nil); a.Problem.Code != "job.none" {
		t.Fatalf("another visit got %d %s", a.Status, a.Body)
	}
	ended := only[wire.PrintEnded](t, k.Records(), wire.KindPrintEnded)
	if len(ended) != 1 || ended[0].Outcome != "printed" || ended[0].Pages != 4 || ended[0].Job != job || ended[0].Visit == "" {
		t.Fatalf("records %+v", ended)
	}
}

func TestPaperOutThenRefilled(t *testing.T) {
	k, page := withPrinter(t)
	k.Printer.SetPaper(1)
	job := page.Print("guide", agenttest.Guide, 1, nil)
	if p := page.AwaitPrint(job, "stopped"); !slices.Contains(p.Reasons, "media-empty") || !strings.Contains(p.Detail, "没有纸") {
		t.Fatalf("the first that the visitor hears is %+v", p)
	}
	k.Until("the page to be told that there is no paper", func() bool {
		var now localapi.Terminal
		page.Must(http.MethodGet, "/api/terminal", nil, &now)
		return !now.Printer.Ready
	})
	k.Printer.SetPaper(100)
	page.Must(http.MethodPost, "/api/prints/"+job+"/continue", nil, nil)
	if p := page.AwaitPrint(job, "printed"); p.Printed != 2 {
		t.Fatalf("progress %+v", p)
	}
}

func TestAStoppedPrintIsCanceled(t *testing.T) {
	k, page := withPrinter(t)
	k.Printer.SetPaper(0)
	job := page.Print("guide", agenttest.Guide, 1, nil)
	page.AwaitPrint(job, "stopped")
	page.Must(http.MethodPost, "/api/prints/"+job+"/cancel", nil, nil)
	page.AwaitPrint(job, "canceled")
	k.Printer.SetPaper(100)
	if papers := printed(t, k); len(papers) != 0 {
		t.Fatalf("%d papers came out", len(papers))
	}
	if ended := only[wire.PrintEnded](t, k.Records(), wire.KindPrintEnded); len(ended) != 1 || ended[0].Outcome != "canceled" {
		t.Fatalf("records %+v", ended)
	}
}

func TestAPrinterThatIsAwayGetsTheJobWhenItReturns(t *testing.T) {
	k, page := withPrinter(t)
	if err := k.Printer.SetNetwork(printertest.NetworkOffline); err != nil {
		t.Fatal(err)
	}
	awaitPrinter(page, func(d localapi.Device) bool { return d.State == "offline" })
	job := page.Print("guide", agenttest.Guide, 1, nil)
	page.AwaitPrint(job, "queued")
	if err := k.Printer.SetNetwork(printertest.NetworkOK); err != nil {
		t.Fatal(err)
	}
	page.AwaitPrint(job, "printed")
	if papers := printed(t, k); len(papers) != 1 {
		t.Fatalf("%d papers came out", len(papers))
	}
}

func TestTheEndOfAVisitCallsOffWhatStandsStill(t *testing.T) {
	k, page := withPrinter(t)
	k.Printer.SetPaper(0)
	job := page.Print("form", agenttest.Form, 1, map[string]string{"name": "测试甲"})
	page.AwaitPrint(job, "stopped")
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	k.Until("the job to be canceled", func() bool {
		s, _ := k.Printer.Snapshot()
		return len(s.Jobs) == 1 && s.Jobs[0].State == "canceled"
	})
	spool := filepath.Join(k.DataDir, "printing", "spool")
	k.Until("the spool to be wiped", func() bool {
		left, err := os.ReadDir(spool)
		return err == nil && len(left) == 0
	})
	for _, r := range k.Records() {
		if bytes.Contains(r.Data, []byte("测试甲")) {
			t.Fatalf("a record holds the name: %s", r.Data)
		}
	}
}

func TestPrintLimitsAndBadFields(t *testing.T) {
	_, page := withPrinter(t)
	ask := func(kind, id string, copies int, fields map[string]string) localapi.Problem {
		return page.Do(http.MethodPost, "/api/prints", map[string]any{"kind": kind, "id": id, "lang": "zh-CN", "copies": copies, "fields": fields}, nil).Problem
	}
	for _, c := range []struct {
		kind, id string
		copies   int
		fields   map[string]string
		want     string
	}{
		{"guide", agenttest.Guide, 4, nil, "print.copies"},
		{"guide", agenttest.Guide, 0, nil, "print.copies"},
		{"guide", "none", 1, nil, "item.none"},
		{"form", "none", 1, nil, "item.none"},
		{"poster", agenttest.Guide, 1, nil, "request.bad"},
		{"guide", agenttest.Guide, 1, map[string]string{"name": "x"}, "form.field"},
		{"form", agenttest.Form, 1, map[string]string{"none": "x"}, "form.field"},
		{"form", agenttest.Form, 1, map[string]string{"name": strings.Repeat("长", 201)}, "form.field"},
		{"form", agenttest.Form, 1, map[string]string{"facts": strings.Repeat("长", 160_000)}, "request.large"},
	} {
		if p := ask(c.kind, c.id, c.copies, c.fields); p.Code != c.want || p.Detail == "" {
			t.Errorf("%s %s x%d gave %+v, want %s", c.kind, c.id, c.copies, p, c.want)
		}
	}
	for range 10 { // none of the refused ones counted
		page.Print("guide", agenttest.Guide, 1, nil)
	}
	if p := ask("guide", agenttest.Guide, 1, nil); p.Code != "print.limit" {
		t.Fatalf("the eleventh print gave %+v", p)
	}
}

// broken is a renderer that fails.
type broken struct{}

func (broken) Render(context.Context, render.Request) (render.Paper, error) {
	return render.Paper{}, errors.New("cannot render: fonts are missing, run make")
}

func TestPrintsThatCannotBe(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoReader: true, Render: broken{}})
	page := k.Launch()
	page.Begin()
	in := map[string]any{"kind": "guide", "id": agenttest.Guide, "lang": "zh-CN", "copies": 1}
	if a := page.Do(http.MethodPost, "/api/prints", in, nil); a.Problem.Code != "print.render" {
		t.Fatalf("without fonts: %d %s", a.Status, a.Body)
	}
	none := agenttest.Start(t, agenttest.Options{NoReader: true, NoPrinter: true})
	page = none.Launch()
	page.Begin()
	if a := page.Do(http.MethodPost, "/api/prints", in, nil); a.Problem.Code != "print.none" {
		t.Fatalf("without a printer: %d %s", a.Status, a.Body)
	}
}
