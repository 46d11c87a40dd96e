package ipp

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers/printer"
	"lawkiosk/drivers/printer/printertest"
)

// BenchmarkSubmit compares the driver's submission with the least that can be
// done: the same document by goipp and net/http, without any of the care. The
// two take turns, so that whatever else the machine does hits both.
func BenchmarkSubmit(b *testing.B) {
	pdf := append(printertest.PDF(2, "bench"), bytes.Repeat([]byte("% a guide with its fonts has about this size\n"), 3000)...)
	sim := simulate(b, printertest.Options{PageTime: time.Nanosecond, Capacity: 1 << 30})
	p, err := New(quick(sim.URI()))
	if err != nil {
		b.Fatal(err)
	}
	defer p.link.close()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pdf)), nil }
	var driver, bare []time.Duration
	for i := 0; b.Loop(); i++ {
		name := fmt.Sprint("bench-", i)
		begin := time.Now()
		if _, err := p.Submit(b.Context(), printer.Document{Name: name, Format: "application/pdf", Copies: 1, Open: open}); err != nil {
			b.Fatal(err)
		}
		driver = append(driver, time.Since(begin))
		begin = time.Now()
		submitBare(b, client, sim, name, pdf)
		bare = append(bare, time.Since(begin))
	}
	slices.Sort(driver)
	slices.Sort(bare)
	middle := func(d []time.Duration) float64 { return float64(d[len(d)/2].Microseconds()) / 1000 }
	b.ReportMetric(middle(driver), "driver-ms")
	b.ReportMetric(middle(bare), "bare-ms")
	b.ReportMetric(middle(driver)-middle(bare), "added-ms")
}

func submitBare(b *testing.B, client *http.Client, sim *printertest.Simulator, name string, pdf []byte) {
	m := goipp.NewRequest(goipp.DefaultVersion, goipp.OpPrintJob, 1)
	m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	m.Operation.Add(goipp.MakeAttr("printer-uri", goipp.TagURI, goipp.String(sim.URI())))
	m.Operation.Add(goipp.MakeAttr("job-name", goipp.TagName, goipp.String(name)))
	m.Operation.Add(goipp.MakeAttr("document-format", goipp.TagMimeType, goipp.String("application/pdf")))
	head, err := m.EncodeBytes()
	if err != nil {
		b.Fatal(err)
	}
	r, err := client.Post("http://"+sim.Addr()+"/ipp/print", goipp.ContentType, io.MultiReader(bytes.NewReader(head), bytes.NewReader(pdf)))
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	var reply goipp.Message
	if err := reply.Decode(r.Body); err != nil || reply.Code != 0 {
		b.Fatal(err, reply.Code)
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		b.Fatal(err)
	}
}
