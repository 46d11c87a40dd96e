package agenttest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/meeting/meetingtest"
	"lawkiosk/fleet/wire"
)

// hall is a kiosk in a visit with a fleet.
type hall struct {
	*agenttest.Kiosk
	page  *agenttest.Page
	fleet *meetingtest.Fleet
}

func enter(t *testing.T, o agenttest.Options) *hall {
	t.Helper()
	h := &hall{fleet: meetingtest.New(t)}
	o.Calls, o.NoReader = h.fleet, true
	h.Kiosk = agenttest.Start(t, o)
	h.page = h.Launch()
	h.page.Listen()
	h.page.Begin()
	return h
}

// ask asks for a lawyer.
func (h *hall) ask() (c wire.Call) {
	h.page.Must(http.MethodPost, "/api/meeting", map[string]any{"topic": "wages", "share_card": false, "video": true}, &c)
	return c
}

// talk is ask with an answer that has come.
func (h *hall) talk() wire.Call {
	id := h.ask().ID
	h.fleet.Answer(id)
	return h.await(func(c *wire.Call) bool { return c != nil && c.State == wire.CallTalking })
}

// await waits for a snapshot on the page.
func (h *hall) await(fits func(*wire.Call) bool) wire.Call {
	var c *wire.Call
	h.page.Await("meeting", &c, func() bool {
		ok := fits(c)
		if !ok {
			c = nil
		}
		return ok
	})
	if c == nil {
		return wire.Call{}
	}
	return *c
}

func (h *hall) here(w wire.Here) agenttest.Answer {
	return h.page.Do(http.MethodPost, "/api/meeting/here", w, nil)
}

// current gives what a page that was loaded anew learns.
func (h *hall) current() *wire.Call {
	var m localapi.CurrentMeeting
	h.page.Must(http.MethodGet, "/api/meeting", nil, &m)
	return m.Call
}

func ended(c *wire.Call) bool { return c != nil && c.State == wire.CallEnded }

func TestATalkFromTheTouchToTheRating(t *testing.T) {
	h := enter(t, agenttest.Options{})
	var offers localapi.MeetingOffers
	h.page.Must(http.MethodGet, "/api/meeting/offers", nil, &offers)
	if !offers.Available || offers.Reason != "" || offers.OnDuty != 2 {
		t.Fatalf("offers %+v", offers)
	}
	if h.current() != nil {
		t.Fatal("a call before it began")
	}
	id := h.ask().ID
	if asked := h.fleet.Asked(id); asked.Topic != "wages" || asked.Lang != "zh-CN" || asked.Citizen != nil || !asked.Consent.Video {
		t.Fatalf("the fleet was asked for %+v", asked)
	}
	again := h.ask()
	if again.ID != id || len(h.fleet.Calls()) != 1 {
		t.Fatal("a second touch began a second call")
	}
	h.fleet.Answer(id)
	c := h.await(func(c *wire.Call) bool { return c != nil && c.State == wire.CallTalking })
	if len(c.People) != 2 || c.People[1].Licence == "" {
		t.Fatalf("people %+v", c.People)
	}
	var token wire.RoomToken
	h.page.Must(http.MethodPost, "/api/meeting/token", map[string]any{}, &token)
	if token.Token != "room-token" {
		t.Fatalf("token %+v", token)
	}
	h.here(wire.Here{Joined: true, Camera: "on", Microphone: "on", Path: "direct"})
	h.Until("the fleet to hear of the page", func() bool {
		heres := h.fleet.Heres(id)
		return len(heres) > 0 && heres[len(heres)-1].Joined && heres[len(heres)-1].Path == "direct"
	})
	h.page.Must(http.MethodPost, "/api/meeting/staff", map[string]any{}, &c)
	if !c.Staff {
		t.Error("the staff were not called")
	}
	if got := h.current(); got == nil || got.ID != id || got.State != wire.CallTalking {
		t.Fatalf("a page that is loaded anew learns %+v", got)
	}
	h.fleet.Change(id, func(c *wire.Call) {
		c.State, c.How = wire.CallEnded, wire.CallFinished
		c.Record = &wire.CallRecord{Lawyer: "测试律师", Outcome: "advice", Summary: "先投诉。"}
	})
	h.await(ended)
	h.page.Must(http.MethodPost, "/api/meeting/rating", map[string]any{"grade": 5, "tags": []string{"patient"}}, &c)
	if !c.Rated {
		t.Error("the rating is not noted")
	}
	if a := h.page.Do(http.MethodPost, "/api/meeting/rating", map[string]any{"grade": 1}, nil); a.Problem.Code != wire.CallCodeRated {
		t.Errorf("a second rating gave %d %s", a.Status, a.Problem.Code)
	}
	var n localapi.NewPrint
	h.page.Must(http.MethodPost, "/api/prints", map[string]any{"kind": "record"}, &n)
	if p := h.page.AwaitPrint(n.Job.Job, "printed"); p.Kind != "record" || p.Title != "视频咨询记录" {
		t.Errorf("the record's print is %+v", p)
	}
	h.page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	h.await(func(c *wire.Call) bool { return c == nil })
	began, end := 0, 0
	for _, r := range h.Records() {
		switch r.Kind {
		case wire.KindMeetingBegan:
			began++
		case wire.KindMeetingEnded:
			end++
		default:
		}
	}
	if began != 1 || end != 1 {
		t.Errorf("%d beginnings and %d ends on record", began, end)
	}
	if n := h.fleet.Ends(id); n != 0 {
		t.Errorf("the end of a finished call was told %d times", n)
	}
}

func TestTheVisitEndsWhileItRings(t *testing.T) {
	h := enter(t, agenttest.Options{})
	id := h.ask().ID
	h.here(wire.Here{Camera: "on"})
	h.Until("the light to be lit", func() bool { return h.Light.Snapshot().On })
	h.page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	h.Until("the fleet to be told", func() bool { return h.fleet.Call(id).State == wire.CallEnded })
	if how := h.fleet.Call(id).How; how != wire.CallAbandoned {
		t.Errorf("it ended %q", how)
	}
	h.Until("the light to go dark", func() bool { return !h.Light.Snapshot().On })
	if a := h.here(wire.Here{Camera: "on"}); a.Problem.Code != "visit.over" {
		t.Errorf("a page of the visit before was heard: %d %s", a.Status, a.Problem.Code)
	}
	if h.Light.Snapshot().On {
		t.Error("a page of the visit before lit the light")
	}
	for _, path := range []string{"", "/join", "/here", "/token", "/keys", "/recording", "/staff", "/booking", "/message", "/rating", "/papers/p1/print", "/papers/p1/decline"} {
		bodies := map[string]any{"": map[string]any{"topic": "", "share_card": false, "video": true}, "/join": map[string]any{"code": "12345678"}, "/here": wire.Here{}, "/recording": map[string]any{"agree": true}, "/booking": map[string]any{"slot": "s"}, "/message": map[string]any{"text": "x"}, "/rating": map[string]any{"grade": 5}}
		body := bodies[path]
		if body == nil {
			body = map[string]any{}
		}
		if a := h.page.Do(http.MethodPost, "/api/meeting"+path, body, nil); a.Problem.Code != "visit.over" {
			t.Errorf("POST /api/meeting%s with a stale token gave %d %s", path, a.Status, a.Problem.Code)
		}
	}
}

func TestTheFleetIsAway(t *testing.T) {
	h := enter(t, agenttest.Options{})
	h.fleet.Stop()
	var offers localapi.MeetingOffers
	h.page.Must(http.MethodGet, "/api/meeting/offers", nil, &offers)
	if offers.Available || offers.Reason != "fleet.offline" {
		t.Fatalf("offers %+v", offers)
	}
	h.page.Lang = "en"
	a := h.page.Do(http.MethodPost, "/api/meeting", map[string]any{"topic": "wages", "share_card": false, "video": true}, nil)
	if a.Status != http.StatusServiceUnavailable || a.Problem.Code != "fleet.offline" || a.Problem.Title != "The network is away" {
		t.Fatalf("%d %+v", a.Status, a.Problem)
	}
	h.fleet.Start()
	h.fleet.Vague(http.StatusBadGateway)
	if a := h.page.Do(http.MethodPost, "/api/receipts", map[string]any{"number": "5201 0300 0018"}, nil); a.Problem.Code != "fleet.offline" {
		t.Errorf("a gateway's page gave %s", a.Problem.Code)
	}
	h.fleet.Vague(0)
	h.ask()
}

func TestTheFleetStartsAnewDuringATalk(t *testing.T) {
	h := enter(t, agenttest.Options{})
	id := h.talk().ID
	h.here(wire.Here{Joined: true})
	h.fleet.Stop()
	var trouble struct{ Code string }
	h.here(wire.Here{Joined: true, Camera: "off"})
	h.page.Await("meeting.trouble", &trouble, func() bool { return trouble.Code == "fleet.offline" })
	// What happens while nobody hears it is in the next snapshot.
	h.fleet.Change(id, func(c *wire.Call) { c.Recording.Asked = true })
	h.fleet.Start()
	h.page.Await("meeting.trouble", &trouble, func() bool { return trouble.Code == "" })
	h.await(func(c *wire.Call) bool { return c != nil && c.Recording.Asked })
	if c := h.current(); c == nil || c.State != wire.CallTalking {
		t.Fatalf("the call is %+v", c)
	}
}

func TestASilentPageIsNotSpokenFor(t *testing.T) {
	h := enter(t, agenttest.Options{})
	id := h.ask().ID
	h.here(wire.Here{Joined: true})
	count := func() int { return len(h.fleet.Heres(id)) }
	h.Until("some heartbeats", func() bool { return count() > 3 })
	last, same := count(), 0
	h.Until("the heartbeats to stop", func() bool { // 50 looks of 5 ms without one, where a beat is 20 ms
		if now := count(); now != last {
			last, same = now, 0
		}
		same++
		return same > 50
	})
	h.here(wire.Here{Joined: true})
	h.Until("the heartbeats to come back", func() bool { return count() > last })
}

func TestAGhostIsEndedAfterAKill(t *testing.T) {
	h := enter(t, agenttest.Options{})
	id := h.ask().ID
	mark := filepath.Join(h.DataDir, "calls", id+".call")
	if st, err := os.Stat(mark); err != nil || st.Size() != 0 {
		t.Fatalf("the call's mark: %v, %v", st, err)
	}
	// The fleet is away when the kiosk goes, so that its end is not told.
	h.fleet.Stop()
	h.Stop()
	h.fleet.Start()
	if h.fleet.Call(id).State != wire.CallWaiting {
		t.Fatal("the call has ended already")
	}
	again := agenttest.Start(t, agenttest.Options{Calls: h.fleet, NoReader: true, DataDir: h.DataDir})
	again.Until("the ghost to be ended", func() bool { return h.fleet.Call(id).State == wire.CallEnded })
	again.Until("its mark to go", func() bool { _, err := os.Stat(mark); return os.IsNotExist(err) })
}

func TestACallTheFleetForgotEnds(t *testing.T) {
	h := enter(t, agenttest.Options{})
	id := h.ask().ID
	h.fleet.Forget(id)
	h.here(wire.Here{Joined: true})
	if c := h.await(ended); c.How != wire.CallLost {
		t.Errorf("it ended %q", c.How)
	}
	h.ask()
}

func TestAKioskAloneSaysSo(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoReader: true, NoPrinter: true})
	p := k.Launch()
	p.Begin()
	var offers localapi.MeetingOffers
	p.Must(http.MethodGet, "/api/meeting/offers", nil, &offers)
	if offers.Available || offers.Reason != "unavailable" || offers.Steps == nil {
		t.Errorf("offers %+v", offers)
	}
	if a := p.Do(http.MethodPost, "/api/meeting", map[string]any{"topic": "", "share_card": false, "video": true}, nil); a.Problem.Code != wire.CallCodeUnavailable {
		t.Errorf("%d %s", a.Status, a.Problem.Code)
	}
}

func TestATalkHoldsTheVisit(t *testing.T) {
	v := config.Default().Visit
	v.Idle, v.Warn = 300e6, 200e6 // 0.3 s and 0.2 s
	h := enter(t, agenttest.Options{Visit: v})
	id := h.ask().ID
	for range 8 { // twice the visit's time, in the page's own words
		h.here(wire.Here{Joined: true})
		before := len(h.fleet.Heres(id))
		h.Until("a few heartbeats", func() bool { return len(h.fleet.Heres(id)) > before+4 })
	}
	if h.current() == nil {
		t.Fatal("the visit ended during the call")
	}
	h.fleet.Change(id, func(c *wire.Call) { c.State = wire.CallUnanswered })
	var ended struct{ How string }
	h.page.Await("visit.ended", &ended, nil)
	if ended.How != "timeout" {
		t.Errorf("the visit ended by %s", ended.How)
	}
	h.Until("the call to end with it", func() bool { return h.fleet.Call(id).How == wire.CallNoAnswer })
}
