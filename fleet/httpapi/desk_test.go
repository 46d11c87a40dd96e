package httpapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// actions lists what the audit says, newest first.
func (w *world) actions(n int) (out []string) {
	w.Helper()
	e, err := w.store.AuditList(w.Context(), 0, n)
	if err != nil {
		w.Fatal(err)
	}
	for _, x := range e {
		out = append(out, x.Who+" "+x.Action)
	}
	return out
}

func TestTwoDesksAnswerOneCall(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookies := w.onDuty(fleet.RoleLawyer, fleet.RoleLead)
	c := w.begin(kioskID)
	for _, cookie := range cookies {
		var d meeting.Desk
		w.want(w.do("GET", "/api/desk", "", cookie), 200, &d)
		if len(d.Rings) != 1 || d.Rings[0].ID != c.ID || len(d.Calls) != 0 {
			t.Fatalf("%+v", d)
		}
	}
	answers := make([]answer, len(cookies))
	var both sync.WaitGroup
	for i, cookie := range cookies {
		both.Go(func() { answers[i] = w.do("POST", "/api/desk/calls/"+c.ID+"/answer", "{}", cookie) })
	}
	both.Wait()
	winner, loser := 0, 1
	if answers[0].status != 200 {
		winner, loser = 1, 0
	}
	var d meeting.DeskCall
	w.want(answers[winner], 200, &d)
	if d.Citizen == nil || d.Citizen.Name != citizenName || d.State != wire.CallTalking || d.Centre.ID != "520103-centre" {
		t.Errorf("%+v", d)
	}
	w.refused("the slower one", answers[loser], 409, "call.taken")
	if !strings.Contains(answers[loser].body, d.Lawyer) && !strings.Contains(answers[loser].body, "律师") {
		t.Errorf("who was faster is not told: %s", answers[loser].body)
	}
	again := w.do("POST", "/api/desk/calls/"+c.ID+"/answer", "{}", cookies[winner])
	if again.status != 200 && again.status != 409 {
		t.Errorf("the same desk twice: %d %s", again.status, again.body)
	}
	for _, x := range []struct{ method, path, body string }{
		{"GET", "", ""},
		{"POST", "/token", "{}"},
		{"POST", "/keys", `{}`},
		{"PUT", "/notes", `{"text":"x"}`},
		{"POST", "/recording", `{"on":true}`},
		{"POST", "/recordings", "{}"},
		{"POST", "/papers", `{"kind":"summary","title":"x","text":"x"}`},
		{"POST", "/finish", `{"outcome":"advice","summary":"x","notes":"","guides":[],"follow_up":{"kind":"none"}}`},
		{"POST", "/invite", `{"role":"family"}`},
		{"POST", "/transfer", `{"pool":"city"}`},
		{"POST", "/remove", `{"identity":"x"}`},
		{"POST", "/here", `{"joined":true}`},
	} {
		a := w.do(x.method, "/api/desk/calls/"+c.ID+x.path, x.body, cookies[loser])
		if a.status != 404 && a.status != 403 && a.status != 409 {
			t.Errorf("another lawyer's %s %s: %d %s", x.method, x.path, a.status, a.body)
		}
	}
}

func TestACallFromItsPapersToItsEnd(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	desk, kiosk := "/api/desk/calls/"+c.ID, "/kiosk/v1/calls/"+c.ID
	var d meeting.DeskCall
	w.want(w.do("POST", desk+"/here", `{"joined":true,"camera":"on","microphone":"on"}`, lawyer), 204, nil)
	w.want(w.at(kioskID, "POST", kiosk+"/here", `{"joined":true,"camera":"busy","microphone":"on"}`), 200, &c)
	w.want(w.do("PUT", desk+"/notes", `{"text":"记录"}`, lawyer), 200, &d)
	w.want(w.do("POST", desk+"/papers", `{"kind":"sign","title":"笔录","text":"同意"}`, lawyer), 200, &d)
	if d.Notes != "记录" || len(d.Papers) != 1 {
		t.Fatalf("%+v", d)
	}
	paper := d.Papers[0].ID
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 100)
	signed, _ := json.Marshal(wire.PaperState{State: "signed", Signature: []byte(png)})
	if r := w.at(kioskID, "POST", kiosk+"/papers/"+paper, string(signed)); r.status == 200 {
		r := w.do("GET", desk+"/papers/"+paper+"/signature", "", lawyer)
		if r.status != 200 || r.body != png || r.header.Get("Content-Type") != "image/png" {
			t.Errorf("%d %q", r.status, r.header)
		}
		if got := w.actions(1)[0]; !strings.HasPrefix(got, "wang ") {
			t.Errorf("the look at a signature is not in the audit: %s", got)
		}
	} else {
		w.refused("a signature that is no picture", r, 422, "call.bad")
	}
	var token wire.RoomToken
	w.want(w.do("POST", desk+"/token", "{}", lawyer), 200, &token)
	if token.Token == "" || token.Identity != d.Me || token.URL != "" {
		t.Errorf("%+v", token)
	}
	w.want(w.do("POST", desk+"/finish", `{"outcome":"advice","summary":"去仲裁","notes":"记录","guides":["wages"],"follow_up":{"kind":"none"}}`, lawyer), 200, &d)
	w.refused("after the end", w.do("POST", desk+"/token", "{}", lawyer), 409, "call.over")
	w.want(w.at(kioskID, "POST", kiosk+"/rating", `{"grade":5,"tags":[]}`), 200, &c)
	if !c.Rated || c.Record == nil || c.Record.Summary != "去仲裁" {
		t.Errorf("%+v", c)
	}
	w.refused("rated twice", w.at(kioskID, "POST", kiosk+"/rating", `{"grade":1,"tags":[]}`), 409, "call.rated")
	var all struct{ Attention []AttentionDoc }
	w.do("GET", "/api/overview", "", w.signIn("op")).json(t, &all)
	if !strings.Contains(fmt.Sprint(all.Attention), "camera.busy") {
		t.Errorf("the busy camera is no alarm: %+v", all.Attention)
	}
}

// TestALongTalkKeepsTheSession: nothing is clicked while people talk.
func TestALongTalkKeepsTheSession(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	for range 3 {
		w.clock.Add(int64(20 * time.Second))
		w.want(w.at(kioskID, "POST", "/kiosk/v1/calls/"+c.ID+"/here", `{"joined":true}`), 200, nil)
		w.want(w.do("POST", "/api/desk/calls/"+c.ID+"/here", `{"joined":true}`, lawyer, "X-Background: 1"), 204, nil)
	}
	w.clock.Add(int64(10 * time.Second))
	w.want(w.at(kioskID, "POST", "/kiosk/v1/calls/"+c.ID+"/here", `{"joined":true}`), 200, nil)
	w.want(w.do("POST", "/api/desk/calls/"+c.ID+"/here", `{"joined":true}`, lawyer, "X-Background: 1"), 204, nil)
	w.clock.Add(int64(29*time.Minute + 45*time.Second))
	w.want(w.do("GET", "/api/session", "", lawyer, "X-Background: 1"), 200, nil)
}

func TestNobodyAnswersAndAMessageIsLeft(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c := w.begin(kioskID) // nobody is on duty
	kiosk := "/kiosk/v1/calls/" + c.ID
	lead := w.session(fleet.RoleLead)
	for n := 0; n < 2000 && c.State != wire.CallUnanswered; n++ { // a change of duty wakes the ladder, which goes by the world's clock
		w.want(w.do("PUT", "/api/desk/duty", fmt.Sprintf(`{"state":%q}`, []fleet.DutyState{fleet.DutyBusy, fleet.DutyAway}[n%2]), lead), 204, nil)
		w.clock.Add(int64(time.Second))
		w.want(w.at(kioskID, "POST", kiosk+"/here", `{"joined":false}`), 200, &c)
	}
	if c.State != wire.CallUnanswered || !c.Options.Message {
		t.Fatalf("%+v", c)
	}
	if r := w.at(kioskID, "GET", kiosk+"/slots", ""); r.status != 200 || !strings.HasPrefix(r.body, "[") {
		t.Error(r)
	}
	w.want(w.at(kioskID, "POST", kiosk+"/message", `{"text":"老板不发工资","phone":"`+citizenPhone+`"}`), 200, &c)
	if c.Receipt == nil {
		t.Fatalf("%+v", c)
	}
	lawyer := w.onDuty(fleet.RoleLawyer)[0]
	var page TaskPage
	r := w.do("GET", "/api/desk/tasks?kind=message", "", lawyer)
	w.want(r, 200, &page)
	if len(page.Items) != 1 || strings.Contains(r.body, "工资") || strings.Contains(r.body, citizenPhone) {
		t.Fatalf("what was said is in the list: %s", r.body)
	}
	task := "/api/desk/tasks/" + page.Items[0].ID
	var row meeting.TaskRow
	w.want(w.do("GET", task, "", lawyer), 200, &row)
	if row.Text != "老板不发工资" || row.Phone != citizenPhone || w.actions(1)[0] == "" || !strings.HasPrefix(w.actions(1)[0], "wang ") {
		t.Errorf("%+v %v", row, w.actions(3))
	}
	w.refused("no voice", w.do("GET", task+"/voice", "", lawyer), 404, "call.unknown")
	w.want(w.do("POST", task+"/take", "{}", lawyer), 200, nil)
	w.want(w.do("POST", task+"/done", `{"reply":"请来窗口","note":"x"}`, lawyer), 200, nil)
	var receipt wire.Receipt
	w.want(w.at("520102-001", "POST", wire.PathReceipt, `{"number":"`+c.Receipt.Number+`"}`), 200, &receipt)
	if receipt.State != "done" || receipt.Reply != "请来窗口" {
		t.Errorf("%+v", receipt)
	}
	if log := w.calls.logged(); strings.Contains(log, "工资") || strings.Contains(log, citizenPhone) {
		t.Error("what was said is in the log")
	}
}

func TestRosterAndFigures(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	lead, op := w.session(fleet.RoleLead), w.signIn("op")
	shift := `{"lawyer":"wang","weekday":1,"from":"09:00","to":"17:00","region":"520103"}`
	var r RosterDoc
	w.want(w.do("PUT", "/api/roster", `{"shifts":[`+shift+`],"exceptions":[{"lawyer":"","day":"2026-10-01","note":"国庆节"}]}`, lead), 200, &r)
	w.want(w.do("PUT", "/api/roster", `{"shifts":[`+shift+`]}`, op), 200, &r)
	if len(r.Lawyers) != 2 || len(r.Shifts) != 1 || len(r.Exceptions) != 1 || w.actions(1)[0] != "op roster.set" {
		t.Errorf("%+v %v", r, w.actions(2))
	}
	for what, body := range map[string]string{
		"no lawyer":      strings.Replace(shift, "wang", "op", 1),
		"unknown region": strings.Replace(shift, "520103", "999999", 1),
		"backwards":      strings.Replace(shift, "17:00", "08:00", 1),
		"weekday":        strings.Replace(shift, `:1,`, `:8,`, 1),
	} {
		w.refused(what, w.do("PUT", "/api/roster", `{"shifts":[`+body+`]}`, lead), 422, "input.invalid")
	}
	w.begin(kioskID)
	var now meeting.Now
	w.want(w.do("GET", "/api/meetings/now", "", op), 200, &now)
	if now.Waiting != 1 {
		t.Errorf("%+v", now)
	}
	var sum meeting.Summary
	w.want(w.do("GET", "/api/meetings/figures", "", op), 200, &sum)
	if sum.Calls != 1 {
		t.Errorf("%+v", sum)
	}
	if r := w.do("GET", "/api/meetings/lawyers", "", lead); r.status != 200 || !strings.HasPrefix(r.body, "[") {
		t.Error(r)
	}
	for _, q := range []string{"from=yesterday", "from=2026-11-02&to=2026-11-01", "from=2020-01-01&to=2026-01-01", "from=2026-02-30"} {
		w.refused(q, w.do("GET", "/api/meetings/figures?"+q, "", op), 422, "input.invalid")
	}
}
