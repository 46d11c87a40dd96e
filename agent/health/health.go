// Package health gathers what a kiosk knows of itself in one document for the
// fleet, and tells when it has something new to say.
//
// A kiosk is in service while a citizen can be served: the content is there,
// so guides can be read and taken along by phone. A printer without paper or a
// reader that is unplugged makes it impaired, which the fleet sees from the
// devices; it does not take it out of service.
//
// Package agent imports it; it imports drivers and fleet/wire.
package health

import (
	"crypto/rand"
	"sync"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/fleet/wire"
)

// Sources is where the document's parts come from.
type Sources struct {
	Agent    string // kioskd's version
	Devices  []drivers.Device
	Content  func() string // version in use, "" for none
	Visiting func() bool
	Outbox   func() (records int, bytes int64)
	DataDir  string // whose disk is watched
}

// Monitor makes the documents of one run of kioskd.
type Monitor struct {
	src     Sources
	boot    string
	began   time.Time
	changed chan struct{}

	mu sync.Mutex
	n  uint64
}

// New makes a monitor.
func New(src Sources) *Monitor {
	return &Monitor{src: src, boot: rand.Text()[:16], began: time.Now(), changed: make(chan struct{}, 1)}
}

// Changed gets a value when the document would say something new.
func (m *Monitor) Changed() <-chan struct{} { return m.changed }

// Poke says that something changed.
func (m *Monitor) Poke() {
	select {
	case m.changed <- struct{}{}:
	default: // there is word of it already
	}
}

// Document tells how the kiosk is now.
func (m *Monitor) Document() wire.Health {
	m.mu.Lock()
	m.n++
	n := m.n
	m.mu.Unlock()
	now := time.Now()
	h := wire.Health{
		V: wire.Version, At: now.UTC().Round(time.Millisecond), Boot: m.boot, N: n, Agent: m.src.Agent,
		UptimeSec: int64(now.Sub(m.began) / time.Second),
		Visiting:  m.src.Visiting(), Content: m.src.Content(),
		DiskFree: diskFree(m.src.DataDir), MemPSS: memPSS(smapsRollup),
	}
	h.InService = h.Content != ""
	h.OutboxLen, h.OutboxSize = m.src.Outbox()
	for _, d := range m.src.Devices {
		h.Devices = append(h.Devices, Device(d.Info(), d.Status()))
	}
	return h
}

// Device puts a device and its status in the fleet's words.
func Device(i drivers.Info, s drivers.Status) wire.Device {
	d := wire.Device{
		Class: string(i.Class), Driver: i.Driver, Model: i.Model, State: string(s.State),
		Reasons: s.Reasons, Detail: s.Detail, At: s.At.UTC(),
	}
	for _, p := range s.Supplies {
		d.Supplies = append(d.Supplies, wire.Supply{Kind: p.Kind, Name: p.Name, Level: string(p.Level), Percent: p.Percent})
	}
	return d
}
