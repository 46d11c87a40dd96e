package mqttd

import (
	"errors"
	"sync/atomic"

	"github.com/mochi-mqtt/server/v2/packets"
	"github.com/prometheus/client_golang/prometheus"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// reason says why something was refused; it is a counter's name.
type reason int

const (
	garbage reason = iota
	oversized
	foreignTopic
	wrongVersion
	notAllowed // QoS, retain or protocol version
	badLogin
	badWill
	unknownKiosk // retired or removed while connected
	tooMany
	storeFailed
	reasons // how many there are
)

var reasonNames = [...]string{
	garbage: "garbage", oversized: "oversized", foreignTopic: "foreign_topic", wrongVersion: "wrong_version",
	notAllowed: "not_allowed", badLogin: "bad_login", badWill: "bad_will", unknownKiosk: "unknown_kiosk",
	tooMany: "too_many_connections", storeFailed: "store_failed",
}

func (r reason) String() string { return reasonNames[r] }

type refusals [reasons]atomic.Int64

func (r *refusals) add(why reason) { r[why].Add(1) }

func (r *refusals) counts() map[string]int64 {
	out := make(map[string]int64, len(r))
	for i := range r {
		out[reason(i).String()] = r[i].Load()
	}
	return out
}

// reasonOf tells a refused message's reason from its error.
func reasonOf(err error) reason {
	switch {
	case errors.Is(err, wire.ErrTooLarge), errors.Is(err, packets.ErrPacketTooLarge):
		return oversized
	case errors.Is(err, wire.ErrWrongVersion):
		return wrongVersion
	case errors.Is(err, wire.ErrForeignTopic):
		return foreignTopic
	case errors.Is(err, fleet.ErrNotFound), errors.Is(err, fleet.ErrRetired):
		return unknownKiosk
	case errors.Is(err, errCommit):
		return storeFailed
	}
	return garbage
}

// register shows the endpoint's figures to Prometheus.
func (s *Server) register(r prometheus.Registerer) {
	for i := range s.refused {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "lawkiosk_mqtt_refused_total", Help: "Messages and connections refused, by reason.",
			ConstLabels: prometheus.Labels{"reason": reason(i).String()},
		}, func() float64 { return float64(s.refused[i].Load()) }))
	}
	r.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "lawkiosk_mqtt_kiosks", Help: "Kiosks that are connected."},
			func() float64 { return float64(s.Connected()) }),
		s.commits.seconds, s.commits.messages, s.commits.records, s.commits.repeated,
	)
}
