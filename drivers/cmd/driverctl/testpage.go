package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/printer"
)

// testPage prints a page and follows the job until it is final.
func testPage(ctx context.Context, args []string, out, errs io.Writer) error {
	c := choose("test-page", "Prints an A4 page and follows it until it lies in the tray. Ctrl-C cancels the job.",
		drivers.ClassPrinter, 2*time.Minute, errs)
	devices, err := c.open(args)
	if err != nil {
		return err
	}
	p, ok := devices[0].Device.(printer.Printer)
	if !ok {
		return wrongUse{errors.New("this driver prints no pages")}
	}
	// The driver has to outlive ctx: after Ctrl-C the job is canceled through it.
	r := start(context.WithoutCancel(ctx), devices[0])
	defer r.stop()
	ctx, cancel := context.WithTimeout(ctx, c.wait)
	defer cancel()
	s := r.settle(ctx, c.wait)
	fmt.Fprintf(out, "printer: %s\n", describe(s))
	now := time.Now()
	info := p.Info()
	pdf := page([]string{
		"lawkiosk test page", "Printed: " + now.Format(time.RFC3339), "Model: " + info.Model,
		"Serial: " + info.Serial, "Address: " + info.Address, "Driver: " + info.Driver,
	})
	d := printer.Document{
		Name: "test-page-" + now.UTC().Format("20060102-150405.000"), Format: "application/pdf", Copies: 1,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pdf)), nil },
	}
	ref, err := submit(ctx, p, d, out)
	if err != nil {
		return err
	}
	err = follow(ctx, p, ref, out)
	if ctx.Err() == nil {
		return err
	}
	after, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	if err := p.Cancel(after, ref); err != nil {
		return fmt.Errorf("the page is not printed and its job may go on: %w", err)
	}
	return errors.New("the page was not printed in time: its job is canceled")
}

// submit hands the page over, and looks for it where the answer was lost.
func submit(ctx context.Context, p printer.Printer, d printer.Document, out io.Writer) (printer.Ref, error) {
	ref, err := p.Submit(ctx, d)
	if errors.Is(err, printer.ErrUnsure) {
		fmt.Fprintln(out, "the printer's answer was lost, looking for the job")
		found, ok, lookErr := p.Find(ctx, d.Name)
		if lookErr != nil {
			return "", fmt.Errorf("%w, and looking for it failed: %w", err, lookErr)
		}
		if ok {
			return found, nil
		}
		return "", fmt.Errorf("%w; the printer has no such job: run the command again", err)
	}
	if err != nil {
		return "", err
	}
	fmt.Fprintf(out, "accepted as job %s\n", ref)
	return ref, nil
}

// follow tells each change of a job until it is final.
func follow(ctx context.Context, p printer.Printer, ref printer.Ref, out io.Writer) error {
	pause := time.NewTicker(100 * time.Millisecond)
	defer pause.Stop()
	last := ""
	for {
		j, err := p.Job(ctx, ref)
		if err != nil {
			return err
		}
		sides := "sides not counted"
		if j.Impressions >= 0 {
			sides = fmt.Sprintf("%d sides", j.Impressions)
		}
		line := fmt.Sprintf("%s, %s, %s", j.State, sides, strings.Join(j.Reasons, " "))
		if j.State == printer.Stopped {
			line += "; printer: " + describe(p.Status())
		}
		if line != last {
			fmt.Fprintln(out, line)
			last = line
		}
		if j.State == printer.Completed {
			return nil
		}
		if j.State.Final() {
			return fmt.Errorf("the page was not printed: the job is %s (%s)", j.State, strings.Join(j.Reasons, " "))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-pause.C:
		}
	}
}
