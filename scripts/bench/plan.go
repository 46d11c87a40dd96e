package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"lawkiosk/agent/printing/render"
	"lawkiosk/content"
	"lawkiosk/content/preview"
	"lawkiosk/content/source"
)

const plans = 40

// planned measures the page's last answer until it has the plan, through kioskd,
// over ways of all journeys.
func planned(ctx context.Context, bin string) ([]row, error) {
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
	p, err := openPage(ctx, h)
	if err != nil {
		return nil, err
	}
	defer p.close()
	pack, err := sources()
	if err != nil {
		return nil, err
	}
	ways := longestWays(pack)
	var first time.Duration
	took := make([]time.Duration, 0, plans)
	for i := range plans {
		w := ways[i%len(ways)]
		var doc struct{ Plan json.RawMessage }
		began := time.Now()
		if err := p.post(ctx, "/api/plans", w, &doc); err != nil {
			return nil, fmt.Errorf("the journey %s: %w", w.Journey, err)
		}
		d := time.Since(began)
		if len(doc.Plan) == 0 {
			return nil, fmt.Errorf("cannot find the plan of the journey %s", w.Journey)
		}
		if i == 0 {
			first = d
		}
		took = append(took, d)
	}
	return []row{
		atMost("last answer to plan, first of a visit", float64(first)/1e6, 100, "ms", "the goal", 100),
		atMost("last answer to plan", middle(took), 100, "ms", "the goal", 100),
	}, nil
}

func sources() (*content.Pack, error) {
	pack, problems := source.Load(os.DirFS("content"), time.Time{})
	if problems.Errors() > 0 {
		return nil, errors.New("cannot read content:\n" + problems.String())
	}
	return pack, nil
}

// way is a journey with its answers, as the page sends it.
type way struct {
	Journey string            `json:"journey"`
	Answers map[string]string `json:"answers"`
}

// longestWays gives of each journey the way of the most questions.
func longestWays(p *content.Pack) (out []way) {
	for i := range p.Journeys {
		j := &p.Journeys[i]
		best := map[string]string{}
		var follow func(next string, so map[string]string)
		follow = func(next string, so map[string]string) {
			q, ok := j.Question(next)
			if !ok {
				if len(so) > len(best) {
					best = so
				}
				return
			}
			step := func(answer, to string) {
				with := map[string]string{q.ID: answer}
				for k, v := range so {
					with[k] = v
				}
				follow(to, with)
			}
			for _, o := range q.Choices {
				step(o.ID, o.Next)
			}
			switch q.Kind {
			case "choice":
			case "date":
				step("2026-03-14", q.Next)
			default:
				step(fmt.Sprint(max(q.Min, 1)), q.Next)
			}
		}
		follow(j.First, map[string]string{})
		out = append(out, way{j.ID, best})
	}
	return out
}

// papers measures all papers of the package that has the most, filled in, made by
// kioskd's children side by side, as the page prints them, beside one child alone.
func papers(ctx context.Context, bin string) ([]row, error) {
	pack, err := sources()
	if err != nil {
		return nil, err
	}
	requests := largest(pack)
	child := render.Child{Exe: filepath.Join(bin, "kioskd")}
	var all, one, work []time.Duration
	for range 5 {
		began := time.Now()
		if _, err := child.Render(ctx, requests[0]); err != nil {
			return nil, err
		}
		one = append(one, time.Since(began))
		began, before := time.Now(), childrenTime()
		if err := together(ctx, child, requests); err != nil {
			return nil, err
		}
		all, work = append(all, time.Since(began)), append(work, childrenTime()-before)
	}
	return []row{
		atMost(fmt.Sprintf("all %d papers of the largest package", len(requests)), middle(all), 1000, "ms", "the goal", 1000),
		atMost("processor time of these papers", middle(work), 1000, "ms", "the goal, on one core", 1000),
		{"one of its papers", middle(one), "ms", "all of them", middle(all), ratio(middle(one), middle(all)), "to compare", true},
	}, nil
}

// childrenTime is the processor time of all children that ended, which other
// programs on the machine do not lengthen.
func childrenTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func together(ctx context.Context, r render.Renderer, requests []render.Request) error {
	errs := make([]error, len(requests))
	var wg sync.WaitGroup
	for i, q := range requests {
		wg.Go(func() { _, errs[i] = r.Render(ctx, q) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// largest gives the papers of the package with the most.
func largest(p *content.Pack) []render.Request {
	var most *content.Package
	for i := range p.Packages {
		if k := &p.Packages[i]; most == nil || len(k.Forms)+len(k.Guides) > len(most.Forms)+len(most.Guides) {
			most = k
		}
	}
	o := render.Options{Lang: content.Chinese, Now: time.Now()}
	out := make([]render.Request, 0, len(most.Forms)+len(most.Guides))
	for _, id := range most.Forms {
		out = append(out, render.Request{Kind: render.KindForm, Form: p.Forms[id], Values: preview.Sample(p.Forms[id]), Options: o})
	}
	for _, id := range most.Guides {
		out = append(out, render.Request{Kind: render.KindGuide, Guide: p.Guides[content.Chinese][id], Options: o})
	}
	return out
}
