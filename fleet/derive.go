package fleet

import (
	"encoding/json"
	"sort"
	"time"

	"lawkiosk/fleet/wire"
)

// Zone is Asia/Shanghai: the day of a record is the day there. The zone has
// had no daylight saving since 1991, so that no zone file is needed.
func Zone() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }

// Day names the day of a time: "2026-11-22".
func Day(t time.Time) string { return t.In(Zone()).Format(time.DateOnly) }

// StateOf derives a kiosk's state.
func StateOf(seen, online, inService bool, problems int) State {
	switch {
	case !seen:
		return NeverSeen
	case !online:
		return Offline
	case inService && problems == 0:
		return InService
	}
	return Impaired
}

// Count derives what a record adds to its day's figures. A visit counts when
// it begins, a print when the printer said that it printed, a card when it was read.
func Count(r wire.Record) Counts {
	var body struct {
		Outcome string `json:"outcome"`
	}
	switch r.Kind {
	case wire.KindVisitBegan:
		return Counts{Visits: 1}
	case wire.KindGuideViewed:
		return Counts{Guides: 1}
	case wire.KindPrintEnded:
		if json.Unmarshal(r.Data, &body) == nil && body.Outcome == "printed" {
			return Counts{Prints: 1}
		}
	case wire.KindCardRead:
		if json.Unmarshal(r.Data, &body) == nil && body.Outcome == "read" {
			return Counts{Cards: 1}
		}
	default: // other kinds count nothing
	}
	return Counts{}
}

// Problems derives from a health document what keeps a kiosk from full service:
// a device that is not usable ("printer.offline", "idcard.hardwareError"), a
// supply that is out or jammed ("printer.paper", "printer.jam"), or
// "out-of-service" where the kiosk says so and no device explains it.
// A problem that was there before keeps its time.
func Problems(h wire.Health, before []Problem) []Problem {
	var out []Problem
	add := func(what, detail string, since time.Time) {
		for _, p := range out {
			if p.What == what {
				return
			}
		}
		if since.IsZero() || since.After(h.At) {
			since = h.At
		}
		for _, p := range before {
			if p.What == what {
				since = p.Since
			}
		}
		out = append(out, Problem{What: what, Since: since.UTC(), Detail: detail})
	}
	for _, d := range h.Devices {
		found := len(out)
		for _, s := range d.Supplies {
			switch s.Level {
			case "out":
				add(d.Class+"."+s.Kind, s.Name, d.At)
			case "jammed":
				add(d.Class+".jam", s.Name, d.At)
			}
		}
		for _, r := range d.Reasons {
			if what, known := reasonProblem(r); known {
				add(d.Class+"."+what, r, d.At)
			}
		}
		explained := d.State == "userError" && len(out) > found // a person must refill it, which was said already
		if !usable(d.State) && !explained {
			add(d.Class+"."+d.State, d.Detail, d.At)
		}
	}
	if !h.InService && len(out) == 0 {
		add("out-of-service", "", h.At)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].What < out[j].What })
	return out
}

// reasonProblem reads a printer's own keywords (RFC 8011, section 5.4.12),
// because not every printer tells its supplies.
func reasonProblem(reason string) (what string, known bool) {
	switch reason {
	case "media-empty", "media-needed", "input-tray-missing":
		return "paper", true
	case "media-jam":
		return "jam", true
	case "toner-empty", "marker-supply-empty":
		return "toner", true
	}
	return "", false
}

// usable tells XFS4IoT's states apart: a busy or starting device is no
// incident; a supply that stops a device is reported by the supply.
func usable(state string) bool {
	switch state {
	case "online", "deviceBusy", "starting":
		return true
	}
	return false
}
