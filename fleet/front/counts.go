package front

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// reason says why a connection was sent away.
type reason int

const (
	tooMany          reason = iota // in all
	tooManyOfAddress               // from one address
	handshakeFailed                // no TLS, no common version, gone or too slow
	silent                         // said nothing after the handshake
	reasons
)

func (r reason) String() string {
	return [...]string{"too_many", "too_many_of_address", "handshake", "silent"}[r]
}

// counts are the port's figures.
type counts struct {
	refused [reasons]atomic.Int64
	taken   [kinds]atomic.Int64
}

func (c *counts) refuse(r reason) { c.refused[r].Add(1) }
func (c *counts) welcome(k kind)  { c.taken[k].Add(1) }

// register shows the port's figures to Prometheus.
func (f *Front) register(r prometheus.Registerer) {
	for i := range f.counts.refused {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lawkiosk_tls_refused_total", Help: "Connections sent away at the TLS port, by reason.",
			ConstLabels: prometheus.Labels{"reason": reason(i).String()},
		}, func() float64 { return float64(f.counts.refused[i].Load()) }))
	}
	for i := range f.counts.taken {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lawkiosk_tls_connections_total", Help: "Connections accepted at the TLS port, by what they speak.",
			ConstLabels: prometheus.Labels{"protocol": kind(i).String()},
		}, func() float64 { return float64(f.counts.taken[i].Load()) }))
	}
	r.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lawkiosk_tls_connections", Help: "Connections that are open at the TLS port."},
			func() float64 { return float64(f.crowd.size()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lawkiosk_tls_certificate_expires_seconds", Help: "End of the certificate in use, as Unix time."},
			func() float64 { return float64(f.cert.expires().Unix()) }),
	)
}
