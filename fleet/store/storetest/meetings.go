package storetest

import (
	"errors"
	"testing"
	"time"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// OpenMeetings is Open for the store of calls.
type OpenMeetings func(t *testing.T) (s meeting.Store, again func() meeting.Store)

// RunMeetings runs the suite of meeting.Store.
func RunMeetings(t *testing.T, open OpenMeetings) {
	for name, f := range map[string]func(*calls){
		"life": callLife, "seats": callSeats, "effects": callEffects, "figures": callFigures, "invitations": invitations,
		"alarms": alarms, "tasks": tasks, "sealed": sealed, "bookings": bookings, "refused": refused,
	} {
		t.Run(name, func(t *testing.T) {
			s, again := open(t)
			f(&calls{suite: &suite{T: t, ctx: t.Context()}, m: s, other: again})
		})
	}
}

type calls struct {
	*suite
	m     meeting.Store
	other func() meeting.Store
}

func call(id, kiosk string, began time.Time) meeting.Call {
	return meeting.Call{
		ID: id, Version: 1, State: wire.CallWaiting, Began: began, Kiosk: kiosk, Region: kiosk[:6], Ladder: []meeting.Rung{{Step: "own", Seconds: 60}},
		People: []meeting.Person{{Identity: id + "-p", Role: "citizen", Kiosk: kiosk, Seen: began, Here: true}},
	}
}

func (s *calls) add(c meeting.Call, fx meeting.Effects) {
	s.Helper()
	s.ok(s.m.AddCall(s.ctx, c, fx))
}

// update changes a call and gives it.
func (s *calls) update(id string, f func(c *meeting.Call, fx *meeting.Effects)) meeting.Call {
	s.Helper()
	c, err := s.m.UpdateCall(s.ctx, id, func(c *meeting.Call, fx *meeting.Effects) error { f(c, fx); return nil })
	s.ok(err)
	return c
}

func callLife(s *calls) {
	_, err := s.m.Call(s.ctx, "none")
	s.is(err, meeting.ErrUnknown)
	_, err = s.m.KioskCall(s.ctx, "520103-001")
	s.is(err, meeting.ErrUnknown)
	late, early := call("a", "520103-001", Noon().Add(time.Second)), call("b", "520103-002", Noon())
	s.add(late, meeting.Effects{})
	s.add(early, meeting.Effects{})
	got, err := s.m.KioskCall(s.ctx, "520103-001")
	s.ok(err)
	same(s.suite, "call", got, late)
	list, err := s.m.Running(s.ctx)
	s.ok(err)
	same(s.suite, "running", list, []meeting.Call{early, late})
	s.ok(s.m.UpdateRunning(s.ctx, func(all []*meeting.Call, _ *meeting.Effects) error {
		for _, c := range all {
			c.Place++
		}
		return nil
	}))
	s.update("a", func(c *meeting.Call, _ *meeting.Effects) {
		c.State, c.How, c.Ended = wire.CallEnded, wire.CallAbandoned, Noon()
	})
	list, err = s.other().Running(s.ctx)
	s.ok(err)
	early.Place = 1
	same(s.suite, "as another process sees it", list, []meeting.Call{early})
	got, err = s.m.KioskCall(s.ctx, "520103-001")
	s.ok(err)
	same(s.suite, "ended", got.How, wire.CallAbandoned)
}

func callSeats(s *calls) {
	a, b := call("a", "520103-001", Noon()), call("b", "520103-002", Noon())
	s.add(a, meeting.Effects{})
	s.is(s.m.AddCall(s.ctx, call("c", "520103-001", Noon()), meeting.Effects{}), meeting.ErrBusy)
	_, err := s.m.Call(s.ctx, "c")
	s.is(err, meeting.ErrUnknown)
	s.add(b, meeting.Effects{})
	sit := func(c *meeting.Call, _ *meeting.Effects) {
		c.People = append(c.People, meeting.Person{Identity: "l", Role: "lawyer", User: "wang"})
	}
	s.update("a", sit)
	_, err = s.m.UpdateCall(s.ctx, "b", func(c *meeting.Call, fx *meeting.Effects) error { sit(c, fx); return nil })
	s.is(err, meeting.ErrBusy)
	s.update("a", func(c *meeting.Call, _ *meeting.Effects) { c.People[1].Gone = true })
	s.update("b", sit)
	_, err = s.m.UpdateCall(s.ctx, "b", func(c *meeting.Call, _ *meeting.Effects) error {
		c.People = append(c.People, meeting.Person{Identity: "q", Role: "party", Kiosk: "520103-001"})
		return nil
	})
	s.is(err, meeting.ErrBusy)
	s.update("a", func(c *meeting.Call, _ *meeting.Effects) { c.State = wire.CallEnded })
	s.add(call("d", "520103-001", Noon()), meeting.Effects{})
}

func refused(s *calls) {
	s.add(call("a", "520103-001", Noon()), meeting.Effects{})
	no := errors.New("no")
	_, err := s.m.UpdateCall(s.ctx, "a", func(c *meeting.Call, fx *meeting.Effects) error {
		c.Place = 9
		fx.Steps = []meeting.StepCount{{Day: day, Region: "520103", Step: "own"}}
		return no
	})
	s.is(err, no)
	c, err := s.m.Call(s.ctx, "a")
	s.ok(err)
	m, err := s.m.Summary(s.ctx, day, day, "")
	s.ok(err)
	same(s.suite, "nothing is written", []int{c.Place, len(m.Steps)}, []int{0, 0})
	_, err = s.m.UpdateCall(s.ctx, "none", func(*meeting.Call, *meeting.Effects) error { return nil })
	s.is(err, meeting.ErrUnknown)
	_, err = s.m.UpdateTask(s.ctx, "none", func(*meeting.Task, *meeting.Effects) error { return nil })
	s.is(err, meeting.ErrUnknown)
	_, err = s.m.Receipt(s.ctx, "1")
	s.is(err, meeting.ErrReceipt)
}

func callEffects(s *calls) {
	s.add(call("a", "520103-001", Noon()), meeting.Effects{Seal: []meeting.Sealed{{Owner: "a", Name: "citizen", Data: []byte("x")}}})
	r := meeting.Receipt{Receipt: wire.Receipt{
		Number: "123456789015", Kind: "callback", Issued: Noon(), ReplyBy: Noon().Add(time.Hour), Centre: "c", Topic: "t", State: "open",
	}, Call: "a", Task: "t1"}
	t := meeting.Task{ID: "t1", Kind: "callback", Number: r.Number, Call: "a", Region: "520103", Created: Noon(), Due: Noon().Add(time.Hour), State: meeting.TaskOpen}
	s.update("a", func(_ *meeting.Call, fx *meeting.Effects) {
		fx.Tasks, fx.Receipts = []meeting.Task{t}, []meeting.Receipt{r}
	})
	got, err := s.m.Receipt(s.ctx, r.Number)
	s.ok(err)
	same(s.suite, "receipt", got.Receipt, r.Receipt)
	same(s.suite, "receipt's task", got.Task, "t1")
	s.update("a", func(_ *meeting.Call, fx *meeting.Effects) {
		fx.TaskDone = []meeting.Replied{{Number: r.Number, By: "wang", Shown: "王律师", At: Noon()}}
	})
	done, err := s.m.Task(s.ctx, "t1")
	s.ok(err)
	same(s.suite, "done", []string{string(done.State), done.By}, []string{"done", "wang"})
	got, err = s.m.Receipt(s.ctx, r.Number)
	s.ok(err)
	same(s.suite, "receipt's end", []string{got.State, got.Lawyer}, []string{"done", "王律师"})
}

func sealed(s *calls) {
	s.add(call("a", "520103-001", Noon()), meeting.Effects{})
	s.update("a", func(c *meeting.Call, fx *meeting.Effects) {
		c.People[0].Name, c.Shown = "测**", "测**"
		for _, n := range []string{"citizen", "notes", "voice.1", "signature.p"} {
			fx.Seal = append(fx.Seal, meeting.Sealed{Owner: "a", Name: n, Data: []byte(n)})
		}
	})
	got, err := s.m.Sealed(s.ctx, "a")
	s.ok(err)
	same(s.suite, "small ones", got, map[string][]byte{"citizen": []byte("citizen"), "notes": []byte("notes")})
	voice, err := s.m.Unseal(s.ctx, "a", "voice.1")
	s.ok(err)
	same(s.suite, "voice", string(voice), "voice.1")
	n, next, err := s.m.Forget(s.ctx, Noon().AddDate(9, 0, 0))
	s.ok(err)
	same(s.suite, "a running call's stays", []any{n, next.IsZero()}, []any{0, true})
	until := Noon().AddDate(0, 0, 30)
	s.update("a", func(c *meeting.Call, fx *meeting.Effects) {
		c.State, fx.KeepUntil = wire.CallEnded, map[string]time.Time{"a": until}
	})
	s.update("a", func(_ *meeting.Call, fx *meeting.Effects) {
		fx.Seal = []meeting.Sealed{{Owner: "a", Name: "summary", Data: []byte("later")}}
	})
	n, next, err = s.m.Forget(s.ctx, until.Add(-time.Second))
	s.ok(err)
	same(s.suite, "not yet", []any{n, next}, []any{0, until})
	n, next, err = s.m.Forget(s.ctx, until)
	s.ok(err)
	same(s.suite, "all of it", []any{n, next.IsZero()}, []any{5, true})
	_, err = s.m.Unseal(s.ctx, "a", "voice.1")
	s.is(err, meeting.ErrUnknown)
	c, err := s.m.Call(s.ctx, "a")
	s.ok(err)
	same(s.suite, "no name is left", c.Shown+c.People[0].Name, "")
}
