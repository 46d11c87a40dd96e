// Command bench measures what the product promises, each figure beside its
// limit or peer in the same run, prints a table and writes one JSON object a
// line. "make bench" runs it. Machines differ: read the ratios.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"lawkiosk/scripts/rig"
)

// row is one figure.
type row struct {
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Against string  `json:"against"` // what the limit is
	Limit   float64 `json:"limit"`
	Ratio   float64 `json:"ratio"` // value / limit
	Goal    string  `json:"goal"`
	Met     bool    `json:"met"`
}

// atMost is a row whose value should not pass goal.
func atMost(name string, value, limit float64, unit, against string, goal float64) row {
	return row{name, value, unit, against, limit, ratio(value, limit), fmt.Sprintf("at most %g %s", goal, unit), value <= goal}
}

func ratio(value, limit float64) float64 {
	if limit == 0 {
		return 0
	}
	return value / limit
}

func main() {
	out := flag.String("out", "var/bench.jsonl", "file for the figures")
	bin := flag.String("bin", "bin", "folder of the binaries")
	only := flag.String("only", "", "measure only this one: start, print, card, records, search, plan, papers, turn")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	var err error
	if flag.Arg(0) == turnChild {
		err = serveRelay(ctx, flag.Args()[1:])
	} else {
		err = run(ctx, *out, *bin, *only)
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, bin, only string) error {
	absBin, err := filepath.Abs(bin)
	if err != nil {
		return fmt.Errorf("cannot find the binaries: %w", err)
	}
	var rows []row
	for _, m := range []struct {
		name string
		do   func(context.Context, string) ([]row, error)
	}{{"start", start}, {"print", printing}, {"card", card}, {"records", records}, {"search", search}, {"plan", planned}, {"papers", papers}, {"turn", relayed}} {
		if only != "" && only != m.name {
			continue
		}
		fmt.Println("== measuring", m.name)
		r, err := m.do(ctx, absBin)
		if err != nil {
			return fmt.Errorf("cannot measure %s: %w", m.name, err)
		}
		rows = append(rows, r...)
	}
	table(rows)
	return write(out, rows)
}

func table(rows []row) {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\nname\tvalue\tunit\tagainst\tlimit\tratio\tgoal\tmet")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%.2f\t%s\t%s\t%.2f\t%.2f\t%s\t%v\n", r.Name, r.Value, r.Unit, r.Against, r.Limit, r.Ratio, r.Goal, r.Met)
	}
	_ = w.Flush() // standard output
}

func write(path string, rows []row) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("cannot write the figures: %w", err)
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("cannot write the figures: %w", err)
		}
	}
	return nil
}

// house makes a house in a folder that goes when the measurement ends.
func house(ctx context.Context, bin string, devices bool) (h *rig.House, remove func(), err error) {
	dir, err := os.MkdirTemp("", "lawkiosk-bench-")
	if err != nil {
		return nil, nil, fmt.Errorf("cannot make a folder: %w", err)
	}
	h, err = rig.New(ctx, rig.Options{Dir: dir, Bin: bin, Content: "content", Devices: devices})
	return h, func() { _ = os.RemoveAll(dir) }, err
}

// withTerminal is a house whose virtual terminal runs until stop.
func withTerminal(ctx context.Context, bin string) (h *rig.House, stop func(), err error) {
	h, remove, err := house(ctx, bin, true)
	if err != nil {
		return nil, nil, err
	}
	terminal, err := h.StartTerminal(ctx)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return h, func() { terminal.Kill(); remove() }, nil
}

func middle(d []time.Duration) float64 {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return float64(d[len(d)/2]) / float64(time.Millisecond)
}
