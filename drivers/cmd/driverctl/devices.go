package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard/sdt"
	"lawkiosk/drivers/printer/ipp"
)

// classes are those that driverctl knows, in the order it shows them.
func classes() []drivers.Class { return []drivers.Class{drivers.ClassIDCard, drivers.ClassPrinter} }

// registry has every driver of this program.
func registry() *drivers.Registry {
	var r drivers.Registry
	r.Add(drivers.ClassIDCard, "sdt", sdt.Open)
	r.Add(drivers.ClassPrinter, ipp.Name, ipp.Open)
	return &r
}

// choice is the devices that a command line asks for.
type choice struct {
	flags  *flag.FlagSet
	config string
	class  string
	driver string
	set    drivers.Options
	wait   time.Duration
}

// choose begins a command's flags with those that choose devices. class is
// the only one that the command can use, or empty.
func choose(command, about string, class drivers.Class, wait time.Duration, errs io.Writer) *choice {
	c := &choice{flags: flag.NewFlagSet(command, flag.ContinueOnError), set: drivers.Options{}, class: string(class)}
	c.flags.SetOutput(errs)
	c.flags.Usage = func() {
		fmt.Fprintf(errs, "usage: driverctl %s [FLAGS]\n%s\n", command, about)
		c.flags.PrintDefaults()
	}
	c.flags.StringVar(&c.config, "config", "", "`file` of a kiosk's configuration: use its devices")
	if class == "" {
		c.flags.StringVar(&c.class, "class", "", "`class` of the device: idcard or printer")
	}
	c.flags.StringVar(&c.driver, "driver", "", "`name` of the driver, see driverctl list")
	c.flags.Func("set", "one of the driver's keys as `key=value`; may be repeated", c.setKey)
	c.flags.DurationVar(&c.wait, "wait", wait, "how long to wait for the device")
	return c
}

// setKey reads key=value as the configuration file would: a number or a truth
// value as such, anything else as text.
func (c *choice) setKey(pair string) error {
	key, value, ok := strings.Cut(pair, "=")
	if !ok || key == "" {
		return errors.New("write key=value")
	}
	var doc map[string]any
	if err := toml.Unmarshal([]byte("v = "+value), &doc); err == nil {
		switch v := doc["v"].(type) {
		case int64, bool, string:
			c.set[key] = v
			return nil
		}
	}
	c.set[key] = value
	return nil
}

// device is one opened device.
type device struct {
	drivers.Device
	class drivers.Class
}

// open parses the flags and opens the devices.
func (c *choice) open(args []string) ([]device, error) {
	if err := c.flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, wrongUse{fmt.Errorf("%w: see driverctl %s -h", err, c.flags.Name())}
	}
	switch {
	case c.flags.NArg() > 0:
		return nil, wrongUse{fmt.Errorf("%q is not a flag: see driverctl %s -h", c.flags.Arg(0), c.flags.Name())}
	case c.config != "" && (c.driver != "" || len(c.set) > 0):
		return nil, wrongUse{errors.New("-config and -driver exclude each other: use one of them")}
	case c.config != "":
		return c.openConfig()
	case c.class == "" || c.driver == "":
		return nil, wrongUse{errors.New("which device? use -config FILE, or -class, -driver and -set: see driverctl " + c.flags.Name() + " -h")}
	}
	d, err := registry().Open(drivers.Class(c.class), c.driver, c.set)
	if err != nil {
		return nil, wrongUse{err}
	}
	return []device{{d, drivers.Class(c.class)}}, nil
}

// openConfig opens the devices of a kiosk's configuration. Its other tables
// are kioskd's business.
func (c *choice) openConfig() ([]device, error) {
	text, err := os.ReadFile(c.config)
	if err != nil {
		return nil, wrongUse{fmt.Errorf("cannot read the configuration: %w", err)}
	}
	var doc map[string]any
	if err := toml.Unmarshal(text, &doc); err != nil {
		var where *toml.DecodeError
		if errors.As(err, &where) {
			line, _ := where.Position()
			return nil, wrongUse{fmt.Errorf("%s:%d: %w", c.config, line, err)}
		}
		return nil, wrongUse{fmt.Errorf("%s: %w", c.config, err)}
	}
	var out []device
	for _, class := range classes() {
		table, there := doc[string(class)].(map[string]any)
		if !there || c.class != "" && c.class != string(class) {
			continue
		}
		name, _ := table["driver"].(string)
		delete(table, "driver")
		d, err := registry().Open(class, name, table)
		if err != nil {
			key := "driver"
			var mistake *drivers.OptionError
			if errors.As(err, &mistake) {
				key = mistake.Key
			}
			return nil, wrongUse{fmt.Errorf("%s:%d: %w", c.config, lineOf(string(text), string(class), key), err)}
		}
		out = append(out, device{d, class})
	}
	if out == nil {
		return nil, wrongUse{fmt.Errorf("%s has no device for this: it needs a table such as [printer]", c.config)}
	}
	return out, nil
}

// lineOf finds a key's line in a table, the table's own where the key is missing.
func lineOf(text, table, key string) int {
	found, in := 1, false
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			in = strings.HasPrefix(line, "["+table+"]")
			if in {
				found = i + 1
			}
		}
		if name, _, ok := strings.Cut(line, "="); in && ok && strings.TrimSpace(name) == key {
			return i + 1
		}
	}
	return found
}

// running is a device with its Run.
type running struct {
	device
	news chan struct{} // something changed; holds one
	stop func()        // ends Run and waits for it
}

// start runs a device until stop is called.
func start(ctx context.Context, d device) *running {
	ctx, cancel := context.WithCancel(ctx)
	r := &running{device: d, news: make(chan struct{}, 1)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = d.Run(ctx, func(drivers.Status) { // its status says why it ended
			select {
			case r.news <- struct{}{}:
			default:
			}
		})
	}()
	r.stop = func() { cancel(); <-ended }
	return r
}

// settle waits until the device told its first status, for at most d.
func (r *running) settle(ctx context.Context, d time.Duration) drivers.Status {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	for {
		s := r.Status()
		if s.State != drivers.Starting {
			return s
		}
		select {
		case <-r.news:
		case <-ctx.Done():
			return r.Status()
		}
	}
}
