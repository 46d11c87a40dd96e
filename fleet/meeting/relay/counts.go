package relay

import (
	"errors"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// reason says why something was refused.
type reason int

const (
	wrongUser     reason = iota // no such user, or its time is over
	wrongPassword               // not made with the secret
	overQuota                   // too many allocations
	foreignPeer                 // a permission for an address that is not a peer's
	foreignPacket               // a packet to or from a port that is not a peer's
	noPort                      // the machine has no socket left
	garbage                     // a connection that does not speak TURN
	reasons
)

func (r reason) String() string {
	return [...]string{"wrong_user", "wrong_password", "over_quota", "foreign_peer", "foreign_packet", "no_port", "garbage"}[r]
}

// counts are the relay's figures.
type counts struct {
	refused     [reasons]atomic.Int64
	allocations atomic.Int64
	up, down    atomic.Int64 // bytes of media, from clients and to them
}

func (c *counts) refuse(r reason) { c.refused[r].Add(1) }

func (c *counts) close(err error) {
	if errors.Is(err, errNotTURN) || errors.Is(err, errTooLarge) {
		c.refuse(garbage)
	}
}

// Stats are the relay's figures since its start.
type Stats struct {
	Allocations, Open int64
	Up, Down          int64            // bytes of media, from clients and to them
	Refused           map[string]int64 // by reason, those that occurred
}

// Stats gives the figures.
func (r *Relay) Stats() Stats {
	s := Stats{
		Allocations: r.counts.allocations.Load(), Open: int64(r.quota.size()),
		Up: r.counts.up.Load(), Down: r.counts.down.Load(), Refused: map[string]int64{},
	}
	for i := range r.counts.refused {
		if n := r.counts.refused[i].Load(); n > 0 {
			s.Refused[reason(i).String()] = n
		}
	}
	return s
}

// register shows the relay's figures to Prometheus.
func (r *Relay) register(m prometheus.Registerer) {
	for i := range r.counts.refused {
		m.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lawkiosk_turn_refused_total", Help: "Requests, packets and connections that the TURN server refused, by reason.",
			ConstLabels: prometheus.Labels{"reason": reason(i).String()},
		}, func() float64 { return float64(r.counts.refused[i].Load()) }))
	}
	for direction, n := range map[string]*atomic.Int64{"up": &r.counts.up, "down": &r.counts.down} {
		m.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lawkiosk_turn_bytes_total", Help: "Bytes of media relayed from clients (up) and to them (down).",
			ConstLabels: prometheus.Labels{"direction": direction},
		}, func() float64 { return float64(n.Load()) }))
	}
	m.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "lawkiosk_turn_allocations_total", Help: "Allocations made."},
			func() float64 { return float64(r.counts.allocations.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lawkiosk_turn_allocations", Help: "Allocations that are open."},
			func() float64 { return float64(r.quota.size()) }),
	)
}
