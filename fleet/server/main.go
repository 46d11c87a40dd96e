package server

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"lawkiosk/fleet/meeting"
)

// Exit codes of fleetd.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2 // the command line or the configuration is wrong
)

const usage = `usage: fleetd COMMAND [flags]
  serve         run the server (the default)
  check         check the configuration, the content pack and the rules of calls
  openapi       print the description of the REST interface
  version       print the version
  kiosk add     -id ID -centre CENTRE -name NAME   enrol a kiosk and print its token
  kiosk list | rename -id ID -name NAME | retire -id ID | rotate-token -id ID
  user add      -name NAME -role operator|viewer   add a person and print a password
  user add      -name NAME -role lawyer|lead -display 王律师 -licence NUMBER -firm FIRM -regions 520103,… [-skills wages,…]
                -speaks mandarin,guizhou,miao,buyi,en [-pools city]   and print password, secret of the codes, recovery codes
  user profile  -name NAME [-display … -licence … -firm … -regions … -skills … -speaks … -pools …]   change a lawyer; - empties a list
  user totp     -name NAME                         make a new second factor and print it
  user list | passwd -name NAME [-stdin] | disable -name NAME | enable -name NAME
every command but openapi and version takes -config FILE (fleetd.toml)
`

// errUsage is wrapped by errors of the command line.
var errUsage = errors.New("see fleetd help")

// Main runs fleetd's command line and gives its exit code.
func Main(ctx context.Context, args []string, in io.Reader, out, errs io.Writer, version string) int {
	c := &cli{in: in, out: out, log: slog.New(slog.NewTextHandler(errs, nil)), errs: errs, version: version}
	err := c.run(ctx, args)
	var fault *Fault
	var rule *meeting.RuleFault
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &fault), errors.As(err, &rule), errors.Is(err, errUsage):
		fmt.Fprintln(errs, err)
		return exitUsage
	}
	fmt.Fprintln(errs, "fleetd:", err)
	return exitFailed
}

// cli is one call of the command line.
type cli struct {
	in        io.Reader
	out, errs io.Writer
	log       *slog.Logger
	version   string

	config, id, centre, name, role string
	stdin                          bool
	profile                        profile
}

func (c *cli) run(ctx context.Context, args []string) error {
	command, rest := split(args)
	switch command {
	case "help", "-h", "-help", "--help":
		_, err := io.WriteString(c.out, usage)
		return err
	case "version":
		_, err := fmt.Fprintln(c.out, c.version)
		return err
	case "openapi":
		doc, err := Describe(c.version)
		if err != nil {
			return err
		}
		_, err = c.out.Write(doc)
		return err
	}
	actions := map[string]func(context.Context) error{
		"serve": c.serve, "check": c.check,
		"kiosk add": c.kioskAdd, "kiosk list": c.kioskList, "kiosk rename": c.kioskRename, "kiosk retire": c.kioskRetire, "kiosk rotate-token": c.kioskToken,
		"user add": c.userAdd, "user list": c.userList, "user passwd": c.userPassword, "user disable": c.userDisable, "user enable": c.userEnable,
		"user totp": c.userTOTP, "user profile": c.userProfile,
	}
	act, ok := actions[command]
	if !ok {
		return fmt.Errorf("cannot run %q: no such command; %w", command, errUsage)
	}
	if err := c.flags(command, rest); err != nil {
		return err
	}
	return act(ctx)
}

// split takes the one or two words of a command off the arguments.
func split(args []string) (command string, rest []string) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && args[0] != "-h" && args[0] != "-help" && args[0] != "--help" {
		return "serve", args
	}
	if (args[0] == "kiosk" || args[0] == "user") && len(args) > 1 {
		return args[0] + " " + args[1], args[2:]
	}
	return args[0], args[1:]
}

func (c *cli) flags(command string, args []string) error {
	fs := flag.NewFlagSet("fleetd "+command, flag.ContinueOnError)
	fs.SetOutput(c.errs)
	fs.StringVar(&c.config, "config", "fleetd.toml", "configuration file")
	group, verb, _ := strings.Cut(command, " ")
	if group == "kiosk" && verb != "list" {
		fs.StringVar(&c.id, "id", "", "the kiosk's id, such as 520103-001")
	}
	if verb != "" && verb != "list" {
		fs.StringVar(&c.name, "name", "", "name")
	}
	switch command {
	case "kiosk add":
		fs.StringVar(&c.centre, "centre", "", "id of the centre it stands in")
	case "user add":
		fs.StringVar(&c.role, "role", "", "operator, viewer, lawyer or lead")
		c.profile.flags(fs)
	case "user profile":
		c.profile.flags(fs)
	case "user passwd":
		fs.BoolVar(&c.stdin, "stdin", false, "read the new password from the standard input instead of making one")
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errors.Join(err, errUsage)
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("cannot use %q: this command takes flags only; %w", fs.Arg(0), errUsage)
	}
	return nil
}

func (c *cli) serve(ctx context.Context) error {
	cfg, err := ReadConfig(c.config)
	if err != nil {
		return err
	}
	s, err := New(ctx, cfg, Deps{Log: c.log, Version: c.version})
	if err != nil {
		return err
	}
	if err := s.Listen(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	return errors.Join(s.Run(ctx), s.Close())
}

func (c *cli) check(context.Context) error {
	cfg, err := ReadConfig(c.config)
	if err != nil {
		return err
	}
	pack, err := openPackFile(cfg.Pack, cfg.Keys, c.log)
	if err != nil {
		return err
	}
	if _, err := readRules(cfg); err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.DataDir, 0o750); err != nil {
		return fmt.Errorf("cannot use data_dir: %w", err)
	}
	_, err = fmt.Fprintf(c.out, "%s is good; content %s\n", c.config, pack.Pack().Version)
	return err
}
