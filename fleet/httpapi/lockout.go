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

// Limits of failed sign-ins of one address, whatever the names: tries come back
// one by one. Many people may sit behind one address, so it is generous.
const (
	addressTries = 60
	addressBack  = 5 * time.Second // until a try comes back
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
	told bool // that the name is locked
}

func newLockout(now func() time.Time) *lockout {
	return &lockout{now: now, names: map[string]failures{}}
}

// try reports whether a name may be tried now, and counts the try. news is set
// for the first try that a lock refuses: one entry in the audit tells of the lock,
// thousands would only fill the disk and hold up the kiosks' commits.
func (l *lockout) try(name string) (may, news bool) {
	name = strings.ToLower(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	f, known := l.names[name]
	if known && now.Sub(f.last) >= lockTime {
		f = failures{}
	}
	if f.n >= lockAfter {
		news = !f.told
		f.told = true
		l.names[name] = f
		return false, news
	}
	if !known && len(l.names) >= lockNames {
		l.forget(now)
	}
	l.names[name] = failures{n: f.n + 1, last: now}
	return true, false
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
