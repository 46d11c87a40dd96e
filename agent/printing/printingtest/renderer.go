package printingtest

import (
	"context"
	"encoding/json"
	"sync"

	"lawkiosk/agent/printing/render"
)

// Renderer is a render.Renderer whose papers are the request's own JSON after
// a PDF's first line, so that a test sees what was asked for.
type Renderer struct {
	Pages int   // of every paper, 2 if 0
	Err   error // of every call

	mu    sync.Mutex
	calls int
}

// Render makes a paper.
func (r *Renderer) Render(_ context.Context, req render.Request) (render.Paper, error) {
	r.mu.Lock()
	r.calls++
	r.mu.Unlock()
	if r.Err != nil {
		return render.Paper{}, r.Err
	}
	raw, err := json.Marshal(req)
	if err != nil {
		return render.Paper{}, err
	}
	pages := r.Pages
	if pages == 0 {
		pages = 2
	}
	return render.Paper{PDF: append([]byte("%PDF-1.7\n"), raw...), Pages: pages}, nil
}

// Calls counts the papers asked for.
func (r *Renderer) Calls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}
