package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/OpenPrinting/goipp"

	"lawkiosk/scripts/rig"
)

const prints = 25

// printing compares a touch on "print" until the printer accepted the job with
// the same paper sent to the same printer by goipp alone, taking turns.
func printing(ctx context.Context, bin string) ([]row, error) {
	h, stop, err := withTerminal(ctx, bin)
	if err != nil {
		return nil, err
	}
	defer stop()
	kiosk, err := h.StartKiosk(ctx)
	if err != nil {
		return nil, err
	}
	defer kiosk.Kill()
	if _, err := rig.Call(ctx, http.DefaultClient, http.MethodPost, "http://"+h.Panel+"/api/printer", nil, map[string]any{"page_ms": 1, "paper": 1000}, nil); err != nil {
		return nil, err
	}
	p, err := openPage(ctx, h)
	if err != nil {
		return nil, err
	}
	defer p.close()
	if err := p.get(ctx, "/api/content/guides/unpaid-wages?lang=zh-CN&via=tile", nil); err != nil {
		return nil, err
	}
	if _, err := p.print(ctx); err != nil { // warms caches and gives the paper
		return nil, err
	}
	paper, err := printedPaper(ctx, h)
	if err != nil {
		return nil, err
	}
	var touch, bare []time.Duration
	for range prints {
		d, err := p.print(ctx)
		if err != nil {
			return nil, err
		}
		touch = append(touch, d)
		if d, err = bareJob(ctx, h.IPP, paper); err != nil {
			return nil, err
		}
		bare = append(bare, d)
	}
	added := middle(touch) - middle(bare)
	return []row{
		atMost("touch to job accepted, added", added, middle(bare), "ms", "bare goipp submission", 20),
	}, nil
}

// print asks for the guide, waits until the printer accepted it, and then until
// it is printed, which is not measured.
func (p *page) print(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	var answer struct {
		Job struct{ Job, State string } `json:"job"`
	}
	if err := p.post(ctx, "/api/prints", map[string]any{"kind": "guide", "id": "unpaid-wages", "lang": "zh-CN", "copies": 1}, &answer); err != nil {
		return 0, err
	}
	var accepted time.Duration
	state := answer.Job.State
	err := p.wait(func(e event) bool {
		var progress struct{ Job, State string }
		if e.Type != "print.progress" || json.Unmarshal(e.Data, &progress) != nil || progress.Job != answer.Job.Job {
			return false
		}
		state = progress.State
		if accepted == 0 && slices.Contains([]string{"sent", "printing", "printed"}, state) {
			accepted = time.Since(began)
		}
		return slices.Contains([]string{"printed", "failed", "canceled", "unknown"}, state)
	})
	if err == nil && state != "printed" {
		err = fmt.Errorf("cannot print: the job ended %s", state)
	}
	return accepted, err
}

// printedPaper gets the newest paper from the virtual terminal's tray.
func printedPaper(ctx context.Context, h *rig.House) ([]byte, error) {
	var list []struct{ File string }
	var raw []byte
	if _, err := rig.Call(ctx, http.DefaultClient, http.MethodGet, "http://"+h.Panel+"/api/printed", nil, nil, &raw); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		return nil, fmt.Errorf("cannot find the printed paper in %s", raw)
	}
	var paper []byte
	_, err := rig.Call(ctx, http.DefaultClient, http.MethodGet, "http://"+h.Panel+"/api/printed/"+list[0].File, nil, nil, &paper)
	return paper, err
}

// bareJob is the least that gets a paper printed: one Print-Job.
func bareJob(ctx context.Context, addr string, paper []byte) (time.Duration, error) {
	began := time.Now()
	m := goipp.NewRequest(goipp.DefaultVersion, goipp.OpPrintJob, 1)
	op := &m.Operation
	op.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	op.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	op.Add(goipp.MakeAttribute("printer-uri", goipp.TagURI, goipp.String("ipp://"+addr+"/ipp/print")))
	op.Add(goipp.MakeAttribute("requesting-user-name", goipp.TagName, goipp.String("bench")))
	op.Add(goipp.MakeAttribute("job-name", goipp.TagName, goipp.String("bare")))
	op.Add(goipp.MakeAttribute("document-format", goipp.TagMimeType, goipp.String("application/pdf")))
	head, err := m.EncodeBytes()
	if err != nil {
		return 0, fmt.Errorf("cannot encode a job: %w", err)
	}
	// A busy printer refuses; that try is not what is compared.
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/ipp/print", io.MultiReader(bytes.NewReader(head), bytes.NewReader(paper)))
		if err != nil {
			return 0, fmt.Errorf("cannot make a job: %w", err)
		}
		req.ContentLength = int64(len(head) + len(paper))
		req.Header.Set("Content-Type", goipp.ContentType)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, fmt.Errorf("cannot send a job: %w", err)
		}
		var answer goipp.Message
		err = answer.Decode(resp.Body)
		_ = resp.Body.Close()
		switch {
		case err != nil:
			return 0, fmt.Errorf("cannot read the printer's answer: %w", err)
		case goipp.Status(answer.Code) == goipp.StatusErrorBusy:
			began = time.Now()
		case goipp.Status(answer.Code) >= goipp.StatusErrorBadRequest:
			return 0, fmt.Errorf("cannot print: the printer said %s", goipp.Status(answer.Code))
		default:
			return time.Since(began), nil
		}
	}
}
