package front

import (
	"net"
	"net/netip"
	"sync"
)

// crowd counts connections, all and by address.
type crowd struct {
	max, maxEach int

	mu    sync.Mutex
	from  map[netip.Prefix]int
	all   int
	fresh map[*conn]struct{} // not handed over yet
	ended bool
}

func newCrowd(all, each int) *crowd {
	return &crowd{max: all, maxEach: each, from: map[netip.Prefix]int{}, fresh: map[*conn]struct{}{}}
}

// enter takes a connection in, or says why not.
func (w *crowd) enter(raw net.Conn) (c *conn, why reason) {
	from := household(raw.RemoteAddr())
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.ended, w.all >= w.max:
		return nil, tooMany
	case w.from[from] >= w.maxEach:
		return nil, tooManyOfAddress
	}
	w.all++
	w.from[from]++
	c = &conn{Conn: raw, crowd: w, from: from}
	w.fresh[c] = struct{}{}
	return c, 0
}

// endUnknown ends the connections that nobody has taken yet.
func (w *crowd) endUnknown() {
	w.mu.Lock()
	w.ended = true
	open := make([]*conn, 0, len(w.fresh))
	for c := range w.fresh {
		open = append(open, c)
	}
	w.mu.Unlock()
	for _, c := range open {
		_ = c.Close()
	}
}

func (w *crowd) size() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all
}

// household is what one customer of a network has: an IPv4 address, or the /64
// of an IPv6 one.
func household(a net.Addr) netip.Prefix {
	t, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	ip := t.AddrPort().Addr().Unmap().WithZone("")
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

// conn is a connection below TLS that counts until it is closed.
type conn struct {
	net.Conn
	crowd *crowd
	from  netip.Prefix
	once  sync.Once
	err   error
}

// known takes a connection off those that Close ends. It gives false where
// Close has been there.
func (c *conn) known() bool {
	c.crowd.mu.Lock()
	defer c.crowd.mu.Unlock()
	delete(c.crowd.fresh, c)
	return !c.crowd.ended
}

// Close closes the connection, once.
func (c *conn) Close() error {
	c.once.Do(func() {
		c.crowd.mu.Lock()
		delete(c.crowd.fresh, c)
		c.crowd.all--
		if c.crowd.from[c.from]--; c.crowd.from[c.from] == 0 {
			delete(c.crowd.from, c.from)
		}
		c.crowd.mu.Unlock()
		c.err = c.Conn.Close()
	})
	return c.err
}
