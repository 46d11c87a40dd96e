// Package v4l2 watches Video4Linux capture devices without opening them: a
// device is in use while a process has its node open, which the links in
// /proc/PID/fd tell (proc(5)). Only processes of the same user can be seen, or
// all with CAP_SYS_PTRACE.
//
// Package agent imports it.
package v4l2

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"lawkiosk/drivers"
)

// Options say what is watched.
type Options struct {
	Devices []string      // "/dev/video0"
	Proc    string        // "/proc"
	Poll    time.Duration // how often it is looked whether the devices are there
}

// DefaultOptions are those of some devices.
func DefaultOptions(devices ...string) Options {
	return Options{Devices: devices, Proc: "/proc", Poll: 10 * time.Second}
}

// Camera watches the capture devices of a terminal.
type Camera struct {
	o Options

	mu     sync.Mutex
	status drivers.Status
}

// New makes a watch; it looks at nothing yet.
func New(o Options) *Camera {
	return &Camera{o: o, status: drivers.Status{State: drivers.Starting, At: time.Now()}}
}

// Info tells what is watched.
func (c *Camera) Info() drivers.Info {
	return drivers.Info{Class: drivers.ClassCamera, Driver: "v4l2", Address: strings.Join(c.o.Devices, " ")}
}

// Status gives the last known status.
func (c *Camera) Status() drivers.Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

// Run looks whether the devices are there until ctx ends.
func (c *Camera) Run(ctx context.Context, changed func(drivers.Status)) error {
	tick := time.NewTicker(c.o.Poll)
	defer tick.Stop()
	for {
		now := c.look()
		c.mu.Lock()
		news := !now.Same(c.status)
		c.status = now
		c.mu.Unlock()
		if news {
			changed(now)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// look gives the status of now: one camera of several that is missing is told
// as a reason, all of them as no device.
func (c *Camera) look() drivers.Status {
	s := drivers.Status{State: drivers.Online, At: time.Now()}
	var missing []string
	for _, d := range c.o.Devices {
		if _, err := os.Stat(d); err != nil {
			missing = append(missing, d)
		}
	}
	if len(missing) > 0 {
		s.State, s.Reasons = drivers.HardwareError, []string{"missing"}
		s.Detail = fmt.Sprintf("no camera at %s; check its cable", strings.Join(missing, ", "))
	}
	if len(missing) == len(c.o.Devices) {
		s.State = drivers.NoDevice
	}
	return s
}

// InUse looks through the open files of all processes that may be seen. known
// is false where no process but this one shows its files.
func (c *Camera) InUse() (open, known bool) {
	nodes := c.nodes()
	self := fmt.Sprint(os.Getpid())
	entries, err := os.ReadDir(c.o.Proc)
	if err != nil {
		return false, false
	}
	for _, e := range entries {
		pid := e.Name()
		if pid[0] < '0' || pid[0] > '9' || pid == self {
			continue
		}
		dir := filepath.Join(c.o.Proc, pid, "fd")
		files, err := readNames(dir)
		if err != nil {
			continue // ended meanwhile, or another user's
		}
		known = true
		for _, f := range files {
			if to, err := os.Readlink(filepath.Join(dir, f)); err == nil && slices.Contains(nodes, to) {
				return true, true
			}
		}
	}
	return false, known
}

// nodes are the devices under the names that /proc shows: where one is a link
// such as /dev/v4l/by-id/…, what it leads to.
func (c *Camera) nodes() []string {
	list := slices.Clone(c.o.Devices)
	for i, d := range list {
		if to, err := filepath.EvalSymlinks(d); err == nil {
			list[i] = to
		}
	}
	return list
}

// readNames is os.ReadDir without asking for each file's type.
func readNames(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err //nolint:wrapcheck // only whether matters
	}
	defer d.Close()
	return d.Readdirnames(-1) //nolint:wrapcheck // only whether matters
}
