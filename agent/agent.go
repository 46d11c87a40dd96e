// Package agent is kioskd: everything that runs on a kiosk, wired together on
// this one page. A device that breaks or a fleet that is away never stops the
// page: each part runs under a supervisor that starts it again.
//
// Only agent/cmd/kioskd and agent/agenttest import it.
package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/thejerf/suture/v4"
	"golang.org/x/sync/errgroup"

	"lawkiosk/agent/card"
	"lawkiosk/agent/config"
	"lawkiosk/agent/drafts"
	"lawkiosk/agent/feedback"
	"lawkiosk/agent/health"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/meeting"
	"lawkiosk/agent/outbox"
	"lawkiosk/agent/printing"
	"lawkiosk/agent/printing/render"
	"lawkiosk/agent/privacy"
	"lawkiosk/agent/reception"
	"lawkiosk/agent/update"
	"lawkiosk/agent/visit"
	"lawkiosk/agent/voice"
	"lawkiosk/drivers"
	"lawkiosk/drivers/camera"
	"lawkiosk/drivers/idcard"
	"lawkiosk/drivers/lights"
	"lawkiosk/drivers/printer"
	"lawkiosk/fleet/wire"
	kioskui "lawkiosk/kiosk-ui"
)

// Config is what the kiosk is told.
type Config struct {
	config.Config
	Version string        // of this program
	Look    time.Duration // how often a new content pack is looked for; 0: as update does
	Call    CallTimes     // the defaults where zero
}

// CallTimes are meeting's times, for tests that cannot wait.
type CallTimes meeting.Config

func (c CallTimes) in(dir string) meeting.Config {
	c.Dir = dir
	return meeting.Config(c)
}

// Deps is what the kiosk stands on.
type Deps struct {
	Reader   idcard.Reader   // nil: none
	Printer  printer.Printer // nil: none
	Lights   lights.Lights   // nil: none
	Camera   camera.Camera   // nil: the page's word counts
	Render   render.Renderer // makes papers
	Listener net.Listener    // nil: listen at Config.Listen
	Log      *slog.Logger
}

// Agent is a kiosk's daemon.
type Agent struct {
	cfg  Config
	deps Deps
}

// New makes an agent; it starts nothing.
func New(cfg Config, deps Deps) *Agent { return &Agent{cfg: cfg, deps: deps} }

// parts are the pieces of a running kiosk that know each other.
type parts struct {
	cfg     Config
	log     *slog.Logger
	box     *outbox.Outbox
	hub     *localapi.Hub
	desk    *reception.Desk
	card    *card.Desk
	content *update.Store
	prints  *prints
	drafts  *drafts.Safe
	said    *feedback.Desk
	health  *health.Monitor
	orders  *orders
	reader  drivers.Device // nil: none
	printer drivers.Device // nil: none
	lights  drivers.Device // nil: none
	camera  drivers.Device // nil: none
	meeting *meeting.Desk
	voice   *voice.Desk // nil: the kiosk does not read aloud
	privacy *privacy.Keeper

	connected atomic.Bool // the fleet is reached
}

// Run is the kiosk working until ctx ends. An error before that is one of its
// own ground: the address, the data folder, the outbox file.
func (a *Agent) Run(ctx context.Context) error {
	log := a.deps.Log
	listener, err := a.listen(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("cannot use data_dir, change that key or the rights of the folder: %w", err)
	}
	box, err := outbox.Open(filepath.Join(a.cfg.DataDir, "outbox.db"), log.With("part", "outbox"))
	if err != nil {
		return fmt.Errorf("cannot open the outbox in data_dir, %s: %w", outboxHelp(err), err)
	}
	defer box.Close()

	p, err := a.wire(box)
	if err != nil {
		return err
	}
	unfinished, err := p.desk.Recover(ctx)
	if err != nil {
		return fmt.Errorf("cannot read the visits in data_dir: %w", err)
	}
	clean, leave := p.enter()
	p.record(wire.KindAgentStarted, wire.AgentStarted{Agent: a.cfg.Version, Clean: clean && !unfinished})
	page, built := kioskui.Files()
	server, err := localapi.New(localapi.Config{
		Listener: listener, DataDir: a.cfg.DataDir, PublicURL: a.cfg.PublicURL, Page: page, PageBuilt: built,
		Rooms: a.cfg.Meeting.Rooms,
	}, localapi.Deps{
		Visits: p.desk, Card: p.card, Prints: p.prints, Content: contentOf{p.content},
		Meetings: p.meeting, Drafts: p.drafts, Feedback: p.said, Voice: p.speaker(), Terminal: p.terminal, Events: p.hub, Log: log.With("part", "localapi"),
	})
	if err != nil {
		return err
	}
	log.Info("kiosk starts", "kiosk", a.cfg.Kiosk, "listen", listener.Addr().String(), "version", a.cfg.Version)

	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return server.Run(ctx) })
	running.Go(func() error { return p.supervise(ctx) })
	running.Go(func() error { return p.settle(ctx) })
	err = running.Wait()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		leave()
		log.Info("kiosk stopped")
		return nil
	}
	return err
}

func (a *Agent) listen(ctx context.Context) (net.Listener, error) {
	if a.deps.Listener != nil {
		return a.deps.Listener, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen at %s, change the key listen or stop the other program: %w", a.cfg.Listen, err)
	}
	return l, nil
}

// outboxHelp says what to do about an outbox that does not open.
func outboxHelp(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "free some room on its disk"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "let kioskd write there"
	default:
		return "check that no other kioskd uses this data_dir"
	}
}

// wire makes all parts and ties them together; nothing is started.
func (a *Agent) wire(box *outbox.Outbox) (*parts, error) {
	p := &parts{cfg: a.cfg, log: a.deps.Log, box: box}
	dir := func(name string) string { return filepath.Join(a.cfg.DataDir, name) }
	if a.deps.Reader != nil {
		p.reader = a.deps.Reader
	}
	if a.deps.Printer != nil {
		p.printer = a.deps.Printer
	}
	if a.deps.Lights != nil {
		p.lights = a.deps.Lights
	}
	if a.deps.Camera != nil {
		p.camera = a.deps.Camera
	}
	p.voice = newVoice(a.cfg.Voice, p.part("voice"))
	p.hub = localapi.NewHub(p.part("events"))
	p.content = update.New(update.Config{
		Incoming: a.cfg.Content.Pack, Dir: dir("content"), Keys: a.cfg.Content.Keys, Poll: a.cfg.Look,
	}, update.Deps{
		Record: p.record, Busy: p.visiting, Changed: p.changed, Log: p.part("content"),
	})
	p.card = card.New(card.Deps{
		Reader: a.deps.Reader, Record: p.record, Publish: p.hub.Publish,
		Noted: func(visit string) error { return p.desk.ReadCard(visit) }, Log: p.part("card"),
	})
	p.prints = &prints{
		content: p.content.Current, publicURL: a.cfg.PublicURL, kiosk: a.cfg.Kiosk, centre: a.cfg.Centre, log: p.part("prints"),
	}
	p.drafts = drafts.New(dir("drafts"), drafts.Deps{Log: p.part("drafts")})
	if a.deps.Printer != nil {
		p.prints.service = printing.New(printing.Config{
			Dir: dir("printing"), Kiosk: a.cfg.Kiosk, Centre: a.cfg.Centre, PublicURL: a.cfg.PublicURL,
		}, printing.Deps{
			Printer: a.deps.Printer, Content: p.content.Current, Render: a.deps.Render,
			Progress: p.progress, Ended: func(e wire.PrintEnded) { p.record(wire.KindPrintEnded, e) },
			Log: p.part("printing"), Now: time.Now,
		})
	}
	v := a.cfg.Visit
	p.desk = reception.New(reception.Config{
		Limits: visit.Limits{Idle: v.Idle, Warn: v.Warn, Copies: v.MaxCopies, Prints: v.MaxPrints}, Dir: dir("visits"),
	}, reception.Deps{
		Record: p.record, Publish: p.hub.Publish, Wipe: p.wipe,
		Began: func() { p.health.Poke(); p.privacy.Look() }, Ended: p.visitEnded, Log: p.part("visits"),
	})
	door, err := a.door()
	if err != nil {
		return nil, err
	}
	p.said = feedback.New(dir("feedback"), feedback.Deps{Keep: p.keep, Ask: askKey(door), Log: p.part("feedback")})
	p.privacy = privacy.New(privacy.Deps{Lights: a.deps.Lights, Camera: a.deps.Camera, Visiting: p.visiting, Log: p.part("privacy")})
	p.meeting = meeting.New(a.cfg.Call.in(dir("calls")), meeting.Deps{
		Door: door, Publish: p.hub.Publish, Hold: p.desk.Hold, Camera: p.privacy.Claim, Record: p.record, Log: p.part("meeting"),
	})
	p.health = health.New(health.Sources{
		Agent: a.cfg.Version, Devices: p.devices(), Content: p.content.Version, Visiting: p.visiting,
		Outbox: func() (int, int64) { return box.Len(), box.Size() }, DataDir: a.cfg.DataDir,
	})
	p.orders = newOrders(dir("commands.json"), map[wire.CommandKind]order{
		wire.CommandEndVisit:  p.endVisit,
		wire.CommandTestPrint: p.prints.test,
		wire.CommandReload:    p.reload,
	}, p.part("commands"))
	return p, nil
}

// door makes the way to the fleet's calls by video, nil where the kiosk works
// alone.
func (a *Agent) door() (*meeting.Door, error) {
	f := a.cfg.Fleet
	if f == nil {
		return nil, nil //nolint:nilnil // meeting takes nil for a kiosk alone
	}
	return meeting.NewDoor(meeting.DoorConfig{
		API: cmp.Or(f.API, a.cfg.PublicURL), CA: f.CA, Kiosk: a.cfg.Kiosk,
		Token: func() (string, error) {
			token, err := os.ReadFile(f.TokenFile)
			return string(token), err
		},
	})
}

// askKey is how the fleet's key is asked for, nil where the kiosk works alone.
func askKey(door *meeting.Door) func(context.Context) (wire.SealKey, error) {
	if door == nil {
		return nil
	}
	return door.SealKey
}

// supervise runs every part that may fail and start again.
func (p *parts) supervise(ctx context.Context) error {
	s := suture.New("kioskd", suture.Spec{EventHook: p.report, Timeout: 30 * time.Second})
	s.Add(service{"visits", p.desk.Run})
	s.Add(service{"card", p.card.Run})
	s.Add(service{"content", p.content.Run})
	s.Add(service{"meeting", p.meeting.Run})
	s.Add(service{"privacy", p.privacy.Run})
	s.Add(service{"drafts", p.drafts.Run})
	s.Add(service{"feedback", p.said.Run})
	for _, d := range p.devices() {
		s.Add(service{string(d.Info().Class), p.watch(d)})
	}
	if p.prints.service != nil {
		s.Add(service{"printing", p.prints.service.Run})
	}
	if p.cfg.Fleet != nil {
		s.Add(service{"uplink", p.connect})
	}
	return s.Serve(ctx)
}

// settle gives back the memory that the start needed.
func (p *parts) settle(ctx context.Context) error {
	if _, err := p.content.Pack(ctx); err == nil || errors.Is(err, update.ErrNone) {
		p.hub.Refresh(localapi.EventTerminal, p.terminalEvent)
	}
	debug.FreeOSMemory()
	return nil
}

// service is a part under its name in the supervisor's reports.
type service struct {
	name string
	run  func(context.Context) error
}

func (s service) Serve(ctx context.Context) error { return s.run(ctx) }

func (s service) String() string { return s.name }
