package server

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lawkiosk/fleet/meeting/rooms/roomstest"
)

// still are rooms that always run, in memory: a test needs no video server.
type still struct{ *roomstest.Fake }

func newStill() still { return still{roomstest.NewFake(nil)} }

func (still) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (still) Ready(context.Context) error { return nil }

// shaky rooms fail at once until they are repaired.
type shaky struct {
	still
	repaired atomic.Bool
	runs     atomic.Int64
}

var errBroken = errors.New("the port is taken")

func (s *shaky) Run(ctx context.Context) error {
	s.runs.Add(1)
	if !s.repaired.Load() {
		return errBroken
	}
	return s.still.Run(ctx)
}

func (s *shaky) Ready(context.Context) error {
	if !s.repaired.Load() {
		return errBroken
	}
	return nil
}

func TestRoomsThatFailAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &shaky{still: newStill()}
		began := time.Now()
		k := newKeeper(r, slog.New(slog.DiscardHandler), time.Now)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- k.Run(ctx) }()
		time.Sleep(5 * time.Minute) // of the bubble's clock
		synctest.Wait()
		if n := r.runs.Load(); n < 5 || n > 15 || !k.Down().Equal(began) {
			t.Errorf("%d tries in five minutes, down since %v", n, k.Down())
		}
		r.repaired.Store(true)
		time.Sleep(longRest + askEvery)
		synctest.Wait()
		if !k.Down().IsZero() {
			t.Error("repaired, and still down")
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
