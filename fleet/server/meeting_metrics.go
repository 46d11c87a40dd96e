package server

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// counted is the service of calls, with the waiting times of those answered.
type counted struct {
	*meeting.Service
	now   func() time.Time
	waits prometheus.Histogram
}

// Answer is the service's. A call that was handed over or is joined was counted
// when it was first answered.
func (c counted) Answer(ctx context.Context, user, id, public string) (meeting.DeskCall, error) {
	d, err := c.Service.Answer(ctx, user, id, public)
	if err == nil && c.now().Sub(d.Answered) < 2*time.Second {
		c.waits.Observe(d.Answered.Sub(d.Began).Seconds())
	}
	return d, err
}

// figures show what happens with calls to Prometheus.
type figures struct {
	m       *meetings
	running func(context.Context) ([]meeting.Call, error)
	now     func() time.Time

	calls, rooms, refused, open *prometheus.Desc
}

// scrapeWithin bounds what a look at the figures may take.
const scrapeWithin = 2 * time.Second

func (m *meetings) register(r prometheus.Registerer, store meeting.Store, now func() time.Time) error {
	m.waits = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "lawkiosk_call_wait_seconds", Help: "How long answered calls waited.",
		Buckets: []float64{5, 10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600},
	})
	if err := r.Register(m.waits); err != nil {
		return err
	}
	return r.Register(&figures{
		m: m, running: store.Running, now: now,
		calls:   prometheus.NewDesc("lawkiosk_calls", "Calls that run, by state.", []string{"state"}, nil),
		rooms:   prometheus.NewDesc("lawkiosk_rooms_ready", "1 while the video rooms run.", nil, nil),
		refused: prometheus.NewDesc("lawkiosk_gate_refused_total", "Connections to video rooms that were refused or cut off, by reason.", []string{"reason"}, nil),
		open:    prometheus.NewDesc("lawkiosk_gate_connections", "Connections to video rooms that are open.", nil, nil),
	})
}

// Describe implements prometheus.Collector.
func (f *figures) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{f.calls, f.rooms, f.refused, f.open} {
		c <- d
	}
}

// Collect implements prometheus.Collector.
func (f *figures) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	if all, err := f.running(ctx); err == nil {
		n := map[wire.CallState]int{wire.CallWaiting: 0, wire.CallTalking: 0, wire.CallUnanswered: 0}
		for i := range all {
			n[all[i].State]++
		}
		for state, k := range n {
			c <- prometheus.MustNewConstMetric(f.calls, prometheus.GaugeValue, float64(k), string(state))
		}
	}
	ready := 0.0
	if f.m.keeper.Down().IsZero() {
		ready = 1
	}
	c <- prometheus.MustNewConstMetric(f.rooms, prometheus.GaugeValue, ready)
	if f.m.gate == nil {
		return
	}
	for reason, k := range f.m.gate.Refused() {
		c <- prometheus.MustNewConstMetric(f.refused, prometheus.CounterValue, float64(k), reason)
	}
	c <- prometheus.MustNewConstMetric(f.open, prometheus.GaugeValue, float64(f.m.gate.Open()))
}
