package storetest

import (
	"bytes"
	"strings"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

func rated(service, item, theme string, grade int, tags ...string) wire.Record {
	return rec(wire.KindServiceRated, wire.ServiceRated{Service: service, Item: item, Theme: theme, Grade: grade, Tags: tags})
}

// opinions: counted by answer, texts kept sealed, told once, and nothing of them
// in the kiosk's list of events.
func opinions(s *suite) {
	s.enrol(kioskA, kioskB)
	good := wire.OpinionGiven{Number: goodNumber(), Opinion: "draft", Lang: "zh-CN"}
	with := func(answers map[string]int, text []byte) wire.Record {
		o := good
		o.Answers, o.Text = answers, text
		return rec(wire.KindOpinionGiven, o)
	}
	sealed := []byte{1, 2, 3}
	first := batch(kioskA, "o1", 1, with(map[string]int{"whole": 1, "times": 2}, nil), with(map[string]int{"whole": 1}, sealed))
	s.put(first)
	s.put(first) // a repetition
	s.put(batch(kioskB, "o1", 1, with(map[string]int{"whole": 3}, sealed)))
	wrong := rec(wire.KindOpinionGiven, map[string]any{"opinion": "draft", "answers": map[string]int{"whole": -1}, "number": goodNumber()})
	o := s.put(batch(kioskB, "o1", 2, wrong, rec(wire.KindOpinionGiven, map[string]any{"answers": "none"})))
	same(s, "stored of what cannot be read", o[0].Stored, 2) // kept, so that the outbox goes on

	got, err := s.Opinions(s.ctx)
	s.ok(err)
	same(s, "counts", got, []fleet.OpinionCount{{
		Opinion: "draft", N: 3, Texts: 2, First: day, Last: day,
		Answers:  map[string]map[int]int{"whole": {1: 2, 3: 1}, "times": {2: 1}},
		ByRegion: map[string]int{"520103": 2, "520102": 1},
	}})
	texts, err := s.OpinionTexts(s.ctx, "draft", 10)
	s.ok(err)
	if len(texts) != 2 || !bytes.Equal(texts[0].Sealed, sealed) || texts[0].Number != good.Number || texts[0].Day != day {
		s.Fatalf("texts: %+v", texts)
	}
	few, err := s.OpinionTexts(s.ctx, "draft", 1)
	s.ok(err)
	none, err := s.OpinionTexts(s.ctx, "other", 10)
	s.ok(err)
	if len(few) != 1 || len(none) != 0 {
		s.Fatalf("%d and %d texts", len(few), len(none))
	}
	events, err := s.Events(s.ctx, kioskA, "", 10)
	s.ok(err)
	for _, e := range events {
		if string(e.Data) != `{"opinion":"draft"}` {
			s.Fatalf("the list of events tells %s", e.Data)
		}
	}
}

func goodNumber() string {
	const payload = "91011234567"
	return payload + string(wire.CheckDigit(payload))
}

// ratings: summed up by county, service, theme and reason; low ones wait until
// somebody puts them right.
func ratings(s *suite) {
	s.enrol(kioskA, kioskB)
	s.put(batch(kioskA, "o1", 1,
		rated("guide", "wages", "unpaid-wages", 5, "clear"), rated("guide", "wages", "unpaid-wages", 2, "slow"), rated("opinion", "draft", "", 4),
		rated("visit", "", "", 9)),
		batch(kioskB, "o1", 1, rated("form", "iou", "private-loan", 1, "slow", "hard")))
	f, err := s.Ratings(s.ctx, day, day, "")
	s.ok(err)
	same(s, "figures", f, fleet.RatingFigures{
		N: 4, ByGrade: map[int]int{1: 1, 2: 1, 4: 1, 5: 1},
		ByRegion:  []fleet.RatingCount{{Group: "520103", N: 3, Sum: 11, Low: 1}, {Group: "520102", N: 1, Sum: 1, Low: 1}},
		ByService: []fleet.RatingCount{{Group: "guide", N: 2, Sum: 7, Low: 1}, {Group: "form", N: 1, Sum: 1, Low: 1}, {Group: "opinion", N: 1, Sum: 4}},
		ByTheme:   []fleet.RatingCount{{Group: "unpaid-wages", N: 2, Sum: 7, Low: 1}, {Group: "private-loan", N: 1, Sum: 1, Low: 1}},
		Reasons:   map[string]int{"clear": 1}, Faults: map[string]int{"slow": 2, "hard": 1},
	})
	f, err = s.Ratings(s.ctx, day, day, "520102")
	s.ok(err)
	same(s, "of one county", f.N, 1)
	f, err = s.Ratings(s.ctx, "2026-11-23", "2026-11-30", "")
	s.ok(err)
	same(s, "of other days", f.N, 0)

	low, err := s.LowRatings(s.ctx, "", 10)
	s.ok(err)
	if len(low) != 2 || low[0].Day != day || low[0].Righted != "" {
		s.Fatalf("low ones: %+v", low)
	}
	only, err := s.LowRatings(s.ctx, "520102", 10)
	s.ok(err)
	same(s, "low ones of a county", len(only), 1)
	one := only[0]
	same(s, "a low one", []any{one.Kiosk, one.Service, one.Item, one.Theme, one.Grade, strings.Join(one.Tags, " ")},
		[]any{kioskB, "form", "iou", "private-loan", 1, "slow hard"})
	s.ok(s.PutRight(s.ctx, one.Key, "2026-11-24", "operator", "加了说明"))
	s.is(s.PutRight(s.ctx, one.Key, "2026-11-25", "operator", ""), fleet.ErrExists)
	for _, key := range []string{"", "zz", strings.Repeat("00", 16)} {
		s.is(s.PutRight(s.ctx, key, "2026-11-24", "operator", ""), fleet.ErrNotFound)
	}
	low, err = s.again().LowRatings(s.ctx, "", 10)
	s.ok(err)
	if len(low) != 2 || low[0].Righted != "" || low[1].Righted != "2026-11-24" || low[1].Who != "operator" || low[1].Note != "加了说明" {
		s.Fatalf("after one was put right: %+v", low)
	}
	events, err := s.Events(s.ctx, kioskB, "", 10)
	s.ok(err)
	same(s, "the list of events", string(events[0].Data), "{}")
}
