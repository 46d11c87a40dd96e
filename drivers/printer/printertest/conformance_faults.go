package printertest

import (
	"errors"
	"testing"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

func testPaperOut(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "run out of paper", b.Paper != nil)
	b.Paper(0)
	s := b.status("out of paper", func(s drivers.Status) bool { return supply(s, drivers.KindPaper).Level == drivers.Out })
	if s.Ready() || !hasReason(s, "media-empty") || s.Detail == "" {
		t.Errorf("got %+v, want not ready, the reason media-empty and a sentence", s)
	}
	b.Paper(50)
	b.status("ready again", drivers.Status.Ready)
}

func testPaperOutWithin(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "stop a job for want of paper", b.Paper != nil && b.Stops)
	b.Paper(2)
	ref := b.submit(doc("long", 5))
	j, _ := b.job(ref, "stopped", in(printer.Stopped))
	if b.CountsSides && j.Impressions != 2 {
		t.Errorf("stopped after %d sides, want 2", j.Impressions)
	}
	b.status("out of paper", func(s drivers.Status) bool { return !s.Ready() && hasReason(s, "media-empty") })
	if b.Output != nil && len(b.Output("long")) != 0 {
		t.Error("a job that stands still came out as printed")
	}
	b.Paper(50)
	last, _ := b.job(ref, "completed", in(printer.Completed))
	if b.CountsSides && last.Impressions != 5 {
		t.Errorf("got %d sides, want 5", last.Impressions)
	}
	b.status("ready again", drivers.Status.Ready)
}

func testPaperLow(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "have little paper", b.Paper != nil)
	b.Paper(10)
	s := b.status("low on paper", func(s drivers.Status) bool { return supply(s, drivers.KindPaper).Level == drivers.Low })
	if p := supply(s, drivers.KindPaper).Percent; !s.Ready() || p == nil || *p < 1 || *p > 10 {
		t.Errorf("got %+v, want ready, with a percentage of 1 to 10", s)
	}
}

func testJam(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "jam", b.Jam != nil)
	b.Jam(true)
	ref := b.submit(doc("jammed", 1)) // some printers notice only when they move paper
	s := b.status("jammed", func(s drivers.Status) bool { return hasReason(s, "media-jam") })
	if s.Ready() || s.State != drivers.HardwareError || supply(s, drivers.KindPaper).Level != drivers.Jammed || s.Detail == "" {
		t.Errorf("got %+v, want a hardware error, paper jammed and a sentence", s)
	}
	if b.Stops {
		b.job(ref, "stopped", in(printer.Stopped))
	}
	b.Jam(false)
	b.job(ref, "completed", in(printer.Completed))
	b.status("ready again", drivers.Status.Ready)
}

func testCover(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "have its cover opened", b.Cover != nil)
	b.Cover(true)
	s := b.status("open", func(s drivers.Status) bool { return hasReason(s, "cover-open") })
	if s.Ready() || s.State != drivers.UserError || s.Detail == "" {
		t.Errorf("got %+v, want a user error and a sentence", s)
	}
	b.Cover(false)
	b.status("ready again", drivers.Status.Ready)
}

func testToner(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "use up its toner", b.Toner != nil)
	b.Toner(5)
	s := b.status("low on toner", func(s drivers.Status) bool { return supply(s, drivers.KindToner).Level == drivers.Low })
	if p := supply(s, drivers.KindToner).Percent; !s.Ready() || p == nil || *p != 5 {
		t.Errorf("got %+v, want ready with 5 percent", s)
	}
	b.Toner(0)
	s = b.status("out of toner", func(s drivers.Status) bool { return supply(s, drivers.KindToner).Level == drivers.Out })
	if s.Ready() || s.Detail == "" {
		t.Errorf("got %+v, want not ready and a sentence", s)
	}
	b.Toner(90)
	b.status("ready again", drivers.Status.Ready)
}

func testOffline(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "go offline", b.Offline != nil)
	b.Offline(true)
	// At once, while a kept connection may still look alive, and once it is known.
	if _, err := b.Printer.Submit(b.ctx, doc("early", 1)); err == nil {
		t.Error("a printer that is gone accepted a job")
	}
	s := b.status("offline", func(s drivers.Status) bool { return s.State == drivers.Offline })
	if s.Ready() || s.Detail == "" {
		t.Errorf("got %+v, want not ready and a sentence", s)
	}
	if _, err := b.Printer.Submit(b.ctx, doc("lost", 1)); !errors.Is(err, drivers.ErrOffline) || errors.Is(err, printer.ErrUnsure) {
		t.Errorf("Submit: got %v, want ErrOffline and certainty", err)
	}
	if _, err := b.Printer.Job(b.ctx, "1"); !errors.Is(err, drivers.ErrOffline) {
		t.Errorf("Job: got %v, want ErrOffline", err)
	}
	if _, _, err := b.Printer.Find(b.ctx, "lost"); !errors.Is(err, drivers.ErrOffline) {
		t.Errorf("Find: got %v, want ErrOffline", err)
	}
	b.Offline(false)
	b.status("ready again", drivers.Status.Ready)
	if ref, found, err := b.Printer.Find(b.ctx, "lost"); found || err != nil {
		t.Errorf("the printer has job %q of it (%v)", ref, err)
	}
	b.job(b.submit(doc("after", 1)), "completed", in(printer.Completed))
}

func testHang(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "hang", b.Hang != nil)
	b.Hang(true)
	if _, err := b.Printer.Submit(b.ctx, doc("silent", 1)); !errors.Is(err, printer.ErrUnsure) {
		t.Errorf("Submit: got %v, want ErrUnsure", err)
	}
	s := b.status("offline", func(s drivers.Status) bool { return s.State == drivers.Offline })
	if s.Detail == "" {
		t.Errorf("got %+v, want a sentence", s)
	}
	b.Hang(false)
	b.status("ready again", drivers.Status.Ready)
}

// testNonsense is about a device that answers, but not with an IPP message.
func testNonsense(t *testing.T, h Harness, knob func(*Peer) func(bool)) {
	b := set(t, h)
	nonsense := knob(b.Peer)
	needs(t, "answer nonsense", nonsense != nil)
	nonsense(true)
	if _, err := b.Printer.Submit(b.ctx, doc("answered-badly", 1)); !errors.Is(err, printer.ErrUnsure) {
		t.Errorf("Submit: got %v, want ErrUnsure", err)
	}
	if j, err := b.Printer.Job(b.ctx, "1"); err == nil || errors.Is(err, printer.ErrNoJob) {
		t.Errorf("Job: got %+v, %v, want an error that does not claim the job is unknown", j, err)
	}
	if _, found, err := b.Printer.Find(b.ctx, "answered-badly"); found || err == nil {
		t.Errorf("Find: got %v, %v, want an error", found, err)
	}
	s := b.status("unusable", func(s drivers.Status) bool { return !s.State.Usable() })
	if s.Detail == "" {
		t.Errorf("got %+v, want a sentence", s)
	}
	nonsense(false)
	b.status("ready again", drivers.Status.Ready)
	ref, found, err := b.Printer.Find(b.ctx, "answered-badly")
	if !found || err != nil {
		t.Fatalf("Find: got %v, %v, want the job that was accepted", found, err)
	}
	b.job(ref, "completed", in(printer.Completed))
}

func testLostReply(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "lose a reply", b.LoseReply != nil)
	b.LoseReply()
	if _, err := b.Printer.Submit(b.ctx, doc("reply-lost", 1)); !errors.Is(err, printer.ErrUnsure) {
		t.Errorf("Submit: got %v, want ErrUnsure", err)
	}
	ref, found, err := b.Printer.Find(b.ctx, "reply-lost")
	if !found || err != nil {
		t.Fatalf("Find: got %v, %v, want the job", found, err)
	}
	b.job(ref, "completed", in(printer.Completed))
	if b.Output != nil && len(b.Output("reply-lost")) != 1 {
		t.Errorf("it came out %d times, want once", len(b.Output("reply-lost")))
	}
}

func testLostRequest(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "lose a request", b.LoseRequest != nil)
	b.LoseRequest()
	if _, err := b.Printer.Submit(b.ctx, doc("request-lost", 1)); !errors.Is(err, printer.ErrUnsure) {
		t.Errorf("Submit: got %v, want ErrUnsure", err)
	}
	if ref, found, err := b.Printer.Find(b.ctx, "request-lost"); found || err != nil {
		t.Fatalf("Find: got %q, %v, %v, want nothing", ref, found, err)
	}
	b.job(b.submit(doc("request-lost", 1)), "completed", in(printer.Completed))
	if b.Output != nil && len(b.Output("request-lost")) != 1 {
		t.Errorf("it came out %d times, want once", len(b.Output("request-lost")))
	}
}

func testBusy(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "be too busy for a job", b.Busy != nil)
	b.Busy()
	_, err := b.Printer.Submit(b.ctx, doc("busy", 1))
	var refusal *printer.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != "busy" || !refusal.Later {
		t.Errorf("got %v, want a refusal for now as busy", err)
	}
	b.job(b.submit(doc("busy", 1)), "completed", in(printer.Completed))
}

func testRefusedOnce(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "refuse a job", b.RefuseNext != nil)
	b.RefuseNext()
	_, err := b.Printer.Submit(b.ctx, doc("refused", 1))
	var refusal *printer.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != "document-format-not-supported" || refusal.Later {
		t.Errorf("got %v, want a refusal for good", err)
	}
	if ref, found, err := b.Printer.Find(b.ctx, "refused"); found || err != nil {
		t.Errorf("the printer has job %q of it (%v)", ref, err)
	}
}

func testAbort(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "abort a job", b.Abort != nil)
	b.Abort()
	ref := b.submit(doc("aborted", 3))
	j, _ := b.job(ref, "aborted", in(printer.Aborted))
	if len(j.Reasons) == 0 {
		t.Errorf("got %+v, want a reason", j)
	}
	if b.Output != nil && len(b.Output("aborted")) != 0 {
		t.Error("the aborted job came out")
	}
}

func testForgotten(t *testing.T, h Harness) {
	b := set(t, h)
	needs(t, "forget a job", b.Forget != nil)
	ref := b.submit(doc("forgotten", 1))
	b.job(ref, "completed", in(printer.Completed))
	b.Forget()
	if _, err := b.Printer.Job(b.ctx, ref); !errors.Is(err, printer.ErrNoJob) {
		t.Errorf("Job: got %v, want ErrNoJob", err)
	}
	if _, found, err := b.Printer.Find(b.ctx, "forgotten"); found || err != nil {
		t.Errorf("Find: got %v, %v, want nothing", found, err)
	}
}
