package meeting

import (
	"sync"
	"time"
)

// limiter stops guessing: after some misses of one asker, or of all together,
// within a time it says no. A restart forgets; what is guarded is long enough
// that this helps nobody.
type limiter struct {
	each, all int
	within    time.Duration

	mu     sync.Mutex
	misses map[string][]time.Time
	total  []time.Time
}

func newLimiter(each, all int, within time.Duration) *limiter {
	return &limiter{each: each, all: all, within: within, misses: map[string][]time.Time{}}
}

// try runs f unless the asker guessed too often; a miss is where f returns the
// fault given.
func (l *limiter) try(asker string, now time.Time, f func() (missed bool)) error {
	l.mu.Lock()
	l.total = l.recent(l.total, now)
	mine := l.recent(l.misses[asker], now)
	// The try is counted before it is made, so that many at once are no way around.
	if len(mine) >= l.each || len(l.total) >= l.all {
		l.mu.Unlock()
		return ErrTries
	}
	l.misses[asker], l.total = append(mine, now), append(l.total, now)
	l.forget(now)
	l.mu.Unlock()
	if f() {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.misses[asker]); n > 0 {
		l.misses[asker] = l.misses[asker][:n-1]
	}
	if n := len(l.total); n > 0 {
		l.total = l.total[:n-1]
	}
	return nil
}

func (l *limiter) recent(list []time.Time, now time.Time) []time.Time {
	for len(list) > 0 && now.Sub(list[0]) >= l.within {
		list = list[1:]
	}
	return list
}

// forget keeps the map small: it holds no more askers than there were misses.
func (l *limiter) forget(now time.Time) {
	if len(l.misses) <= 2*l.all {
		return
	}
	for asker, list := range l.misses {
		if len(l.recent(list, now)) == 0 {
			delete(l.misses, asker)
		}
	}
}
