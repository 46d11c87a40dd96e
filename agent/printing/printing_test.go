package printing

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lawkiosk/agent/printing/printingtest"
	"lawkiosk/content"
	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

func TestPrintsAndTellsEachStep(t *testing.T) {
	within(t, func(t *testing.T) {
		k := open(t, t.TempDir(), printingtest.New(), nil)
		p := k.print(formRequest())
		if p.State != Queued || p.Pages != 2 || p.Printed != -1 || p.Title != "仲裁申请书" {
			t.Errorf("Print gave %+v", p)
		}
		e := k.outcome(p.Job)
		if e.Outcome != "printed" || e.Pages != 2 || e.Copies != 2 || e.Visit != "v1" || e.Item != "arbitration" {
			t.Errorf("record is %+v", e)
		}
		if got := k.states(p.Job); !slices.Equal(got, []State{Queued, Sent, Printing, Printed}) {
			t.Errorf("states were %v", got)
		}
		sub := k.prn.Taken()
		if len(sub) != 1 || sub[0].Name != "lk-"+p.Job || sub[0].Copies != 2 || !strings.Contains(string(sub[0].PDF), "测试甲") {
			t.Errorf("printer took %d jobs", len(sub))
		}
		k.empty()
	})
}

func TestFormsPaperGoesOnceAccepted(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		prn.Script(printer.Job{State: printer.Processing, Impressions: -1})
		release := prn.Hang()
		k := open(t, t.TempDir(), prn, nil)
		p := k.print(formRequest())
		synctest.Wait()
		files := k.papers()
		if len(files) != 1 {
			t.Fatalf("papers in the spool: %v", files)
		}
		if st, err := os.Stat(files[0]); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("paper's mode: %v %v", st, err)
		}
		release()
		k.until(p.Job, Printing)
		if files := k.papers(); len(files) > 0 {
			t.Errorf("papers left: %v", files)
		}
		prn.SetJobs(printer.Job{State: printer.Completed, Impressions: -1})
		if got := k.until(p.Job, Printed); got.Printed != -1 {
			t.Errorf("printed %d sides where the printer told none", got.Printed)
		}
	})
}

func TestOutcomes(t *testing.T) {
	unsure := fmt.Errorf("cannot submit: %w", printer.ErrUnsure)
	cases := map[string]struct {
		replies []printingtest.Reply
		script  []printer.Job
		want    string
		reason  string
		pages   int
		tried   int
		taken   int
	}{
		"completed without a count": {script: []printer.Job{{State: printer.Completed, Impressions: 0}}, want: "printed", tried: 1, taken: 1},
		"completed with errors": {
			script: []printer.Job{{State: printer.Completed, Impressions: 1, Reasons: []string{"job-completed-with-errors"}}},
			want:   "failed", reason: "job-completed-with-errors", pages: 1, tried: 1, taken: 1,
		},
		"aborted": {
			script: []printer.Job{{State: printer.Processing, Impressions: 1}, {State: printer.Aborted, Impressions: 1, Reasons: []string{"document-format-error"}}},
			want:   "failed", reason: "document-format-error", pages: 1, tried: 1, taken: 1,
		},
		"cancelled at the device": {
			script: []printer.Job{{State: printer.Canceled, Impressions: 0, Reasons: []string{"job-canceled-at-device"}}},
			want:   "canceled", reason: "job-canceled-at-device", tried: 1, taken: 1,
		},
		"rejected":                       {replies: []printingtest.Reply{{Err: fmt.Errorf("cannot submit: %w", printer.ErrRejected)}}, want: "failed", reason: "rejected", tried: 1},
		"answer lost, job taken":         {replies: []printingtest.Reply{{Err: unsure, Accept: true}}, want: "printed", pages: 2, tried: 1, taken: 1},
		"answer lost, job not taken":     {replies: []printingtest.Reply{{Err: unsure}}, want: "printed", pages: 2, tried: 2, taken: 1},
		"answers always lost":            {replies: []printingtest.Reply{{Err: unsure}, {Err: unsure}, {Err: unsure}}, want: "failed", reason: "answers-lost", tried: 3},
		"busy, then accepted":            {replies: []printingtest.Reply{{Err: &printer.Refusal{Reason: "busy", Later: true}}}, want: "printed", pages: 2, tried: 2, taken: 1},
		"another error, then accepted":   {replies: []printingtest.Reply{{Err: errors.New("busy")}}, want: "printed", pages: 2, tried: 2, taken: 1},
		"another error, again and again": {replies: []printingtest.Reply{{Err: errors.New("busy")}, {Err: errors.New("busy")}, {Err: errors.New("busy")}}, want: "failed", reason: "not-accepted", tried: 3},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			within(t, func(t *testing.T) {
				prn := printingtest.New()
				prn.Replies(c.replies...)
				if c.script != nil {
					prn.Script(c.script...)
				}
				k := open(t, t.TempDir(), prn, nil)
				e := k.outcome(k.print(guideRequest()).Job)
				if e.Outcome != c.want || e.Reason != c.reason || e.Pages != c.pages {
					t.Errorf("record is %+v", e)
				}
				if prn.Tried() != c.tried || len(prn.Taken()) != c.taken {
					t.Errorf("tried %d, taken %d", prn.Tried(), len(prn.Taken()))
				}
				k.empty()
			})
		})
	}
}

func TestWaitsForAPrinterThatIsAway(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		prn.Away(errOffline())
		k := open(t, t.TempDir(), prn, nil)
		p := k.print(guideRequest())
		synctest.Wait()
		if got, _ := k.svc.Job(p.Job); got.State != Queued || !slices.Equal(got.Reasons, []string{"offline"}) || got.Detail == "" {
			t.Errorf("progress is %+v", got)
		}
		prn.Away(nil)
		if _, err := k.svc.Continue(t.Context(), p.Job); err != nil {
			t.Fatal(err)
		}
		if e := k.outcome(p.Job); e.Outcome != "printed" || len(prn.Taken()) != 1 {
			t.Errorf("record is %+v", e)
		}
	})
}

func TestAwayWhilePrinting(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		prn.Script(printer.Job{State: printer.Processing, Impressions: 1})
		k := open(t, t.TempDir(), prn, nil)
		p := k.print(guideRequest())
		k.until(p.Job, Printing)
		prn.Away(errOffline())
		if got := k.until(p.Job, Stopped); got.Printed != 1 || !slices.Equal(got.Reasons, []string{"offline"}) {
			t.Errorf("progress is %+v", got)
		}
		prn.Away(nil)
		k.until(p.Job, Printing)
		prn.Forget()
		if e := k.outcome(p.Job); e.Outcome != "unknown" || e.Reason != "job-not-found" || e.Pages != 1 {
			t.Errorf("record is %+v", e)
		}
	})
}

func TestPaperOutThenRefilled(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		prn.Script(printer.Job{State: printer.Processing, Impressions: 1})
		k := open(t, t.TempDir(), prn, nil)
		p := k.print(guideRequest())
		k.until(p.Job, Printing)
		prn.SetStatus(drivers.Status{State: drivers.UserError, Reasons: []string{"media-empty", "media-low"}})
		k.svc.DeviceChanged()
		got := k.until(p.Job, Stopped)
		if !slices.Equal(got.Reasons, []string{"media-empty"}) || !strings.Contains(got.Detail, "没有纸") {
			t.Errorf("progress is %+v", got)
		}
		prn.SetStatus(drivers.Status{State: drivers.Online})
		prn.SetJobs(printer.Job{State: printer.Completed, Impressions: 2})
		if _, err := k.svc.Continue(t.Context(), p.Job); err != nil {
			t.Fatal(err)
		}
		if e := k.outcome(p.Job); e.Outcome != "printed" || e.Pages != 2 {
			t.Errorf("record is %+v", e)
		}
	})
}

func TestAStopIsToldWithItsReason(t *testing.T) {
	for name, late := range map[string]struct {
		reasons []string // that the device tells after a second
		want    string
	}{
		"known in a moment": {[]string{"media-empty"}, "没有纸"},
		"never known":       {nil, "打印机停下了"},
	} {
		t.Run(name, func(t *testing.T) {
			within(t, func(t *testing.T) {
				prn := printingtest.New()
				prn.Script(printer.Job{State: printer.Stopped, Impressions: 1, Reasons: []string{"printer-stopped"}})
				k := open(t, t.TempDir(), prn, nil)
				p := k.print(guideRequest())
				time.Sleep(time.Second) // the bubble's clock
				prn.SetStatus(drivers.Status{State: drivers.UserError, Reasons: late.reasons})
				k.svc.DeviceChanged()
				if got := k.until(p.Job, Stopped); !slices.Equal(got.Reasons, append([]string{}, late.reasons...)) || !strings.Contains(got.Detail, late.want) {
					t.Errorf("the first that is told is %+v", got)
				}
				if _, err := k.svc.Cancel(t.Context(), p.Job); err != nil {
					t.Fatal(err)
				}
				k.outcome(p.Job)
			})
		})
	}
}

func TestPreparedGuideIsRenderedOnce(t *testing.T) {
	within(t, func(t *testing.T) {
		k := open(t, t.TempDir(), printingtest.New(), nil)
		k.svc.Prepare("unpaid-wages", content.Chinese)
		k.svc.Prepare("no-such-guide", content.Chinese)
		synctest.Wait()
		for range 3 {
			k.outcome(k.print(guideRequest()).Job)
		}
		if n := k.ren.Calls(); n != 1 {
			t.Errorf("rendered %d times", n)
		}
		for range 2 {
			k.outcome(k.print(formRequest()).Job)
		}
		if n := k.ren.Calls(); n != 3 {
			t.Errorf("a form was not rendered anew: %d", n)
		}
	})
}

func TestRefusals(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		prn.Away(errOffline())
		k := open(t, t.TempDir(), prn, nil)
		change := func(f func(*Request)) Request { r := guideRequest(); f(&r); return r }
		for name, c := range map[string]struct {
			r    Request
			want error
		}{
			"no copies":      {change(func(r *Request) { r.Copies = 0 }), ErrBadRequest},
			"unknown guide":  {change(func(r *Request) { r.Item = "x" }), ErrNoItem},
			"unknown form":   {change(func(r *Request) { r.Kind = KindForm }), ErrNoItem},
			"unknown kind":   {change(func(r *Request) { r.Kind = "x" }), ErrBadRequest},
			"unknown tongue": {change(func(r *Request) { r.Lang = "fr" }), ErrBadRequest},
		} {
			if _, err := k.svc.Print(t.Context(), c.r); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		k.ren.Err = errors.New("no fonts")
		if _, err := k.svc.Print(t.Context(), formRequest()); !errors.Is(err, k.ren.Err) {
			t.Errorf("render failure: %v", err)
		}
		k.ren.Err = nil
		k.empty()
		for range maxOpenJobs {
			k.print(guideRequest())
		}
		if _, err := k.svc.Print(t.Context(), guideRequest()); !errors.Is(err, ErrBusy) {
			t.Errorf("too many: %v", err)
		}
		if _, err := k.svc.Cancel(t.Context(), "x"); !errors.Is(err, ErrNoJob) {
			t.Errorf("cancel: %v", err)
		}
		k.stop()
		if _, err := k.svc.Print(t.Context(), guideRequest()); !errors.Is(err, ErrNotRunning) {
			t.Errorf("stopped: %v", err)
		}
	})
}

func TestFinishedJobsAreForgottenInTheEnd(t *testing.T) {
	within(t, func(t *testing.T) {
		k := open(t, t.TempDir(), printingtest.New(), nil)
		first := k.print(guideRequest()).Job
		k.outcome(first)
		for range maxKept {
			k.outcome(k.print(guideRequest()).Job)
		}
		if _, ok := k.svc.Job(first); ok {
			t.Error("the oldest job is still in the table")
		}
		k.svc.EndVisit(t.Context(), "v1")
		k.svc.mu.Lock()
		defer k.svc.mu.Unlock()
		if len(k.svc.jobs) != 0 || len(k.svc.done) != 0 {
			t.Errorf("%d jobs left", len(k.svc.jobs))
		}
	})
}
