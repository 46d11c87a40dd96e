package printertest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

// Conformance checks that a driver keeps the promises of printer.Printer.
func Conformance(t *testing.T, h Harness) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"tells what it is", testTells},
		{"prints byte for byte", testPrints},
		{"prints copies", testCopies},
		{"counts sides", testCounts},
		{"cancels", testCancels},
		{"knows no strange jobs", testStrangeJobs},
		{"finds the newest of a name", testFindsNewest},
		{"refuses incomplete documents", testIncomplete},
		{"passes on a refused format", testRefusedFormat},
		{"does nothing once canceled", testContext},
		{"paper out", testPaperOut},
		{"paper out within a job", testPaperOutWithin},
		{"paper low", testPaperLow},
		{"jam", testJam},
		{"cover open", testCover},
		{"toner", testToner},
		{"offline", testOffline},
		{"hang", testHang},
		{"garbage", func(t *testing.T, h Harness) { testNonsense(t, h, func(p *Peer) func(bool) { return p.Garbage }) }},
		{"flood", func(t *testing.T, h Harness) { testNonsense(t, h, func(p *Peer) func(bool) { return p.Flood }) }},
		{"lost reply", testLostReply},
		{"lost request", testLostRequest},
		{"busy", testBusy},
		{"refused for once", testRefusedOnce},
		{"abort", testAbort},
		{"forgotten job", testForgotten},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, h) })
	}
}

func testTells(t *testing.T, h Harness) {
	b := set(t, h)
	info, s := b.Printer.Info(), b.Printer.Status()
	if info.Class != drivers.ClassPrinter || info.Driver == "" || info.Address == "" || info.Model == "" {
		t.Errorf("Info: got %+v, want class, driver, address and model", info)
	}
	if s.At.IsZero() || len(s.Reasons) != 0 || supply(s, drivers.KindPaper).Level == "" {
		t.Errorf("Status: got %+v, want a time, no reasons and a paper supply", s)
	}
}

func testPrints(t *testing.T, h Harness) {
	b := set(t, h)
	d := doc("visit-1-guide", 2)
	ref := b.submit(d)
	last, all := b.job(ref, "final", func(j printer.Job) bool { return j.State.Final() })
	if last.State != printer.Completed || last.Impressions != 2 && (last.Impressions != -1 || b.CountsSides) {
		t.Errorf("got %+v, want completed with 2 sides", last)
	}
	for i := 1; i < len(all); i++ {
		if all[i].Impressions < all[i-1].Impressions && all[i].Impressions >= 0 {
			t.Errorf("the sides count down: %+v", all)
		}
	}
	if b.Output != nil {
		out := b.Output(d.Name)
		if len(out) != 1 || !bytes.Equal(out[0], PDF(2, d.Name)) {
			t.Errorf("%d documents came out, want one, byte for byte what went in", len(out))
		}
	}
	if found, ok, err := b.Printer.Find(b.ctx, d.Name); found != ref || !ok || err != nil {
		t.Errorf("Find: got %q %v %v, want %q", found, ok, err, ref)
	}
	if err := b.Printer.Cancel(b.ctx, ref); err != nil {
		t.Errorf("Cancel of a finished job: %v", err)
	}
	b.status("online and ready again", func(s drivers.Status) bool { return s.State == drivers.Online && s.Ready() })
}

func testCopies(t *testing.T, h Harness) {
	b := set(t, h)
	d := doc("copies", 3)
	d.Copies, d.Duplex = 2, true
	last, _ := b.job(b.submit(d), "completed", in(printer.Completed))
	if b.CountsSides && last.Impressions != 6 {
		t.Errorf("got %d sides, want 6", last.Impressions)
	}
}

func testCounts(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "hold a job and count its sides", b.Hold != nil && b.CountsSides)
	b.Hold(true)
	ref := b.submit(doc("counted", 5))
	j, _ := b.job(ref, "processing", in(printer.Processing))
	if j.Impressions >= 5 {
		t.Errorf("a held job has %d sides", j.Impressions)
	}
	b.status("busy", func(s drivers.Status) bool { return s.State == drivers.DeviceBusy })
	b.Hold(false)
	last, all := b.job(ref, "completed", in(printer.Completed))
	if last.Impressions != 5 {
		t.Errorf("got %d sides, want 5", last.Impressions)
	}
	for i := 1; i < len(all); i++ {
		if all[i].Impressions < all[i-1].Impressions {
			t.Errorf("the sides count down: %+v", all)
		}
	}
}

func testCancels(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "hold a job", b.Hold != nil)
	b.Hold(true)
	ref := b.submit(doc("unwanted", 3))
	b.job(ref, "processing", in(printer.Processing))
	if err := b.Printer.Cancel(b.ctx, ref); err != nil {
		t.Fatalf("Cancel: %v", err)
	}
	if b.DropsAtOnce {
		b.job(ref, "canceled", in(printer.Canceled))
	}
	b.Hold(false)
	b.job(ref, "canceled", in(printer.Canceled))
	b.job(b.submit(doc("wanted", 1)), "completed", in(printer.Completed))
	if b.DropsAtOnce && b.Output != nil && len(b.Output("unwanted")) != 0 {
		t.Error("the canceled job came out")
	}
}

func testStrangeJobs(t *testing.T, h Harness) {
	b := set(t, h)
	for _, ref := range []printer.Ref{"987654", "nonsense", "", "-3", "99999999999999"} {
		if _, err := b.Printer.Job(b.ctx, ref); !errors.Is(err, printer.ErrNoJob) {
			t.Errorf("Job(%q): got %v, want ErrNoJob", ref, err)
		}
		if err := b.Printer.Cancel(b.ctx, ref); !errors.Is(err, printer.ErrNoJob) {
			t.Errorf("Cancel(%q): got %v, want ErrNoJob", ref, err)
		}
	}
	if ref, found, err := b.Printer.Find(b.ctx, "never printed"); found || err != nil {
		t.Errorf("Find of a strange name: got %q %v %v", ref, found, err)
	}
}

func testFindsNewest(t *testing.T, h Harness) {
	b := set(t, h)
	first := b.submit(doc("twice", 1))
	b.job(first, "completed", in(printer.Completed))
	b.job(b.submit(doc("another", 1)), "completed", in(printer.Completed))
	second := b.submit(doc("twice", 1))
	if ref, found, err := b.Printer.Find(b.ctx, "twice"); ref != second || !found || err != nil {
		t.Errorf("Find: got %q %v %v, want the newer %q", ref, found, err, second)
	}
	b.job(second, "completed", in(printer.Completed))
	if ref, found, err := b.Printer.Find(b.ctx, "twice"); ref != second || !found || err != nil {
		t.Errorf("Find of the finished: got %q %v %v, want the newer %q", ref, found, err, second)
	}
}

func testIncomplete(t *testing.T, h Harness) {
	b := set(t, h)
	broken := errors.New("the disk is gone")
	for name, spoil := range map[string]func(*printer.Document){
		"no name":     func(d *printer.Document) { d.Name = "" },
		"long name":   func(d *printer.Document) { d.Name = string(make([]byte, 300)) },
		"no copies":   func(d *printer.Document) { d.Copies = 0 },
		"no format":   func(d *printer.Document) { d.Format = "" },
		"no content":  func(d *printer.Document) { d.Open = nil },
		"broken file": func(d *printer.Document) { d.Open = func() (io.ReadCloser, error) { return nil, broken } },
	} {
		d := doc("incomplete", 1)
		spoil(&d)
		if ref, err := b.Printer.Submit(b.ctx, d); err == nil || errors.Is(err, printer.ErrUnsure) {
			t.Errorf("%s: got %q, %v, want a certain error", name, ref, err)
		}
	}
	if ref, found, err := b.Printer.Find(b.ctx, "incomplete"); found || err != nil {
		t.Errorf("the printer has job %q of it (%v)", ref, err)
	}
}

func testRefusedFormat(t *testing.T, h Harness) {
	b := set(t, h)
	d := document("odd", []byte("odd"))
	d.Format = "application/x-no-such-format"
	_, err := b.Printer.Submit(b.ctx, d)
	var refusal *printer.Refusal
	if !errors.Is(err, printer.ErrRejected) || !errors.As(err, &refusal) || refusal.Reason != "document-format-not-supported" || refusal.Later {
		t.Errorf("got %v, want a refusal for good as document-format-not-supported", err)
	}
}

func testContext(t *testing.T, h Harness) {
	b := set(t, h)
	over, cancel := context.WithCancel(b.ctx)
	cancel()
	if _, err := b.Printer.Submit(over, doc("late", 1)); !errors.Is(err, context.Canceled) || errors.Is(err, printer.ErrUnsure) {
		t.Errorf("Submit: got %v, want only the context's error", err)
	}
	if _, err := b.Printer.Job(over, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("Job: got %v, want the context's error", err)
	}
	if ref, found, err := b.Printer.Find(b.ctx, "late"); found || err != nil {
		t.Errorf("the printer has job %q of it (%v)", ref, err)
	}
}
