package printing

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lawkiosk/agent/printing/printingtest"
	"lawkiosk/content"
	"lawkiosk/drivers/printer"
	"lawkiosk/fleet/wire"
)

// BenchmarkPrintToAccepted measures what the spool adds to a bare submission:
// from the call of Print, with the guide prepared, until the printer has it.
func BenchmarkPrintToAccepted(b *testing.B) {
	accepted := make(chan struct{}, 1)
	prn := printingtest.New()
	prn.Script(printer.Job{State: printer.Completed, Impressions: 2})
	pack := samplePack()
	s := New(Config{Dir: b.TempDir(), Poll: time.Millisecond}, Deps{
		Printer: prn, Content: func() *content.Pack { return pack }, Render: &printingtest.Renderer{}, Now: time.Now,
		Log: slog.New(slog.DiscardHandler), Ended: func(wire.PrintEnded) {},
		Progress: func(p Progress) {
			if p.State == Sent {
				accepted <- struct{}{}
			}
		},
	})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	for {
		if _, err := s.enter(); err == nil {
			s.wg.Done()
			break
		}
	}
	s.Prepare("unpaid-wages", content.Chinese)
	for b.Loop() {
		if _, err := s.Print(ctx, guideRequest()); err != nil {
			b.Fatal(err)
		}
		<-accepted
	}
	b.StopTimer()
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
}

// BenchmarkBareSubmit is the same submission without a spool.
func BenchmarkBareSubmit(b *testing.B) {
	prn := printingtest.New()
	path := filepath.Join(b.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.7"), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, err := prn.Submit(b.Context(), printer.Document{Name: "lk-1", Format: "application/pdf", Copies: 1, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
		if err != nil {
			b.Fatal(err)
		}
	}
}
