// Kioskd is the daemon of a kiosk: it serves the touch screen's page, prints,
// reads cards and reports to the fleet.
//
//	kioskd -config FILE [serve]  run; this is the default
//	kioskd -config FILE check    check the file and say so
//	kioskd openapi               print the local API's description (OpenAPI 3.1)
//	kioskd version               print the version
//
// It exits with 2 where the configuration or the command line is wrong, and
// with 1 where it cannot run or stops because of a failure.
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

	"lawkiosk/agent/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main with everything it touches handed in; it gives the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("kioskd", flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("config", "/etc/lawkiosk/kioskd.toml", "configuration `FILE`")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	c := command{file: *file, stdin: stdin, stdout: stdout, stderr: stderr}
	if flags.NArg() > 1 {
		fmt.Fprintf(stderr, "kioskd: %q is one word too many; flags stand before the command\n", flags.Arg(1))
		return 2
	}
	err := c.do(ctx, flags.Arg(0))
	var faults config.Faults
	switch {
	case err == nil:
		return 0
	case errors.As(err, &faults) || errors.Is(err, errUsage):
		fmt.Fprintln(stderr, err)
		return 2
	default:
		fmt.Fprintln(stderr, "kioskd:", err)
		return 1
	}
}
