package storetest

import (
	"time"

	"lawkiosk/fleet"
)

func (s *suite) lawyer(name string, role fleet.Role) fleet.Lawyer {
	s.Helper()
	l := fleet.Lawyer{
		User: name, Role: role, Display: name + "律师", Licence: "11010120261100001", Firm: "测试律师事务所",
		Regions: []string{"520103", "520102"}, Skills: []string{"wages"}, Speaks: []string{"mandarin", "miao"}, Pools: []string{fleet.PoolCity},
	}
	s.ok(s.AddLawyer(s.ctx, fleet.User{Name: name, Role: role, Password: "hash", Created: Noon()}, l, fleet.Factor{
		Secret: []byte("sealed"), Recovery: []fleet.TokenHash{fleet.HashToken(name + "1"), fleet.HashToken(name + "2")},
	}))
	return l
}

func lawyers(s *suite) {
	chen, wang := s.lawyer("chen", fleet.RoleLead), s.lawyer("wang", fleet.RoleLawyer)
	s.is(s.AddLawyer(s.ctx, fleet.User{Name: "wang", Role: fleet.RoleLawyer}, wang, fleet.Factor{}), fleet.ErrExists)
	s.ok(s.AddUser(s.ctx, fleet.User{Name: "zhang", Role: fleet.Operator, Password: "hash", Created: Noon()}))
	s.is(s.AddLawyer(s.ctx, fleet.User{Name: "zhang", Role: fleet.RoleLawyer}, wang, fleet.Factor{}), fleet.ErrExists)
	got, err := s.Lawyer(s.ctx, "wang")
	s.ok(err)
	same(s, "profile", got, wang)
	_, err = s.Lawyer(s.ctx, "zhang")
	s.is(err, fleet.ErrNotFound)
	wang.Firm, wang.Regions, wang.Skills = "另一律师事务所", []string{}, []string{}
	s.ok(s.SetLawyer(s.ctx, wang))
	s.is(s.SetLawyer(s.ctx, fleet.Lawyer{User: "zhang"}), fleet.ErrNotFound)
	all, err := s.LawyerList(s.ctx)
	s.ok(err)
	same(s, "all", all, []fleet.Lawyer{chen, wang})

	h := fleet.HashToken("session")
	s.ok(s.OpenSession(s.ctx, fleet.Session{Token: h, User: "wang", Began: Noon(), Seen: Noon()}))
	x, err := s.Session(s.ctx, h)
	s.ok(err)
	same(s, "session", []string{string(x.Role), x.Shown}, []string{"lawyer", "wang律师"})

	s.ok(s.SetDisabled(s.ctx, "wang", true))
	all, err = s.LawyerList(s.ctx)
	s.ok(err)
	same(s, "without the disabled", all, []fleet.Lawyer{chen})
	_, err = s.Lawyer(s.ctx, "wang")
	s.is(err, fleet.ErrNotFound)
}

func duties(s *suite) {
	s.lawyer("chen", fleet.RoleLead)
	s.lawyer("wang", fleet.RoleLawyer)
	none, err := s.DutyList(s.ctx)
	s.ok(err)
	same(s, "no word yet", len(none), 0)
	set := func(name string, d fleet.DutyState, at time.Time, want bool) {
		s.Helper()
		changed, err := s.SetDuty(s.ctx, name, d, at)
		s.ok(err)
		same(s, "changed", changed, want)
	}
	set("wang", fleet.DutyOn, Noon(), true)
	set("wang", fleet.DutyOn, Noon().Add(time.Second), false)
	s.ok(s.SeeDesk(s.ctx, "wang", Noon().Add(time.Minute)))
	s.ok(s.SeeDesk(s.ctx, "wang", Noon())) // late
	s.ok(s.SeeDesk(s.ctx, "wang", Noon().Add(time.Minute+9*time.Second)))
	list := func(want ...fleet.Duty) {
		s.Helper()
		got, err := s.DutyList(s.ctx)
		s.ok(err)
		same(s, "duties", got, want)
	}
	list(fleet.Duty{Lawyer: "wang", State: fleet.DutyOn, Since: Noon(), Seen: Noon().Add(time.Minute)})
	set("wang", fleet.DutyBusy, Noon().Add(2*time.Minute), true)
	set("chen", fleet.DutyAway, Noon(), true)
	busy := fleet.Duty{Lawyer: "wang", State: fleet.DutyBusy, Since: Noon().Add(2 * time.Minute), Seen: Noon().Add(2 * time.Minute)}
	list(fleet.Duty{Lawyer: "chen", State: fleet.DutyAway, Since: Noon(), Seen: Noon()}, busy)
	s.ok(s.SetDisabled(s.ctx, "chen", true))
	list(busy)
	_, err = s.SetDuty(s.ctx, "nobody", fleet.DutyOn, Noon())
	s.is(err, fleet.ErrNotFound)
	s.ok(s.SeeDesk(s.ctx, "nobody", Noon()))
}

func roster(s *suite) {
	s.lawyer("chen", fleet.RoleLead)
	s.lawyer("wang", fleet.RoleLawyer)
	empty, err := s.Roster(s.ctx)
	s.ok(err)
	same(s, "empty", empty, fleet.Roster{Shifts: []fleet.Shift{}, Exceptions: []fleet.Exception{}})
	morning := fleet.Shift{Lawyer: "wang", Weekday: 1, From: "09:00", To: "12:00", Region: "520103"}
	friday := fleet.Shift{Lawyer: "chen", Weekday: 5, From: "09:00", To: "24:00"}
	holiday := fleet.Exception{Day: "2026-10-01", Note: "国庆节"}
	own := fleet.Exception{Lawyer: "wang", Day: "2026-10-01", From: "09:00", To: "10:00", Region: "520102"}
	want := fleet.Roster{Shifts: []fleet.Shift{friday, morning}, Exceptions: []fleet.Exception{holiday, own}}
	s.ok(s.SetRoster(s.ctx, fleet.Roster{Shifts: []fleet.Shift{morning, friday, morning}, Exceptions: []fleet.Exception{own, holiday}}))
	look := func(what string) {
		s.Helper()
		got, err := s.Roster(s.ctx)
		s.ok(err)
		same(s, what, got, want)
	}
	look("as set")
	s.is(s.SetRoster(s.ctx, fleet.Roster{Shifts: []fleet.Shift{{Lawyer: "nobody", Weekday: 1, From: "09:00", To: "12:00"}}}), fleet.ErrNotFound)
	s.is(s.SetRoster(s.ctx, fleet.Roster{Exceptions: []fleet.Exception{{Lawyer: "nobody", Day: "2026-10-01"}}}), fleet.ErrNotFound)
	s.is(s.SetRoster(s.ctx, fleet.Roster{Shifts: []fleet.Shift{{Lawyer: "wang", Weekday: 9, From: "09:00", To: "12:00"}}}), fleet.ErrRefused)
	look("what is refused changes nothing")
	s.ok(s.SetRoster(s.ctx, fleet.Roster{}))
	want = empty
	look("cleared")
}

func factors(s *suite) {
	s.lawyer("wang", fleet.RoleLawyer)
	s.lawyer("chen", fleet.RoleLead)
	u, err := s.User(s.ctx, "wang")
	s.ok(err)
	same(s, "secret", string(u.Secret), "sealed")
	s.ok(s.UseStep(s.ctx, "wang", 100))
	s.is(s.UseStep(s.ctx, "wang", 100), fleet.ErrRefused)
	s.is(s.UseStep(s.ctx, "wang", 99), fleet.ErrRefused)
	s.ok(s.UseStep(s.ctx, "wang", 101))
	s.ok(s.UseStep(s.ctx, "chen", 100))
	s.is(s.UseStep(s.ctx, "nobody", 1), fleet.ErrRefused)

	left, err := s.UseRecovery(s.ctx, "wang", fleet.HashToken("wang1"))
	s.ok(err)
	same(s, "left", left, 1)
	_, err = s.UseRecovery(s.ctx, "wang", fleet.HashToken("wang1"))
	s.is(err, fleet.ErrRefused)
	_, err = s.UseRecovery(s.ctx, "wang", fleet.HashToken("chen1"))
	s.is(err, fleet.ErrRefused)

	h := fleet.HashToken("session")
	s.ok(s.OpenSession(s.ctx, fleet.Session{Token: h, User: "wang", Began: Noon(), Seen: Noon()}))
	s.ok(s.SetFactor(s.ctx, "wang", fleet.Factor{Secret: []byte("new"), Recovery: []fleet.TokenHash{fleet.HashToken("new1")}}))
	_, err = s.Session(s.ctx, h)
	s.is(err, fleet.ErrNotFound)
	_, err = s.UseRecovery(s.ctx, "wang", fleet.HashToken("wang2"))
	s.is(err, fleet.ErrRefused)
	s.is(s.UseStep(s.ctx, "wang", 101), fleet.ErrRefused)
	other := s.again()
	left, err = other.UseRecovery(s.ctx, "wang", fleet.HashToken("new1"))
	s.ok(err)
	same(s, "none left", left, 0)
	s.is(s.SetFactor(s.ctx, "nobody", fleet.Factor{}), fleet.ErrNotFound)
	s.ok(s.SetFactor(s.ctx, "wang", fleet.Factor{}))
	u, err = s.User(s.ctx, "wang")
	s.ok(err)
	same(s, "no secret", len(u.Secret), 0)
}
