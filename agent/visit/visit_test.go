package visit_test

import (
	"errors"
	"testing"
	"time"

	"lawkiosk/agent/visit"
)

func limits() visit.Limits {
	return visit.Limits{Idle: 75 * time.Second, Warn: 25 * time.Second, Copies: 3, Prints: 10}
}

func start() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

func ptr[T any](v T) *T { return &v }

func TestAVisitNobodyTouchesIsWarnedAndThenOver(t *testing.T) {
	at := start()
	v := visit.Begin("v1", "zh-CN", limits(), at)
	if got := v.Advance(at.Add(74 * time.Second)); got != visit.Active {
		t.Fatalf("after 74 s: %v, want nothing to happen", got)
	}
	if got := v.SecondsLeft(at.Add(74 * time.Second)); got != 26 {
		t.Fatalf("seconds left after 74 s: %d, want 26", got)
	}
	at = v.Next()
	if got := v.Advance(at); got != visit.Warned {
		t.Fatalf("after 75 s: %v, want a warning", got)
	}
	if got := v.SecondsLeft(at); got != 25 {
		t.Fatalf("seconds left at the warning: %d, want 25", got)
	}
	at = v.Next()
	if got := v.Advance(at); got != visit.Over {
		t.Fatalf("after 100 s: %v, want the end", got)
	}
	s, err := v.End(visit.ByTimeout, at)
	if err != nil || s.How != visit.ByTimeout || s.Seconds != 100 {
		t.Fatalf("summary %+v, error %v", s, err)
	}
	if !v.Next().IsZero() || v.SecondsLeft(at) != 0 {
		t.Fatal("a visit that is over still waits for something")
	}
}

func TestALateTimerStillGivesTheWholeWarning(t *testing.T) {
	v := visit.Begin("v1", "en", limits(), start())
	late := start().Add(time.Hour)
	if got := v.Advance(late); got != visit.Warned {
		t.Fatalf("an hour late: %v, want a warning first", got)
	}
	if got := v.SecondsLeft(late); got != 25 {
		t.Fatalf("seconds left: %d, want the whole warning of 25", got)
	}
}

func TestATouchTakesTheWarningBack(t *testing.T) {
	v := visit.Begin("v1", "zh-CN", limits(), start())
	v.Advance(v.Next())
	resumed, err := v.Act(start().Add(80 * time.Second))
	if err != nil || !resumed || v.State() != visit.Active {
		t.Fatalf("resumed %v, error %v, state %v", resumed, err, v.State())
	}
	if want := start().Add(155 * time.Second); !v.Next().Equal(want) {
		t.Fatalf("next deadline %v, want %v", v.Next(), want)
	}
}

func TestElderModeDoublesTheTimes(t *testing.T) {
	v := visit.Begin("v1", "zh-CN", limits(), start())
	if _, err := v.Set(visit.Change{Elder: ptr(true)}, start()); err != nil {
		t.Fatal(err)
	}
	if v.Idle() != 150*time.Second || v.Warn() != 50*time.Second {
		t.Fatalf("idle %v, warn %v", v.Idle(), v.Warn())
	}
}

func TestSettings(t *testing.T) {
	v := visit.Begin("v1", "tlh", limits(), start())
	if v.Settings().Lang != visit.Chinese {
		t.Fatalf("an unknown language gave %q", v.Settings().Lang)
	}
	if _, err := v.Set(visit.Change{Lang: ptr("tlh")}, start()); !errors.Is(err, visit.ErrLang) {
		t.Fatalf("an unknown language gave %v", err)
	}
	if _, err := v.Set(visit.Change{Lang: ptr("en"), Lowered: ptr(true)}, start()); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Set(visit.Change{Contrast: ptr(true)}, start()); err != nil {
		t.Fatal(err)
	}
	want := visit.Settings{Lang: "en", Contrast: true, Lowered: true}
	if v.Settings() != want {
		t.Fatalf("settings %+v, want %+v", v.Settings(), want)
	}
}

func TestPrintLimits(t *testing.T) {
	l := limits()
	l.Prints = 2
	v := visit.Begin("v1", "zh-CN", l, start())
	for _, copies := range []int{-1, 0, 4} {
		if err := v.TakePrint(copies); !errors.Is(err, visit.ErrCopies) {
			t.Errorf("%d copies gave %v", copies, err)
		}
	}
	for range 2 {
		if err := v.TakePrint(3); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.TakePrint(1); !errors.Is(err, visit.ErrPrints) {
		t.Fatalf("a third print gave %v", err)
	}
	v.GiveBackPrint()
	if err := v.TakePrint(1); err != nil {
		t.Fatalf("after one was given back: %v", err)
	}
}

func TestTheCardReminderNeedsACard(t *testing.T) {
	for _, card := range []bool{false, true} {
		v := visit.Begin("v1", "zh-CN", limits(), start())
		if card {
			if err := v.ReadCard(); err != nil {
				t.Fatal(err)
			}
		}
		s, err := v.End(visit.ByButton, start())
		if err != nil || s.CardReminder != card {
			t.Errorf("card %v: reminder %v, error %v", card, s.CardReminder, err)
		}
	}
}

func TestNothingHappensInAVisitThatIsOver(t *testing.T) {
	v := visit.Begin("v1", "zh-CN", limits(), start())
	if _, err := v.End(visit.ByFleet, start()); err != nil {
		t.Fatal(err)
	}
	tries := map[string]func() error{
		"act":   func() error { _, err := v.Act(start()); return err },
		"set":   func() error { _, err := v.Set(visit.Change{}, start()); return err },
		"guide": v.ViewGuide,
		"print": func() error { return v.TakePrint(1) },
		"card":  v.ReadCard,
		"end":   func() error { _, err := v.End(visit.ByButton, start()); return err },
	}
	for name, try := range tries {
		if err := try(); !errors.Is(err, visit.ErrOver) {
			t.Errorf("%s gave %v, want %v", name, err, visit.ErrOver)
		}
	}
}

func TestAHeldVisitDoesNotTimeOut(t *testing.T) {
	l := visit.Limits{Idle: 75 * time.Second, Warn: 25 * time.Second, Copies: 1, Prints: 1}
	now := start()
	v := visit.Begin("v", "zh-CN", l, now)
	now = now.Add(75 * time.Second)
	if got := v.Advance(now); got != visit.Warned {
		t.Fatalf("%v after the idle time", got)
	}
	if resumed, err := v.Hold(now); !resumed || err != nil {
		t.Fatalf("holding a warned visit: resumed %v, error %v", resumed, err)
	}
	now = now.Add(time.Hour)
	if got := v.Advance(now); got != visit.Active || !v.Next().IsZero() || v.SecondsLeft(now) != 100 {
		t.Fatalf("%v after an hour held, next %v, %d s left", got, v.Next(), v.SecondsLeft(now))
	}
	if err := v.Release(now); err != nil || !v.Next().Equal(now.Add(75*time.Second)) {
		t.Fatalf("after the release the warning is due at %v (%v)", v.Next(), err)
	}
	if _, err := v.End(visit.ByButton, now); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Hold(now); !errors.Is(err, visit.ErrOver) {
		t.Fatalf("holding a visit that is over gave %v", err)
	}
	if err := v.Release(now); !errors.Is(err, visit.ErrOver) {
		t.Fatalf("releasing a visit that is over gave %v", err)
	}
}
