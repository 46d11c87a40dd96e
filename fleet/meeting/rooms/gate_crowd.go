package rooms

import (
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// crowd is who is connected, from where, and how often they try.
type crowd struct {
	limits Limits
	now    func() time.Time

	mu     sync.Mutex
	all    int
	claims map[Claim][]*seat // oldest first
	from   map[string]int
	tries  map[string]*rate.Limiter
	tidy   time.Time
}

// seat is a connection's place in the crowd.
type seat struct {
	claim   Claim
	address string
	leave   chan code // holds why this connection must end; room for one
}

func newCrowd(l Limits, now func() time.Time) crowd {
	return crowd{limits: l, now: now, claims: map[Claim][]*seat{}, from: map[string]int{}, tries: map[string]*rate.Limiter{}}
}

// mayTry counts an attempt from an address.
func (c *crowd) mayTry(address string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.After(c.tidy) {
		for a, l := range c.tries {
			if l.TokensAt(now) >= float64(c.limits.JoinBurst) {
				delete(c.tries, a)
			}
		}
		c.tidy = now.Add(time.Minute)
	}
	l := c.tries[address]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(c.limits.JoinRate), c.limits.JoinBurst)
		c.tries[address] = l
	}
	return l.AllowN(now, 1)
}

// sit takes a place for a connection; nil: there is none.
func (c *crowd) sit(claim Claim, address string) *seat {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all >= c.limits.All || c.from[address] >= c.limits.PerAddress {
		return nil
	}
	s := &seat{claim: claim, address: address, leave: make(chan code, 1)}
	c.all++
	c.from[address]++
	c.claims[claim] = append(c.claims[claim], s)
	for _, old := range c.claims[claim][:max(0, len(c.claims[claim])-c.limits.PerClaim)] {
		old.end(codeNewer)
	}
	return s
}

// rise gives a place back.
func (c *crowd) rise(s *seat) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.from[s.address]--; c.from[s.address] == 0 {
		delete(c.from, s.address)
	}
	rest := slices.DeleteFunc(c.claims[s.claim], func(x *seat) bool { return x == s })
	if len(rest) == 0 {
		delete(c.claims, s.claim)
	} else {
		c.claims[s.claim] = rest
	}
}

// cut ends the connections of a claim.
func (c *crowd) cut(claim Claim) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.claims[claim] {
		s.end(codeOut)
	}
}

func (c *crowd) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

func (s *seat) end(why code) {
	select {
	case s.leave <- why:
	default: // it is leaving
	}
}
