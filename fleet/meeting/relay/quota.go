package relay

import (
	"net"
	"net/netip"
	"sync"
)

// quota bounds allocations. One is reserved before it is made; where it cannot
// be made pion tells of an error of the same client, whose requests it works
// off one after the other.
type quota struct {
	limits Limits

	mu    sync.Mutex
	users map[string]int
	homes map[netip.Prefix]int
	held  map[string]*place // by a client's address and port
}

// place is what one allocation takes.
type place struct {
	user string
	home netip.Prefix
	made bool
}

// key names a client: the same port number may be one by TCP and one by UDP.
func key(from net.Addr) string { return from.Network() + " " + from.String() }

func newQuota(l Limits) *quota {
	return &quota{limits: l, users: map[string]int{}, homes: map[netip.Prefix]int{}, held: map[string]*place{}}
}

// reserve takes a place for a client, or reports that there is none.
func (q *quota) reserve(user string, from net.Addr) bool {
	home := household(from)
	q.mu.Lock()
	defer q.mu.Unlock()
	if old := q.held[key(from)]; old != nil && !old.made {
		q.drop(key(from)) // the try before failed without a word
	}
	if len(q.held) >= q.limits.Total || q.users[user] >= q.limits.PerUser || q.homes[home] >= q.limits.PerAddress || q.held[key(from)] != nil {
		return false
	}
	q.held[key(from)] = &place{user: user, home: home}
	q.users[user]++
	q.homes[home]++
	return true
}

func (q *quota) confirm(from net.Addr) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p := q.held[key(from)]; p != nil {
		p.made = true
	}
}

// abandon gives a place back that nothing was made of.
func (q *quota) abandon(from net.Addr) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p := q.held[key(from)]; p != nil && !p.made {
		q.drop(key(from))
	}
}

func (q *quota) release(from net.Addr) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.drop(key(from))
}

func (q *quota) drop(at string) {
	p := q.held[at]
	if p == nil {
		return
	}
	delete(q.held, at)
	if q.users[p.user]--; q.users[p.user] == 0 {
		delete(q.users, p.user)
	}
	if q.homes[p.home]--; q.homes[p.home] == 0 {
		delete(q.homes, p.home)
	}
}

func (q *quota) size() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.held)
}

// household is what one customer of a network has: an IPv4 address, or the /64
// of an IPv6 one.
func household(a net.Addr) netip.Prefix {
	var at netip.AddrPort
	switch a := a.(type) {
	case *net.TCPAddr:
		at = a.AddrPort()
	case *net.UDPAddr:
		at = a.AddrPort()
	}
	ip := at.Addr().Unmap().WithZone("")
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
