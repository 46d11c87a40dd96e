package agenttest_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/reception"
	"lawkiosk/agent/visit"
	"lawkiosk/fleet/wire"
)

// only gives the bodies of one kind of record.
func only[T any](t *testing.T, records []wire.Record, k wire.Kind) (list []T) {
	t.Helper()
	for _, r := range records {
		if r.Kind != k {
			continue
		}
		var v T
		if err := json.Unmarshal(r.Data, &v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func TestAVisitFromTheFirstTouchToItsRecord(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	page := k.Launch()
	page.Listen()
	if a := page.Do(http.MethodPost, "/api/visits/current/activity", nil, nil); a.Status != 409 || a.Problem.Code != "visit.over" {
		t.Fatalf("activity without a visit gave %d %s", a.Status, a.Body)
	}
	v := page.Begin()
	if v.IdleS != 75 || v.WarnS != 25 || v.Settings.Lang != "zh-CN" {
		t.Fatalf("visit %+v", v)
	}
	var term localapi.Terminal
	page.Must(http.MethodGet, "/api/terminal", nil, &term)
	if term.Visit == nil || term.Visit.Token != v.Token || term.Centre.Name.ZH == "" || term.Printer.State != "noDevice" {
		t.Fatalf("terminal %+v", term)
	}
	page.Must(http.MethodPost, "/api/visits/current/activity", map[string]any{}, nil)
	var s visit.Settings
	page.Must(http.MethodPatch, "/api/visits/current", map[string]any{"elder": true, "contrast": true}, &s)
	if !s.Elder || !s.Contrast || s.Lowered {
		t.Fatalf("settings %+v", s)
	}
	if a := page.Do(http.MethodPatch, "/api/visits/current", map[string]any{"lang": "fr"}, nil); a.Status != 422 {
		t.Fatalf("language fr gave %d %s", a.Status, a.Body)
	}
	var g localapi.GuidePage
	page.Must(http.MethodGet, "/api/content/guides/"+agenttest.Guide+"?lang=en&via=search", nil, &g)
	if g.Lang != "en" || g.QR != "https://law.example/g/"+agenttest.Guide {
		t.Fatalf("guide in %s with QR %s", g.Lang, g.QR)
	}
	page.Must(http.MethodGet, "/api/content/guides/"+agenttest.Guide, nil, nil) // not counted
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	var e reception.Ended
	page.Await("visit.ended", &e, nil)
	if e.How != "button" || e.CardReminder {
		t.Fatalf("ended %+v", e)
	}
	if a := page.Do(http.MethodDelete, "/api/visits/current", nil, nil); a.Status != 409 {
		t.Fatalf("ending twice gave %d", a.Status)
	}
	records := k.Records()
	began, ended, viewed := only[wire.VisitBegan](t, records, wire.KindVisitBegan), only[wire.VisitEnded](t, records, wire.KindVisitEnded), only[wire.GuideViewed](t, records, wire.KindGuideViewed)
	if len(began) != 1 || began[0].Visit != v.ID {
		t.Errorf("began %+v", began)
	}
	if len(ended) != 1 || ended[0].Visit != v.ID || ended[0].How != "button" || !ended[0].Elder || ended[0].Guides != 1 {
		t.Errorf("ended %+v", ended)
	}
	if len(viewed) != 1 || viewed[0].Via != "search" || viewed[0].Guide != agenttest.Guide {
		t.Errorf("viewed %+v", viewed)
	}
	if a := only[wire.AgentStarted](t, records, wire.KindAgentStarted); len(a) != 1 || !a[0].Clean || a[0].Agent != "test" {
		t.Errorf("started %+v", a)
	}
}

func TestAnIdleVisitIsWarnedResumedAndTimedOut(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, Visit: config.Visit{
		Idle: 300 * time.Millisecond, Warn: 300 * time.Millisecond, MaxCopies: 3, MaxPrints: 10,
	}})
	page := k.Launch()
	page.Listen()
	page.Begin()
	page.Await("visit.warning", nil, nil)
	page.Must(http.MethodPost, "/api/visits/current/activity", nil, nil)
	page.Await("visit.resumed", nil, nil)
	page.Await("visit.warning", nil, nil)
	var e reception.Ended
	page.Await("visit.ended", &e, nil)
	if e.How != "timeout" {
		t.Fatalf("ended %+v", e)
	}
	if ended := only[wire.VisitEnded](t, k.Records(), wire.KindVisitEnded); len(ended) != 1 || ended[0].How != "timeout" {
		t.Fatalf("records %+v", ended)
	}
}

func TestAVisitThatAPowerCutEndedIsRecordedAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	visits := filepath.Join(dir, "visits")
	if err := os.MkdirAll(visits, 0o700); err != nil {
		t.Fatal(err)
	}
	left := `{"visit":"V1","began":"2026-11-22T08:00:00Z","seen":"2026-11-22T08:02:00Z","settings":{"lang":"en"},"counters":{"guides":2}}`
	for name, text := range map[string]string{filepath.Join(visits, "V1.visit.json"): left, filepath.Join(dir, "running"): ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, DataDir: dir})
	records := k.Records()
	ended := only[wire.VisitEnded](t, records, wire.KindVisitEnded)
	if len(ended) != 1 || ended[0].Visit != "V1" || ended[0].How != "restart" || ended[0].Seconds != 120 || ended[0].Guides != 2 {
		t.Errorf("ended %+v", ended)
	}
	if a := only[wire.AgentStarted](t, records, wire.KindAgentStarted); len(a) != 1 || a[0].Clean {
		t.Errorf("started %+v", a)
	}
}

func TestContentForThePage(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	page := k.Launch()
	var o localapi.Overview
	page.Must(http.MethodGet, "/api/content", nil, &o)
	if len(o.Guides["zh-CN"]) != 24 || len(o.Guides["en"]) != 24 || len(o.Forms) != 1 || len(o.Themes) != 3 {
		t.Fatalf("overview has %d guides", len(o.Guides["zh-CN"]))
	}
	for _, path := range []string{"/api/content", "/api/content/guides/" + agenttest.Guide, "/api/content/forms/" + agenttest.Form, "/api/content/search?lang=en", "/api/terminal"} {
		if a := page.Do(http.MethodGet, path, nil, nil); a.Status != 200 || strings.Contains(strings.Replace(string(a.Body), `"visit":null`, "", 1), ":null") {
			t.Errorf("%s answered %d with a null: %.300s", path, a.Status, a.Body)
		}
	}
	a := page.Do(http.MethodGet, "/api/content/qr/"+agenttest.Guide+".svg", nil, nil)
	if a.Status != 200 || a.Header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(string(a.Body), "<svg ") {
		t.Errorf("QR code: %d %s", a.Status, a.Header.Get("Content-Type"))
	}
	for path, code := range map[string]string{
		"/api/content/guides/none": "item.none", "/api/content/forms/none": "item.none", "/api/content/qr/none.svg": "item.none",
		"/api/content/qr/" + agenttest.Guide: "item.none", "/api/nothing": "path.none", "/api/content/search?lang=fr": "request.bad", "/api/prints/none": "job.none",
	} {
		if a := page.Do(http.MethodGet, path, nil, nil); a.Problem.Code != code || a.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s answered %d %s", path, a.Status, a.Body)
		}
	}
}

func TestContentPacksComeAndAreRefused(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, Pack: []byte{}})
	page := k.Launch()
	page.Listen()
	if a := page.Do(http.MethodGet, "/api/content", nil, nil); a.Status != 503 || a.Problem.Code != "content.none" {
		t.Fatalf("without content: %d %s", a.Status, a.Body)
	}
	await := func(version string) {
		t.Helper()
		var s localapi.TerminalState
		page.Await("terminal", &s, func() bool { return s.Content == version })
	}
	k.Deliver(agenttest.Version(t, "2026.11.22-9"))
	await("2026.11.22-9")

	page.Begin() // a pack waits for the end of the visit
	k.Deliver(agenttest.Version(t, "2026.11.22-10"))
	k.Until("the pack to be verified", func() bool {
		_, err := os.Stat(filepath.Join(k.DataDir, "content", "staged.lkpack"))
		return err == nil
	})
	var term localapi.Terminal
	if page.Must(http.MethodGet, "/api/terminal", nil, &term); term.Content != "2026.11.22-9" {
		t.Fatalf("content changed to %s within a visit", term.Content)
	}
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	await("2026.11.22-10")

	var seen []string // digests of refused packs
	refused := func(n int) {
		t.Helper()
		before := ""
		k.Until("the pack to be refused", func() bool {
			data, err := os.ReadFile(filepath.Join(k.DataDir, "content", "refused"))
			before = string(data)
			return err == nil && len(before) == 64 && !slices.Contains(seen, before)
		})
		if seen = append(seen, before); len(seen) != n {
			t.Fatalf("%d refused, want %d", len(seen), n)
		}
	}
	k.Deliver(agenttest.Version(t, "2026.11.21-1"))
	refused(1)
	k.Deliver([]byte("this is no pack"))
	refused(2)
	broken := agenttest.Version(t, "2026.12.1-1")
	broken[len(broken)/2] ^= 1
	k.Deliver(broken)
	refused(3)
	if page.Must(http.MethodGet, "/api/terminal", nil, &term); term.Content != "2026.11.22-10" {
		t.Fatalf("content is %s", term.Content)
	}
	dir := k.DataDir
	var outcomes []string
	for _, p := range only[wire.ContentPack](t, k.Records(), wire.KindContent) {
		outcomes = append(outcomes, p.Outcome+" "+p.Version)
	}
	want := []string{"active 2026.11.22-9", "active 2026.11.22-10", "refused 2026.11.21-1", "refused ", "refused "}
	if !slices.Equal(outcomes, want) {
		t.Fatalf("records %q, want %q", outcomes, want)
	}
	again := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, DataDir: dir, Pack: broken})
	if again.Launch().Must(http.MethodGet, "/api/terminal", nil, &term); term.Content != "2026.11.22-10" {
		t.Fatalf("after a restart the content is %s", term.Content)
	}
}
