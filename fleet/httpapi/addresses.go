package httpapi

import (
	"net/netip"
	"sync"
	"time"
)

// addresses bounds failed sign-ins by the address they come from: each costs a
// password hash and a line in the audit, whoever sends them.
type addresses struct {
	now func() time.Time
	mu  sync.Mutex
	due map[string]time.Time // when all tries of an address are back
}

func newAddresses(now func() time.Time) *addresses {
	return &addresses{now: now, due: map[string]time.Time{}}
}

// may reports whether an address has a try left.
func (a *addresses) may(ip string) bool {
	ip = household(ip)
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.due[ip].Sub(a.now()) <= (addressTries-1)*addressBack
}

// failed takes a try away.
func (a *addresses) failed(ip string) {
	ip = household(ip)
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if _, known := a.due[ip]; !known && len(a.due) >= lockNames {
		a.forget(now)
	}
	due := a.due[ip]
	if due.Before(now) {
		due = now
	}
	a.due[ip] = due.Add(addressBack)
}

// forget drops addresses that have all tries back, and half of the others
// where that is not enough, so that the next calls find room.
func (a *addresses) forget(now time.Time) {
	for ip, due := range a.due {
		if due.Before(now) {
			delete(a.due, ip)
		}
	}
	if len(a.due) < lockNames {
		return
	}
	for ip := range a.due {
		if len(a.due) <= lockNames/2 {
			return
		}
		delete(a.due, ip)
	}
}

// household is whose tries are counted together: an address of IPv6 stands for
// its network, of which one computer has all.
func household(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Is4() {
		return ip
	}
	net, err := a.Prefix(64)
	if err != nil {
		return ip
	}
	return net.String()
}
