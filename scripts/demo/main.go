// Command demo starts a whole lawkiosk on one machine without hardware, as
// "make run" does: the fleet server, the virtual terminal and one kiosk, each
// as the process that it is in service. It starts what dies again and stops
// everything on Ctrl-C.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", "var", "folder for everything the demo writes")
	flag.StringVar(&o.bin, "bin", "bin", "folder of the binaries")
	flag.StringVar(&o.content, "content", "content", "folder of the content's sources")
	flag.StringVar(&o.kiosk, "kiosk", "127.0.0.1:8080", "address of the kiosk's page")
	flag.StringVar(&o.fleet, "fleet", "127.0.0.1:9000", "address of the console")
	flag.StringVar(&o.mqtt, "mqtt", "127.0.0.1:1883", "address of the fleet's MQTT endpoint")
	flag.StringVar(&o.panel, "panel", "127.0.0.1:8090", "address of the virtual terminal's panel")
	flag.StringVar(&o.ipp, "ipp", "127.0.0.1:8631", "address of the virtual printer")
	flag.StringVar(&o.idle, "idle", "75s", "how long a visit may idle before the warning")
	flag.IntVar(&o.media, "media", 7882, "UDP port of the video meetings")
	code := flag.Bool("code", false, "print the demo lawyer's sign-in code and end")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	if *code {
		err = o.printCode()
	} else {
		err = run(ctx, o)
	}
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

type options struct {
	dir, bin, content              string
	kiosk, fleet, mqtt, panel, ipp string
	idle                           string
	media                          int
}

func (o options) path(parts ...string) string {
	return filepath.Join(append([]string{o.dir}, parts...)...)
}

func (o options) program(name string) string {
	p, err := filepath.Abs(filepath.Join(o.bin, name))
	if err != nil {
		return filepath.Join(o.bin, name)
	}
	return p
}

func run(ctx context.Context, o options) error {
	if err := portsFree(ctx, o); err != nil {
		return err
	}
	for _, d := range []string{o.path("log"), o.path("keys"), o.path("printed"), o.path("vterm"), o.path("kiosk"), o.path("fleet")} {
		if err := os.MkdirAll(d, 0o750); err != nil {
			return fmt.Errorf("cannot make the demo's folder: %w", err)
		}
	}
	steps := []struct {
		what string
		do   func(context.Context, *prepared) error
	}{
		{"content: check, build and sign the pack", o.buildPack},
		{"fleet: write its configuration, enrol the kiosk, make an operator", o.prepareFleet},
		{"fleet: make a lawyer for its desk", o.prepareLawyer},
		{"kiosk: write its configuration", o.prepareKiosk},
	}
	var p prepared
	for _, s := range steps {
		fmt.Println("==", s.what)
		if err := s.do(ctx, &p); err != nil {
			return err
		}
	}
	sup := newSupervisor(o)
	defer sup.stop()
	for _, c := range o.children() {
		fmt.Printf("== start %s on %s\n", c.name, c.addr)
		if err := sup.start(ctx, c); err != nil {
			return err
		}
	}
	o.welcome(&p)
	return sup.watch(ctx)
}
