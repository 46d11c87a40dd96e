package printertest

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

// Peer is a printer under test: the driver, set to poll every 50 ms or so and
// to give up on a silent printer after a second or so, and what the suite can
// do to the device behind it. A nil func is something that this device cannot
// be made to do; the tests that need it are skipped and say so.
type Peer struct {
	Printer printer.Printer

	Output func(name string) [][]byte // what came out for jobs of that name

	Hold        func(on bool)     // a job being printed makes no headway, without a fault
	Paper       func(sheets int)  // puts so many sheets in, 0 takes all out
	Toner       func(percent int) //
	Jam         func(on bool)     // may show only while a job is printed
	Cover       func(on bool)     //
	Offline     func(on bool)     // connections are refused
	Hang        func(on bool)     // connections are accepted and nothing answers
	Garbage     func(on bool)     // answers are no IPP
	Flood       func(on bool)     // answers have no end
	LoseReply   func()            // the next job is accepted and its answer lost
	LoseRequest func()            // the next job is not accepted and no answer given
	Busy        func()            // the next job is refused for now
	RefuseNext  func()            // the next job is refused as document-format-not-supported
	Abort       func()            // the job being printed, or the next, is given up
	Forget      func()            // finished jobs are forgotten

	CountsSides bool // it tells the sides printed so far, side by side
	Stops       bool // a fault stops the job (processing-stopped) until it is mended
	DropsAtOnce bool // a canceled job stops at once; others may still bring out what they began
}

// Harness makes a fresh, idle, healthy peer for one test. What it starts it
// ends with t.Cleanup, the driver's Run excepted: that the suite starts.
type Harness func(t *testing.T) *Peer

// patience is how long a test waits for something that must happen.
const patience = 20 * time.Second

// bench is one test's peer with its driver running.
type bench struct {
	*Peer
	t      *testing.T
	ctx    context.Context
	states chan drivers.Status
}

// set starts the driver and waits until the printer is ready.
func set(t *testing.T, h Harness) *bench {
	t.Helper()
	b := &bench{Peer: h(t), t: t, states: make(chan drivers.Status, 1000)}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	b.ctx = ctx
	if s := b.Printer.Status(); s.State != drivers.Starting {
		t.Errorf("before Run the state is %q, want %q", s.State, drivers.Starting)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Printer.Run(ctx, func(s drivers.Status) { b.states <- s }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	b.status("ready", drivers.Status.Ready)
	return b
}

// status waits until a change of status is as wanted.
func (b *bench) status(what string, holds func(drivers.Status) bool) drivers.Status {
	b.t.Helper()
	for {
		if s := b.Printer.Status(); holds(s) {
			return s
		}
		select {
		case <-b.states:
		case <-b.ctx.Done():
			b.t.Fatalf("the status never became %s; it is %+v", what, b.Printer.Status())
		}
	}
}

// doc is a document of that many pages.
func doc(name string, pages int) printer.Document {
	return document(name, PDF(pages, name))
}

func document(name string, data []byte) printer.Document {
	return printer.Document{
		Name: name, Format: "application/pdf", Copies: 1,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

// submit hands a document over and fails the test if it is not accepted.
func (b *bench) submit(d printer.Document) printer.Ref {
	b.t.Helper()
	ref, err := b.Printer.Submit(b.ctx, d)
	if err != nil {
		b.t.Fatalf("Submit: %v", err)
	}
	return ref
}

// job asks for a job until it is as wanted, and gives every answer on the way.
func (b *bench) job(ref printer.Ref, what string, holds func(printer.Job) bool) (last printer.Job, all []printer.Job) {
	b.t.Helper()
	pause := time.NewTicker(5 * time.Millisecond)
	defer pause.Stop()
	for {
		j, err := b.Printer.Job(b.ctx, ref)
		if err != nil {
			b.t.Fatalf("Job(%s): %v", ref, err)
		}
		all = append(all, j)
		if holds(j) {
			return j, all
		}
		if j.State.Final() {
			b.t.Fatalf("Job(%s) ended as %+v before it was %s", ref, j, what)
		}
		select {
		case <-pause.C:
		case <-b.ctx.Done():
			b.t.Fatalf("Job(%s) never was %s; it is %+v", ref, what, j)
		}
	}
}

func in(state printer.JobState) func(printer.Job) bool {
	return func(j printer.Job) bool { return j.State == state }
}

// needs skips a test whose knob the peer does not have.
func needs(t *testing.T, ability string, has bool) {
	t.Helper()
	if !has {
		t.Skipf("this printer cannot be made to: %s", ability)
	}
}

// supply finds a status' first supply of a kind.
func supply(s drivers.Status, kind string) drivers.Supply {
	if i := slices.IndexFunc(s.Supplies, func(p drivers.Supply) bool { return p.Kind == kind }); i >= 0 {
		return s.Supplies[i]
	}
	return drivers.Supply{}
}

func hasReason(s drivers.Status, word string) bool { return slices.Contains(s.Reasons, word) }

// Peer turns the simulator's knobs for the suite; the caller adds the driver.
// The simulator must run with a Dir.
func (s *Simulator) Peer(t *testing.T) *Peer {
	network := func(n Network) func(bool) {
		return func(on bool) {
			want := NetworkOK
			if on {
				want = n
			}
			if err := s.SetNetwork(want); err != nil {
				t.Error(err)
			}
		}
	}
	fault := func(f Fault) func() {
		return func() {
			if err := s.Inject(f); err != nil {
				t.Error(err)
			}
		}
	}
	usual, _ := s.Snapshot()
	return &Peer{
		Output: func(name string) [][]byte { return printed(t, s.opts.Dir, fileName(name)) },
		Hold: func(on bool) {
			pace := time.Duration(usual.PageMS) * time.Millisecond
			if on {
				pace = time.Hour
			}
			s.SetPageTime(pace)
		},
		Paper: s.SetPaper, Toner: s.SetToner, Jam: s.SetJam, Cover: s.SetCover, Forget: s.Forget,
		Offline: network(NetworkOffline), Hang: network(NetworkHang), Garbage: network(NetworkGarbage), Flood: network(NetworkFlood),
		LoseReply: fault(LoseReply), LoseRequest: fault(LoseRequest), Busy: fault(RejectBusy), RefuseNext: fault(RejectFormat), Abort: fault(Abort),
		CountsSides: true, Stops: true, DropsAtOnce: true,
	}
}

// printed reads the files of Dir that belong to a job's name.
func printed(t *testing.T, dir, name string) [][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+name+"*.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for _, f := range files {
		if strings.HasPrefix(filepath.Base(f), ".") {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, data)
	}
	return out
}
