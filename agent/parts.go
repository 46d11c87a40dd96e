package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/thejerf/suture/v4"

	"lawkiosk/agent/health"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/printing"
	"lawkiosk/agent/update"
	"lawkiosk/agent/uplink"
	"lawkiosk/agent/visit"
	"lawkiosk/content"
	"lawkiosk/drivers"
	"lawkiosk/fleet/wire"
)

func (p *parts) part(name string) *slog.Logger { return p.log.With("part", name) }

// record writes a usage record. One that cannot be written must not stop the
// visit it tells of.
func (p *parts) record(k wire.Kind, body any) {
	r, err := wire.NewRecord(time.Now(), k, body)
	if err == nil {
		err = p.box.AppendOnce(onceNote(body), r)
	}
	if err != nil {
		p.log.Error("a record is lost", "kind", string(k), "err", err)
	}
}

// keep writes down what a citizen gets a receipt for: it is told of a failure.
func (p *parts) keep(k wire.Kind, body any) error {
	r, err := wire.NewRecord(time.Now(), k, body)
	if err != nil {
		return err
	}
	return p.box.Append(r)
}

// onceNote names the ends that are told again when kioskd was killed between
// the record and the removal of the visit's or job's own file.
func onceNote(body any) string {
	switch b := body.(type) {
	case wire.VisitEnded:
		return "visit.ended " + b.Visit
	case wire.PrintEnded:
		return "print.ended " + b.Job
	}
	return ""
}

// enter leaves a mark while kioskd runs and tells whether the run before took
// its own away.
func (p *parts) enter() (clean bool, leave func()) {
	path := filepath.Join(p.cfg.DataDir, "running")
	_, err := os.Stat(path)
	clean = errors.Is(err, os.ErrNotExist)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		p.log.Warn("cannot mark the running kiosk", "err", err)
	}
	return clean, func() {
		if err := os.Remove(path); err != nil {
			p.log.Warn("cannot remove the mark of the running kiosk", "err", err)
		}
	}
}

func (p *parts) visiting() bool {
	_, ok := p.desk.Current()
	return ok
}

// wipe removes what belongs to a visit.
func (p *parts) wipe(ctx context.Context, visit string) {
	p.card.Wipe(visit)
	if p.voice != nil {
		p.voice.Forget()
	}
	p.said.EndVisit(visit)
	var both sync.WaitGroup // neither waits for the other's peer
	both.Go(func() { p.meeting.EndVisit(ctx, visit) })
	both.Go(func() { p.prints.endVisit(ctx, visit) })
	both.Wait()
}

// visitEnded looks after what waited for the visit's end, and gives back the
// memory that the visit needed: nobody waits for the kiosk now.
func (p *parts) visitEnded() {
	p.health.Poke()
	p.content.Look()
	go debug.FreeOSMemory()
}

func (p *parts) devices() (list []drivers.Device) {
	for _, d := range []drivers.Device{p.reader, p.printer, p.lights, p.camera} {
		if d != nil {
			list = append(list, d)
		}
	}
	if p.voice != nil {
		list = append(list, p.voice)
	}
	return list
}

// watch runs a device and tells everybody what changes.
func (p *parts) watch(d drivers.Device) func(context.Context) error {
	var mu sync.Mutex
	var last *drivers.Status
	return func(ctx context.Context) error {
		return d.Run(ctx, func(s drivers.Status) {
			mu.Lock()
			same := last != nil && last.Same(s)
			last = &s
			mu.Unlock()
			if same || ctx.Err() != nil { // a kiosk that stops is no news of its devices
				return
			}
			i := d.Info()
			p.log.Info("a device changed", "class", string(i.Class), "state", string(s.State), "reasons", s.Reasons, "detail", s.Detail)
			p.record(wire.KindDevice, health.Device(i, s))
			if i.Class == drivers.ClassPrinter && p.prints.service != nil {
				p.prints.service.DeviceChanged()
			}
			p.changed()
		})
	}
}

// changed tells the page and the fleet that the kiosk is not as it was.
func (p *parts) changed() {
	p.hub.Refresh(localapi.EventTerminal, p.terminalEvent)
	p.health.Poke()
}

// progress brings a print's progress to the page of the visit it belongs to.
func (p *parts) progress(now printing.Progress) {
	p.meeting.Progress(now.Job, string(now.State), now.Detail)
	if p.desk.Owns(now.Job) {
		p.hub.Publish(localapi.EventProgress, progressOf(now))
	}
}

func (p *parts) terminalEvent() any { return p.terminal() }

// terminal tells what the page shows of the machine.
func (p *parts) terminal() localapi.TerminalState {
	t := localapi.TerminalState{
		Kiosk: p.cfg.Kiosk, Centre: localapi.Place{ID: p.cfg.Centre}, Content: p.content.Version(),
		Printer: localapi.NoDevice(), IDCard: localapi.NoDevice(),
		Camera: localapi.Camera{Document: p.cfg.Camera.Document},
		Fleet:  localapi.FleetState{Connected: p.connected.Load()},
		Limits: localapi.Limits{MaxCopies: p.cfg.Visit.MaxCopies, MaxPrints: p.cfg.Visit.MaxPrints},
		Now:    time.Now(),
	}
	t.Voice.Ready = p.voice != nil && p.voice.Ready()
	if p.reader != nil {
		t.IDCard = localapi.DeviceOf(p.reader.Status())
	}
	if p.printer != nil {
		t.Printer = localapi.DeviceOf(p.printer.Status())
	}
	if pack := p.content.Current(); pack != nil {
		for _, c := range pack.Centres {
			if c.ID == p.cfg.Centre {
				t.Centre = localapi.Place{ID: c.ID, Name: c.Name, Address: c.Address, Phone: c.Phone, Hours: c.Hours, Sample: c.Sample}
			}
		}
	}
	return t
}

// connect keeps the session with the fleet. The token is read here, so that a
// kiosk whose token comes later connects then.
func (p *parts) connect(ctx context.Context) error {
	token, err := os.ReadFile(p.cfg.Fleet.TokenFile)
	if err != nil {
		return fmt.Errorf("cannot read the fleet's token: %w", err)
	}
	return p.uplinkWith(strings.TrimSpace(string(token))).Run(ctx)
}

func (p *parts) report(e suture.Event) {
	switch e := e.(type) {
	case suture.EventServicePanic:
		p.log.Error("a part failed badly and is started again", "name", e.ServiceName, "panic", e.PanicMsg, "stack", e.Stacktrace)
	case suture.EventServiceTerminate:
		p.log.Error("a part failed and is started again", "name", e.ServiceName, "err", e.Err)
	case suture.EventBackoff:
		p.log.Warn("parts fail often, waiting before they are started again")
	case suture.EventStopTimeout:
		p.log.Error("a part does not stop", "name", e.ServiceName)
	default: // resumed
	}
}

// contentOf speaks localapi's words for an update.Store.
type contentOf struct{ store *update.Store }

func (c contentOf) Pack(ctx context.Context) (*content.Pack, error) {
	pack, err := c.store.Pack(ctx)
	if errors.Is(err, update.ErrNone) {
		return nil, localapi.ErrNoContent
	}
	return pack, err
}

// endVisit carries out wire.CommandEndVisit.
func (p *parts) endVisit(context.Context) (outcome, detail string) {
	if !p.desk.EndAny(visit.ByFleet) {
		return "done", "no visit was running"
	}
	return "done", ""
}

// reload carries out wire.CommandReload.
func (p *parts) reload(context.Context) (outcome, detail string) {
	if !p.hub.Connected() {
		return "failed", "no page is connected"
	}
	p.hub.Publish(localapi.EventReload, struct{}{})
	return "done", ""
}

func (p *parts) uplinkWith(token string) *uplink.Uplink {
	return uplink.New(uplink.Config{
		URL: p.cfg.Fleet.URL, Kiosk: p.cfg.Kiosk, Token: token, Agent: p.cfg.Version,
	}, uplink.Deps{
		Outbox: p.box, Health: p.health.Document, HealthChanged: p.health.Changed(), Do: p.orders.do,
		Connection: func(on bool) {
			p.connected.Store(on)
			p.hub.Refresh(localapi.EventTerminal, p.terminalEvent)
		},
		Log: p.part("uplink"),
	})
}
