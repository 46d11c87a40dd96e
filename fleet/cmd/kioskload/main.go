// Command kioskload simulates kiosks against a fleet server and prints what was
// sent, what was acknowledged and how fast.
//
//	kioskload -config fleetd.toml -enrol -kiosks 200 -duration 1m
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"lawkiosk/fleet/load"
	"lawkiosk/fleet/server"
)

// maxKiosks bounds a simulation on one machine.
const maxKiosks = 50000

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fs := flag.NewFlagSet("kioskload", flag.ContinueOnError)
	fs.SetOutput(errs)
	cfg := load.Config{}
	config := fs.String("config", "fleetd.toml", "fleetd's configuration, for -enrol")
	enrol := fs.Bool("enrol", false, "enrol the simulated kiosks in the database (the server may run)")
	kiosks := fs.Int("kiosks", 100, "number of kiosks")
	id, token := fs.String("id", "", "simulate this one kiosk instead of -enrol"), fs.String("token", "", "token of -id")
	fs.StringVar(&cfg.URL, "url", "tcp://127.0.0.1:1883", "the fleet's MQTT address")
	fs.BoolVar(&cfg.Remote, "remote", false, "allow an address that is not this machine")
	fs.DurationVar(&cfg.Duration, "duration", time.Minute, "how long")
	fs.Float64Var(&cfg.Visits, "visits", 12, "visits of one kiosk in an hour, at most 36000")
	fs.Float64Var(&cfg.Faults, "faults", 1, "device faults of one kiosk in an hour")
	fs.Float64Var(&cfg.Cuts, "cuts", 1, "cut connections of one kiosk in an hour")
	fs.Float64Var(&cfg.Calls, "calls", 0, "calls for a lawyer of one kiosk in an hour")
	fs.StringVar(&cfg.API, "api", "http://127.0.0.1:9000", "the fleet's HTTP address, for -calls")
	fs.DurationVar(&cfg.Health, "health", time.Minute, "time between health documents")
	fs.DurationVar(&cfg.Ramp, "ramp", 5*time.Second, "time over which the kiosks connect, at most half of -duration")
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	cfg.Ramp = min(cfg.Ramp, cfg.Duration/2)
	switch {
	case *kiosks < 1 || *kiosks > maxKiosks:
		fmt.Fprintf(errs, "kioskload: cannot simulate %d kiosks: 1 to %d are allowed\n", *kiosks, maxKiosks)
		return 2
	case *id != "":
		cfg.Kiosks = []load.Identity{{ID: *id, Token: *token}}
	case *enrol:
		enrolled, err := server.EnrolSimulated(ctx, *config, *kiosks)
		if err != nil {
			fmt.Fprintln(errs, "kioskload:", err)
			return 1
		}
		for _, e := range enrolled {
			cfg.Kiosks = append(cfg.Kiosks, load.Identity(e))
		}
	default:
		fmt.Fprintln(errs, "kioskload: cannot sign in: give -enrol with -config, or -id with -token")
		return 2
	}
	stats, err := load.Run(ctx, cfg)
	if err == nil {
		err = stats.Write(out)
	}
	if err != nil {
		fmt.Fprintln(errs, "kioskload:", err)
		return 1
	}
	if stats.Left > 0 || stats.Acked != stats.Made {
		fmt.Fprintln(errs, "kioskload: not every record was acknowledged")
		return 1
	}
	return 0
}
