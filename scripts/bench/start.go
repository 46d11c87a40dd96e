package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"lawkiosk/scripts/rig"
)

const starts = 9

// start measures kioskd from its exec to the first page served to a browser
// with its cookie, against the bare start of a Go program of the same kind
// (the virtual terminal, until it answers), and the memory it idles with.
func start(ctx context.Context, bin string) ([]row, error) {
	h, remove, err := house(ctx, bin, true)
	if err != nil {
		return nil, err
	}
	defer remove()
	var bare, first []time.Duration
	for range starts {
		began := time.Now()
		terminal, err := h.StartTerminal(ctx)
		if err != nil {
			return nil, err
		}
		bare = append(bare, time.Since(began))
		d, err := firstPage(ctx, h)
		terminal.Kill()
		if err != nil {
			return nil, err
		}
		first = append(first, d)
	}
	pss, after, err := idleMemory(ctx, h)
	if err != nil {
		return nil, err
	}
	return []row{
		atMost("kioskd start to first page", middle(first), middle(bare), "ms", "start of the virtual terminal", 300),
		atMost("kioskd idle memory (PSS)", pss, 23.9, "MB", "telegraf with five inputs, as published", 20),
		atMost("kioskd idle memory after a print", after, 14.8, "MB", "AWS Greengrass lite, as published", 20),
	}, nil
}

func firstPage(ctx context.Context, h *rig.House) (time.Duration, error) {
	_ = os.Remove(h.Path("kiosk", "launch-url"))
	began := time.Now()
	kiosk, err := h.StartKiosk(ctx)
	if err != nil {
		return 0, err
	}
	defer kiosk.Kill()
	page, err := h.Launch(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := rig.Call(ctx, page, http.MethodGet, "http://"+h.Kiosk+"/", nil, nil, nil); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}

// idleMemory is the proportional set size of a kiosk with all its parts
// running, before and after it printed.
func idleMemory(ctx context.Context, h *rig.House) (before, after float64, err error) {
	fleet, err := h.StartFleet(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer fleet.Kill()
	terminal, err := h.StartTerminal(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer terminal.Kill()
	kiosk, err := h.StartKiosk(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer kiosk.Kill()
	if before, err = settled(ctx, kiosk.PID()); err != nil {
		return 0, 0, err
	}
	p, err := openPage(ctx, h)
	if err != nil {
		return 0, 0, err
	}
	defer p.close()
	if _, err := p.print(ctx); err != nil {
		return 0, 0, err
	}
	if err := p.endVisit(ctx); err != nil {
		return 0, 0, err
	}
	after, err = settled(ctx, kiosk.PID())
	return before, after, err
}

// settled waits until a process idles and gives its PSS in MB.
func settled(ctx context.Context, pid int) (float64, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-time.After(5 * time.Second):
	}
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, fmt.Errorf("cannot read the memory of kioskd: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "Pss: %f kB", &kb); n == 1 {
			return kb / 1024, nil
		}
	}
	return 0, fmt.Errorf("cannot find Pss in smaps_rollup of %d", pid)
}
