package meeting_test

import (
	"fmt"
	"testing"
	"time"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// waited makes an answered and finished call that waited so long.
func (w *world) waited(kiosk string, d time.Duration) {
	w.Helper()
	c, err := w.Begin(w.ctx, kiosk, request(fmt.Sprint("w", w.time().UnixMilli())))
	w.ok(err)
	w.mu.Lock()
	w.clock = w.clock.Add(d)
	w.mu.Unlock()
	_, err = w.Answer(w.ctx, "a", c.ID, "")
	w.ok(err)
	_, err = w.Finish(w.ctx, "a", c.ID, meeting.NewFinish{Outcome: "advice"})
	w.ok(err)
	w.mu.Lock()
	w.clock = w.clock.Add(time.Second)
	w.mu.Unlock()
	w.ok(w.SeeDesk(w.ctx, "a"))
}

func TestExpectedWaitIsNeverInvented(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	w.on("a")
	for i := range 5 {
		o, err := w.Offers(w.ctx, k1)
		w.ok(err)
		if o.ExpectS != -1 || o.OnDuty != 1 || len(o.Steps) != 3 || !o.E2EE {
			t.Fatalf("after %d: %+v", i, o)
		}
		w.waited(k1, time.Duration(10*(i+1))*time.Second)
	}
	w.mu.Lock()
	w.clock = w.clock.Add(2 * time.Minute)
	w.mu.Unlock()
	o, err := w.Offers(w.ctx, k1)
	w.ok(err)
	if o.ExpectS != 30 {
		t.Fatalf("%+v", o)
	}
	w.mu.Lock()
	w.clock = w.clock.AddDate(0, 0, 5) // Saturday
	w.mu.Unlock()
	if o, err = w.Offers(w.ctx, k1); err != nil || o.ExpectS != -1 {
		t.Fatalf("%+v %v", o, err)
	}
}

func TestThresholds(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	w.on("a")
	for i := range 4 {
		c, err := w.Begin(w.ctx, kioskN(i), request("v"))
		w.ok(err)
		_, err = w.End(w.ctx, meeting.AtKiosk(kioskN(i)), c.ID)
		w.ok(err)
	}
	what := func(want string) {
		t.Helper()
		list, err := w.Alarms(w.ctx)
		w.ok(err)
		got := ""
		for _, a := range list {
			got += a.Region + " " + a.What + ";"
		}
		if got != want {
			t.Fatalf("alarms %q, want %q", got, want)
		}
	}
	w.pass(time.Minute)
	what("") // too few to say
	w.on("a")
	w.waited(k1, 4*time.Minute)
	w.pass(time.Minute)
	what("520103 meeting.answer-rate;520103 meeting.wait;")
	w.pass(3 * time.Hour)
	what("")
}

func TestFiguresOfLawyers(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "520103"), lawyer("c", "520121"))
	w.on("a", "b")
	first := w.begin(k1)
	w.ok(w.Decline(w.ctx, "b", first.ID))
	w.alive(8*time.Second, w.here(k1, first.ID), w.desk("a"), w.desk("b"))
	_, err := w.Answer(w.ctx, "a", first.ID, "")
	w.ok(err)
	second := w.begin(k2) // b is left, and does not answer
	w.alive(20*time.Second, w.here(k1, first.ID), w.talks("a", first.ID), w.here(k2, second.ID), w.desk("b"))
	_, err = w.End(w.ctx, meeting.AtKiosk(k2), second.ID)
	w.ok(err)
	_, err = w.End(w.ctx, meeting.AtKiosk(k1), first.ID)
	w.ok(err)
	w.want(w.view(k1, first.ID), wire.CallEnded, wire.CallLeft)
	got, err := w.LawyerFigures(w.ctx, "2026-11-23", "2026-11-23")
	w.ok(err)
	want := []meeting.LawyerFigures{
		{User: "a", Display: "a律师", Rung: 1, Answered: 1, Rate: 1, MedianAnswerS: 8, TalkS: 20},
		{User: "b", Display: "b律师", Rung: 2, Declined: 1, Missed: 1, MedianAnswerS: -1},
		{User: "c", Display: "c律师", Rate: -1, MedianAnswerS: -1},
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	if _, err := w.LawyerFigures(w.ctx, "2025-01-01", "2026-11-23"); meeting.Code(err) != wire.CallCodeBad {
		t.Errorf("two years are counted: %v", err)
	}
}
