package agenttest

import (
	"bytes"
	"context"
	"sync"

	"lawkiosk/agent/printing/render"
	"lawkiosk/drivers/printer/printertest"
)

// Papers is a renderer without fonts: its papers are real PDF files of two
// pages that carry nothing but a number. It keeps what it made.
type Papers struct {
	mu       sync.Mutex
	requests []render.Request
	made     [][]byte
}

// Render makes a paper.
func (p *Papers) Render(_ context.Context, r render.Request) (render.Paper, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pdf := printertest.PDF(2, "paper "+string(rune('A'+len(p.made)%26)))
	p.requests, p.made = append(p.requests, r), append(p.made, pdf)
	return render.Paper{PDF: pdf, Pages: 2}, nil
}

// Made tells whether these very bytes were rendered.
func (p *Papers) Made(pdf []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.made {
		if bytes.Equal(m, pdf) {
			return true
		}
	}
	return false
}

// Values gives the values with which forms were rendered.
func (p *Papers) Values() (list []map[string]string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.requests {
		if r.Form != nil {
			list = append(list, r.Values)
		}
	}
	return list
}

// Signatures gives the signatures that forms were rendered with, nil where one had
// none.
func (p *Papers) Signatures() (list [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.requests {
		if r.Form != nil {
			list = append(list, r.Signature)
		}
	}
	return list
}

// Sheets gives the papers of calls that were rendered.
func (p *Papers) Sheets() (list []*render.Sheet) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.requests {
		if r.Sheet != nil {
			list = append(list, r.Sheet)
		}
	}
	return list
}
