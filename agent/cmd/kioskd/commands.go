package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"lawkiosk/agent"
	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/printing/render"
	"lawkiosk/drivers"
	"lawkiosk/drivers/camera/v4l2"
	"lawkiosk/drivers/idcard"
	"lawkiosk/drivers/idcard/sdt"
	"lawkiosk/drivers/lights"
	"lawkiosk/drivers/lights/sysfs"
	"lawkiosk/drivers/printer"
	"lawkiosk/drivers/printer/ipp"
)

var errUsage = errors.New("kioskd: the commands are serve, check, openapi and version")

type command struct {
	file           string
	stdin          io.Reader
	stdout, stderr io.Writer
}

func (c command) do(ctx context.Context, name string) error {
	switch name {
	case "", "serve":
		return c.serve(ctx)
	case "check":
		if _, _, err := c.load(); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.stdout, "%s: good\n", c.file)
		return err
	case "openapi":
		doc, err := localapi.OpenAPI()
		if err != nil {
			return err
		}
		_, err = c.stdout.Write(append(doc, '\n'))
		return err
	case "version":
		_, err := fmt.Fprintln(c.stdout, "kioskd", version())
		return err
	case "render": // the child process that printing starts; not for people
		return render.Main(c.stdin, c.stdout)
	default:
		return errUsage
	}
}

// registry are the drivers of this binary.
func registry() *drivers.Registry {
	r := &drivers.Registry{}
	r.Add(drivers.ClassIDCard, "sdt", sdt.Open)
	r.Add(drivers.ClassPrinter, "ipp", ipp.Open)
	r.Add(drivers.ClassLights, "sysfs", sysfs.Open)
	return r
}

// load reads the configuration and makes the devices, which touches no hardware.
func (c command) load() (config.Config, agent.Deps, error) {
	cfg, err := config.Load(c.file)
	d, faults := cfg.Devices(registry())
	if err := errors.Join(err, faults); err != nil { // all mistakes of the file at once
		return cfg, agent.Deps{}, err
	}
	deps := agent.Deps{
		// The kernel's name for this binary, which stays right while a new
		// version is put in its place.
		Render: render.Child{Exe: "/proc/self/exe"},
		Log:    slog.New(slog.NewTextHandler(c.stderr, nil)),
	}
	deps.Reader, _ = d.IDCard.(idcard.Reader)
	deps.Printer, _ = d.Printer.(printer.Printer)
	deps.Lights, _ = d.Lights.(lights.Lights)
	if paths := cfg.Camera.Devices; len(paths) > 0 {
		deps.Camera = v4l2.New(v4l2.DefaultOptions(paths...))
	}
	return cfg, deps, nil
}

func (c command) serve(ctx context.Context) error {
	// A kiosk is a small machine with a browser on it: give memory back early.
	// The numbers may be overruled by GOGC and GOMEMLIMIT.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(40)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(96 << 20)
	}
	cfg, deps, err := c.load()
	if err != nil {
		return err
	}
	return agent.New(agent.Config{Config: cfg, Version: version()}, deps).Run(ctx)
}

// version is what the Go tool stamped into the binary.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}
