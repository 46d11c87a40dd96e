package reception_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/agent/reception"
	"lawkiosk/agent/visit"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lobby is a desk with everything it tells written down.
type lobby struct {
	*reception.Desk
	mu      sync.Mutex
	events  []string
	records []any
	wiped   []string
}

func open(t *testing.T, dir string) *lobby {
	t.Helper()
	l := &lobby{}
	note := func(f func()) { l.mu.Lock(); defer l.mu.Unlock(); f() }
	l.Desk = reception.New(reception.Config{
		Limits: visit.Limits{Idle: 75 * time.Second, Warn: 25 * time.Second, Copies: 3, Prints: 2},
		Dir:    dir,
	}, reception.Deps{
		Record:  func(_ wire.Kind, body any) { note(func() { l.records = append(l.records, body) }) },
		Publish: func(kind string, data any) { note(func() { l.events = append(l.events, fmt.Sprint(kind, " ", data)) }) },
		Wipe:    func(_ context.Context, id string) { note(func() { l.wiped = append(l.wiped, id) }) },
		Log:     slog.New(slog.DiscardHandler),
	})
	if _, err := l.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	return l
}

func run(t *testing.T, l *lobby) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = l.Run(ctx) }()
	return func() { cancel(); <-done }
}

// told gives the events so far.
func (l *lobby) told() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.events)
}

func (l *lobby) wipes() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.wiped)
}

func (l *lobby) lastEnd() (e wire.VisitEnded) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.records {
		if v, ok := r.(wire.VisitEnded); ok {
			e = v
		}
	}
	return e
}

func TestAnIdleVisitIsWarnedAndEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, t.TempDir())
		defer run(t, l)()
		info := l.Begin("zh-CN")
		time.Sleep(76 * time.Second) // the bubble's clock
		synctest.Wait()
		l.Remind()
		if err := l.Touch(info.Token); err != nil {
			t.Fatal(err)
		}
		time.Sleep(99 * time.Second)
		synctest.Wait()
		if _, ok := l.Current(); !ok {
			t.Fatal("the visit ended a second early")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if _, ok := l.Current(); ok {
			t.Fatal("the visit goes on after its time")
		}
		select {
		case <-info.Done:
		default:
			t.Fatal("Done is not closed")
		}
		want := []string{"visit.warning {25}", "visit.warning {24}", "visit.resumed {}", "visit.warning {25}", "visit.ended {timeout false}"}
		if !slices.Equal(l.told(), want) {
			t.Fatalf("events %v, want %v", l.told(), want)
		}
		if e := l.lastEnd(); e.How != "timeout" || e.Seconds != 176 || e.Visit != info.ID {
			t.Fatalf("record %+v", e)
		}
		if !slices.Equal(l.wipes(), []string{info.ID}) {
			t.Fatalf("wiped %v", l.wipes())
		}
	})
}

func TestElderModeMovesTheRunningDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, t.TempDir())
		defer run(t, l)()
		info := l.Begin("zh-CN")
		elder := true
		if _, err := l.Change(info.Token, visit.Change{Elder: &elder}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(149 * time.Second)
		synctest.Wait()
		if len(l.told()) != 0 {
			t.Fatalf("events %v before 150 s", l.told())
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !slices.Equal(l.told(), []string{"visit.warning {50}"}) {
			t.Fatalf("events %v after 150 s", l.told())
		}
	})
}

func TestAHeldVisitIsNeitherWarnedNorEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t, t.TempDir())
		defer run(t, l)()
		info := l.Begin("zh-CN")
		time.Sleep(76 * time.Second)
		synctest.Wait()
		l.Hold(info.ID, true)
		l.Hold("another visit", false)
		time.Sleep(time.Hour)
		synctest.Wait()
		if i, err := l.Of(info.Token); err != nil || i.ID != info.ID {
			t.Fatalf("the held visit ended: %v", err)
		}
		l.Hold(info.ID, false)
		time.Sleep(74 * time.Second)
		synctest.Wait()
		want := []string{"visit.warning {25}", "visit.resumed {}"}
		if !slices.Equal(l.told(), want) {
			t.Fatalf("events %v, want %v", l.told(), want)
		}
		time.Sleep(27 * time.Second)
		synctest.Wait()
		if _, err := l.Of(info.Token); !errors.Is(err, visit.ErrOver) {
			t.Fatalf("the released visit goes on: %v", err)
		}
	})
}

func TestAStaleTokenIsRefused(t *testing.T) {
	l := open(t, t.TempDir())
	old := l.Begin("en")
	now := l.Begin("en") // the page forgot the first
	if err := l.Touch(old.Token); !errors.Is(err, visit.ErrOver) {
		t.Fatalf("the old token gave %v", err)
	}
	if err := l.OwnJob(now.Token, "j1"); err != nil || !l.Owns("j1") || l.Owns("j2") {
		t.Fatalf("jobs are not kept apart (%v)", err)
	}
	if err := l.End(now.Token); err != nil {
		t.Fatal(err)
	}
	if l.Owns("j1") {
		t.Fatal("a job outlived its visit")
	}
	for _, token := range []string{"", now.Token} {
		if err := l.End(token); !errors.Is(err, visit.ErrOver) {
			t.Errorf("token %q gave %v", token, err)
		}
	}
	stop := run(t, l) // waits for the wipes
	stop()
}

func TestAVisitCutShortIsEndedAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	info := l.Begin("en")
	l.ViewGuide("wages", "tile")
	if _, err := l.TakePrint(info.Token, 1); err != nil {
		t.Fatal(err)
	}
	// The process dies here: nothing more is called on l.
	again := open(t, dir)
	e := again.lastEnd()
	if e.Visit != info.ID || e.How != "restart" || e.Lang != "en" || e.Guides != 1 || e.Prints != 1 {
		t.Fatalf("record %+v", e)
	}
	if !slices.Equal(again.wipes(), []string{info.ID}) {
		t.Fatalf("wiped %v", again.wipes())
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("left in the folder: %v", left)
	}
}

func TestADamagedMarkerStillEndsTheVisit(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "abc.visit.json"), []byte("\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if e := open(t, dir).lastEnd(); e.Visit != "abc" || e.How != "restart" {
		t.Fatalf("record %+v", e)
	}
}

func TestStoppingTheKioskEndsTheVisit(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	stop := run(t, l)
	l.Begin("zh-CN")
	stop()
	if e := l.lastEnd(); e.How != "restart" {
		t.Fatalf("record %+v", e)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Fatalf("left in the folder: %v", left)
	}
}
