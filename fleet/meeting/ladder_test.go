package meeting_test

import (
	"slices"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

const k1, k2 = "520103-001", "520103-002"

func TestLadderToItsEnd(t *testing.T) {
	w := newWorld(t, lawyer("own", "520103"), lawyer("city", "", "city"), lawyer("next", "520102"), lawyer("far", "520121"))
	w.on("own", "city", "next", "far")
	c := w.begin(k1)
	all := []func(){w.here(k1, c.ID), w.desk("own"), w.desk("city"), w.desk("next"), w.desk("far")}
	if c.Queue.Place != 1 || c.Queue.ExpectS != -1 || c.Queue.OnDuty != 1 || len(c.Queue.Steps) != 3 || c.Queue.Step != wire.StepOwn {
		t.Fatalf("%+v", c.Queue)
	}
	for _, step := range []struct {
		step string
		rung []string
	}{
		{wire.StepOwn, []string{"own"}},
		{wire.StepCity, []string{"own", "city"}},
		{wire.StepNeighbours, []string{"own", "city", "next"}},
	} {
		got := w.view(k1, c.ID)
		if got.Queue.Step != step.step || !got.Queue.StepEnd.After(w.time()) {
			t.Fatalf("step %s: %+v", step.step, got.Queue)
		}
		for _, l := range []string{"own", "city", "next", "far"} {
			if rings := len(w.rung(l)) > 0; rings != slices.Contains(step.rung, l) {
				t.Fatalf("step %s: rings at %s: %v", step.step, l, rings)
			}
		}
		w.alive(time.Minute, all...)
	}
	got := w.view(k1, c.ID)
	w.want(got, wire.CallUnanswered, "")
	want := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC) // two working days, 18:00
	if !got.Options.Book || !got.Options.Message || got.Options.Hotline != "12348" || !got.Options.ReplyBy.Equal(want) {
		t.Fatalf("%+v", got.Options)
	}
	_, err := w.Answer(w.ctx, "own", c.ID, "")
	w.is(err, meeting.ErrState)
	f, err := w.Figures(w.ctx, "2026-11-23", "2026-11-23", "")
	w.ok(err)
	if f.Steps[wire.StepOwn] != 1 || f.Steps[wire.StepNeighbours] != 1 || f.Unanswered != 1 {
		t.Fatalf("%+v", f)
	}
	got, err = w.Message(w.ctx, k1, c.ID, wire.NewMessage{Text: "老板不发工资", Phone: citizenPhone})
	w.ok(err)
	w.want(got, wire.CallEnded, wire.CallMessage)
	if got.Receipt == nil || got.Receipt.Kind != "message" || !got.Receipt.ReplyBy.Equal(want) {
		t.Fatalf("%+v", got.Receipt)
	}
	if _, ok := meeting.CheckNumber(got.Receipt.Number); !ok {
		t.Fatal("the check digit is wrong")
	}
}

func TestEmptyStepsAreShownAndShort(t *testing.T) {
	w := newWorld(t, lawyer("next", "520102"))
	w.on("next")
	c := w.begin(k1)
	if c.Queue.Step != wire.StepOwn || c.Queue.StepEnd.Sub(w.time()) != meeting.EmptyIs {
		t.Fatalf("%+v", c.Queue)
	}
	w.pass(meeting.EmptyIs)
	if got := w.view(k1, c.ID); got.Queue.Step != wire.StepCity {
		t.Fatalf("%+v", got.Queue)
	}
	w.pass(meeting.EmptyIs)
	if got := w.view(k1, c.ID); got.Queue.Step != wire.StepNeighbours || len(w.rung("next")) != 1 {
		t.Fatalf("%+v", got.Queue)
	}
	f, err := w.Figures(w.ctx, "2026-11-23", "2026-11-23", "520103")
	w.ok(err)
	if f.Steps[wire.StepOwn] != 1 || f.Steps[wire.StepCity] != 1 || f.Steps[wire.StepNeighbours] != 1 {
		t.Fatalf("%+v", f.Steps)
	}
}

func TestDeskThatGoesSilentHoldsNobodyUp(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	w.on("a")
	w.pass(50 * time.Second) // the desk says nothing more
	c := w.begin(k1)
	w.alive(12*time.Second, w.here(k1, c.ID))
	w.alive(4*time.Second, w.here(k1, c.ID))
	if got := w.view(k1, c.ID); got.State == wire.CallWaiting && got.Queue.Step == wire.StepOwn {
		t.Fatalf("waits on for a desk that is not there: %+v", got.Queue)
	}
}

func TestWhoKnowsTheTopicIsRungFirst(t *testing.T) {
	w := newWorld(t, lawyer("able", "520103"), lawyer("other", "520103", "unskilled"))
	w.on("able", "other")
	c := w.begin(k1)
	if len(w.rung("able")) != 1 || len(w.rung("other")) != 0 {
		t.Fatal("both are rung, or the wrong one")
	}
	all := []func(){w.here(k1, c.ID), w.desk("able"), w.desk("other")}
	w.alive(20*time.Second, all...)
	if len(w.rung("able")) != 1 || len(w.rung("other")) != 1 {
		t.Fatal("after a third of the step all are rung")
	}
	w.ok(w.Decline(w.ctx, "able", c.ID))
	if len(w.rung("able")) != 0 {
		t.Fatal("rings on after it was declined")
	}
}

func TestNobodyWhoIsBusyOrAwayIsRung(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "520103"), lawyer("c", "520103"))
	w.on("a", "b")
	w.ok(w.SetDuty(w.ctx, "c", fleet.DutyBusy))
	first := w.begin(k1)
	_, err := w.Answer(w.ctx, "a", first.ID, "")
	w.ok(err)
	w.begin(k2)
	if len(w.rung("a")) != 0 || len(w.rung("b")) != 1 || len(w.rung("c")) != 0 {
		t.Fatal("rings at the wrong desks")
	}
	w.alive(time.Minute+time.Second, w.here(k1, first.ID), w.talks("a", first.ID))
	if len(w.rung("b")) != 0 {
		t.Fatal("rings at a desk that is silent")
	}
}

func TestSilence(t *testing.T) {
	for _, c := range []struct {
		what  string
		after func(w *world, id string)
		want  string
	}{
		{"waiting", func(w *world, _ string) { w.alive(meeting.Grace, w.desk("a")) }, wire.CallVanished},
		{"unanswered", func(w *world, id string) {
			w.alive(30*time.Second, w.here(k1, id), w.desk("a"))
			w.ok(w.SetDuty(w.ctx, "a", fleet.DutyAway))
			w.alive(12*time.Second, w.here(k1, id))
			w.want(w.view(k1, id), wire.CallUnanswered, "")
			w.pass(meeting.Grace)
		}, wire.CallNoAnswer},
		{"talking", func(w *world, id string) {
			_, err := w.Answer(w.ctx, "a", id, "")
			w.ok(err)
			w.alive(meeting.Lost, w.talks("a", id))
		}, wire.CallLost},
		{"leaves while it rings", func(w *world, id string) {
			_, err := w.End(w.ctx, meeting.AtKiosk(k1), id)
			w.ok(err)
			_, err = w.Answer(w.ctx, "a", id, "")
			w.is(err, meeting.ErrOver)
		}, wire.CallAbandoned},
	} {
		t.Run(c.what, func(t *testing.T) {
			w := newWorld(t, lawyer("a", "520103"))
			w.on("a")
			id := w.begin(k1).ID
			c.after(w, id)
			got := w.view(k1, id)
			w.want(got, wire.CallEnded, c.want)
			if len(w.rooms.open) != 0 {
				t.Error("a room is open")
			}
			if c.want != wire.CallLost {
				return
			}
			if got.Receipt == nil || got.Receipt.Kind != "callback" {
				t.Fatalf("%+v", got.Receipt)
			}
			list, err := w.TaskList(w.ctx, "a", "callback", "open")
			w.ok(err)
			if len(list) != 1 || !list[0].Mine || list[0].Phone != "" {
				t.Fatalf("%+v", list)
			}
			task, err := w.Task(w.ctx, "a", "::1", list[0].ID)
			w.ok(err)
			if task.Phone != citizenPhone || len(w.audit) != 1 {
				t.Fatalf("%+v, audit %v", task, w.audit)
			}
		})
	}
}

func TestLawyerLostGoesBackOnce(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "520103"))
	w.on("a", "b")
	other := w.begin(k2)
	w.pass(time.Second)
	c := w.begin(k1)
	_, err := w.Answer(w.ctx, "a", c.ID, "")
	w.ok(err)
	room := w.view(k1, c.ID).Room
	w.alive(meeting.Lost, w.here(k1, c.ID), w.here(k2, other.ID), w.desk("b"))
	got := w.view(k1, c.ID)
	w.want(got, wire.CallWaiting, "")
	if got.Queue.Place != 1 || got.Queue.Why != "lawyer.lost" || got.Room == room || w.rooms.open[room] {
		t.Fatalf("%+v", got)
	}
	_, err = w.Answer(w.ctx, "b", c.ID, "")
	w.ok(err)
	if again := w.view(k1, c.ID); again.Room == room || again.Room == "" {
		t.Fatal("the room is not a new one")
	}
	w.alive(meeting.Lost, w.here(k1, c.ID))
	w.want(w.view(k1, c.ID), wire.CallEnded, wire.CallLost)
}

func TestRestartLosesNobody(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	w.on("a")
	waiting, talking := w.begin(k1), w.begin(k2)
	_, err := w.Answer(w.ctx, "a", talking.ID, "")
	w.ok(err)
	w.mu.Lock()
	w.clock = w.clock.Add(5 * time.Minute)
	w.mu.Unlock()
	w.start()
	w.pass(40 * time.Second)
	w.want(w.view(k1, waiting.ID), wire.CallWaiting, "")
	w.want(w.view(k2, talking.ID), wire.CallTalking, "")
	w.alive(30*time.Second, w.here(k1, waiting.ID), w.here(k2, talking.ID), w.talks("a", talking.ID))
	w.want(w.view(k2, talking.ID), wire.CallTalking, "")
	if c := w.view(k1, waiting.ID); c.State == wire.CallEnded {
		t.Fatal("ended, though its kiosk came back")
	}
	w.pass(3 * time.Minute)
	w.want(w.view(k2, talking.ID), wire.CallEnded, wire.CallLost)
}
