package storetest

import (
	"encoding/json"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

func invitations(s *calls) {
	s.add(call("a", "520103-001", Noon()), meeting.Effects{})
	i := meeting.Invitation{Code: fleet.HashToken("code"), Link: fleet.HashToken("link"), Call: "a", Role: "party", By: "wang", Expires: Noon().Add(time.Minute)}
	s.update("a", func(_ *meeting.Call, fx *meeting.Effects) { fx.Invitations = []meeting.Invitation{i} })
	for _, word := range []string{"code", "link"} {
		got, err := s.m.Invitation(s.ctx, fleet.HashToken(word), Noon())
		s.ok(err)
		same(s.suite, word, got, i)
	}
	_, err := s.m.Invitation(s.ctx, i.Code, i.Expires)
	s.is(err, meeting.ErrInvitation)
	use := func(c *meeting.Call, fx *meeting.Effects) error {
		c.Place++
		fx.Use, fx.UsedAt = &i, Noon()
		return nil
	}
	_, err = s.m.UpdateCall(s.ctx, "a", use)
	s.ok(err)
	c, err := s.m.UpdateCall(s.ctx, "a", use)
	s.is(err, meeting.ErrInvitation)
	_ = c
	c, err = s.m.Call(s.ctx, "a")
	s.ok(err)
	same(s.suite, "entered once", c.Place, 1)
	_, err = s.m.Invitation(s.ctx, i.Link, Noon())
	s.is(err, meeting.ErrInvitation)
}

func bookings(s *calls) {
	begin := Noon().Add(time.Hour)
	var whose []string
	for n, id := range []string{"a", "b", "c"} {
		s.add(call(id, "520103-00"+id, Noon()), meeting.Effects{})
		_, err := s.m.UpdateCall(s.ctx, id, func(_ *meeting.Call, fx *meeting.Effects) error {
			fx.Tasks = []meeting.Task{{ID: id, Kind: "booking", State: meeting.TaskOpen}}
			fx.Booking = &meeting.Booking{Begin: begin, End: begin.Add(30 * time.Minute), Region: "520103", Number: id, Lawyers: []string{"chen", "wang"}}
			fx.Booked = func(l string) { whose, fx.Tasks[0].Lawyer = append(whose, l), l }
			return nil
		})
		if n < 2 {
			s.ok(err)
		} else {
			s.is(err, meeting.ErrSlotTaken)
		}
	}
	same(s.suite, "booked", whose, []string{"chen", "wang"})
	t, err := s.m.Task(s.ctx, "b")
	s.ok(err)
	same(s.suite, "task", t.Lawyer, "wang")
	_, err = s.m.Task(s.ctx, "c")
	s.is(err, meeting.ErrUnknown)
	list, err := s.m.Booked(s.ctx, begin, begin.Add(time.Millisecond))
	s.ok(err)
	same(s.suite, "list", len(list), 2)
	list, err = s.m.Booked(s.ctx, begin.Add(time.Millisecond), begin.AddDate(0, 0, 1))
	s.ok(err)
	same(s.suite, "later", len(list), 0)
}

func alarms(s *calls) {
	camera := fleet.Attention{Kiosk: "520103-001", Region: "520103", Centre: "c", Problem: fleet.Problem{What: "camera.busy", Since: Noon()}}
	rate := fleet.Attention{Region: "520103", Problem: fleet.Problem{What: "meeting.answer-rate", Since: Noon(), Detail: "60 %"}}
	set := func(want bool, fx meeting.Effects) {
		s.Helper()
		changed, err := s.m.SetAlarms(s.ctx, fx)
		s.ok(err)
		same(s.suite, "changed", changed, want)
	}
	both := meeting.Effects{Alarms: []fleet.Attention{camera, rate}}
	set(true, both)
	set(false, both)
	again := rate
	again.Since, again.Detail = Noon().Add(time.Hour), "50 %"
	set(true, meeting.Effects{Alarms: []fleet.Attention{again}})
	again.Since = Noon() // it began then
	list, err := s.m.Alarms(s.ctx)
	s.ok(err)
	same(s.suite, "alarms", list, []fleet.Attention{again, camera})
	set(false, meeting.Effects{Well: []meeting.Well{{Kiosk: "520103-001", Class: "microphone"}, {Kiosk: "520103-001", Class: "camera", Except: "camera.busy"}}})
	set(true, meeting.Effects{Well: []meeting.Well{{Kiosk: "520103-001", Class: "camera"}, {Region: "520103", Class: "meeting.answer-rate"}}})
	list, err = s.m.Alarms(s.ctx)
	s.ok(err)
	same(s.suite, "all well", len(list), 0)
}

func tasks(s *calls) {
	s.add(call("a", "520103-001", Noon()), meeting.Effects{})
	s.update("a", func(_ *meeting.Call, fx *meeting.Effects) {
		for i, t := range []meeting.Task{
			{ID: "mine", Kind: "callback", Region: "520121", Lawyer: "wang"},
			{ID: "open", Kind: "message", Region: "520103"},
			{ID: "far", Kind: "message", Region: "520121"},
			{ID: "rate", Kind: "rating", Region: "520103", About: "wang", Tags: []string{"late"}},
			{ID: "lead", Kind: "rating", Region: "520103", About: "chen"},
		} {
			t.State, t.Created, t.Due = meeting.TaskOpen, Noon(), Noon().Add(time.Duration(9-i)*time.Hour)
			fx.Tasks = append(fx.Tasks, t)
		}
	})
	for _, x := range []struct {
		what string
		f    meeting.TaskFilter
		want []string
	}{
		{"a lawyer's", meeting.TaskFilter{Lawyer: "wang", Regions: []string{"520103"}}, []string{"open", "mine"}},
		{"a lawyer's of the city", meeting.TaskFilter{Lawyer: "wang", City: true, State: "open"}, []string{"far", "open", "mine"}},
		{"one kind", meeting.TaskFilter{Lawyer: "wang", City: true, Kind: "message"}, []string{"far", "open"}},
		{"a lead's", meeting.TaskFilter{Lawyer: "chen", Lead: true, All: true}, []string{"rate", "far", "open", "mine"}},
		{"done", meeting.TaskFilter{Lawyer: "chen", Lead: true, All: true, State: "done"}, []string{}},
		{"at most", meeting.TaskFilter{Lawyer: "chen", Lead: true, All: true, Limit: 1}, []string{"rate"}},
	} {
		list, err := s.m.Tasks(s.ctx, x.f)
		s.ok(err)
		got := make([]string, 0, len(list))
		for _, t := range list {
			got = append(got, t.ID)
		}
		same(s.suite, x.what, got, x.want)
	}
	n, err := s.m.CountTasks(s.ctx, meeting.TaskFilter{Lawyer: "chen", Lead: true, All: true, State: "open"})
	s.ok(err)
	same(s.suite, "count", n, map[string]int{"callback": 1, "message": 2, "rating": 1})
	t, err := s.m.UpdateTask(s.ctx, "rate", func(t *meeting.Task, _ *meeting.Effects) error {
		t.State, t.Done, t.By = meeting.TaskDone, Noon(), "chen"
		return nil
	})
	s.ok(err)
	got, err := s.other().Task(s.ctx, "rate")
	s.ok(err)
	same(s.suite, "changed", got, t)
}

func callFigures(s *calls) {
	add := func(id, kiosk string, began time.Time, waited time.Duration, how string) {
		c := call(id, kiosk, began)
		if waited >= 0 {
			c.Answered = began.Add(waited)
		}
		s.add(c, meeting.Effects{Steps: []meeting.StepCount{{Day: day, Region: c.Region, Step: "own"}}})
		if how == "booked" {
			s.update(id, func(c *meeting.Call, _ *meeting.Effects) { c.State = wire.CallUnanswered })
		}
		s.update(id, func(c *meeting.Call, fx *meeting.Effects) {
			c.State, c.How = wire.CallEnded, how
			fx.Ratings = []meeting.Rating{{Day: day, Region: c.Region, Lawyer: "wang", Grade: 5}}
		})
	}
	for i := range 20 { // 1 to 20 s: the median is 10 s, the 95th percentile 19 s
		add(string(rune('a'+i)), "520103-001", Noon().Add(time.Duration(i)*time.Minute), time.Duration(i+1)*time.Second, "finished")
	}
	add("x", "520102-001", Noon().Add(time.Hour), -1, "abandoned")
	add("y", "520102-001", Noon().Add(2*time.Hour), -1, "booked")
	m, err := s.m.Summary(s.ctx, day, day, "")
	s.ok(err)
	same(s.suite, "all", m.Counted, meeting.Counted{
		Calls: 22, Answered: 20, Abandoned: 1, Unanswered: 1, Booked: 1, MedianS: 10, P95S: 19, Rate: 20.0 / 22,
	})
	same(s.suite, "counties", []int{len(m.ByRegion), m.ByRegion[0].Calls, m.ByRegion[0].P95S, m.ByRegion[1].MedianS}, []int{2, 2, -1, 10})
	same(s.suite, "hours", []int{len(m.ByHour), m.ByHour[0].Hour, m.ByHour[0].Calls, m.ByHour[2].Hour}, []int{3, 20, 20, 22})
	same(s.suite, "steps", m.Steps, map[string]int{"own": 22})
	same(s.suite, "ratings", m.Ratings.ByGrade, map[int]int{5: 22})
	m, err = s.m.Summary(s.ctx, "2026-11-23", "2026-11-30", "520103")
	s.ok(err)
	b, err := json.Marshal(m)
	s.ok(err)
	same(s.suite, "none", string(b), `{"region":"520103","hour":0,"calls":0,"answered":0,"abandoned":0,"unanswered":0,"booked":0,"messages":0,"lost":0,`+
		`"median_wait_s":-1,"p95_wait_s":-1,"answer_rate":-1,"by_region":[],"by_hour":[],"steps":{},"ratings":{"n":0,"by_grade":{}}}`)
	q := meeting.WaitQuery{Region: "520103", Since: Noon(), Weekdays: [2]int{6, 7}, Hours: [2]int{19, 21}, Limit: 3}
	waits, err := s.m.Waits(s.ctx, q)
	s.ok(err)
	same(s.suite, "the last waits", waits, []time.Duration{20 * time.Second, 19 * time.Second, 18 * time.Second})
	q.Weekdays = [2]int{1, 5}
	waits, err = s.m.Waits(s.ctx, q)
	s.ok(err)
	same(s.suite, "other days", len(waits), 0)
	since, err := s.m.Since(s.ctx, Noon().Add(30*time.Minute))
	s.ok(err)
	same(s.suite, "since", []any{len(since), since[0].Region, since[0].Calls, since[0].Rate}, []any{1, "520102", 2, 0})

	s.update("a", func(_ *meeting.Call, fx *meeting.Effects) {
		for i, o := range []string{"answered", "answered", "declined", "missed", "other", ""} {
			ring := meeting.Ring{Call: string(rune('a' + i)), Lawyer: "wang", At: Noon()}
			fx.Rings = append(fx.Rings, ring)
			ring.Outcome, ring.At = o, Noon().Add(time.Duration(i+1)*10*time.Second)
			fx.Rings = append(fx.Rings, ring)
		}
		fx.Rings = append(fx.Rings, meeting.Ring{Call: "a", Lawyer: "wang", At: Noon(), Outcome: "talked", Talk: time.Minute})
	})
	ls, err := s.m.LawyerFigures(s.ctx, day, day)
	s.ok(err)
	same(s.suite, "lawyers", ls, []meeting.LawyerFigures{{User: "wang", Rung: 7, Answered: 2, Declined: 1, Missed: 1, Rate: 0.5, MedianAnswerS: 10, TalkS: 60}})
}
