package sdt_test

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"go.bug.st/serial"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
	"lawkiosk/drivers/idcard/idcardtest"
)

// BenchmarkCardToName times a card that lies on the reader until its fields are
// parsed, over a line paced like 115200 8N1, beside the bare exchange of the
// same bytes (find, select, read) in the same run. "added-ms" is what the
// driver adds; the goal is under 10.
func BenchmarkCardToName(b *testing.B) {
	port := filepath.Join(b.TempDir(), "idcard")
	sim := idcardtest.StartSimulator(b, idcardtest.Options{Link: port, Baud: 115200})
	card, _ := idcardtest.CardByID("citizen")
	bare := bareTime(b, sim, card, port)

	r, changes := start(b, port)
	await(b, changes, drivers.Online)
	var whole, after time.Duration
	for b.Loop() {
		sim.Lift()
		sim.Put(card)
		var found time.Time
		begun := time.Now()
		_, err := idcard.ReadStages(b.Context(), r, func(s idcard.Stage) {
			if s == idcard.Reading {
				found = time.Now()
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		whole += time.Since(begun)
		after += time.Since(found)
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) / float64(b.N) }
	b.ReportMetric(ms(whole), "driver-ms")
	b.ReportMetric(ms(after), "found-to-card-ms")
	b.ReportMetric(float64(bare)/float64(time.Millisecond), "bare-ms")
	b.ReportMetric(ms(whole)-float64(bare)/float64(time.Millisecond), "added-ms")
}

// bareTime is the mean time of the exchange without a driver: the commands of
// the protocol written out, and as many bytes read as their answers have.
func bareTime(b *testing.B, sim *idcardtest.Simulator, card idcardtest.DemoCard, port string) time.Duration {
	b.Helper()
	p, err := serial.Open(port, &serial.Mode{BaudRate: 115200})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	const rounds = 10
	var sum time.Duration
	for range rounds {
		sim.Lift()
		sim.Put(card)
		begun := time.Now()
		for _, x := range []struct {
			command string
			answer  int
		}{
			{"\xAA\xAA\xAA\x96\x69\x00\x03\x20\x01\x22", 15},
			{"\xAA\xAA\xAA\x96\x69\x00\x03\x20\x02\x21", 19},
			{"\xAA\xAA\xAA\x96\x69\x00\x03\x30\x01\x32", 7 + 3 + 4 + 256 + 1024 + 1},
		} {
			if _, err := p.Write([]byte(x.command)); err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadFull(p, make([]byte, x.answer)); err != nil {
				b.Fatal(err)
			}
		}
		sum += time.Since(begun)
	}
	return sum / rounds
}
