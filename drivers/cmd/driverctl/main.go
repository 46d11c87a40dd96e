// Command driverctl looks at a kiosk's devices from a shell: which drivers
// there are, whether a device answers, what a card says, whether paper comes
// out. It uses the drivers as kioskd does, and nothing of kioskd.
//
// Exit codes: 0 all is well, 1 a device is not, 2 the command or the
// configuration is wrong.
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
)

const usage = `usage: driverctl COMMAND [FLAGS]

  list        the drivers of this program and the serial ports of this machine
  probe       open devices, tell what they are and how they are
  status      the same, with -watch at each change until Ctrl-C
  read-card   read one identity card and show it masked
  test-page   print an A4 page and follow it until it lies in the tray

Which device:
  -config kioskd.toml                          those that the kiosk uses
  -class printer -driver ipp -set uri=ipp://…  one, with its driver's keys

driverctl COMMAND -h tells a command's flags.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// wrongUse is a mistake of the command line or the configuration: exit code 2.
type wrongUse struct{ error }

// run carries out a command and gives the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) error{
		"list": list, "probe": probe, "status": watch, "read-card": readCard, "test-page": testPage,
	}
	if len(args) == 0 || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		fmt.Fprint(out, usage)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	command, ok := commands[args[0]]
	if !ok {
		fmt.Fprintf(errs, "driverctl: %q is not a command\n\n%s", args[0], usage)
		return 2
	}
	err := command(ctx, args[1:], out, errs)
	var use wrongUse
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &use):
		fmt.Fprintf(errs, "driverctl: %v\n", err)
		return 2
	default:
		fmt.Fprintf(errs, "driverctl: %v\n", err)
		return 1
	}
}
