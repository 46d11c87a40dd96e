package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"go.bug.st/serial/enumerator"

	"lawkiosk/drivers"
)

// list shows the drivers and the serial ports.
func list(_ context.Context, args []string, out, errs io.Writer) error {
	flags := flag.NewFlagSet("list", flag.ContinueOnError)
	flags.SetOutput(errs)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return wrongUse{err}
	}
	fmt.Fprintln(out, "drivers:")
	r := registry()
	for _, class := range classes() {
		fmt.Fprintf(out, "  %-8s %s\n", class, strings.Join(r.Names(class), " "))
	}
	fmt.Fprintln(out, "serial ports:")
	ports, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return fmt.Errorf("cannot list the serial ports: %w", err)
	}
	for _, p := range ports {
		fmt.Fprintf(out, "  %s", p.Name)
		if p.IsUSB {
			fmt.Fprintf(out, "  USB %s:%s %s %s", p.VID, p.PID, p.Product, p.SerialNumber)
		}
		fmt.Fprintln(out)
	}
	if len(ports) == 0 {
		fmt.Fprintln(out, "  none")
	}
	return nil
}

// probe opens devices and tells what they are and how they are.
func probe(ctx context.Context, args []string, out, errs io.Writer) error {
	c := choose("probe", "Opens devices, tells what they are and how they are.", "", 10*time.Second, errs)
	devices, err := c.open(args)
	if err != nil {
		return err
	}
	return look(ctx, devices, c.wait, out)
}

// watch is probe, and with -watch goes on until ctx ends.
func watch(ctx context.Context, args []string, out, errs io.Writer) error {
	c := choose("status", "Tells how devices are.", "", 10*time.Second, errs)
	on := c.flags.Bool("watch", false, "tell each change until Ctrl-C")
	devices, err := c.open(args)
	if err != nil {
		return err
	}
	if !*on {
		return look(ctx, devices, c.wait, out)
	}
	lines := make(chan string)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, d := range devices {
		r := start(ctx, d)
		defer r.stop()
		go func() {
			for {
				s := r.Status()
				select {
				case lines <- fmt.Sprintf("%s %s: %s", s.At.Format("15:04:05.000"), d.class, describe(s)):
				case <-ctx.Done():
					return
				}
				select {
				case <-r.news:
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case line := <-lines:
			fmt.Fprintln(out, line)
		}
	}
}

// look tells of each device once; an error means that not all are ready.
func look(ctx context.Context, devices []device, wait time.Duration, out io.Writer) error {
	var not []string
	for _, d := range devices {
		r := start(ctx, d)
		s := r.settle(ctx, wait)
		r.stop()
		info := d.Info()
		fmt.Fprintf(out, "%s\n  driver   %s\n  address  %s\n", info.Class, info.Driver, info.Address)
		if info.Model != "" {
			fmt.Fprintf(out, "  model    %s\n", info.Model)
		}
		if info.Serial != "" {
			fmt.Fprintf(out, "  serial   %s\n", info.Serial)
		}
		fmt.Fprintf(out, "  status   %s\n", describe(s))
		if !s.Ready() {
			not = append(not, string(d.class))
		}
	}
	if not != nil {
		return fmt.Errorf("not ready: %s", strings.Join(not, ", "))
	}
	return nil
}

// describe puts a status into one line.
func describe(s drivers.Status) string {
	var b strings.Builder
	b.WriteString(string(s.State))
	if s.Ready() {
		b.WriteString(", ready")
	} else {
		b.WriteString(", not ready")
	}
	for _, p := range s.Supplies {
		fmt.Fprintf(&b, "; %s %q %s", p.Kind, p.Name, p.Level)
		if p.Percent != nil {
			fmt.Fprintf(&b, " %d%%", *p.Percent)
		}
	}
	if len(s.Reasons) > 0 {
		fmt.Fprintf(&b, "; reasons: %s", strings.Join(s.Reasons, " "))
	}
	if s.Detail != "" {
		fmt.Fprintf(&b, "; %s", s.Detail)
	}
	return b.String()
}
