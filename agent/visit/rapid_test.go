package visit_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lawkiosk/agent/visit"
)

// TestAnyVisitKeepsItsRules drives a visit with any sequence of touches,
// settings, prints and passing time, and checks what must hold at every step.
func TestAnyVisitKeepsItsRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := start()
		l := visit.Limits{
			Idle:   time.Duration(rapid.IntRange(1, 300).Draw(t, "idle")) * time.Second,
			Warn:   time.Duration(rapid.IntRange(1, 60).Draw(t, "warn")) * time.Second,
			Copies: rapid.IntRange(1, 5).Draw(t, "copies"),
			Prints: rapid.IntRange(1, 5).Draw(t, "prints"),
		}
		v := visit.Begin("v", rapid.SampledFrom([]string{"zh-CN", "en", ""}).Draw(t, "lang"), l, now)
		touched, guides, prints := now, 0, 0
		var warnedAt time.Time
		over := func(err error) {
			if (v.State() == visit.Over) != errors.Is(err, visit.ErrOver) {
				t.Fatalf("state %v but error %v", v.State(), err)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"time passes": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 400_000).Draw(t, "ms")) * time.Millisecond)
			},
			"timer": func(t *rapid.T) {
				before := v.State()
				switch v.Advance(now) {
				case visit.Active: // nothing was due
				case visit.Warned:
					if v.Held() {
						t.Fatal("warned while held")
					}
					if before != visit.Active || now.Sub(touched) < v.Idle() {
						t.Fatalf("warned from %v, %v after the last touch (idle %v)", before, now.Sub(touched), v.Idle())
					}
					warnedAt = now
				case visit.Over:
					if before != visit.Warned || now.Sub(warnedAt) < v.Warn() {
						t.Fatalf("over from %v, %v after the warning (warn %v)", before, now.Sub(warnedAt), v.Warn())
					}
					if _, err := v.End(visit.ByTimeout, now); err != nil {
						t.Fatal(err)
					}
				}
			},
			"touch": func(t *rapid.T) {
				before := v.State()
				resumed, err := v.Act(now)
				over(err)
				if resumed != (before == visit.Warned) {
					t.Fatalf("resumed %v from %v", resumed, before)
				}
				if err == nil {
					touched = now
				}
			},
			"settings": func(t *rapid.T) {
				elder := rapid.Bool().Draw(t, "elder")
				_, err := v.Set(visit.Change{Elder: &elder}, now)
				over(err)
				if err == nil {
					touched = now
					if v.Settings().Elder != elder {
						t.Fatal("elder was not set")
					}
				}
			},
			"hold": func(t *rapid.T) {
				before := v.State()
				resumed, err := v.Hold(now)
				over(err)
				if resumed != (before == visit.Warned) || err == nil && !v.Held() {
					t.Fatalf("resumed %v from %v, held %v", resumed, before, v.Held())
				}
				if err == nil {
					touched = now
				}
			},
			"release": func(*rapid.T) {
				held := v.Held()
				over(v.Release(now))
				if held && v.State() == visit.Active {
					touched = now // idle begins anew
				}
			},
			"guide": func(*rapid.T) {
				err := v.ViewGuide()
				over(err)
				if err == nil {
					guides++
				}
			},
			"print": func(t *rapid.T) {
				if err := v.TakePrint(rapid.IntRange(-1, 7).Draw(t, "copies")); err == nil {
					prints++
				}
			},
			"end": func(t *rapid.T) {
				if rapid.IntRange(0, 19).Draw(t, "dice") > 0 {
					return
				}
				s, err := v.End(visit.ByButton, now)
				if err == nil && (s.Counters.Guides != guides || s.Counters.Prints != prints || s.Seconds < 0) {
					t.Fatalf("summary %+v, want %d guides and %d prints", s, guides, prints)
				}
			},
			"": func(t *rapid.T) {
				if prints > l.Prints || v.Counters().Prints != prints || v.Counters().Guides != guides {
					t.Fatalf("counters %+v, limits %+v", v.Counters(), l)
				}
				if v.Held() && v.State() != visit.Active {
					t.Fatalf("held in state %v", v.State())
				}
				if v.Next().IsZero() != (v.State() == visit.Over || v.Held()) {
					t.Fatalf("deadline %v in state %v", v.Next(), v.State())
				}
				if v.SecondsLeft(now) < 0 {
					t.Fatal("negative seconds left")
				}
			},
		})
	})
}
