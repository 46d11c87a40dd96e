package ipp

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/drivers/printer"
	"lawkiosk/drivers/printer/printertest"
)

// BenchmarkSubmit compares the driver's submission with the least that can be
// done: the same request by goipp and net/http, without any of the care.
func BenchmarkSubmit(b *testing.B) {
	pdf := append(printertest.PDF(2, "bench"), bytes.Repeat([]byte("% a guide with its fonts has about this size\n"), 3000)...)
	b.Run("driver", func(b *testing.B) {
		sim := simulate(b, printertest.Options{PageTime: time.Nanosecond, Capacity: 1 << 30})
		p, err := New(quick(sim.URI()))
		if err != nil {
			b.Fatal(err)
		}
		defer p.link.close()
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pdf)), nil }
		for i := 0; b.Loop(); i++ {
			d := printer.Document{Name: fmt.Sprint("bench-", i), Format: "application/pdf", Copies: 1, Open: open}
			if _, err := p.Submit(b.Context(), d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		sim := simulate(b, printertest.Options{PageTime: time.Nanosecond, Capacity: 1 << 30})
		client := &http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		for i := 0; b.Loop(); i++ {
			m := goipp.NewRequest(goipp.DefaultVersion, goipp.OpPrintJob, 1)
			m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
			m.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
			m.Operation.Add(goipp.MakeAttr("printer-uri", goipp.TagURI, goipp.String(sim.URI())))
			m.Operation.Add(goipp.MakeAttr("job-name", goipp.TagName, goipp.String(fmt.Sprint("bench-", i))))
			m.Operation.Add(goipp.MakeAttr("document-format", goipp.TagMimeType, goipp.String("application/pdf")))
			head, err := m.EncodeBytes()
			if err != nil {
				b.Fatal(err)
			}
			r, err := client.Post("http://"+sim.Addr()+"/ipp/print", goipp.ContentType, io.MultiReader(bytes.NewReader(head), bytes.NewReader(pdf)))
			if err != nil {
				b.Fatal(err)
			}
			var reply goipp.Message
			if err := reply.Decode(r.Body); err != nil || reply.Code != 0 {
				b.Fatal(err, reply.Code)
			}
			r.Body.Close()
		}
	})
}
