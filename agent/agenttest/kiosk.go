// Package agenttest runs a whole kiosk in one process on the virtual terminal:
// the agent, a card reader simulator on a pseudo terminal and a printer
// simulator on a loopback port. Only tests and benchmarks import it.
package agenttest

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lawkiosk/agent"
	"lawkiosk/agent/config"
	"lawkiosk/agent/meeting/meetingtest"
	"lawkiosk/agent/outbox"
	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/content/contenttest"
	"lawkiosk/drivers/idcard"
	"lawkiosk/drivers/idcard/idcardtest"
	"lawkiosk/drivers/idcard/sdt"
	"lawkiosk/drivers/lights/lightstest"
	"lawkiosk/drivers/lights/sysfs"
	"lawkiosk/drivers/printer"
	"lawkiosk/drivers/printer/ipp"
	"lawkiosk/drivers/printer/printertest"
	"lawkiosk/fleet/wire"
)

// patience is how long a test waits for something that must happen; it only
// matters where it does not.
const patience = 20 * time.Second

// Options change the kiosk that Start makes.
type Options struct {
	Pack      []byte        // content pack file; a pack of 24 synthetic guides when nil, none when empty
	Visit     config.Visit  // the defaults where zero
	Fleet     *config.Fleet // nil: works alone
	DataDir   string        // a folder of the test when empty
	NoPrinter bool
	NoReader  bool
	Calls     *meetingtest.Fleet // where calls by video are; the kiosk then has a light and a camera too
	Rooms     string             // as config.Meeting
	Render    render.Renderer    // Papers when nil
	Voice     config.Voice       // reads nothing aloud when zero
}

// Kiosk is a running kiosk.
type Kiosk struct {
	t        testing.TB
	URL      string // http://127.0.0.1:PORT
	DataDir  string
	Incoming string                 // path of new content packs
	Printed  string                 // folder of what the printer printed
	Printer  *printertest.Simulator // nil without
	Reader   *idcardtest.Simulator  // nil without
	Papers   *Papers                // what was rendered
	Light    *lightstest.Tree       // nil without Options.Calls
	Camera   *Camera                // nil without Options.Calls
	stop     func() error           // nil once stopped
}

// Start starts a kiosk and ends it with the test.
func Start(t testing.TB, o Options) *Kiosk {
	t.Helper()
	dir := t.TempDir()
	k := &Kiosk{t: t, DataDir: o.DataDir, Incoming: filepath.Join(dir, "incoming.lkpack"), Printed: filepath.Join(dir, "printed"), Papers: &Papers{}}
	if k.DataDir == "" {
		k.DataDir = filepath.Join(dir, "data")
	}
	if o.Pack == nil {
		o.Pack = contenttest.Bytes(t, contenttest.Synthetic(24))
	}
	if len(o.Pack) > 0 {
		k.Deliver(o.Pack)
	}
	if o.Render == nil {
		o.Render = k.Papers
	}
	launch := filepath.Join(k.DataDir, "launch-url")
	if err := os.Remove(launch); err != nil && !errors.Is(err, fs.ErrNotExist) { // of the run before
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	k.URL = "http://" + listener.Addr().String()
	cfg := agent.Config{Config: config.Default(), Version: "test", Look: 50 * time.Millisecond}
	cfg.Kiosk, cfg.Centre, cfg.DataDir = "520103-001", "520103-centre", k.DataDir
	cfg.PublicURL, cfg.Fleet, cfg.Voice = "https://law.example", o.Fleet, o.Voice
	cfg.Content = config.Content{Pack: k.Incoming, Keys: []ed25519.PublicKey{contenttest.PublicKey()}}
	if o.Visit != (config.Visit{}) {
		cfg.Visit = o.Visit
	}
	deps := agent.Deps{Render: o.Render, Listener: listener, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	if !o.NoReader {
		deps.Reader = k.startReader(dir)
	}
	if !o.NoPrinter {
		deps.Printer = k.startPrinter()
	}
	if o.Calls != nil {
		k.startCalls(dir, &cfg, &deps, o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- agent.New(cfg, deps).Run(ctx) }()
	k.stop = func() error { cancel(); return <-ended }
	t.Cleanup(k.Stop)
	k.Until("the launch address to be written", func() bool {
		_, err := os.Stat(launch)
		return err == nil
	})
	return k
}

// Stop ends the kiosk; the simulators go on.
func (k *Kiosk) Stop() {
	if k.stop == nil {
		return
	}
	if err := k.stop(); err != nil {
		k.t.Errorf("the kiosk ended with %v", err)
	}
	k.stop = nil
}

func (k *Kiosk) startReader(dir string) idcard.Reader {
	link := filepath.Join(dir, "idcard")
	k.Reader = idcardtest.StartSimulator(k.t, idcardtest.Options{Link: link})
	o := sdt.DefaultOptions(link)
	o.Poll, o.Find = 100*time.Millisecond, 50*time.Millisecond
	r, err := sdt.New(o)
	if err != nil {
		k.t.Fatal(err)
	}
	return r
}

func (k *Kiosk) startPrinter() printer.Printer {
	k.Printer = printertest.NewSimulator(printertest.Options{Dir: k.Printed, PageTime: 5 * time.Millisecond})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- k.Printer.Run(ctx) }()
	k.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			k.t.Errorf("the printer simulator ended with %v", err)
		}
	})
	<-k.Printer.Ready()
	p, err := ipp.New(ipp.Options{URI: k.Printer.URI(), Poll: 100 * time.Millisecond, Busy: 50 * time.Millisecond, Timeout: 5 * time.Second})
	if err != nil {
		k.t.Fatal(err)
	}
	return p
}

// startCalls gives the kiosk a fleet for calls by video, a light and a camera.
// Its times are short, so that tests need not wait.
func (k *Kiosk) startCalls(dir string, cfg *agent.Config, deps *agent.Deps, o Options) {
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte(meetingtest.Token+"\n"), 0o600); err != nil {
		k.t.Fatal(err)
	}
	// Nothing listens at port 1: the records of these tests stay in the outbox.
	cfg.Fleet = &config.Fleet{URL: "tcp://127.0.0.1:1", TokenFile: token, API: o.Calls.URL()}
	cfg.Meeting.Rooms = o.Rooms
	cfg.Call = agent.CallTimes{Beat: 20 * time.Millisecond, Silent: 400 * time.Millisecond, Retry: 20 * time.Millisecond}
	tree, err := lightstest.New(filepath.Join(dir, "leds", "privacy"))
	if err != nil {
		k.t.Fatal(err)
	}
	k.Light, k.Camera = tree, newCamera(k.t, dir)
	deps.Lights = sysfs.New(sysfs.Options{Path: tree.Path(), Poll: 20 * time.Millisecond})
	deps.Camera = k.Camera.watch()
}

// Deliver puts a content pack at the incoming path, as a download would.
func (k *Kiosk) Deliver(pack []byte) {
	k.t.Helper()
	if err := os.WriteFile(k.Incoming+".part", pack, 0o600); err != nil {
		k.t.Fatal(err)
	}
	if err := os.Rename(k.Incoming+".part", k.Incoming); err != nil {
		k.t.Fatal(err)
	}
}

// Version makes a pack of synthetic guides of another version.
func Version(t testing.TB, version string) []byte {
	t.Helper()
	p := contenttest.Synthetic(8)
	p.Version = version
	return contenttest.Bytes(t, p)
}

// Until waits for a condition.
func (k *Kiosk) Until(what string, ok func() bool) {
	k.t.Helper()
	late := time.After(patience)
	for !ok() {
		select {
		case <-late:
			k.t.Fatalf("waited in vain for %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Records stops the kiosk and gives the records that wait for the fleet.
func (k *Kiosk) Records() []wire.Record {
	k.t.Helper()
	k.Stop()
	box, err := outbox.Open(filepath.Join(k.DataDir, "outbox.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		k.t.Fatal(err)
	}
	defer box.Close()
	b, _, err := box.Peek(wire.MaxBatchRecords, wire.MaxMessageBytes)
	if err != nil {
		k.t.Fatal(err)
	}
	return b.Records
}

// Guide is the id of a guide that every synthetic pack has, Form that of its form.
const (
	Guide = "guide-1"
	Form  = "synthetic-form"
)

// Lang is the language in which tests print.
const Lang = content.Chinese
