package agenttest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"filippo.io/age"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/meeting/meetingtest"
	"lawkiosk/content"
	"lawkiosk/content/contenttest"
	"lawkiosk/fleet/wire"
)

// civicPack has an item of the service list, a draft that is open and one that
// is closed.
func civicPack(t *testing.T) []byte {
	t.Helper()
	p := contenttest.Synthetic(3)
	say := func(zh string) content.Text { return content.Text{ZH: zh, EN: "Sample"} }
	two := []content.Text{say("赞成"), say("不赞成")}
	p.Services = []content.Service{{
		ID: "mediation", Name: say("人民调解"), For: say("有纠纷的人"), Does: say("帮双方谈拢"), Handler: say("调解委员会"), Limit: say("不限"),
		Channel: say("窗口"), Cost: say("免费"), Materials: []content.Text{say("身份证")}, CheckedAt: "2026-11-22", Guides: []string{"guide-1"},
	}}
	for i, until := range []string{"2099-12-31", "2026-01-31"} {
		p.Opinions = append(p.Opinions, content.Opinion{
			ID: []string{"open-draft", "closed-draft"}[i], Code: 101 + i, Title: say("示例草案"), By: say("示例单位"), Summary: say("示例"),
			Points: []content.Text{say("一条")}, From: "2026-01-01", Until: until, Sample: true, Questions: []content.OpinionAsk{{ID: "whole", Ask: say("赞成吗？"), Answers: two}},
		})
	}
	return contenttest.Bytes(t, p)
}

func kinds(t *testing.T, k *agenttest.Kiosk, kind wire.Kind) (list []json.RawMessage) {
	t.Helper()
	for _, r := range k.Records() {
		if r.Kind == kind {
			list = append(list, r.Data)
		}
	}
	return list
}

func TestAServiceItemIsPrinted(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{Pack: civicPack(t), NoReader: true})
	page := k.Launch()
	page.Listen()
	awaitPrinter(page, func(d localapi.Device) bool { return d.Ready })
	page.Begin()
	now := page.AwaitPrint(page.Print("service", "mediation", 1, nil), "printed")
	if now.Kind != "service" || now.Title != "人民调解" {
		t.Errorf("%+v", now)
	}
	sheets := k.Papers.Sheets()
	if len(sheets) != 1 || sheets[0].Title != "人民调解" {
		t.Fatalf("%d sheets", len(sheets))
	}
	if a := page.Do(http.MethodPost, "/api/prints", map[string]any{"kind": "service", "id": "none"}, nil); a.Problem.Code != "item.none" {
		t.Errorf("an item that is none: %d %s", a.Status, a.Problem.Code)
	}
}

func TestAnOpinionIsKeptSealedAndItsReceiptPrinted(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	fleet := meetingtest.New(t)
	fleet.SealFor(wire.SealKey{Name: wire.SealAgeX25519, Key: id.Recipient().String()})
	k := agenttest.Start(t, agenttest.Options{Pack: civicPack(t), NoReader: true, Calls: fleet})
	page := k.Launch()
	page.Listen()
	awaitPrinter(page, func(d localapi.Device) bool { return d.Ready })
	page.Begin()
	var state localapi.OpinionState
	k.Until("the fleet's key is known", func() bool {
		page.Must(http.MethodGet, "/api/opinions", nil, &state)
		return state.Writing
	})
	fleet.Stop() // all that follows needs no fleet
	said := map[string]any{"answers": map[string]int{"whole": 2}, "text": "测试甲的意见：楼道太窄"}
	var receipt localapi.OpinionReceipt
	page.Must(http.MethodPost, "/api/opinions/open-draft", said, &receipt)
	if !wire.GoodNumber(receipt.Number) {
		t.Errorf("number %s", receipt.Number)
	}
	for path, code := range map[string]string{"open-draft": "opinion.given", "closed-draft": "opinion.closed", "none": "item.none"} {
		if a := page.Do(http.MethodPost, "/api/opinions/"+path, said, nil); a.Problem.Code != code || a.Problem.Detail == "" {
			t.Errorf("%s: %d %s %s", path, a.Status, a.Problem.Code, a.Problem.Detail)
		}
	}
	page.AwaitPrint(page.Print("opinion", "open-draft", 1, nil), "printed")
	paper, _ := json.Marshal(k.Papers.Sheets())
	if !bytes.Contains(paper, []byte(receipt.Number)) || bytes.Contains(paper, []byte("楼道")) {
		t.Errorf("the receipt says %s", paper)
	}
	page.Begin()
	if a := page.Do(http.MethodPost, "/api/prints", map[string]any{"kind": "opinion", "id": "open-draft"}, nil); a.Problem.Code != "item.none" {
		t.Errorf("the next visitor prints the receipt: %d %s", a.Status, a.Problem.Code)
	}

	list := kinds(t, k, wire.KindOpinionGiven)
	if len(list) != 1 || bytes.Contains(list[0], []byte("楼道")) {
		t.Fatalf("%d records: %s", len(list), list)
	}
	var o wire.OpinionGiven
	if err := json.Unmarshal(list[0], &o); err != nil || o.Number != receipt.Number || o.Answers["whole"] != 2 || len(o.Text) == 0 {
		t.Fatalf("%+v %v", o, err)
	}
	var plain bytes.Buffer
	r, err := age.Decrypt(bytes.NewReader(o.Text), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.ReadFrom(r); err != nil || !strings.HasSuffix(plain.String(), "楼道太窄") {
		t.Fatalf("opens as %q, %v", plain.String(), err)
	}
}

func TestAKioskAloneTakesAnswersButNoText(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{Pack: civicPack(t), NoReader: true, NoPrinter: true})
	page := k.Launch()
	page.Begin()
	for name, c := range map[string]struct {
		said map[string]any
		code string
	}{
		"a text":       {map[string]any{"answers": map[string]int{}, "text": "有话"}, "opinion.key"},
		"nothing":      {map[string]any{"answers": map[string]int{}}, "opinion.empty"},
		"a wrong one":  {map[string]any{"answers": map[string]int{"whole": 9}}, "opinion.bad"},
		"a long one":   {map[string]any{"answers": map[string]int{}, "text": strings.Repeat("长", 1001)}, "opinion.bad"},
		"far too long": {map[string]any{"answers": map[string]int{}, "text": strings.Repeat("长", 8000)}, "request.large"},
	} {
		if a := page.Do(http.MethodPost, "/api/opinions/open-draft", c.said, nil); a.Problem.Code != c.code {
			t.Errorf("%s: %d %s, want %s", name, a.Status, a.Problem.Code, c.code)
		}
	}
	page.Must(http.MethodPost, "/api/opinions/open-draft", map[string]any{"answers": map[string]int{"whole": 1}}, nil)
}

func TestAVisitIsRatedOnce(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{Pack: civicPack(t), NoReader: true, NoPrinter: true})
	page := k.Launch()
	rated := func() bool {
		var now localapi.Terminal
		page.Must(http.MethodGet, "/api/terminal", nil, &now)
		return now.Visit.Rated
	}
	rate := func(service, item string, tags ...string) string {
		return page.Do(http.MethodPost, "/api/rating", map[string]any{"service": service, "item": item, "grade": 2, "tags": tags}, nil).Problem.Code
	}
	page.Begin()
	if rated() {
		t.Error("rated from the beginning")
	}
	if code := rate("guide", "guide-1", "<b>"); code != "opinion.bad" {
		t.Errorf("a tag that is none: %q", code)
	}
	if code := rate("guide", "guide-1", "slow"); code != "" || !rated() {
		t.Errorf("%q", code)
	}
	if code := rate("visit", ""); code != "rating.done" {
		t.Errorf("a second one: %q", code)
	}
	page.Begin()
	page.Must(http.MethodPost, "/api/rating/skip", map[string]any{}, nil)
	if code := rate("visit", ""); code != "rating.done" || !rated() {
		t.Errorf("after it was not wanted: %q", code)
	}
	page.Begin()
	if code := rate("form", "no-such-form"); code != "" {
		t.Errorf("what the content lacks: %q", code)
	}
	page.Begin()
	var later localapi.RatingTicket
	page.Must(http.MethodPost, "/api/rating/later", map[string]any{"service": "guide", "item": "guide-1"}, &later)
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	late := map[string]any{"ticket": later.Ticket, "grade": 5, "tags": []string{"clear"}}
	page.Must(http.MethodPost, "/api/rating/late", late, nil)
	if a := page.Do(http.MethodPost, "/api/rating/late", late, nil); a.Problem.Code != "rating.done" {
		t.Errorf("a ticket used twice: %q", a.Problem.Code)
	}
	want := []string{
		`{"service":"guide","item":"guide-1","theme":"theme-1","grade":2,"tags":["slow"]}`, `{"service":"form","grade":2}`,
		`{"service":"guide","item":"guide-1","theme":"theme-1","grade":5,"tags":["clear"]}`,
	}
	list := kinds(t, k, wire.KindServiceRated)
	if len(list) != len(want) {
		t.Fatalf("records %s", list)
	}
	for i := range want {
		if string(list[i]) != want[i] {
			t.Errorf("record %d is %s", i, list[i])
		}
	}
}
