package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailed  = 1 // mistakes in content, an untrusted pack, a file that cannot be written
	exitMisused = 2 // an unknown command or flag
)

const usage = `usage: contentctl COMMAND [flags]

  check  [-dir content] [-strict]             name every mistake; -strict: warnings fail too
  preview [-dir content] [-addr 127.0.0.1:8078] [-kioskd bin/kioskd]
                                              show guides, journeys, plans, forms in a browser on this machine
  keygen -out FILE                            make a signing key, print its public key
  pubkey FILE                                 print a signing key's public key
  build  [-dir content] -version V -key FILE -out FILE [-built TIME]
                                              check, sign and write a pack
  verify -pub KEY FILE                        check a pack as a kiosk does
  show   [-pub KEY] FILE [GUIDE]              list a pack, or print a guide of it
  prompts [-dir content] [-lang LANG]         list what can be read aloud and its recording's name (TSV)
`

// errMisused is a mistake in how contentctl was called.
var errMisused = errors.New("misused")

// command is one run of contentctl with what it takes from outside.
type command struct {
	stdout, stderr io.Writer
	now            func() time.Time
	getenv         func(string) string
}

// run does what the arguments say and gives the exit code.
func (c *command) run(args []string) int {
	if len(args) == 0 {
		fmt.Fprint(c.stderr, usage)
		return exitMisused
	}
	commands := map[string]func([]string) error{
		"check": c.check, "preview": c.preview, "keygen": c.keygen, "pubkey": c.pubkey,
		"build": c.build, "verify": c.verify, "show": c.show,
		"prompts": c.prompts,
	}
	do, ok := commands[args[0]]
	if !ok {
		if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
			fmt.Fprint(c.stdout, usage)
			return exitOK
		}
		fmt.Fprintf(c.stderr, "contentctl: unknown command %q\n%s", args[0], usage)
		return exitMisused
	}
	switch err := do(args[1:]); {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errMisused):
		fmt.Fprintf(c.stderr, "contentctl: %v\n", err)
		return exitMisused
	default:
		fmt.Fprintf(c.stderr, "contentctl: %v\n", err)
		return exitFailed
	}
}

// flags makes the flag set of a command.
func (c *command) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(c.stderr)
	return f
}

// parse reads flags, wherever they stand among the arguments, and gives the other
// arguments, of which there must be least to most.
func parse(f *flag.FlagSet, args []string, least, most int) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, fmt.Errorf("%w: %w", errMisused, err)
		}
		args = f.Args()
		if len(args) == 0 {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	if len(rest) < least || len(rest) > most {
		return nil, fmt.Errorf("%w: %s takes %d to %d arguments, not %d", errMisused, f.Name(), least, most, len(rest))
	}
	return rest, nil
}

// needed reports a flag that was left empty.
func needed(name, value string) error {
	if value == "" {
		return fmt.Errorf("%w: -%s is missing", errMisused, name)
	}
	return nil
}
