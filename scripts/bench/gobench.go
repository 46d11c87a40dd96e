package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// metrics runs a Go benchmark and gives the metrics that it reports, by its
// name and unit.
func metrics(ctx context.Context, pkg, pattern string, more ...string) (map[string]float64, error) {
	args := append([]string{"test", "-run", "^$", "-bench", pattern}, more...)
	cmd := exec.CommandContext(ctx, "go", append(args, pkg)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("cannot run the benchmark of %s: %w\n%s%s", pkg, err, out, errs.String())
	}
	found := map[string]float64{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(regexp.MustCompile(`-\d+$`).ReplaceAllString(f[0], ""), "Benchmark")
		for i := 2; i+1 < len(f); i += 2 {
			if v, err := strconv.ParseFloat(f[i], 64); err == nil {
				found[name+" "+f[i+1]] = v
			}
		}
	}
	return found, nil
}

// records compares durable records through MQTT with the store alone at the
// same batch size, and with SQLite's bare insert.
func records(ctx context.Context, _ string) ([]row, error) {
	m, err := metrics(ctx, "./fleet/mqttd", "Durable", "-benchtime", "4000x")
	if err != nil {
		return nil, err
	}
	plain, err := metrics(ctx, "./fleet/mqttd", "BareInsert/4600", "-benchtime", "100x")
	if err != nil {
		return nil, err
	}
	through, alone, bare := m["Durable/mqtt records/s"], m["Durable/sqlite records/s"], plain["BareInsert/4600 records/s"]
	share := func(limit float64, against string) row {
		return row{"durable records through MQTT", through, "1/s", against, limit, ratio(through, limit), "at least 60 %", through >= 0.6*limit}
	}
	return []row{share(alone, "the store alone, same batch"), share(bare, "SQLite's bare insert")}, nil
}

var searchTime = regexp.MustCompile(`([0-9.]+) ms a query`)

// search takes the figure that the page's own test prints for 200 guides.
func search(ctx context.Context, _ string) ([]row, error) {
	cmd := exec.CommandContext(ctx, "npm", "run", "--silent", "test", "--", "search")
	cmd.Dir = "kiosk-ui"
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("cannot run the page's search test: %w\n%s", err, out)
	}
	m := searchTime.FindSubmatch(out)
	if m == nil {
		return nil, errors.New("cannot find the search's time in what the page's test printed")
	}
	ms, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return nil, fmt.Errorf("cannot read the search's time: %w", err)
	}
	return []row{atMost("search over 200 guides, a query", ms, 50, "ms", "the goal", 50)}, nil
}
