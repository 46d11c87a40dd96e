package httpapi

import (
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lawkiosk/content"
	"lawkiosk/content/period"
	"lawkiosk/fleet"
	"lawkiosk/fleet/vault"
	"lawkiosk/fleet/wire"
)

const opinionNumber = "91011234567"

// civicWorld is a world whose content asks about a draft, and whose fleet has
// a key.
func civicWorld(t *testing.T) (*world, *vault.Age) {
	t.Helper()
	w := start(t, "http://127.0.0.1:9000")
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	key, err := vault.NewAge([]byte(identity.String()))
	if err != nil {
		t.Fatal(err)
	}
	w.api.deps.Cipher = key
	p := w.api.deps.Content()
	say := func(zh string) content.Text { return content.Text{ZH: zh, EN: zh + " en"} }
	p.Opinions = []content.Opinion{
		{ID: "draft", Code: 101, Title: say("示例草案"), By: say("示例单位"), From: "2026-01-01", Until: "2099-12-31", Sample: true, Questions: []content.OpinionAsk{
			{ID: "whole", Ask: say("赞成吗？"), Answers: []content.Text{say("赞成"), say("不赞成")}},
		}},
		{ID: "old", Title: say("老草案"), From: "2020-01-01", Until: "2020-02-01"},
		{ID: "told", Title: say("有结果的"), From: "2020-01-01", Until: "2020-02-01", Feedback: say("采纳了")},
		{ID: "later", Title: say("以后的"), From: "2099-01-01", Until: "2099-02-01"},
	}
	p.Themes = []content.Theme{{ID: "unpaid-wages", Say: say("老板不发工资")}}
	return w, key
}

func number() string { return opinionNumber + string(wire.CheckDigit(opinionNumber)) }

func civicBatch(t *testing.T, kiosk string, bodies ...any) fleet.Upward {
	t.Helper()
	b := wire.Batch{V: wire.Version, Outbox: "o", First: 1}
	for _, body := range bodies {
		k := wire.KindServiceRated
		if _, ok := body.(wire.OpinionGiven); ok {
			k = wire.KindOpinionGiven
		}
		r, err := wire.NewRecord(time.Now(), k, body)
		if err != nil {
			t.Fatal(err)
		}
		b.Records = append(b.Records, r)
	}
	return fleet.Upward{Kiosk: kiosk, Batch: &b}
}

func TestOpinionsAreCountedAndTheirTextsOpened(t *testing.T) {
	w, key := civicWorld(t)
	seal := func(label, text string) []byte {
		b, err := vault.SealBytes(key, label, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	w.ingest(civicBatch(t, "520103-001",
		wire.OpinionGiven{Number: number(), Opinion: "draft", Lang: "zh-CN", Answers: map[string]int{"whole": 2}, Text: seal(wire.SealLabel(number()), "楼道太窄")},
		wire.OpinionGiven{Number: number(), Opinion: "draft", Lang: "en", Answers: map[string]int{"whole": 1}, Text: seal("something else", "别处的")},
		wire.OpinionGiven{Number: number(), Opinion: "draft", Lang: "en", Answers: map[string]int{"whole": 1}},
		wire.OpinionGiven{Number: number(), Opinion: "no-more", Lang: "en", Answers: map[string]int{"x": 1}},
	))
	var list []OpinionDoc
	w.want(w.do("GET", "/api/opinions", "", w.session(fleet.Viewer)), 200, &list)
	states := map[string]string{}
	for _, d := range list {
		states[d.ID] = d.State
	}
	for id, want := range map[string]string{"draft": "open", "old": "closed", "told": "answered", "later": "coming", "no-more": "gone"} {
		if states[id] != want {
			t.Errorf("%s is %q, want %q", id, states[id], want)
		}
	}
	d := list[0]
	if d.N != 3 || d.Texts != 2 || len(d.Questions) != 1 || d.Questions[0].N != 3 || d.Questions[0].Answers[0].N != 2 || d.Questions[0].Answers[1].N != 1 ||
		len(d.Regions) != 1 || d.Regions[0].Name.ZH != "云岩" {
		t.Errorf("%+v", d)
	}

	w.refused("a viewer reads what people wrote", w.do("GET", "/api/opinions/draft/texts", "", w.session(fleet.Viewer)), 403, "role.missing")
	var texts []OpinionTextDoc
	a := w.do("GET", "/api/opinions/draft/texts", "", w.session(fleet.Operator))
	w.want(a, 200, &texts)
	if len(texts) != 2 || !strings.Contains(a.body, "楼道太窄") || strings.Contains(a.body, "别处的") {
		t.Errorf("texts: %s", a.body)
	}
	opened := 0
	for _, x := range texts {
		if x.Opened {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%d opened", opened)
	}
	entries, err := w.store.AuditList(t.Context(), 0, 5)
	if err != nil || len(entries) == 0 || entries[0].Action != "opinions.read" || entries[0].Target != "draft" {
		t.Errorf("audit %+v %v", entries, err)
	}
	if strings.Contains(w.calls.logged(), "楼道") {
		t.Error("the log tells what was written")
	}
	if a := w.do("GET", "/api/kiosks/520103-001/events", "", w.session(fleet.Operator)); a.status != 200 || strings.Contains(a.body, number()) || strings.Contains(a.body, "whole") {
		t.Errorf("the kiosk's events tell %s", a.body)
	}
}

func TestTheSealingKeyIsForKiosks(t *testing.T) {
	w, key := civicWorld(t)
	var k wire.SealKey
	w.want(w.at(kioskID, "GET", wire.PathSealKey, ""), 200, &k)
	if k.Key != key.Recipient() || k.Name != wire.SealAgeX25519 {
		t.Errorf("%+v", k)
	}
	w.refused("a stranger", w.do("GET", wire.PathSealKey, ""), 401, "kiosk.refused")
	w.api.deps.Cipher = nil
	w.refused("a fleet without a key", w.at(kioskID, "GET", wire.PathSealKey, ""), 404, "not.found")
}

func TestRatingsAndLowOnes(t *testing.T) {
	w, _ := civicWorld(t)
	w.ingest(civicBatch(t, "520103-001",
		wire.ServiceRated{Service: "guide", Item: "wages", Theme: "unpaid-wages", Grade: 5, Tags: []string{"clear"}},
		wire.ServiceRated{Service: "guide", Item: "wages", Theme: "unpaid-wages", Grade: 1, Tags: []string{"slow"}},
		wire.ServiceRated{Service: "opinion", Item: "draft", Grade: 2}))
	var f RatingDoc
	w.want(w.do("GET", "/api/ratings", "", w.session(fleet.Viewer)), 200, &f)
	if f.N != 3 || f.ByGrade[1] != 1 || f.ByService[0].ID != "guide" || f.ByService[0].Average != 3 || f.ByTheme[0].Name.ZH != "老板不发工资" ||
		f.ByRegion[0].Low != 2 || f.Reasons["clear"] != 1 || f.Faults["slow"] != 1 {
		t.Errorf("%+v", f)
	}
	w.refused("a day that is none", w.do("GET", "/api/ratings?from=yesterday", "", w.session(fleet.Viewer)), 422, "input.invalid")
	var low []LowRatingDoc
	w.want(w.do("GET", "/api/ratings/low", "", w.session(fleet.Viewer)), 200, &low)
	if len(low) != 2 || low[0].Due <= low[0].Day || low[0].Overdue || low[0].Kiosk != "520103-001" {
		t.Fatalf("%+v", low)
	}
	names := low[0].Item.ZH + low[1].Item.ZH
	if !strings.Contains(names, "欠薪怎么办") || !strings.Contains(names, "示例草案") {
		t.Errorf("items %s", names)
	}
	path := "/api/ratings/low/" + low[0].Key
	op := w.session(fleet.Operator)
	w.refused("a viewer", w.do("POST", path, `{"note":"改了说明"}`, w.session(fleet.Viewer)), 403, "role.missing")
	w.refused("no word of what was done", w.do("POST", path, `{"note":" "}`, op), 422, "input.invalid")
	w.refused("none such", w.do("POST", "/api/ratings/low/00", `{"note":"改了说明"}`, op), 404, "not.found")
	w.want(w.do("POST", path, `{"note":"改了说明"}`, op), 204, nil)
	w.refused("twice", w.do("POST", path, `{"note":"改了说明"}`, op), 409, "rating.righted")
	w.clock.Store(int64(60 * 24 * time.Hour))
	w.want(w.do("GET", "/api/ratings/low", "", w.session(fleet.Viewer)), 200, &low)
	if len(low) != 2 || !low[0].Overdue || low[1].Overdue || low[1].Note != "改了说明" || low[1].Who != "op" {
		t.Errorf("two months later: %+v", low)
	}
}

func TestALowRatingIsDueAfterFifteenWorkingDays(t *testing.T) {
	c, err := period.NewCalendar(content.Holidays{Until: "2026-12-31", Off: []string{"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"}, Work: []string{"2026-10-10"}})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]string{
		"2026-11-02": "2026-11-23", // a Monday, three weeks on
		"2026-11-06": "2026-11-27",
		"2026-11-07": "2026-11-27", // a Saturday
		"2026-09-30": "2026-10-27", // over the holiday and a worked Saturday
		"nonsense":   "",
	} {
		if got := dueDay(c, day); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}
