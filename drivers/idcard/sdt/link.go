package sdt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"go.bug.st/serial"
)

// Times of one exchange, apart from the time that its bytes take on the line.
const (
	statusLimit = 500 * time.Millisecond
	findLimit   = 500 * time.Millisecond
	selectLimit = time.Second
	readLimit   = 3 * time.Second

	// slice is how long one read of the port may block; a cancelled caller and
	// a vanished port are noticed after this time.
	slice = 20 * time.Millisecond
	// gap is the silence after which an unfinished frame is given up.
	gap = 300 * time.Millisecond
)

// What an exchange can end with, besides the caller's context.
var (
	errGone    = errors.New("the port is gone")
	errSilent  = errors.New("the reader does not answer")
	errDamaged = errors.New("the reader's answers arrive damaged")
	errClosing = errors.New("the driver is closing the port")
)

// port is what link needs of a serial port.
type port interface {
	io.ReadWriteCloser
	SetReadTimeout(time.Duration) error
	ResetInputBuffer() error
	GetModemStatusBits() (*serial.ModemStatusBits, error)
}

// link is an open port, spoken on by one goroutine at a time.
type link struct {
	port   port
	path   string
	node   os.FileInfo // what path was when the port was opened
	perSec int         // bytes per second on the line
	stop   chan struct{}

	dec   decoder
	buf   [2048]byte
	stale time.Time // until then the answer to an abandoned command may arrive
}

// openLink opens the port; any path that leads to a terminal device will do.
func openLink(path string, baud int) (*link, error) {
	p, err := serial.Open(path, &serial.Mode{BaudRate: baud})
	if err != nil {
		return nil, err
	}
	node, err := os.Stat(path)
	if err == nil {
		err = p.ResetInputBuffer()
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return &link{port: p, path: path, node: node, perSec: baud / 10, stop: make(chan struct{})}, nil
}

// exchange sends a command and waits for its answer, for at most limit and the
// time that the longest answer takes on the line. A damaged answer gives
// errDamaged, so that the caller may ask again.
func (l *link) exchange(ctx context.Context, c command, limit time.Duration) (reply, error) {
	if err := l.drain(ctx); err != nil {
		return reply{}, err
	}
	l.dec.reset()
	if _, err := l.port.Write(c.frame()); err != nil {
		return reply{}, fmt.Errorf("%w: %w", errGone, err)
	}
	until := time.Now().Add(limit + time.Duration(headBytes+maxBody)*time.Second/time.Duration(l.perSec))
	r, err := l.receive(ctx, until)
	if ctxErr := ctx.Err(); ctxErr != nil && errors.Is(err, ctxErr) {
		l.stale = until
	}
	return r, err
}

// drain waits for the answer to a command whose caller went away: answers do
// not say what they answer.
func (l *link) drain(ctx context.Context) error {
	if l.stale.IsZero() || time.Now().After(l.stale) {
		l.stale = time.Time{}
		return nil
	}
	switch _, err := l.receive(ctx, l.stale); {
	case err == nil, errors.Is(err, errDamaged), errors.Is(err, errSilent):
		l.stale = time.Time{}
		return nil
	default:
		return err
	}
}

// receive waits for one whole reply.
func (l *link) receive(ctx context.Context, until time.Time) (reply, error) {
	damaged, heard := false, time.Now()
	for {
		r, err := l.dec.next()
		switch {
		case err == nil:
			return r, nil
		case errors.Is(err, errChecksum):
			damaged = true // a whole reply may still follow
			continue
		}
		now := time.Now()
		quiet := now.Sub(heard)
		if quiet > gap && l.dec.started() {
			damaged = true
			l.dec.resync()
			continue
		}
		if damaged && quiet > gap/4 && !l.dec.started() {
			return reply{}, errDamaged
		}
		if !now.Before(until) {
			return reply{}, errSilent
		}
		n, err := l.read(ctx, min(slice, until.Sub(now)))
		if err != nil {
			return reply{}, err
		}
		if n > 0 {
			heard = time.Now()
			l.dec.feed(l.buf[:n])
		}
	}
}

// read reads what arrived, waiting for at most d.
func (l *link) read(ctx context.Context, d time.Duration) (int, error) {
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-l.stop:
		return 0, errClosing
	default:
	}
	if err := l.port.SetReadTimeout(d); err != nil {
		return 0, fmt.Errorf("%w: %w", errGone, err)
	}
	n, err := l.port.Read(l.buf[:])
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errGone, err)
	}
	if n == 0 {
		// Nothing within d, or the line hung up: the port may say the same of both.
		return 0, l.alive()
	}
	return n, nil
}

// alive tells a quiet line from one that was pulled: a hung-up terminal refuses
// to tell its modem lines with EIO, and a removed one leaves the file system. A
// terminal without modem lines (a pty) refuses with EINVAL or ENOTTY.
func (l *link) alive() error {
	_, err := l.port.GetModemStatusBits()
	for _, dead := range []error{syscall.EIO, syscall.ENODEV, syscall.ENXIO, syscall.EBADF} {
		if errors.Is(err, dead) {
			return fmt.Errorf("%w: %w", errGone, err)
		}
	}
	node, err := os.Stat(l.path)
	if err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	if !os.SameFile(l.node, node) {
		return fmt.Errorf("%w: %s is another device now", errGone, l.path)
	}
	return nil
}

func (l *link) close() { l.port.Close() }
