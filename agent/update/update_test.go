package update_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lawkiosk/agent/update"
	"lawkiosk/content/contenttest"
	"lawkiosk/fleet/wire"
)

// shelf is a store with what it tells written down.
type shelf struct {
	*update.Store
	mu      sync.Mutex
	records []string
	changes int
	stop    func()
}

func open(t *testing.T, dir string) *shelf {
	s := &shelf{}
	s.Store = update.New(update.Config{
		Incoming: filepath.Join(dir, "incoming.lkpack"), Dir: filepath.Join(dir, "content"), Keys: []ed25519.PublicKey{contenttest.PublicKey()},
	}, update.Deps{
		Record: func(_ wire.Kind, b any) {
			s.mu.Lock()
			defer s.mu.Unlock()
			p := b.(wire.ContentPack)
			s.records = append(s.records, p.Outcome+" "+p.Version)
		},
		Busy: func() bool { return false },
		Changed: func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.changes++
		},
		Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(ctx) }()
	s.stop = func() { cancel(); <-done }
	return s
}

func (s *shelf) wantRecords(t *testing.T, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.records, want) {
		t.Fatalf("records %q, want %q", s.records, want)
	}
}

func pack(t *testing.T, version string) []byte {
	p := contenttest.Synthetic(4)
	p.Version = version
	return contenttest.Bytes(t, p)
}

func put(t *testing.T, dir string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "incoming.lkpack"), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestARefusedPackIsRecordedOnceOverRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, []byte("no pack"))
		first := open(t, dir)
		if _, err := first.Pack(t.Context()); !errors.Is(err, update.ErrNone) {
			t.Fatalf("error %v", err)
		}
		first.wantRecords(t, "refused ")
		first.stop()

		second := open(t, dir)
		_, _ = second.Pack(t.Context())
		second.wantRecords(t)
		put(t, dir, pack(t, "2026.11.22-2"))
		time.Sleep(3 * time.Second) // the bubble's clock: one look
		synctest.Wait()
		second.wantRecords(t, "active 2026.11.22-2")
		put(t, dir, pack(t, "2026.11.22-1"))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		second.wantRecords(t, "active 2026.11.22-2", "refused 2026.11.22-1")
		second.stop()

		third := open(t, dir) // the older one still lies there
		if p, err := third.Pack(t.Context()); err != nil || p.Version != "2026.11.22-2" {
			t.Fatalf("pack %v, error %v", p, err)
		}
		third.wantRecords(t)
		third.stop()
		if third.changes != 1 { // else the fleet hears of it with the next heartbeat only
			t.Fatalf("%d changes told for the pack of the last run, want 1", third.changes)
		}
	})
}

func TestAPackThatWentBadIsReplacedByTheIncomingOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		put(t, dir, pack(t, "2026.11.22-1"))
		s := open(t, dir)
		_, _ = s.Pack(t.Context())
		s.stop()
		if err := os.WriteFile(filepath.Join(dir, "content", "current.lkpack"), []byte("rotten"), 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, dir)
		if p, err := again.Pack(t.Context()); err != nil || p.Version != "2026.11.22-1" {
			t.Fatalf("pack %v, error %v", p, err)
		}
		again.wantRecords(t, "refused ", "active 2026.11.22-1")
		again.stop()
	})
}
