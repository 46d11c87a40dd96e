package printing

import (
	"slices"
	"testing"
	"testing/synctest"

	"lawkiosk/agent/printing/printingtest"
	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

func TestCancel(t *testing.T) {
	printing := printer.Job{State: printer.Processing, Impressions: 1}
	t.Run("at the printer", func(t *testing.T) {
		within(t, func(t *testing.T) {
			prn := printingtest.New()
			prn.Script(printing)
			k := open(t, t.TempDir(), prn, nil)
			p := k.print(guideRequest())
			k.until(p.Job, Printing)
			got, err := k.svc.Cancel(t.Context(), p.Job)
			if err != nil || got.State != Canceled {
				t.Errorf("Cancel gave %+v %v", got, err)
			}
			if e := k.outcome(p.Job); e.Outcome != "canceled" || e.Reason != "visitor" || e.Pages != 1 {
				t.Errorf("record is %+v", e)
			}
		})
	})
	t.Run("too late", func(t *testing.T) {
		within(t, func(t *testing.T) {
			prn := printingtest.New()
			prn.Script(printing)
			prn.Deaf(true)
			k := open(t, t.TempDir(), prn, nil)
			p := k.print(guideRequest())
			k.until(p.Job, Printing)
			got, err := k.svc.Cancel(t.Context(), p.Job)
			if err != nil || got.State != Printing {
				t.Errorf("Cancel gave %+v %v", got, err)
			}
			prn.SetJobs(printer.Job{State: printer.Completed, Impressions: 2})
			if e := k.outcome(p.Job); e.Outcome != "printed" || e.Pages != 2 || prn.Cancels() == 0 {
				t.Errorf("record is %+v", e)
			}
		})
	})
	t.Run("not sent yet", func(t *testing.T) {
		within(t, func(t *testing.T) {
			prn := printingtest.New()
			prn.Away(errOffline())
			k := open(t, t.TempDir(), prn, nil)
			p := k.print(formRequest())
			synctest.Wait()
			got, err := k.svc.Cancel(t.Context(), p.Job)
			if err != nil || got.State != Canceled || prn.Cancels() != 0 {
				t.Errorf("Cancel gave %+v %v", got, err)
			}
			k.empty()
		})
	})
}

func TestEndVisit(t *testing.T) {
	printing := printer.Job{State: printer.Processing, Impressions: 1}
	cases := map[string]struct {
		req     Request
		prepare func(*printingtest.Printer)
		state   State // awaited before the visit ends
		want    string
		reason  string
	}{
		"a guide coming out may finish": {req: guideRequest(), state: Printing, want: "printed"},
		"a form may not":                {req: formRequest(), state: Printing, want: "canceled", reason: "visit-ended"},
		"a guide that stands still may not": {
			req: guideRequest(), state: Stopped, want: "canceled", reason: "visit-ended",
			prepare: func(p *printingtest.Printer) {
				p.SetStatus(drivers.Status{State: drivers.UserError, Reasons: []string{"media-jam"}})
			},
		},
		"what was never sent is dropped": {
			req: formRequest(), state: Queued, want: "canceled", reason: "visit-ended",
			prepare: func(p *printingtest.Printer) { p.Away(errOffline()) },
		},
		"a hanging submission is ended": {
			req: formRequest(), state: Queued, want: "canceled", reason: "visit-ended",
			prepare: func(p *printingtest.Printer) { p.Hang() },
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			within(t, func(t *testing.T) {
				prn := printingtest.New()
				prn.Script(printing)
				if c.prepare != nil {
					c.prepare(prn)
				}
				k := open(t, t.TempDir(), prn, nil)
				p := k.print(c.req)
				k.until(p.Job, c.state)
				k.svc.EndVisit(t.Context(), "another visit")
				k.svc.EndVisit(t.Context(), c.req.Visit)
				if c.want == "printed" {
					prn.SetJobs(printer.Job{State: printer.Completed, Impressions: 2})
				}
				if e := k.outcome(p.Job); e.Outcome != c.want || e.Reason != c.reason {
					t.Errorf("record is %+v", e)
				}
				k.empty()
				synctest.Wait()
				if _, ok := k.svc.Job(p.Job); ok {
					t.Error("the job outlived its visit")
				}
			})
		})
	}
}

func TestGivesUpOnAPrinterThatNeverComesBack(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		prn.Script(printer.Job{State: printer.Processing, Impressions: 1})
		k := open(t, t.TempDir(), prn, nil)
		p := k.print(guideRequest())
		k.until(p.Job, Printing)
		prn.Away(errOffline())
		k.until(p.Job, Stopped)
		k.svc.EndVisit(t.Context(), "v1")
		if e := k.outcome(p.Job); e.Outcome != "unknown" || e.Reason != "offline" {
			t.Errorf("record is %+v", e)
		}
	})
}

func TestSubmissionsKeepTheirOrder(t *testing.T) {
	within(t, func(t *testing.T) {
		prn := printingtest.New()
		release := prn.Hang()
		k := open(t, t.TempDir(), prn, nil)
		var want []string
		for range 4 {
			want = append(want, "lk-"+k.print(guideRequest()).Job)
			synctest.Wait()
		}
		release()
		for _, id := range want {
			k.outcome(id[3:])
		}
		var got []string
		for _, s := range prn.Taken() {
			got = append(got, s.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("printed in order %v, asked in order %v", got, want)
		}
	})
}
