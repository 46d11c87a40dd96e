// Package storetest is the one suite that every fleet.Store passes. A store's
// test calls Run with a function that opens an empty store.
package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Open gives an empty store and how to open the same data a second time, as
// another process would.
type Open func(t *testing.T) (s fleet.Store, again func() fleet.Store)

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for name, f := range map[string]func(*suite){
		"register": register, "dedup": dedup, "gaps": gaps, "presence": presence, "health": health, "counts": counts,
		"refusals": refusals, "commands": commands, "lists": lists, "people": people, "audit": audit, "durable": durable,
		"filled gaps": filled, "group": grouped, "events": events,
		"lawyers": lawyers, "duties": duties, "roster": roster, "factors": factors,
		"opinions": opinions, "ratings": ratings,
	} {
		t.Run(name, func(t *testing.T) {
			s, again := open(t)
			f(&suite{T: t, Store: s, again: again, ctx: t.Context()})
		})
	}
}

type suite struct {
	*testing.T
	fleet.Store
	again func() fleet.Store
	ctx   context.Context //nolint:containedctx // the test's
}

// Noon is the suite's time, 20:00 in Guiyang.
func Noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

const day = "2026-11-22"

func (s *suite) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) is(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("got error %v, want %v", err, want)
	}
}

func same[T any](s *suite, what string, got, want T) {
	s.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if string(g) != string(w) {
		s.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func (s *suite) enrol(ids ...string) {
	s.Helper()
	for _, id := range ids {
		s.ok(s.Enrol(s.ctx, fleet.Kiosk{ID: id, Name: "测试 " + id, Region: id[:6], Centre: id[:6] + "-centre", Since: Noon()}, fleet.HashToken(id)))
	}
}

func (s *suite) put(m ...fleet.Upward) []fleet.Outcome {
	s.Helper()
	for i := range m {
		if m[i].Received.IsZero() {
			m[i].Received = Noon()
		}
	}
	o, err := s.Ingest(s.ctx, m)
	s.ok(err)
	if len(o) != len(m) {
		s.Fatalf("%d outcomes for %d messages", len(o), len(m))
	}
	return o
}

func rec(k wire.Kind, body any) wire.Record {
	r, err := wire.NewRecord(Noon(), k, body)
	if err != nil {
		panic(err)
	}
	return r
}

func batch(kiosk, outbox string, first uint64, recs ...wire.Record) fleet.Upward {
	return fleet.Upward{Kiosk: kiosk, Batch: &wire.Batch{V: wire.Version, Outbox: outbox, First: first, Records: recs}}
}

func visits(n int) []wire.Record {
	out := make([]wire.Record, 0, n)
	for i := range n {
		out = append(out, rec(wire.KindVisitBegan, wire.VisitBegan{Visit: fmt.Sprint("v", i), Lang: "zh-CN"}))
	}
	return out
}

func present(kiosk, session string, online bool) fleet.Upward {
	return fleet.Upward{Kiosk: kiosk, Presence: &wire.Presence{V: 1, Online: online, Session: session, Agent: "1.0"}}
}

func (s *suite) status() fleet.KioskStatus {
	s.Helper()
	k, err := s.Kiosk(s.ctx, kioskA, day)
	s.ok(err)
	derived := fleet.StateOf(!k.LastSeen.IsZero(), k.Online, k.InService, len(k.Problems))
	if k.State != derived {
		s.Fatalf("the store says %s, fleet.StateOf says %s", k.State, derived)
	}
	return k
}

const (
	kioskA = "520103-001"
	kioskB = "520102-001"
)

func register(s *suite) {
	s.enrol(kioskA, kioskB)
	s.is(s.Enrol(s.ctx, fleet.Kiosk{ID: kioskA}, fleet.TokenHash{}), fleet.ErrExists)
	got, err := s.Token(s.ctx, kioskA)
	s.ok(err)
	same(s, "token", got, fleet.HashToken(kioskA))
	_, err = s.Token(s.ctx, "nobody")
	s.is(err, fleet.ErrNotFound)
	s.ok(s.SetToken(s.ctx, kioskA, fleet.HashToken("new")))
	s.ok(s.Rename(s.ctx, kioskA, "大厅"))
	s.is(s.Rename(s.ctx, "nobody", "x"), fleet.ErrNotFound)
	s.ok(s.Retire(s.ctx, kioskB))
	_, err = s.Token(s.ctx, kioskB)
	s.is(err, fleet.ErrRetired)
	s.is(s.SetToken(s.ctx, kioskB, fleet.TokenHash{}), fleet.ErrNotFound)
	tokens, err := s.Tokens(s.ctx)
	s.ok(err)
	same(s, "tokens", tokens, map[string]fleet.TokenHash{kioskA: fleet.HashToken("new")})
	all, err := s.Register(s.ctx)
	s.ok(err)
	if len(all) != 2 || all[0].ID != kioskB || !all[0].Retired || all[1].Name != "大厅" {
		s.Fatalf("register: %+v", all)
	}
	items, total, err := s.List(s.ctx, fleet.KioskFilter{}, day)
	s.ok(err)
	if total != 1 || len(items) != 1 || items[0].State != fleet.NeverSeen {
		s.Fatalf("list: %d %+v", total, items)
	}
}

func dedup(s *suite) {
	s.enrol(kioskA)
	for i, want := range []fleet.Outcome{{Stored: 3, Changed: true}, {Repeated: 3}} {
		same(s, fmt.Sprint("time ", i), s.put(batch(kioskA, "o1", 1, visits(3)...))[0], want)
	}
	same(s, "overlap", s.put(batch(kioskA, "o1", 2, visits(4)...))[0], fleet.Outcome{Stored: 2, Repeated: 2, Changed: true})
	same(s, "new disk", s.put(batch(kioskA, "o2", 1, visits(1)...))[0], fleet.Outcome{Stored: 1, Changed: true})
	o := s.put(batch(kioskA, "o2", 2, visits(1)...), batch(kioskA, "o2", 2, visits(1)...))
	same(s, "same transaction", o, []fleet.Outcome{{Stored: 1, Changed: true}, {Repeated: 1}})
	same(s, "visits", s.status().Today.Visits, 7)
}

func gaps(s *suite) {
	s.enrol(kioskA)
	s.put(batch(kioskA, "o", 1, visits(2)...))
	same(s, "gap", s.put(batch(kioskA, "o", 6, visits(1)...))[0].Missing, 3)
	n, err := s.Missing(s.ctx, kioskA)
	s.ok(err)
	same(s, "missing", n, 3)
}

func filled(s *suite) {
	s.enrol(kioskA)
	s.put(batch(kioskA, "o", 10, visits(1)...)) // 1 to 9 are missing
	same(s, "middle", s.put(batch(kioskA, "o", 4, visits(3)...))[0].Stored, 3)
	same(s, "middle again", s.put(batch(kioskA, "o", 4, visits(3)...))[0].Repeated, 3)
	same(s, "across", s.put(batch(kioskA, "o", 6, visits(6)...))[0], fleet.Outcome{Stored: 4, Repeated: 2, Changed: true})
	n, err := s.Missing(s.ctx, kioskA)
	s.ok(err)
	same(s, "missing", n, 3)
	s.put(batch(kioskA, "o", 1, visits(3)...))
	n, err = s.Missing(s.ctx, kioskA)
	s.ok(err)
	same(s, "missing at the end", n, 0)
	same(s, "visits", s.status().Today.Visits, 11)
}

func presence(s *suite) {
	s.enrol(kioskA)
	s.ok(s.BeginRun(s.ctx, "r1", Noon()))
	same(s, "on", s.put(present(kioskA, "s1", true))[0].Changed, true)
	same(s, "on again", s.put(present(kioskA, "s2", true))[0].Changed, false)
	same(s, "late will of the older session", s.put(present(kioskA, "s1", false))[0].Changed, false)
	same(s, "online", s.status().Online, true)
	later := present(kioskA, "s2", false)
	later.Received = Noon().Add(time.Minute)
	same(s, "will", s.put(later)[0].Changed, true)
	k := s.status()
	same(s, "offline", k.State, fleet.Offline)
	same(s, "since", k.SinceAt, Noon().Add(time.Minute))
	same(s, "last seen", k.LastSeen, Noon())
	s.put(present(kioskA, "s3", true))
	s.ok(s.BeginRun(s.ctx, "r1", Noon()))
	same(s, "same run", s.status().Online, true)
	s.ok(s.BeginRun(s.ctx, "r2", Noon()))
	same(s, "the server began anew", s.status().Online, false)
}

func doc(boot string, n uint64, level string) *wire.Health {
	return &wire.Health{V: 1, At: Noon(), Boot: boot, N: n, Agent: "1.0", InService: true, Content: "c1", Devices: []wire.Device{{
		Class: "printer", Driver: "ipp", State: "online", At: Noon(), Supplies: []wire.Supply{{Kind: "paper", Name: "tray 1", Level: level}},
	}}}
}

func health(s *suite) {
	s.enrol(kioskA)
	none, err := s.Health(s.ctx, kioskA)
	s.ok(err)
	if none != nil {
		s.Fatal("a health document from nowhere")
	}
	s.put(present(kioskA, "s", true))
	same(s, "connected, nothing known", s.status().State, fleet.Impaired)
	up := func(h *wire.Health) bool { return s.put(fleet.Upward{Kiosk: kioskA, Health: h})[0].Changed }
	same(s, "first", up(doc("b1", 5, "full")), true)
	same(s, "state", s.status().State, fleet.InService)
	same(s, "still so", up(doc("b1", 6, "full")), false)
	same(s, "older", up(doc("b1", 4, "out")), false)
	same(s, "paper out", up(doc("b1", 7, "out")), true)
	k := s.status()
	same(s, "state", k.State, fleet.Impaired)
	same(s, "problem", k.Problems, []fleet.Problem{{What: "printer.paper", Since: Noon(), Detail: "tray 1"}})
	same(s, "new boot", up(doc("b2", 1, "full")), true)
	same(s, "boot before", up(doc("b1", 99, "out")), false)
	h, err := s.Health(s.ctx, kioskA)
	s.ok(err)
	same(s, "kept", h, doc("b2", 1, "full"))
	same(s, "content", s.status().Content, "c1")
}

func counts(s *suite) {
	s.enrol(kioskA, kioskB)
	late := rec(wire.KindVisitBegan, wire.VisitBegan{Visit: "v"})
	late.At = time.Date(2026, 11, 22, 16, 30, 0, 0, time.UTC) // half past midnight in Guiyang
	s.put(batch(kioskA, "o", 1, late,
		rec(wire.KindVisitBegan, wire.VisitBegan{}), rec(wire.KindGuideViewed, wire.GuideViewed{}),
		rec(wire.KindPrintEnded, wire.PrintEnded{Outcome: "printed"}), rec(wire.KindPrintEnded, wire.PrintEnded{Outcome: "canceled"}),
		rec(wire.KindCardRead, wire.CardRead{Outcome: "read"}), rec(wire.KindCardRead, wire.CardRead{Outcome: "refused"}),
		rec(wire.KindVisitEnded, wire.VisitEnded{}), wire.Record{At: Noon(), Kind: "not.known", Data: json.RawMessage(`{"a":1}`)}))
	same(s, "today", s.status().Today, fleet.Counts{Visits: 1, Guides: 1, Prints: 1, Cards: 1})
	days, err := s.Days(s.ctx, kioskA, 10)
	s.ok(err)
	same(s, "days", days, []fleet.DayCounts{{Day: "2026-11-23", Counts: fleet.Counts{Visits: 1}}, {Day: day, Counts: fleet.Counts{Visits: 1, Guides: 1, Prints: 1, Cards: 1}}})
	all, err := s.Count(s.ctx, day)
	s.ok(err)
	sum := fleet.Counts{}
	for _, c := range all {
		sum.Add(c.Today)
	}
	same(s, "count", sum, fleet.Counts{Visits: 1, Guides: 1, Prints: 1, Cards: 1})
}

func events(s *suite) {
	s.enrol(kioskA)
	s.put(batch(kioskA, "old", 1, visits(3)...), batch(kioskA, "new", 1, visits(2)...),
		batch(kioskA, "new", 3, wire.Record{At: Noon(), Kind: "not.known", Data: json.RawMessage(`{"a":1}`)}))
	var seqs []uint64
	for before, more := "", true; more; {
		page, err := s.Events(s.ctx, kioskA, before, 2)
		s.ok(err)
		for _, e := range page {
			seqs, before = append(seqs, e.Seq), e.Cursor
		}
		more = len(page) == 2
	}
	same(s, "newest first", seqs, []uint64{3, 2, 1, 3, 2, 1})
	page, err := s.Events(s.ctx, kioskA, "", 1)
	s.ok(err)
	same(s, "unknown kind kept", string(page[0].Data), `{"a":1}`)
	_, err = s.Events(s.ctx, kioskA, "x", 1)
	s.is(err, fleet.ErrRefused)
	_, err = s.Events(s.ctx, "nobody", "", 1)
	s.is(err, fleet.ErrNotFound)
}

func refusals(s *suite) {
	s.enrol(kioskA, kioskB)
	s.ok(s.Retire(s.ctx, kioskB))
	o := s.put(batch("520103-999", "o", 1, visits(1)...), batch(kioskA, "o", 1, visits(1)...), batch(kioskB, "o", 1, visits(1)...))
	s.is(o[0].Err, fleet.ErrNotFound)
	s.ok(o[1].Err)
	s.is(o[2].Err, fleet.ErrRetired)
	same(s, "the good one is stored", o[1].Stored, 1)
}

func grouped(s *suite) {
	group := make([]fleet.Upward, 0, 4*40)
	for i := range 40 {
		id := fmt.Sprintf("520103-%03d", i)
		s.enrol(id)
		group = append(group, present(id, "s", true), batch(id, "o", 1, visits(3)...),
			fleet.Upward{Kiosk: id, Health: doc("b", 1, "full")}, batch(id, "o", 4, visits(2)...))
	}
	s.put(group...)
	all, err := s.Count(s.ctx, day)
	s.ok(err)
	if len(all) != 1 || all[0].State != fleet.InService || all[0].Kiosks != 40 || all[0].Today.Visits != 200 {
		s.Fatalf("%+v", all)
	}
}
