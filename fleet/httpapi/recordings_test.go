package httpapi

import (
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet"
)

func TestRecording(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	desk, kiosk := "/api/desk/calls/"+c.ID, "/kiosk/v1/calls/"+c.ID
	lead := w.session(fleet.RoleLead)
	w.refused("nobody asked", w.do("POST", desk+"/recordings", "{}", lawyer), 409, "call.state")
	w.want(w.do("POST", desk+"/recording", `{"on":true}`, lawyer), 200, nil)
	w.refused("no answer yet", w.do("POST", desk+"/recordings", "{}", lawyer), 409, "call.state")
	w.want(w.at(kioskID, "POST", kiosk+"/recording", `{"agree":true}`), 200, &c)
	if !c.Recording.On {
		t.Fatalf("%+v", c.Recording)
	}
	var to RecipientDoc
	w.want(w.do("GET", "/api/vault/recipient", "", lawyer), 200, &to)
	var rec NewRecordingDoc
	w.want(w.do("POST", desk+"/recordings", "{}", lawyer), 201, &rec)
	at := desk + "/recordings/" + rec.ID
	raw := "Content-Type: application/octet-stream"
	one, two := sealed(t, to.Recipient, "one,"), sealed(t, to.Recipient, "two")
	w.want(w.do("PUT", at+"/2", two, lawyer, raw), 204, nil)
	if r := w.do("POST", at+"/close", "{}", lawyer); r.status != 409 || !strings.Contains(r.body, "recording.gaps") {
		t.Error(r)
	}
	w.want(w.do("PUT", at+"/1", one, lawyer, raw), 204, nil)
	w.want(w.do("PUT", at+"/1", one, lawyer, raw), 204, nil)
	for what, x := range map[string]struct {
		path, body, cookie string
		status             int
		code               string
	}{
		"other content":      {at + "/1", two, lawyer, 409, "piece.differs"},
		"not sealed":         {at + "/3", "plain", lawyer, 422, "call.bad"},
		"too large":          {at + "/3", strings.Repeat("x", 1<<20+1), lawyer, 413, "input.invalid"},
		"another lawyer":     {at + "/3", one, lead, 404, "call.unknown"},
		"number 0":           {at + "/0", one, lawyer, 422, "input.invalid"},
		"unknown":            {desk + "/recordings/" + strings.Repeat("A", 26) + "/1", one, lawyer, 404, "not.found"},
		"not an id":          {desk + "/recordings/..%2f..%2fx/1", one, lawyer, 404, "not.found"},
		"of another call":    {"/api/desk/calls/other/recordings/" + rec.ID + "/3", one, lawyer, 404, "not.found"},
		"an operator's hand": {at + "/3", one, w.signIn("op"), 403, "role.missing"},
	} {
		w.refused(what, w.do("PUT", x.path, x.body, x.cookie, raw), x.status, x.code)
	}
	w.want(w.at(kioskID, "POST", kiosk+"/recording", `{"agree":false}`), 200, &c)
	if c.Recording.On {
		t.Fatalf("taken back, and still on: %+v", c.Recording)
	}
	w.want(w.do("PUT", at+"/3", sealed(t, to.Recipient, "!"), lawyer, raw), 204, nil) // made before
	w.refused("a new one", w.do("POST", desk+"/recordings", "{}", lawyer), 409, "call.state")
	w.want(w.do("POST", at+"/close", "{}", lawyer), 204, nil)
	w.refused("after the close", w.do("PUT", at+"/4", one, lawyer, raw), 409, "recording.closed")

	var page RecordingPage
	w.want(w.do("GET", "/api/recordings?call="+c.ID, "", lead), 200, &page)
	if len(page.Items) != 1 || page.Items[0].ID != rec.ID || page.Items[0].Pieces != 3 || page.Items[0].Closed == nil {
		t.Fatalf("%+v", page)
	}
	hear := "/api/recordings/" + rec.ID
	w.refused("no reason", w.do("GET", hear, "", lead), 422, "reason.missing")
	w.refused("a lawyer", w.do("GET", hear+"?reason=xx", "", lawyer), 403, "role.missing")
	r := w.do("GET", hear+"?reason=投诉", "", lead)
	if r.status != 200 || r.body != "one,two!" || r.header.Get("Content-Type") != "video/webm" {
		t.Errorf("%d %q", r.status, r.body)
	}
	e, err := w.store.AuditList(t.Context(), 0, 1)
	if err != nil || e[0].Who != "chen" || e[0].Action != "recording.hear" || e[0].Target != rec.ID || !strings.Contains(e[0].Detail, "投诉") {
		t.Errorf("%+v %v", e, err)
	}
	w.want(w.do("DELETE", hear+"?reason=到期", "", lead), 204, nil)
	w.refused("deleted", w.do("GET", hear+"?reason=投诉", "", lead), 404, "not.found")
}

func TestTheTailOfARecordingIsShort(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	desk, kiosk := "/api/desk/calls/"+c.ID, "/kiosk/v1/calls/"+c.ID
	w.want(w.do("POST", desk+"/recording", `{"on":true}`, lawyer), 200, nil)
	w.want(w.at(kioskID, "POST", kiosk+"/recording", `{"agree":true}`), 200, nil)
	var rec NewRecordingDoc
	w.want(w.do("POST", desk+"/recordings", "{}", lawyer), 201, &rec)
	w.want(w.do("POST", desk+"/finish", `{"outcome":"advice","summary":"x","notes":"","guides":[],"follow_up":{"kind":"none"}}`, lawyer), 200, nil)
	var to RecipientDoc
	w.want(w.do("GET", "/api/vault/recipient", "", lawyer), 200, &to)
	piece := sealed(t, to.Recipient, "x")
	at := desk + "/recordings/" + rec.ID
	w.want(w.do("PUT", at+"/1", piece, lawyer, "Content-Type: application/octet-stream"), 204, nil)
	w.clock.Add(int64(tailWithin + time.Second))
	if r := w.do("PUT", at+"/2", piece, lawyer, "Content-Type: application/octet-stream"); r.status != 409 {
		t.Errorf("long after the end: %d %s", r.status, r.body)
	}
}
