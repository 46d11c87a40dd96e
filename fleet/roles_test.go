package fleet

import (
	"slices"
	"testing"
	"time"
)

func TestRights(t *testing.T) {
	for right, want := range map[Right][]Role{
		SignedIn: {Operator, Viewer, RoleLawyer, RoleLead}, SeeFleet: {Operator, Viewer}, CommandKiosks: {Operator}, ReadAudit: {Operator},
		WorkAtDesk: {RoleLawyer, RoleLead}, SeeRoster: {Operator, RoleLawyer, RoleLead}, EditRoster: {Operator, RoleLead},
		SeeMeetings: {Operator, Viewer, RoleLead}, SeeTeam: {RoleLead}, HearRecordings: {RoleLead},
		SeeCivic: {Operator, Viewer}, ReadOpinions: {Operator}, RightRatings: {Operator}, "": nil, "public": nil,
	} {
		if got := right.Has(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", right, got, want)
		}
	}
	if Role("").May(SignedIn) || Role("king").May(SignedIn) {
		t.Error("a role that there is not may do something")
	}
	if Operator.NeedsCode() || !RoleLawyer.NeedsCode() || !RoleLead.NeedsCode() {
		t.Error("who needs a code")
	}
}

func TestRosterOfADay(t *testing.T) {
	r := Roster{
		Shifts: []Shift{
			{"wang", 1, "14:00", "17:00", "520103"}, {"wang", 1, "09:00", "12:00", ""}, {"wang", 7, "09:00", "24:00", ""}, {"chen", 1, "09:00", "17:00", ""},
		},
		Exceptions: []Exception{
			{Day: "2026-10-05", Note: "国庆节"}, {Lawyer: "wang", Day: "2026-10-05", From: "10:00", To: "11:00"}, {Lawyer: "chen", Day: "2026-11-23"},
		},
	}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, lawyer, day string
		want              []string
	}{
		{"Monday", "wang", "2026-11-23", []string{"09:00", "14:00"}},
		{"Sunday", "wang", "2026-11-22", []string{"09:00"}},
		{"Tuesday", "wang", "2026-11-24", nil},
		{"off", "chen", "2026-11-23", nil},
		{"holiday", "chen", "2026-10-05", nil},
		{"one's own word beats the holiday", "wang", "2026-10-05", []string{"10:00"}},
		{"no day", "wang", "x", nil},
	} {
		var got []string
		for _, s := range r.Of(c.lawyer, c.day) {
			got = append(got, s.From)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
	at := func(clock string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-23 "+clock, Zone())
		if err != nil {
			t.Fatal(err)
		}
		return x.UTC()
	}
	for _, c := range []struct {
		region, clock string
		want          bool
	}{
		{"520103", "09:00", true}, {"520102", "11:59", true}, {"520103", "12:00", false}, {"520103", "14:00", true}, {"520102", "14:00", false}, {"", "14:00", true}, {"520103", "08:59", false},
	} {
		if got := r.Plans("wang", c.region, at(c.clock)); got != c.want {
			t.Errorf("%s %s: %v", c.region, c.clock, got)
		}
	}
	if sunday := at("23:59").AddDate(0, 0, -1); !r.Plans("wang", "", sunday) || r.Plans("wang", "", sunday.Add(time.Minute)) {
		t.Error("a day's last minute")
	}
}

func TestRosterCheck(t *testing.T) {
	for _, r := range []Roster{
		{Shifts: []Shift{{"", 1, "09:00", "17:00", ""}}},
		{Shifts: []Shift{{"wang", 0, "09:00", "17:00", ""}}},
		{Shifts: []Shift{{"wang", 8, "09:00", "17:00", ""}}},
		{Shifts: []Shift{{"wang", 1, "17:00", "09:00", ""}}},
		{Shifts: []Shift{{"wang", 1, "9:00", "17:00", ""}}},
		{Shifts: []Shift{{"wang", 1, "09:00", "25:00", ""}}},
		{Shifts: []Shift{{"wang", 1, "", "", ""}}},
		{Exceptions: []Exception{{Day: "2026-2-30"}}},
		{Exceptions: []Exception{{Day: "2026-11-22", From: "09:00"}}},
	} {
		if r.Check() == nil {
			t.Errorf("%+v passes", r)
		}
	}
}

func TestLawyerCheck(t *testing.T) {
	good := Lawyer{User: "wang", Display: "王律师", Licence: "11010120261100001", Firm: "测试律师事务所", Regions: []string{"520103"}, Speaks: []string{"mandarin", "guizhou"}, Pools: []string{PoolCity}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(*Lawyer){
		"name": func(l *Lawyer) { l.Display = "" }, "licence": func(l *Lawyer) { l.Licence = "12 34" }, "firm": func(l *Lawyer) { l.Firm = "" },
		"nowhere": func(l *Lawyer) { l.Regions, l.Pools = nil, nil }, "silent": func(l *Lawyer) { l.Speaks = nil }, "speech": func(l *Lawyer) { l.Speaks = []string{"latin"} },
		"pool": func(l *Lawyer) { l.Pools = []string{"world"} },
	} {
		bad := good
		spoil(&bad)
		if bad.Check() == nil {
			t.Errorf("%s passes", what)
		}
	}
}

func TestDutyFades(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		d    Duty
		want DutyState
	}{
		{Duty{State: DutyOn, Seen: now.Add(-59 * time.Second)}, DutyOn},
		{Duty{State: DutyBusy, Seen: now}, DutyBusy},
		{Duty{State: DutyOn, Seen: now.Add(-time.Minute)}, DutyAway},
		{Duty{Seen: now}, DutyAway},
	} {
		if got := c.d.At(now); got != c.want {
			t.Errorf("%+v: %s", c.d, got)
		}
	}
}
