package uplink

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/agent/outbox"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const kiosk, token = "110101-001", "secret"

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// watchedBox tells when a batch was confirmed and deleted.
type watchedBox struct {
	*outbox.Outbox
	confirmed chan struct{}
}

func (b watchedBox) Done(batch wire.Batch) error {
	defer func() { b.confirmed <- struct{}{} }()
	return b.Outbox.Done(batch)
}

type rig struct {
	fleet  *fakeFleet
	box    watchedBox
	up     *Uplink
	health chan struct{}
	linked chan bool
	did    chan wire.Command
	stop   func()
}

func newRig(t *testing.T, f *fakeFleet, password string) *rig {
	t.Helper()
	file, err := outbox.Open(filepath.Join(t.TempDir(), "outbox.db"), quiet())
	if err != nil {
		t.Fatal(err)
	}
	box := watchedBox{Outbox: file, confirmed: make(chan struct{}, 1000)}
	r := &rig{fleet: f, box: box, health: make(chan struct{}, 1), linked: make(chan bool, 100), did: make(chan wire.Command, 10)}
	var n uint64
	r.up = New(Config{URL: "tcp://" + f.addr, Kiosk: kiosk, Token: password, Agent: "test"}, Deps{
		Outbox:        box,
		Health:        func() wire.Health { n++; return wire.Health{V: wire.Version, N: n, OutboxLen: file.Len()} },
		HealthChanged: r.health,
		Do: func(_ context.Context, c wire.Command) (string, string) {
			r.did <- c
			return "done", ""
		},
		Connection: func(on bool) { r.linked <- on },
		Log:        quiet(),
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := r.up.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	}()
	r.stop = sync.OnceFunc(func() { cancel(); <-ended; _ = box.Close() })
	t.Cleanup(r.stop)
	return r
}

func (r *rig) add(t *testing.T, n int) {
	t.Helper()
	for range n {
		rec, err := wire.NewRecord(time.Now(), wire.KindVisitBegan, wire.VisitBegan{Visit: "v"})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.box.Append(rec); err != nil {
			t.Fatal(err)
		}
	}
}

func (r *rig) waitStored(n int) { r.fleet.wait(func() bool { return len(r.fleet.stored()) >= n }) }

func (r *rig) waitEmpty(t *testing.T) {
	t.Helper()
	for r.box.Len() > 0 {
		<-r.box.confirmed
	}
}

func TestRecordsReachTheFleetAndLeaveTheOutbox(t *testing.T) {
	r := newRig(t, newFakeFleet(t), token)
	r.add(t, 40)
	r.waitStored(40)
	r.waitEmpty(t)
	r.fleet.wait(func() bool { return len(r.fleet.presence) > 0 && r.fleet.presence[0].Online && len(r.fleet.health) > 0 })
}

func TestWhatWasNotConfirmedIsSentAgain(t *testing.T) {
	for name, set := range map[string]func(*fakeFleet){
		"commit failed":         func(f *fakeFleet) { f.failures = 2 },
		"confirmation was lost": func(f *fakeFleet) { f.loseAcks = 2 },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeFleet(t)
			f.change(func() { set(f) })
			r := newRig(t, f, token)
			r.add(t, 30)
			f.wait(func() bool { return len(f.stored()) == 30 && f.failures == 0 && f.loseAcks == 0 })
			r.waitEmpty(t)
		})
	}
}

func TestTheFleetGoesAwayAndComesBack(t *testing.T) {
	f := newFakeFleet(t)
	r := newRig(t, f, token)
	r.add(t, 3)
	r.waitStored(3)
	f.stop()
	for on := range r.linked {
		if !on {
			break
		}
	}
	r.add(t, 5)
	f.start()
	r.waitStored(8)
	r.waitEmpty(t)
	if !r.up.Connected() {
		t.Error("connected is not told")
	}
}

func TestACutConnectionSendsTheLastWillOfItsOwnSession(t *testing.T) {
	f := newFakeFleet(t)
	r := newRig(t, f, token)
	<-r.linked
	f.cut()
	f.wait(func() bool {
		online := slices.IndexFunc(f.presence, func(p wire.Presence) bool { return p.Online })
		return online >= 0 && slices.ContainsFunc(f.presence, func(p wire.Presence) bool {
			return !p.Online && p.Session == f.presence[online].Session
		})
	})
}

func TestAnEndedKioskSaysGoodbye(t *testing.T) {
	f := newFakeFleet(t)
	r := newRig(t, f, token)
	<-r.linked
	r.stop()
	f.wait(func() bool { return len(f.presence) > 1 && !f.presence[len(f.presence)-1].Online })
}

func TestAWrongTokenIsTriedAgainAndSendsNothing(t *testing.T) {
	f := newFakeFleet(t)
	r := newRig(t, f, "wrong")
	r.add(t, 1)
	f.wait(func() bool { return f.refused >= 2 })
	if r.up.Connected() || r.box.Len() != 1 {
		t.Error("a refused kiosk thinks that it is connected")
	}
}

func TestCommandsAreDoneAndAnswered(t *testing.T) {
	f := newFakeFleet(t)
	r := newRig(t, f, token)
	<-r.linked
	f.sendRaw([]byte("not json"))
	f.sendRaw(bytes.Repeat([]byte("x"), wire.MaxRecordBytes+1))
	f.send(wire.Command{V: wire.Version, ID: "old", Kind: wire.CommandEndVisit, Expires: time.Now().Add(-time.Second)})
	f.send(wire.Command{V: wire.Version, ID: "new", Kind: wire.CommandEndVisit, Expires: time.Now().Add(time.Minute)})
	if c := <-r.did; c.ID != "new" {
		t.Errorf("command %s was done", c.ID)
	}
	outcome := map[string]string{}
	f.wait(func() bool {
		for _, b := range f.batches {
			for _, rec := range b.Records {
				var d wire.CommandDone
				if rec.Kind == wire.KindCommandDone && json.Unmarshal(rec.Data, &d) == nil {
					outcome[d.ID] = d.Outcome
				}
			}
		}
		return len(outcome) == 2
	})
	if outcome["old"] != "expired" || outcome["new"] != "done" {
		t.Errorf("answers %v", outcome)
	}
}

func TestABacklogThatIsGoneIsTold(t *testing.T) {
	f := newFakeFleet(t)
	f.stop()
	r := newRig(t, f, token)
	r.add(t, 5)
	f.start()
	f.wait(func() bool {
		return len(f.health) >= 2 && f.health[0].OutboxLen == 5 && f.health[len(f.health)-1].OutboxLen == 0
	})
}

func TestHealthIsSentWhenItChanges(t *testing.T) {
	f := newFakeFleet(t)
	r := newRig(t, f, token)
	f.wait(func() bool { return len(f.health) == 1 })
	r.health <- struct{}{}
	f.wait(func() bool { return len(f.health) == 2 })
}

func FuzzReadCommand(f *testing.F) {
	f.Add([]byte(`{"v":1,"id":"a","kind":"visit.end","expires":"2026-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := readCommand(b); err == nil && (c.ID == "" || c.Kind == "") {
			t.Errorf("accepted %+v", c)
		}
	})
}
