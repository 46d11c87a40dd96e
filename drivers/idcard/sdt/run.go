package sdt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"lawkiosk/drivers"
)

// Times between two attempts to open the port.
const (
	firstRetry = 200 * time.Millisecond
	lastRetry  = 2 * time.Second
)

// Run keeps the reader connected until ctx ends: it opens the port, asks the
// security module how it is, looks at it every Poll, and opens the port again
// after an unplug. It returns nil when ctx ended.
func (r *Reader) Run(ctx context.Context, changed func(drivers.Status)) error {
	announced := r.Status()
	announce := func() {
		if s := r.Status(); !s.Same(announced) {
			announced = s
			changed(s)
		}
	}
	seen, wait := false, firstRetry
	for ctx.Err() == nil {
		l, err := r.connect(ctx)
		if err == nil {
			seen, wait = true, firstRetry
			announce()
			err = r.serve(ctx, l, announce)
			r.disconnect(l)
		}
		if ctx.Err() == nil {
			r.set(r.openFault(err, seen))
			announce()
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastRetry)
	}
	r.set(r.stateOf(errClosing))
	announce()
	return nil
}

// connect opens the port, greets the reader and hands the link to Read.
func (r *Reader) connect(ctx context.Context) (*link, error) {
	l, err := openLink(r.o.Port, r.o.Baud)
	if err != nil {
		return nil, fmt.Errorf("the port %s cannot be opened: %w", r.o.Port, err)
	}
	serial, err := r.greet(ctx, l)
	if err != nil {
		l.close()
		return nil, err
	}
	r.mu.Lock()
	r.link, r.lost, r.info.Serial = l, nil, serial
	r.mu.Unlock()
	r.set(drivers.Online, "")
	return l, nil
}

// disconnect takes the link from Read, lets a Read that waits on it end, and
// closes the port.
func (r *Reader) disconnect(l *link) {
	r.mu.Lock()
	r.link = nil
	r.mu.Unlock()
	close(l.stop)
	r.talk <- struct{}{}
	l.close()
	r.release()
}

// greet asks for the status and the security module's number; a reader that is
// not well gets one reset.
func (r *Reader) greet(ctx context.Context, l *link) (serial string, err error) {
	if err := r.ask(ctx, l, r.commands.status); err != nil {
		if errors.Is(err, errGone) || ctx.Err() != nil {
			return "", err
		}
		if err := r.ask(ctx, l, r.commands.reset); err != nil {
			return "", err
		}
		if err := r.ask(ctx, l, r.commands.status); err != nil {
			return "", err
		}
	}
	id, err := l.exchange(ctx, r.commands.samID, statusLimit)
	if err != nil {
		return "", err
	}
	// Some boards do not tell their number; they read cards all the same.
	return samID(id.data), nil
}

// ask sends a command that has no data in its answer.
func (r *Reader) ask(ctx context.Context, l *link, c command) error {
	a, err := l.exchange(ctx, c, statusLimit)
	if err != nil {
		return err
	}
	if a.code() != codeOK {
		return fmt.Errorf("the reader on %s reports %s", r.o.Port, a.code())
	}
	return nil
}

// serve looks at the reader's health until it is lost or ctx ends.
func (r *Reader) serve(ctx context.Context, l *link, announce func()) error {
	poll := time.NewTicker(r.o.Poll)
	defer poll.Stop()
	misses := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-r.news:
			announce()
			if err := r.lostErr(); err != nil {
				return err
			}
		case <-poll.C:
			err := r.look(ctx, l)
			announce()
			switch {
			case err == nil:
				misses = 0
			case errors.Is(err, errGone):
				return err
			default:
				if misses++; misses > 1 {
					return err
				}
			}
		}
	}
}

func (r *Reader) lostErr() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// look asks for the status, unless a Read is talking: then the Read sees
// whatever happens to the reader.
func (r *Reader) look(ctx context.Context, l *link) error {
	select {
	case r.talk <- struct{}{}:
		defer r.release()
	default:
		return nil
	}
	if err := r.lostErr(); err != nil {
		return err
	}
	if err := l.alive(); err != nil {
		return err
	}
	a, err := l.exchange(ctx, r.commands.status, statusLimit)
	switch {
	case err != nil:
		return err
	case a.code() == codeOK:
		r.set(drivers.Online, "")
	default:
		r.set(drivers.HardwareError, fmt.Sprintf("the reader on %s reports %s", r.o.Port, a.code()))
	}
	return nil
}

// openFault gives the state and sentence for a port that did not open or a
// reader that was lost. A port that was never there is no device at all.
func (r *Reader) openFault(err error, seen bool) (drivers.State, string) {
	switch {
	case errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errGone) && !seen:
		return drivers.NoDevice, fmt.Sprintf("the port %s does not exist: check the cable, or the key port in the configuration", r.o.Port)
	case errors.Is(err, fs.ErrNotExist):
		return r.stateOf(errGone)
	case errors.Is(err, fs.ErrPermission):
		return drivers.HardwareError, fmt.Sprintf("the port %s may not be opened: add this program's user to the group dialout", r.o.Port)
	}
	if a, ok := portFault(err); ok {
		return drivers.HardwareError, fmt.Sprintf("the port %s cannot be opened: %s", r.o.Port, a)
	}
	return r.stateOf(err)
}

// samID writes a security module's number as its makers print it:
// two versions, a date and two numbers, little-endian.
func samID(b []byte) string {
	if len(b) < 16 {
		return ""
	}
	u16, u32 := binary.LittleEndian.Uint16, binary.LittleEndian.Uint32
	return fmt.Sprintf("%02d.%02d-%08d-%010d-%010d", u16(b), u16(b[2:]), u32(b[4:]), u32(b[8:]), u32(b[12:]))
}
