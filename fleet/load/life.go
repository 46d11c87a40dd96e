package load

import (
	"context"
	"crypto/rand"
	"encoding/json"
	mathrand "math/rand/v2"
	"time"

	"lawkiosk/fleet/wire"
)

// visit is one citizen: guides, perhaps a card, perhaps prints.
func (k *kiosk) visit(context.Context) {
	id, guides, prints := rand.Text()[:16], 1+mathrand.IntN(4), 0 //nolint:gosec // a simulation
	k.set(func() { k.visiting = true })
	k.record(wire.KindVisitBegan, wire.VisitBegan{Visit: id, Lang: "zh-CN"})
	for range guides {
		k.record(wire.KindGuideViewed, wire.GuideViewed{Visit: id, Guide: "simulated", Via: "tile"})
	}
	card := mathrand.IntN(4) == 0 //nolint:gosec // a simulation
	if card {
		outcome := "read"
		if k.get().card != "online" {
			outcome = "failed"
		}
		k.record(wire.KindCardRead, wire.CardRead{Visit: id, Kind: "resident", Outcome: outcome, Millis: 600})
	}
	if mathrand.IntN(2) == 0 { //nolint:gosec // a simulation
		outcome, reason, pages := "printed", "", 2
		if k.get().paper == "out" {
			outcome, reason, pages = "canceled", "media-empty", 0
		}
		prints++
		k.record(wire.KindPrintEnded, wire.PrintEnded{Visit: id, Job: rand.Text()[:12], Item: "simulated", Outcome: outcome, Reason: reason, Pages: pages, Copies: 1, Millis: 5000})
		if outcome == "printed" {
			k.stats.add(func(s *Stats) { s.Prints++ })
		}
	}
	k.record(wire.KindVisitEnded, wire.VisitEnded{Visit: id, How: "button", Seconds: 60 + mathrand.IntN(240), Lang: "zh-CN", Guides: guides, Prints: prints, Card: card}) //nolint:gosec // a simulation
	k.set(func() { k.visiting = false })
	k.stats.add(func(s *Stats) { s.Visits++ })
}

// fault breaks a device or mends what was broken before.
func (k *kiosk) fault(context.Context) {
	k.set(func() {
		switch {
		case k.paper != "full":
			k.paper = "full"
		case k.card != "online":
			k.card = "online"
		case mathrand.IntN(2) == 0: //nolint:gosec // a simulation
			k.paper = "out"
		default:
			k.card = "offline"
		}
	})
	for _, d := range k.report().Devices {
		k.record(wire.KindDevice, d)
	}
	k.stats.add(func(s *Stats) { s.Faults++ })
}

func (k *kiosk) set(f func()) {
	k.mu.Lock()
	f()
	k.mu.Unlock()
	select {
	case k.changed <- struct{}{}:
	default: // a report is due already
	}
}

type devices struct {
	paper, card string
}

func (k *kiosk) get() devices {
	k.mu.Lock()
	defer k.mu.Unlock()
	return devices{k.paper, k.card}
}

// report is the kiosk's next health document.
func (k *kiosk) report() wire.Health {
	left := k.outbox.len()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.n++
	now := time.Now().UTC()
	return wire.Health{
		V: wire.Version, At: now, Boot: k.boot, N: k.n, Agent: agentName, UptimeSec: int64(time.Since(k.began).Seconds()),
		InService: true, Visiting: k.visiting, Content: "simulated", OutboxLen: left, DiskFree: 8 << 30, MemPSS: 17 << 20,
		Devices: []wire.Device{
			{Class: "printer", Driver: "simulated", State: "online", At: now, Supplies: []wire.Supply{{Kind: "paper", Name: "tray-1", Level: k.paper}}},
			{Class: "idcard", Driver: "simulated", State: k.card, At: now},
		},
	}
}

// command does each command once and answers it.
func (k *kiosk) command(payload []byte) {
	var c wire.Command
	if json.Unmarshal(payload, &c) != nil || c.ID == "" {
		return
	}
	k.mu.Lock()
	before := k.done[c.ID]
	k.done[c.ID] = true
	k.mu.Unlock()
	if before {
		return
	}
	outcome := "done"
	if time.Now().After(c.Expires) {
		outcome = "expired"
	}
	k.record(wire.KindCommandDone, wire.CommandDone{ID: c.ID, Outcome: outcome})
	k.stats.add(func(s *Stats) { s.Commands++ })
}
