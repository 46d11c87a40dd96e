package sdt

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lawkiosk/drivers"
)

// Options say where the reader is and how it is spoken to.
type Options struct {
	Port  string        // path of the serial device or of a link to it; required
	Model string        // family of the board: "generic" (GA 450) or "cvr"
	Baud  int           // bits per second, 8N1
	Poll  time.Duration // between two looks at an idle reader's health
	Find  time.Duration // between two looks for a card while a Read waits; GA 450 asks for 200 ms
}

// DefaultOptions are those of a GA 450 reader on the port.
func DefaultOptions(port string) Options {
	return Options{Port: port, Model: "generic", Baud: 115200, Poll: time.Second, Find: 200 * time.Millisecond}
}

var errPortRequired = errors.New(`key "port" is missing: set it to the reader's serial device, for example "/dev/ttyUSB0"`)

var bauds = []int{9600, 19200, 38400, 57600, 115200, 230400}

// check gives what is wrong with o, in the words of the configuration file.
func (o Options) check() error {
	switch {
	case o.Port == "":
		return errPortRequired
	case !slices.Contains(profileNames(), o.Model):
		return fmt.Errorf("key %q: %q is not allowed, use one of: %s", "model", o.Model, strings.Join(profileNames(), ", "))
	case !slices.Contains(bauds, o.Baud):
		return fmt.Errorf("key %q: %d is not allowed, use one of: %s", "baud", o.Baud, strings.Trim(fmt.Sprint(bauds), "[]"))
	case o.Poll < 100*time.Millisecond || o.Poll > time.Minute:
		return fmt.Errorf("key %q: %s is not allowed, use 100ms to 1m", "poll", o.Poll)
	case o.Find < 50*time.Millisecond || o.Find > 2*time.Second:
		return fmt.Errorf("key %q: %s is not allowed, use 50ms to 2s", "find", o.Find)
	}
	return nil
}

// Open is the drivers.Opener of this driver. Its keys: port (required), model
// ("generic" or "cvr"), baud, poll and find (durations such as "1s").
func Open(m drivers.Options) (drivers.Device, error) {
	o := DefaultOptions("")
	keys := map[string]func(any) error{
		"port":  func(v any) error { return setText(&o.Port, v) },
		"model": func(v any) error { return setText(&o.Model, v) },
		"baud":  func(v any) error { return whole(&o.Baud, v) },
		"poll":  func(v any) error { return duration(&o.Poll, v) },
		"find":  func(v any) error { return duration(&o.Find, v) },
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		set, ok := keys[k]
		if !ok {
			return nil, fmt.Errorf("key %q is not known, allowed: %s", k, strings.Join(slices.Sorted(maps.Keys(keys)), ", "))
		}
		if err := set(m[k]); err != nil {
			return nil, fmt.Errorf("key %q: %w", k, err)
		}
	}
	return New(o)
}

func setText(dst *string, v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%v is not allowed, write it as text in quotes", v)
	}
	*dst = s
	return nil
}

func whole(dst *int, v any) error {
	switch n := v.(type) {
	case int64:
		*dst = int(n)
	case int:
		*dst = n
	default:
		return fmt.Errorf("%v is not allowed, write a whole number", v)
	}
	return nil
}

func duration(dst *time.Duration, v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%v is not allowed, write a duration in quotes such as \"500ms\"", v)
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is not allowed, write a duration such as \"500ms\"", s)
	}
	*dst = d
	return nil
}
