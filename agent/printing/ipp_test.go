package printing_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"lawkiosk/agent/printing"
	"lawkiosk/agent/printing/fonts"
	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/drivers"
	"lawkiosk/drivers/printer/ipp"
	"lawkiosk/drivers/printer/printertest"
	"lawkiosk/fleet/wire"
)

// hall is a Service with the real IPP driver on the simulated printer.
type hall struct {
	t   *testing.T
	svc *printing.Service
	sim *printertest.Simulator

	mu    sync.Mutex
	last  map[string]printing.Progress
	ended map[string]wire.PrintEnded
	news  chan struct{}
}

func openHall(t *testing.T, sheets int) *hall {
	t.Helper()
	h := &hall{t: t, last: map[string]printing.Progress{}, ended: map[string]wire.PrintEnded{}, news: make(chan struct{}, 1)}
	h.sim = printertest.NewSimulator(printertest.Options{Sheets: sheets, PageTime: 20 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	run := func(name string, f func(context.Context) error) {
		wg.Go(func() {
			if err := f(ctx); err != nil && ctx.Err() == nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	run("simulator", h.sim.Run)
	<-h.sim.Ready()
	p, err := ipp.New(ipp.Options{URI: h.sim.URI(), Poll: 100 * time.Millisecond, Busy: 30 * time.Millisecond, Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	// The simulator counts a PDF's pages itself, so papers must be real ones.
	f, err := render.BuiltinFonts()
	if errors.Is(err, fonts.ErrMissing) {
		if os.Getenv("LAWKIOSK_PEERS") == "required" {
			t.Fatal("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
		}
		t.Skip("the fonts are not built: run npm ci && npm run build in agent/printing/fonts")
	}
	if err != nil {
		t.Fatal(err)
	}
	guide := &content.Guide{ID: "wages", Lang: content.Chinese, Title: "老板不发工资怎么办", Summary: "先留证据。"}
	form := &content.Form{ID: "form", Title: content.Text{ZH: "申请书"}, Parts: []content.FormPart{{Title: content.Text{ZH: "申请人"}, Fields: []content.Field{{ID: "name", Label: content.Text{ZH: "姓名"}, Type: "name"}}}}}
	pack := &content.Pack{
		Guides: map[content.Lang]map[string]*content.Guide{content.Chinese: {guide.ID: guide}},
		Forms:  map[string]*content.Form{form.ID: form},
	}
	h.svc = printing.New(printing.Config{Dir: t.TempDir(), Kiosk: "520103-001", Poll: 20 * time.Millisecond, PollMax: 100 * time.Millisecond}, printing.Deps{
		Printer: p, Content: func() *content.Pack { return pack }, Render: render.Local{Fonts: f}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Progress: func(p printing.Progress) { h.tell(func() { h.last[p.Job] = p }) },
		Ended:    func(e wire.PrintEnded) { h.tell(func() { h.ended[e.Job] = e }) },
	})
	run("driver", func(ctx context.Context) error {
		return p.Run(ctx, func(drivers.Status) { h.svc.DeviceChanged() })
	})
	run("printing", h.svc.Run)
	t.Cleanup(func() { cancel(); wg.Wait() })
	return h
}

func (h *hall) tell(change func()) {
	h.mu.Lock()
	change()
	h.mu.Unlock()
	select {
	case h.news <- struct{}{}:
	default:
	}
}

// wait returns once a condition on what was told holds.
func (h *hall) wait(what string, ok func() bool) {
	h.t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		h.mu.Lock()
		done := ok()
		h.mu.Unlock()
		if done {
			return
		}
		select {
		case <-h.news:
		case <-limit.C:
			h.t.Fatalf("waited in vain for %s; last told %+v", what, h.last)
		}
	}
}

func (h *hall) print(kind, item string, copies int) string {
	h.t.Helper()
	for {
		p, err := h.svc.Print(h.t.Context(), printing.Request{
			Visit: "v1", Kind: kind, Item: item, Copies: copies, Lang: content.Chinese, Values: map[string]string{"name": "测试甲"},
		})
		if err == nil {
			return p.Job
		}
		if h.t.Context().Err() != nil || !isNotRunning(err) {
			h.t.Fatal(err)
		}
	}
}

func (h *hall) state(job string, st printing.State) {
	h.t.Helper()
	h.wait(string(st), func() bool { return h.last[job].State == st })
}

func (h *hall) outcome(job string) wire.PrintEnded {
	h.t.Helper()
	h.wait("the outcome", func() bool { return h.ended[job].Job == job })
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ended[job]
}

// sides counts what came out of the printer, over all jobs.
func (h *hall) sides() (sides, jobs int) {
	snap, _ := h.sim.Snapshot()
	for _, j := range snap.Jobs {
		sides += j.Impressions
	}
	return sides, len(snap.Jobs)
}

func TestWithIPPPrinter(t *testing.T) {
	cases := map[string]struct {
		sheets int
		kind   string
		begin  func(h *hall)
		then   func(h *hall, job string)
		want   wire.PrintEnded
		jobs   int
	}{
		"prints": {kind: "guide", want: wire.PrintEnded{Outcome: "printed", Pages: 2}, jobs: 1},
		"runs out of paper and goes on": {
			kind: "form", sheets: 1, jobs: 1, want: wire.PrintEnded{Outcome: "printed", Pages: 2},
			then: func(h *hall, job string) {
				h.state(job, printing.Stopped)
				h.sim.SetPaper(100)
				if _, err := h.svc.Continue(h.t.Context(), job); err != nil {
					h.t.Error(err)
				}
			},
		},
		"jams and is cancelled": {
			kind: "guide", jobs: 1, want: wire.PrintEnded{Outcome: "canceled", Reason: "visitor"},
			begin: func(h *hall) { h.sim.SetJam(true) },
			then: func(h *hall, job string) {
				h.state(job, printing.Stopped)
				if _, err := h.svc.Cancel(h.t.Context(), job); err != nil {
					h.t.Error(err)
				}
			},
		},
		"loses the reply": {
			kind: "form", jobs: 1, want: wire.PrintEnded{Outcome: "printed", Pages: 2},
			begin: func(h *hall) { inject(h, printertest.LoseReply) },
		},
		"loses the request": {
			kind: "form", jobs: 1, want: wire.PrintEnded{Outcome: "printed", Pages: 2},
			begin: func(h *hall) { inject(h, printertest.LoseRequest) },
		},
		"refuses the format": {
			kind: "guide", want: wire.PrintEnded{Outcome: "failed", Reason: "document-format-not-supported"},
			begin: func(h *hall) { inject(h, printertest.RejectFormat) },
		},
		"is busy at first": {
			kind: "guide", jobs: 1, want: wire.PrintEnded{Outcome: "printed", Pages: 2},
			begin: func(h *hall) { inject(h, printertest.RejectBusy) },
		},
		"is away at first": {
			kind: "guide", jobs: 1, want: wire.PrintEnded{Outcome: "printed", Pages: 2},
			begin: func(h *hall) { network(h, printertest.NetworkOffline) },
			then: func(h *hall, job string) {
				h.wait("offline", func() bool { return len(h.last[job].Reasons) > 0 })
				network(h, printertest.NetworkOK)
			},
		},
		"is switched off and on": {
			kind: "guide", want: wire.PrintEnded{Outcome: "unknown", Reason: "job-not-found"},
			begin: func(h *hall) { h.sim.SetJam(true) },
			then: func(h *hall, job string) {
				h.state(job, printing.Stopped)
				h.sim.Restart()
			},
		},
		"is left by the visitor with paper out": {
			kind: "form", jobs: 1, want: wire.PrintEnded{Outcome: "canceled", Reason: "visit-ended"},
			begin: func(h *hall) { h.sim.SetPaper(0) },
			then: func(h *hall, job string) {
				h.state(job, printing.Stopped)
				h.svc.EndVisit(h.t.Context(), "v1")
			},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := openHall(t, c.sheets)
			if c.begin != nil {
				c.begin(h)
			}
			item := map[string]string{"guide": "wages", "form": "form"}[c.kind]
			job := h.print(c.kind, item, 2)
			if c.then != nil {
				c.then(h, job)
			}
			e := h.outcome(job)
			if e.Outcome != c.want.Outcome || e.Reason != c.want.Reason || e.Pages != c.want.Pages {
				t.Errorf("record is %+v", e)
			}
			if sides, jobs := h.sides(); jobs != c.jobs || sides != c.want.Pages {
				t.Errorf("the printer had %d jobs and printed %d sides", jobs, sides)
			}
		})
	}
}

func inject(h *hall, f printertest.Fault) {
	if err := h.sim.Inject(f); err != nil {
		h.t.Fatal(err)
	}
}

func network(h *hall, n printertest.Network) {
	if err := h.sim.SetNetwork(n); err != nil {
		h.t.Fatal(err)
	}
}

func isNotRunning(err error) bool { return errors.Is(err, printing.ErrNotRunning) }
