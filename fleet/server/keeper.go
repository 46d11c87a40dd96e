package server

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Rhythm of the keeper.
const (
	firstRest  = 2 * time.Second // after the rooms failed, before they are tried again; doubles
	longRest   = time.Minute
	askEvery   = 10 * time.Second
	answerWith = 5 * time.Second
)

// running is a video server as the keeper sees it.
type running interface {
	Run(ctx context.Context) error
	Ready(ctx context.Context) error
}

// keeper keeps the video rooms running. Where they fail, the rest of the fleet
// goes on: calls are not offered, operators are told, and it tries again.
type keeper struct {
	rooms running
	log   *slog.Logger
	now   func() time.Time

	mu   sync.Mutex
	down time.Time // since when they do not run; zero: they do
}

func newKeeper(r running, log *slog.Logger, now func() time.Time) *keeper {
	return &keeper{rooms: r, log: log, now: now, down: now()}
}

// Down says since when the rooms do not run; zero: they do.
func (k *keeper) Down() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.down
}

// Run keeps the rooms until ctx ends.
func (k *keeper) Run(ctx context.Context) error {
	for rest := firstRest; ; rest = min(2*rest, longRest) {
		began := k.now()
		err := k.once(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // they were told to end
		}
		if k.now().Sub(began) > longRest {
			rest = firstRest
		}
		k.log.ErrorContext(ctx, "video rooms do not run; calls are not offered until they do", "error", err, "again_in", rest)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
	}
}

// once runs the rooms until they end, and watches whether they are ready.
func (k *keeper) once(ctx context.Context) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- k.rooms.Run(running) }()
	var watch sync.WaitGroup
	watch.Go(func() { k.watch(running) })
	err := <-ended
	cancel()
	watch.Wait()
	if ctx.Err() == nil {
		k.tell(ctx, errors.Join(errors.New("they have ended"), err))
	}
	return err
}

// watch asks the rooms from time to time.
func (k *keeper) watch(ctx context.Context) {
	for every := time.Second; ; every = askEvery {
		ask, cancel := context.WithTimeout(ctx, answerWith)
		err := k.rooms.Ready(ask)
		cancel()
		if ctx.Err() != nil {
			return
		}
		k.tell(ctx, err)
		if err != nil {
			every = time.Second
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

func (k *keeper) tell(ctx context.Context, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case err == nil && !k.down.IsZero():
		k.down = time.Time{}
		k.log.InfoContext(ctx, "video rooms are ready")
	case err != nil && k.down.IsZero():
		k.down = k.now()
		k.log.WarnContext(ctx, "video rooms do not answer", "error", err)
	}
}
