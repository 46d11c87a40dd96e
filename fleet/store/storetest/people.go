package storetest

import (
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

func commands(s *suite) {
	s.enrol(kioskA, kioskB)
	c := fleet.Command{ID: "c1", Kiosk: kioskA, Kind: wire.CommandTestPrint, By: "测试甲", Created: Noon(), Expires: Noon().Add(time.Minute)}
	s.ok(s.AddCommand(s.ctx, c))
	s.is(s.AddCommand(s.ctx, c), fleet.ErrExists)
	unknown := c
	unknown.ID, unknown.Kiosk = "c9", "520103-999"
	s.is(s.AddCommand(s.ctx, unknown), fleet.ErrNotFound)
	second := c
	second.ID, second.Created = "c2", Noon().Add(time.Second)
	s.ok(s.AddCommand(s.ctx, second))

	open, err := s.OpenCommands(s.ctx, kioskA, Noon())
	s.ok(err)
	same(s, "open", len(open), 2)
	same(s, "first", open[0].State, fleet.CommandWaiting)
	none, err := s.OpenCommands(s.ctx, kioskB, Noon())
	s.ok(err)
	same(s, "another kiosk's", len(none), 0)

	s.ok(s.MarkSent(s.ctx, []string{"c1", "c2"}, Noon()))
	s.ok(s.MarkSent(s.ctx, []string{"c1"}, Noon().Add(time.Second)))
	got, err := s.Command(s.ctx, "c1")
	s.ok(err)
	same(s, "sends", got.Sends, 2)
	same(s, "state", got.State, fleet.CommandSent)

	foreign := s.put(batch(kioskB, "o", 1, rec(wire.KindCommandDone, wire.CommandDone{ID: "c1", Outcome: "done"})))
	same(s, "another kiosk cannot answer", len(foreign[0].Answered), 0)
	o := s.put(batch(kioskA, "o", 1, rec(wire.KindCommandDone, wire.CommandDone{ID: "c1", Outcome: "done", Detail: "1 page"})))
	same(s, "answered", o[0].Answered, []string{"c1"})
	again := s.put(batch(kioskA, "o", 2, rec(wire.KindCommandDone, wire.CommandDone{ID: "c1", Outcome: "failed"})))
	same(s, "answered once", len(again[0].Answered), 0)
	got, err = s.Command(s.ctx, "c1")
	s.ok(err)
	same(s, "done", []string{string(got.State), got.Detail, got.By}, []string{"done", "1 page", "测试甲"})

	due, err := s.Expire(s.ctx, Noon().Add(2*time.Minute))
	s.ok(err)
	same(s, "expired", []string{due[0].ID, string(due[0].State)}, []string{"c2", "expired"})
	late := s.put(batch(kioskA, "o", 3, rec(wire.KindCommandDone, wire.CommandDone{ID: "c2", Outcome: "done"})))
	same(s, "a late answer is the truth", late[0].Answered, []string{"c2"})
	last, err := s.KioskCommands(s.ctx, kioskA, 1)
	s.ok(err)
	same(s, "newest", last[0].ID, "c2")
	_, err = s.Command(s.ctx, "nothing")
	s.is(err, fleet.ErrNotFound)
}

func lists(s *suite) {
	s.enrol("520102-001", "520103-001", "520103-002", "520103-003")
	s.put(present("520103-001", "s", true), present("520103-002", "s", true), present("520103-003", "s", true),
		fleet.Upward{Kiosk: "520103-001", Health: doc("b", 1, "full")}, fleet.Upward{Kiosk: "520103-002", Health: doc("b", 1, "out")},
		present("520103-003", "s", false))
	for _, c := range []struct {
		what string
		f    fleet.KioskFilter
		want []string
		all  int
	}{
		{"all", fleet.KioskFilter{}, []string{"520102-001", "520103-001", "520103-002", "520103-003"}, 4},
		{"region", fleet.KioskFilter{Region: "520102"}, []string{"520102-001"}, 1},
		{"centre", fleet.KioskFilter{Centre: "520102-centre"}, []string{"520102-001"}, 1},
		{"in service", fleet.KioskFilter{State: fleet.InService}, []string{"520103-001"}, 1},
		{"impaired", fleet.KioskFilter{State: fleet.Impaired}, []string{"520103-002"}, 1},
		{"offline", fleet.KioskFilter{State: fleet.Offline}, []string{"520103-003"}, 1},
		{"never seen", fleet.KioskFilter{State: fleet.NeverSeen}, []string{"520102-001"}, 1},
		{"text", fleet.KioskFilter{Text: "-002"}, []string{"520103-002"}, 1},
		{"name", fleet.KioskFilter{Text: "测试"}, []string{"520102-001", "520103-001", "520103-002", "520103-003"}, 4},
		{"no pattern", fleet.KioskFilter{Text: "%"}, []string{}, 0},
		{"page", fleet.KioskFilter{After: "520103-001", Limit: 1}, []string{"520103-002"}, 4},
	} {
		items, total, err := s.List(s.ctx, c.f, day)
		s.ok(err)
		ids := make([]string, 0, len(items))
		for _, k := range items {
			ids = append(ids, k.ID)
		}
		same(s, c.what, ids, c.want)
		same(s, c.what+" total", total, c.all)
	}
	as, err := s.Attentions(s.ctx, 10)
	s.ok(err)
	got := map[string]string{}
	for _, a := range as {
		got[a.Kiosk] = a.What
	}
	same(s, "attention", got, map[string]string{"520102-001": "never-seen", "520103-002": "printer.paper", "520103-003": "offline"})
	_, err = s.Kiosk(s.ctx, "nobody", day)
	s.is(err, fleet.ErrNotFound)
}

func people(s *suite) {
	u := fleet.User{Name: "zhang", Role: fleet.Operator, Password: "hash", Created: Noon()}
	s.ok(s.AddUser(s.ctx, u))
	s.is(s.AddUser(s.ctx, u), fleet.ErrExists)
	got, err := s.User(s.ctx, "zhang")
	s.ok(err)
	same(s, "user", got, u)
	_, err = s.User(s.ctx, "nobody")
	s.is(err, fleet.ErrNotFound)
	s.is(s.SetPassword(s.ctx, "nobody", "x"), fleet.ErrNotFound)

	open := func(name string, began time.Time) fleet.TokenHash {
		h := fleet.HashToken(name)
		s.ok(s.OpenSession(s.ctx, fleet.Session{Token: h, User: "zhang", Began: began, Seen: began}))
		return h
	}
	gone := func(h fleet.TokenHash) {
		s.Helper()
		_, err := s.Session(s.ctx, h)
		s.is(err, fleet.ErrNotFound)
	}
	a := open("a", Noon())
	x, err := s.Session(s.ctx, a)
	s.ok(err)
	same(s, "role", x.Role, fleet.Operator)
	s.ok(s.TouchSession(s.ctx, a, Noon().Add(time.Minute)))
	s.ok(s.TouchSession(s.ctx, a, Noon()))
	x, err = s.Session(s.ctx, a)
	s.ok(err)
	same(s, "seen", x.Seen, Noon().Add(time.Minute))
	s.ok(s.CloseSession(s.ctx, a))
	gone(a)

	idle, old, good := open("idle", Noon().Add(-time.Hour)), open("old", Noon().Add(-24*time.Hour)), open("good", Noon().Add(-time.Hour))
	s.ok(s.TouchSession(s.ctx, old, Noon()))
	s.ok(s.TouchSession(s.ctx, good, Noon()))
	s.ok(s.CloseSessions(s.ctx, Noon().Add(-time.Minute), Noon().Add(-12*time.Hour)))
	gone(idle)
	gone(old)
	_, err = s.Session(s.ctx, good)
	s.ok(err)
	s.ok(s.SetPassword(s.ctx, "zhang", "other"))
	gone(good)
	b := open("b", Noon())
	s.ok(s.SetDisabled(s.ctx, "zhang", true))
	gone(b)
	all, err := s.UserList(s.ctx)
	s.ok(err)
	if len(all) != 1 || !all[0].Disabled || all[0].Password != "other" {
		s.Fatalf("%+v", all)
	}
}

func audit(s *suite) {
	for _, a := range []string{"one", "two", "three"} {
		s.ok(s.Record(s.ctx, fleet.AuditEntry{At: Noon(), Who: "zhang", Action: a, Target: kioskA, Detail: "d", IP: "127.0.0.1"}))
	}
	page, err := s.AuditList(s.ctx, 0, 2)
	s.ok(err)
	same(s, "newest first", []string{page[0].Action, page[1].Action}, []string{"three", "two"})
	page, err = s.AuditList(s.ctx, page[1].N, 2)
	s.ok(err)
	if len(page) != 1 || page[0].Action != "one" || page[0].IP != "127.0.0.1" {
		s.Fatalf("%+v", page)
	}
}

// durable: what is committed is there for another process.
func durable(s *suite) {
	s.enrol(kioskA)
	s.put(batch(kioskA, "o", 1, visits(2)...))
	other := s.again()
	k, err := other.Kiosk(s.ctx, kioskA, day)
	s.ok(err)
	same(s, "visits", k.Today.Visits, 2)
	s.ok(other.Retire(s.ctx, kioskA)) // as the command line does beside a running server
	o := s.put(batch(kioskA, "o", 3, visits(1)...))
	s.is(o[0].Err, fleet.ErrRetired)
	s.ok(s.Ping(s.ctx))
}
