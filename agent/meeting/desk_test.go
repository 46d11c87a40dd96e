package meeting_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"lawkiosk/agent/meeting"
	"lawkiosk/agent/meeting/meetingtest"
	"lawkiosk/fleet/wire"
)

// bench is a desk with a fleet, and all that it told.
type bench struct {
	*meeting.Desk
	t     *testing.T
	fleet *meetingtest.Fleet

	mu      sync.Mutex
	held    map[string]bool
	camera  bool
	records []any
	events  int
}

func open(t *testing.T, cfg meeting.Config) *bench {
	t.Helper()
	b := &bench{t: t, fleet: meetingtest.New(t), held: map[string]bool{}}
	note := func(f func()) { b.mu.Lock(); defer b.mu.Unlock(); f() }
	door, err := meeting.NewDoor(meeting.DoorConfig{API: b.fleet.URL() + "/", Kiosk: meetingtest.Kiosk, Token: func() (string, error) { return meetingtest.Token + "\n", nil }})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Dir, cfg.Beat, cfg.Retry = t.TempDir(), 10*time.Millisecond, 10*time.Millisecond
	b.Desk = meeting.New(cfg, meeting.Deps{
		Door: door, Publish: func(string, any) { note(func() { b.events++ }) },
		Hold:   func(v string, on bool) { note(func() { b.held[v] = on }) },
		Camera: func(on bool) { note(func() { b.camera = on }) },
		Record: func(_ wire.Kind, body any) { note(func() { b.records = append(b.records, body) }) },
		Log:    slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = b.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return b
}

func (b *bench) begin(visit string, done <-chan struct{}) (wire.Call, error) {
	return b.Begin(b.t.Context(), wire.NewCall{Visit: visit, Lang: "zh-CN", Consent: wire.Consent{Video: true}}, done)
}

func (b *bench) until(what string, ok func() bool) {
	b.t.Helper()
	late := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-late:
			b.t.Fatalf("waited in vain for %s", what)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (b *bench) holds(visit string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held[visit]
}

func TestACallThatComesTooLateIsEnded(t *testing.T) {
	b := open(t, meeting.Config{})
	over := make(chan struct{})
	close(over)
	if _, err := b.begin("v1", over); !errors.Is(err, meeting.ErrVisitOver) {
		t.Fatalf("error %v", err)
	}
	b.until("the call to be ended", func() bool { return b.fleet.Call("call-1").State == wire.CallEnded })
	if b.Current("v1") != nil {
		t.Error("the visit has a call")
	}
}

func TestADeadPageHoldsNoVisit(t *testing.T) {
	b := open(t, meeting.Config{Silent: 10 * time.Millisecond, Adrift: 50 * time.Millisecond})
	if _, err := b.begin("v1", nil); err != nil {
		t.Fatal(err)
	}
	b.until("the visit to be let go", func() bool { return !b.holds("v1") })
	if _, err := b.Here("v1", wire.Here{Joined: true}); err != nil || !b.holds("v1") {
		t.Errorf("a page that is back does not hold (%v)", err)
	}
}

func TestAFleetThatStaysAwayHoldsNoVisit(t *testing.T) {
	b := open(t, meeting.Config{Adrift: 100 * time.Millisecond})
	if _, err := b.begin("v1", nil); err != nil {
		t.Fatal(err)
	}
	b.fleet.Stop()
	b.until("the visit to be let go", func() bool {
		_, err := b.Here("v1", wire.Here{Joined: true})
		return err == nil && !b.holds("v1")
	})
	c, err := b.Leave(t.Context(), "v1")
	if err != nil || c.State != wire.CallEnded || c.How != wire.CallAbandoned {
		t.Fatalf("leaving gave %+v, %v", c, err)
	}
	b.fleet.Start()
	b.until("the fleet to hear of the end", func() bool { return b.fleet.Call(c.ID).State == wire.CallEnded })
}

func TestVisitsAreKeptApart(t *testing.T) {
	b := open(t, meeting.Config{})
	c, err := b.begin("v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receipt(t.Context(), "v1", "520103000018"); err != nil {
		t.Fatal(err)
	}
	if b.Current("v2") != nil || b.Current("") != nil {
		t.Error("another visit sees the call")
	}
	if _, err := b.Here("v2", wire.Here{Camera: "on"}); !errors.Is(err, meeting.ErrNoCall) {
		t.Errorf("another visit is heard: %v", err)
	}
	if _, err := b.Seen("v2", "520103000018"); err == nil {
		t.Error("another visit sees the receipt")
	}
	b.EndVisit(t.Context(), "v2")
	if b.Current("v1") == nil {
		t.Error("another visit's end took the call")
	}
	b.EndVisit(t.Context(), "v1")
	if b.Current("v1") != nil || b.fleet.Call(c.ID).State != wire.CallEnded {
		t.Error("the call outlived its visit")
	}
	if _, err := b.Seen("v1", "520103000018"); err == nil {
		t.Error("the receipt outlived its visit")
	}
	if n, err := b.begin("v2", nil); err != nil || n.ID == c.ID {
		t.Errorf("the next visit got %s, %v", n.ID, err)
	}
}

func TestAnOlderSnapshotChangesNothing(t *testing.T) {
	b := open(t, meeting.Config{})
	c, err := b.begin("v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	b.fleet.Answer(c.ID)
	b.until("the answer", func() bool { return b.Current("v1").State == wire.CallTalking })
	b.fleet.Change(c.ID, func(c *wire.Call) { c.Version, c.State = -9, wire.CallWaiting })
	if _, err := b.Staff(t.Context(), "v1"); err != nil {
		t.Fatal(err)
	}
	if now := b.Current("v1"); now.State != wire.CallTalking || now.Staff {
		t.Errorf("an older snapshot was taken: %+v", now)
	}
}

func TestRecordsTellTimesAndCountsOnly(t *testing.T) {
	b := open(t, meeting.Config{})
	c, err := b.begin("v1", nil)
	if err != nil {
		t.Fatal(err)
	}
	b.fleet.Answer(c.ID)
	b.fleet.Send(c.ID, wire.Paper{ID: "p1", Kind: "summary"})
	b.until("the paper", func() bool { return len(b.Current("v1").Papers) == 1 })
	b.Printing("v1", "p1", "job-1")
	b.Progress("job-of-another", "printed", "")
	b.Progress("job-1", "printed", "")
	b.until("the fleet to hear", func() bool {
		told := b.fleet.Paper(c.ID, "p1")
		return len(told) > 0 && told[len(told)-1].State == "printed"
	})
	b.EndVisit(t.Context(), "v1")
	b.mu.Lock()
	defer b.mu.Unlock()
	want := []any{wire.MeetingBegan{Visit: "v1"}, wire.MeetingEnded{Visit: "v1", How: wire.CallLeft, Papers: 1, Printed: 1}}
	if fmt.Sprint(b.records) != fmt.Sprint(want) {
		t.Errorf("records %+v, want %+v", b.records, want)
	}
	if b.held["v1"] || b.camera {
		t.Error("the visit is held or the camera claimed after the end")
	}
}

func TestDoors(t *testing.T) {
	for name, c := range map[string]meeting.DoorConfig{
		"a missing authority": {API: "https://law.example", CA: "/no/such/file"},
		"no certificate":      {API: "https://law.example", CA: "/dev/null"},
		"no address":          {API: "http://\x00"},
	} {
		if _, err := meeting.NewDoor(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
