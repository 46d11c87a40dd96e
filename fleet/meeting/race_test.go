package meeting_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// together runs f n times at once and counts results by their fault.
func together(n int, f func(i int) error) map[string]int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	out := map[string]int{}
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			err := f(i)
			mu.Lock()
			defer mu.Unlock()
			out[meeting.Code(err)]++
			if err != nil && meeting.Code(err) == "" {
				out[err.Error()]++
			}
		})
	}
	close(start)
	wg.Wait()
	return out
}

func TestDesksAnswerAtOnce(t *testing.T) {
	w := newWorld(t)
	for i := range 8 {
		w.dir.lawyers = append(w.dir.lawyers, lawyer(fmt.Sprint("l", i), "520103"))
		w.on(fmt.Sprint("l", i))
	}
	c := w.begin(k1)
	var winner string
	var mu sync.Mutex
	got := together(8, func(i int) error {
		user := fmt.Sprint("l", i)
		d, err := w.Answer(w.ctx, user, c.ID, "")
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			winner = user
			if d.Citizen == nil || d.Citizen.Name != citizenName || d.Lawyer != user {
				t.Errorf("the winner sees %+v", d)
			}
		}
		return err
	})
	if got[""] != 1 || got[meeting.CodeTaken] != 7 {
		t.Fatalf("%v", got)
	}
	_, err := w.Answer(w.ctx, winner, c.ID, "") // again: the same
	w.ok(err)
	var taken *meeting.TakenError
	loser := map[bool]string{true: "l1", false: "l0"}[winner == "l0"]
	if _, err := w.Answer(w.ctx, loser, c.ID, ""); !errors.As(err, &taken) || taken.By != winner+"律师" {
		t.Fatalf("%v does not name %s", err, winner)
	}
	if _, err := w.DeskCall(w.ctx, loser, c.ID); !errors.Is(err, meeting.ErrUnknown) {
		t.Fatal("a loser sees the call")
	}
}

func TestOneLawyerAnswersTwoAtOnce(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"))
	w.on("a")
	ids := []string{w.begin(k1).ID, w.begin(k2).ID}
	got := together(2, func(i int) error { _, err := w.Answer(w.ctx, "a", ids[i], ""); return err })
	if got[""] != 1 || got[wire.CallCodeBusy] != 1 {
		t.Fatalf("%v", got)
	}
}

func TestFiftyWait(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.dir.lawyers = append(w.dir.lawyers, lawyer(fmt.Sprint("l", i), "520103"))
		w.on(fmt.Sprint("l", i))
	}
	const n = 50
	ids := make([]string, n)
	got := together(n, func(i int) error {
		c, err := w.Begin(w.ctx, kioskN(i), request(fmt.Sprint("v", i)))
		ids[i] = c.ID
		return err
	})
	if got[""] != n {
		t.Fatalf("%v", got)
	}
	w.pass(0)
	places := map[int]bool{}
	for i := range n {
		c := w.view(kioskN(i), ids[i])
		w.want(c, wire.CallWaiting, "")
		places[c.Queue.Place] = true
	}
	for p := 1; p <= n; p++ {
		if !places[p] {
			t.Fatalf("nobody has place %d", p)
		}
	}
	got = together(n, func(i int) error { _, err := w.Answer(w.ctx, fmt.Sprint("l", i%5), ids[i], ""); return err })
	if got[""] != 5 || got[wire.CallCodeBusy] != n-5 {
		t.Fatalf("%v", got)
	}
	now, err := w.NowFigures(w.ctx)
	w.ok(err)
	if now.Waiting != n-5 || now.Talking != 5 || now.Busy != 5 || now.OnDuty != 5 {
		t.Fatalf("%+v", now)
	}
}

// nobody brings a call to the ladder's end where nobody is on duty.
func (w *world) nobody(kiosk string) wire.Call {
	w.Helper()
	c := w.begin(kiosk)
	w.alive(4*meeting.EmptyIs, w.here(kiosk, c.ID))
	return w.view(kiosk, c.ID)
}

func TestLastSlotIsBookedOnce(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("b", "", "city"))
	w.dir.roster.Shifts = []fleet.Shift{
		{Lawyer: "a", Weekday: 2, From: "09:00", To: "09:30"},
		{Lawyer: "b", Weekday: 2, From: "09:00", To: "09:30"},
		{Lawyer: "b", Weekday: 6, From: "09:00", To: "09:30"}, // no working day
	}
	const n = 6
	ids := make([]string, n)
	for i := range n {
		ids[i] = w.begin(kioskN(i)).ID
	}
	for range 4 {
		for i := range n {
			w.here(kioskN(i), ids[i])()
		}
		w.pass(meeting.EmptyIs)
	}
	slots, err := w.Slots(w.ctx, kioskN(0), ids[0])
	w.ok(err)
	if len(slots) != 1 || !slots[0].Begin.Equal(monday().AddDate(0, 0, 1)) {
		t.Fatalf("%+v", slots)
	}
	got := together(n, func(i int) error {
		_, err := w.Book(w.ctx, kioskN(i), ids[i], wire.NewBooking{Slot: slots[0].ID})
		return err
	})
	if got[""] != 2 || got[wire.CallCodeSlotTaken] != n-2 {
		t.Fatalf("%v", got)
	}
	for i := range n {
		c := w.view(kioskN(i), ids[i])
		if c.State != wire.CallEnded {
			w.want(c, wire.CallUnanswered, "")
			slots, err := w.Slots(w.ctx, kioskN(i), ids[i])
			w.ok(err)
			if len(slots) != 0 {
				t.Fatalf("offers what is taken: %+v", slots)
			}
			continue
		}
		if c.Receipt == nil || c.Receipt.Lawyer == "" || !c.Receipt.Begin.Equal(slots[0].Begin) {
			t.Fatalf("%+v", c.Receipt)
		}
	}
}

func TestRatedOnce(t *testing.T) {
	w := newWorld(t, lawyer("a", "520103"), lawyer("chief", "520103", "lead"))
	w.on("a")
	c := w.begin(k1)
	_, err := w.Answer(w.ctx, "a", c.ID, "")
	w.ok(err)
	_, err = w.Rate(w.ctx, k1, c.ID, wire.Rating{Grade: 1})
	w.is(err, meeting.ErrState)
	_, err = w.End(w.ctx, meeting.AtKiosk(k1), c.ID)
	w.ok(err)
	got := together(5, func(int) error {
		_, err := w.Rate(w.ctx, k1, c.ID, wire.Rating{Grade: 1, Tags: []string{"late"}})
		return err
	})
	if got[""] != 1 || got[wire.CallCodeRated] != 4 {
		t.Fatalf("%v", got)
	}
	list, err := w.TaskList(w.ctx, "chief", "rating", "open")
	w.ok(err)
	due := time.Date(2026, 12, 14, 10, 0, 0, 0, time.UTC)
	if len(list) != 1 || !list[0].Due.Equal(due) || list[0].Grade != 1 {
		t.Fatalf("%+v", list)
	}
	if list, err := w.TaskList(w.ctx, "a", "rating", ""); err != nil || len(list) != 0 {
		t.Fatalf("the rated one sees %+v, %v", list, err)
	}
	if _, err := w.Task(w.ctx, "a", "", list[0].ID); !errors.Is(err, meeting.ErrUnknown) {
		t.Fatalf("the rated one opens the task: %v", err)
	}
	f, err := w.Figures(w.ctx, "2026-11-23", "2026-11-23", "520103")
	w.ok(err)
	if f.Ratings.N != 1 || f.Ratings.ByGrade[1] != 1 || f.Answered != 1 || f.Rate != 1 {
		t.Fatalf("%+v", f)
	}
}
