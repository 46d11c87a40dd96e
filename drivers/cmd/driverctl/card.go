package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
)

// readCard reads one card. Without -reveal nothing is shown that names a person.
func readCard(ctx context.Context, args []string, out, errs io.Writer) error {
	c := choose("read-card", "Reads one identity card and shows it masked.", drivers.ClassIDCard, time.Minute, errs)
	reveal := c.flags.Bool("reveal", false, "show the whole card: only with its holder's consent")
	devices, err := c.open(args)
	if err != nil {
		return err
	}
	reader, ok := devices[0].Device.(idcard.Reader)
	if !ok {
		return wrongUse{errors.New("this driver reads no cards")}
	}
	r := start(ctx, devices[0])
	defer r.stop()
	ctx, cancel := context.WithTimeout(ctx, c.wait)
	defer cancel()
	if s := r.settle(ctx, c.wait); !s.State.Usable() {
		return fmt.Errorf("cannot read a card: the reader is %s", describe(s))
	}
	card, err := idcard.ReadStages(ctx, reader, func(s idcard.Stage) {
		switch s {
		case idcard.Waiting:
			fmt.Fprintln(errs, "put a card on the reader")
		case idcard.Reading:
			fmt.Fprintln(errs, "reading, hold it still")
		}
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("cannot read a card: none was put on the reader within %s", c.wait)
	}
	if err != nil {
		return fmt.Errorf("cannot read a card: %w", err)
	}
	show(out, errs, card, *reveal)
	return nil
}

// show prints a card, masked unless the whole of it is asked for.
func show(out, errs io.Writer, c idcard.Card, reveal bool) {
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(out, "%-12s %s\n", name, value)
		}
	}
	line("kind", string(c.Kind))
	if !reveal {
		line("name", c.Name.Masked())
		line("number", c.ID.Masked())
		fmt.Fprintln(errs, "masked; -reveal shows the whole card")
		return
	}
	fmt.Fprintln(errs, "WARNING: what follows is personal data; do not keep it, send it or leave it on the screen")
	line("name", c.Name.Reveal())
	line("English name", c.EnglishName.Reveal())
	line("sex", c.Sex)
	line("nation", c.Nation)
	line("birth", c.Birth.Reveal())
	line("address", c.Address.Reveal())
	line("number", c.ID.Reveal())
	line("issuer", c.Issuer)
	line("valid from", c.ValidFrom.Format(time.DateOnly))
	to := "without end"
	if !c.ValidTo.IsZero() {
		to = c.ValidTo.Format(time.DateOnly)
	}
	line("valid to", to)
	line("pass number", c.PassNumber.Reveal())
	line("issue count", c.IssueCount)
	if c.Photo != nil {
		line("photo", fmt.Sprintf("%d bytes", len(c.Photo)))
	}
}
