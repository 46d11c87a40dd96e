package sdt

import (
	"fmt"
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

// check records what is wrong with o, key by key.
func (o Options) check(fail func(key, problem string)) {
	bauds := []int{9600, 19200, 38400, 57600, 115200, 230400}
	if o.Port == "" {
		fail("port", `is missing, set it to the reader's serial device, for example "/dev/ttyUSB0"`)
	}
	if !slices.Contains(profileNames(), o.Model) {
		fail("model", fmt.Sprintf("must be one of: %s, not %q", strings.Join(profileNames(), ", "), o.Model))
	}
	if !slices.Contains(bauds, o.Baud) {
		fail("baud", fmt.Sprintf("must be one of: %s, not %d", strings.Trim(fmt.Sprint(bauds), "[]"), o.Baud))
	}
	if o.Poll < 100*time.Millisecond || o.Poll > time.Minute {
		fail("poll", fmt.Sprintf("must be from 100ms to 1m, not %s", o.Poll))
	}
	if o.Find < 50*time.Millisecond || o.Find > 2*time.Second {
		fail("find", fmt.Sprintf("must be from 50ms to 2s, not %s", o.Find))
	}
}

// Open is the drivers.Opener of this driver. Its keys: port (required), model
// ("generic" or "cvr"), baud, poll and find (time spans such as "1s"). A
// mistake is a *drivers.OptionError.
func Open(m drivers.Options) (drivers.Device, error) {
	in, usual := drivers.ReadOptions(m), DefaultOptions("")
	o := Options{
		Port:  in.String("port", usual.Port),
		Model: in.String("model", usual.Model),
		Baud:  in.Int("baud", usual.Baud),
		Poll:  in.Duration("poll", usual.Poll),
		Find:  in.Duration("find", usual.Find),
	}
	o.check(in.Fail)
	if err := in.Done(); err != nil {
		return nil, err
	}
	return New(o)
}
