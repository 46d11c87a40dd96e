package httpapi

import (
	"strings"
	"sync"
	"time"
)

// Limits of sign-in tries for one name.
const (
	lockAfter = 5
	lockTime  = 5 * time.Minute
	lockNames = 10000 // names remembered at most
)

// lockout counts failed sign-ins by name. A try counts as failed until it
// succeeds, so that tries at the same time cannot pass the limit together.
type lockout struct {
	now   func() time.Time
	mu    sync.Mutex
	names map[string]failures
}

type failures struct {
	n    int
	last time.Time
}

func newLockout(now func() time.Time) *lockout {
	return &lockout{now: now, names: map[string]failures{}}
}

// try reports whether a name may be tried now, and counts the try.
func (l *lockout) try(name string) bool {
	name = strings.ToLower(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	f, known := l.names[name]
	if known && now.Sub(f.last) >= lockTime {
		f = failures{}
	}
	if f.n >= lockAfter {
		return false
	}
	if !known && len(l.names) >= lockNames {
		l.forget(now)
	}
	l.names[name] = failures{f.n + 1, now}
	return true
}

func (l *lockout) succeeded(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.names, strings.ToLower(name))
}

// forget drops old names, and any one where all are recent.
func (l *lockout) forget(now time.Time) {
	one := ""
	for name, f := range l.names {
		if now.Sub(f.last) >= lockTime {
			delete(l.names, name)
		} else if f.n < lockAfter {
			one = name
		}
	}
	if len(l.names) >= lockNames {
		delete(l.names, one)
	}
}
