// Command vterm is the virtual terminal: a kiosk's card reader, printer and light
// without the hardware, and a panel to use them. See drivers/vterm.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"lawkiosk/drivers/vterm"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stderr)
	stop()
	os.Exit(code)
}

// run gives the exit code: 2 for wrong flags, 1 for what went wrong later.
func run(ctx context.Context, args []string, errs io.Writer) int {
	var o vterm.Options
	flags := flag.NewFlagSet("vterm", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:8090", "`address` of the panel and its JSON API")
	flags.StringVar(&o.IPP, "ipp", "127.0.0.1:8631", "`address` of the printer; drivers use ipp://ADDRESS/ipp/print")
	flags.StringVar(&o.Dir, "dir", "var/vterm", "`folder` of the card reader's port, FOLDER/idcard")
	flags.StringVar(&o.Printed, "printed", "var/printed", "`folder` that printed papers fall into")
	flags.StringVar(&o.LaunchURL, "launch-url", "", "`file` with the kiosk's one-time address, for the panel's link to the kiosk")
	flags.IntVar(&o.Baud, "baud", 115200, "`speed` of the card reader's line; 0 for as fast as it goes")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(errs, "vterm: %q is not a flag; vterm -h lists the flags\n", flags.Arg(0))
		return 2
	}
	o.Log = slog.New(slog.NewTextHandler(errs, nil))
	t, err := vterm.New(o)
	if err == nil {
		err = t.Run(ctx)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintf(errs, "vterm: %v\n", err)
	if errors.Is(err, vterm.ErrOptions) {
		return 2
	}
	return 1
}
