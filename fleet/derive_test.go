package fleet

import (
	"slices"
	"testing"
	"time"

	"lawkiosk/fleet/wire"
)

func TestProblems(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	supply := func(level string) []wire.Supply { return []wire.Supply{{Kind: "paper", Name: "tray-1", Level: level}} }
	for _, c := range []struct {
		what      string
		inService bool
		devices   []wire.Device
		want      []string
	}{
		{"all well", true, []wire.Device{{Class: "printer", State: "online", Supplies: supply("low")}, {Class: "idcard", State: "deviceBusy"}}, nil},
		{"paper out by supply", true, []wire.Device{{Class: "printer", State: "userError", Supplies: supply("out")}}, []string{"printer.paper"}},
		{"paper out by reason", true, []wire.Device{{Class: "printer", State: "online", Reasons: []string{"media-empty"}, Supplies: supply("unknown")}}, []string{"printer.paper"}},
		{"both ways is one problem", true, []wire.Device{{Class: "printer", State: "online", Reasons: []string{"media-empty"}, Supplies: supply("out")}}, []string{"printer.paper"}},
		{"jam", true, []wire.Device{{Class: "printer", State: "hardwareError", Supplies: supply("jammed")}}, []string{"printer.hardwareError", "printer.jam"}},
		{"reader gone", true, []wire.Device{{Class: "idcard", State: "offline"}}, []string{"idcard.offline"}},
		{"unexplained", false, []wire.Device{{Class: "idcard", State: "online"}}, []string{"out-of-service"}},
		{"explained", false, []wire.Device{{Class: "printer", State: "noDevice"}}, []string{"printer.noDevice"}},
	} {
		var got []string
		for _, p := range Problems(wire.Health{At: now, InService: c.inService, Devices: c.devices}, nil) {
			got = append(got, p.What)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	before := []Problem{{What: "idcard.offline", Since: now.Add(-time.Hour)}}
	after := Problems(wire.Health{At: now, InService: true, Devices: []wire.Device{{Class: "idcard", State: "offline", At: now}}}, before)
	if !after[0].Since.Equal(before[0].Since) {
		t.Errorf("a problem that stays begins anew: %v", after)
	}
}

func TestDay(t *testing.T) {
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 22, 15, 59, 59, 0, time.UTC): "2026-11-22",
		time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC):   "2026-11-23",
	} {
		if got := Day(at); got != want {
			t.Errorf("%v is %s, want %s", at, got, want)
		}
	}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		seen, online, in bool
		problems         int
		want             State
	}{
		{false, false, false, 0, NeverSeen},
		{true, false, true, 0, Offline},
		{true, true, true, 0, InService},
		{true, true, true, 1, Impaired},
		{true, true, false, 0, Impaired},
	} {
		if got := StateOf(c.seen, c.online, c.in, c.problems); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
