// Package sysfs drives a light of the kernel's LED class: a folder
// /sys/class/leds/NAME with the files brightness, max_brightness and trigger
// (Documentation/leds/leds-class.rst). GPIO, USB and light-bar drivers of the
// kernel all show their lights there.
//
// Only programs that fill a drivers.Registry import it.
package sysfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/lights"
)

// Options say where the light is.
type Options struct {
	Path string        // folder of the light
	Poll time.Duration // how often the light is compared with what it should show
}

// DefaultOptions are those of a light at a path.
func DefaultOptions(path string) Options { return Options{Path: path, Poll: 2 * time.Second} }

// Open makes the driver from a configuration file's options.
func Open(o drivers.Options) (drivers.Device, error) {
	r := drivers.ReadOptions(o)
	d := DefaultOptions("")
	d.Path = r.String("path", "")
	d.Poll = r.Duration("poll", d.Poll)
	if d.Path == "" {
		r.Fail("path", `must be the folder of a light, such as "/sys/class/leds/privacy"`)
	}
	if err := r.Done(); err != nil {
		return nil, err
	}
	return New(d), nil
}

// Light is one light that shows the privacy light.
type Light struct {
	o    Options
	poke chan struct{} // the status may have changed

	mu     sync.Mutex
	on     bool // the wish; dark from the start
	status drivers.Status
}

// New makes a driver; it touches nothing.
func New(o Options) *Light {
	return &Light{o: o, poke: make(chan struct{}, 1), status: drivers.Status{State: drivers.Starting, At: time.Now()}}
}

// Info tells what the light is.
func (l *Light) Info() drivers.Info {
	return drivers.Info{Class: drivers.ClassLights, Driver: "sysfs", Address: l.o.Path, Model: filepath.Base(l.o.Path)}
}

// Status gives the last known status.
func (l *Light) Status() drivers.Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

// Set lights the privacy light or puts it out.
func (l *Light) Set(which lights.Light, on bool) error {
	if which != lights.Privacy {
		return fmt.Errorf("cannot set light %q: there is only the privacy light here", which)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.on = on
	return l.show()
}

// Run compares the light with the wish until ctx ends, so that one that was
// unplugged or changed by others shows the truth again.
func (l *Light) Run(ctx context.Context, changed func(drivers.Status)) error {
	tick := time.NewTicker(l.o.Poll)
	defer tick.Stop()
	var last drivers.Status
	for {
		l.mu.Lock()
		_ = l.show() // told in the status
		now := l.status
		l.mu.Unlock()
		if !now.Same(last) {
			last = now
			changed(now)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-l.poke:
		}
	}
}

// show makes the light show the wish if it does not and notes how that went.
// The caller holds mu.
func (l *Light) show() error {
	err := l.write()
	s := drivers.Status{State: drivers.Online, At: time.Now()}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.State, s.Detail = drivers.NoDevice, "the privacy light is not there; check its cable and the key lights.path"
	case errors.Is(err, fs.ErrPermission):
		s.State, s.Detail = drivers.HardwareError, "kioskd may not write the privacy light's file brightness; change its rights"
	case err != nil:
		s.State, s.Detail = drivers.HardwareError, "the privacy light does not do what it is told"
	}
	if !s.Same(l.status) {
		select {
		case l.poke <- struct{}{}:
		default:
		}
	}
	l.status = s
	return err
}

var errDisobeys = errors.New("it shows another brightness than it was told")

// write compares before it writes: a write ends a trigger, and a light that
// does as it should needs none.
func (l *Light) write() error {
	now, err := l.number("brightness")
	if err != nil {
		return err
	}
	if (now > 0) == l.on && !l.triggered() {
		return nil
	}
	level := 0
	if l.on {
		if level, err = l.number("max_brightness"); err != nil || level < 1 {
			level = 1
		}
	}
	if l.triggered() { // a heartbeat or disk light would change it again
		if err := l.put("trigger", "none"); err != nil {
			return err
		}
	}
	if err := l.put("brightness", strconv.Itoa(level)); err != nil {
		return err
	}
	if now, err = l.number("brightness"); err != nil {
		return err
	}
	if (now > 0) != l.on {
		return fmt.Errorf("cannot set the light: %w", errDisobeys)
	}
	return nil
}

// triggered tells whether the kernel changes the light by itself.
func (l *Light) triggered() bool {
	b, err := l.read("trigger")
	return err == nil && strings.Contains(string(b), "[") && !strings.Contains(string(b), "[none]")
}

func (l *Light) number(file string) (int, error) {
	b, err := l.read(file)
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(b), "\n")
	n, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return 0, fmt.Errorf("cannot read the light's %s: it is no number", file)
	}
	return n, nil
}

// read reads one of the kernel's files, which hold a page at most.
func (l *Light) read(file string) ([]byte, error) {
	f, err := os.Open(filepath.Join(l.o.Path, file))
	if err != nil {
		return nil, fmt.Errorf("cannot read the light: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 4<<10))
	if err != nil {
		return nil, fmt.Errorf("cannot read the light: %w", err)
	}
	return b, nil
}

// put writes without truncating or making a file: that is how the kernel's
// files are written, and a light that is gone must not become a plain file.
func (l *Light) put(file, text string) error {
	f, err := os.OpenFile(filepath.Join(l.o.Path, file), os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("cannot set the light: %w", err)
	}
	_, err = f.WriteString(text + "\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("cannot set the light: %w", err)
	}
	return nil
}
