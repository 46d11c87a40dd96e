package idcardtest

import (
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// line is a pseudo terminal under a symbolic link. It keeps its own end of the
// device open, so that a driver that opens and closes it does not end it.
type line struct {
	master, device *os.File
	link           string
	baud           int
	once           sync.Once
	gone           chan struct{}
}

// openLine makes the terminal, raw from the start, and the link.
func openLine(link string, baud int) (*line, error) {
	blocking, device, err := pty.Open()
	if err != nil {
		return nil, err
	}
	master, err := pollable(blocking)
	if err == nil {
		err = raw(device)
	}
	if err == nil {
		err = relink(device.Name(), link)
	}
	if err != nil {
		blocking.Close()
		device.Close()
		return nil, err
	}
	return &line{master: master, device: device, link: link, baud: baud, gone: make(chan struct{})}, nil
}

// pollable gives the file again in a form whose Close ends a waiting Read.
func pollable(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	f.Close()
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// raw turns echo and line editing off before the first byte arrives.
func raw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	t.Cflag = t.Cflag&^unix.CSIZE | unix.CS8
	return unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t)
}

// relink points the link at the device, in place of a link that a run that was
// killed left behind; it never replaces anything else.
func relink(device, link string) error {
	if st, err := os.Lstat(link); err == nil {
		if st.Mode()&os.ModeSymlink == 0 {
			return fmt.Errorf("%s exists and is not a link: choose another folder", link)
		}
		if err := os.Remove(link); err != nil {
			return err
		}
	}
	return os.Symlink(device, link)
}

// send writes an answer in its pieces and at the line's speed.
func (l *line) send(p plan) error {
	piece := p.piece
	if piece == 0 {
		piece = len(p.bytes)
		if l.baud > 0 {
			piece = 16
		}
	}
	begun := time.Now()
	for at := 0; at < len(p.bytes); at += piece {
		end := min(at+piece, len(p.bytes))
		var wait time.Duration
		if l.baud > 0 {
			// A piece is handed over when its last byte has passed the line.
			wait = time.Until(begun.Add(pace(l.baud, end)))
		}
		if at > 0 {
			wait = max(wait, p.delay)
		}
		if wait > 0 {
			select {
			case <-time.After(wait):
			case <-l.gone:
				return os.ErrClosed
			}
		}
		if _, err := l.master.Write(p.bytes[at:end]); err != nil {
			return err
		}
	}
	return nil
}

// close hangs up: the link goes first, like a device node.
func (l *line) close() {
	l.once.Do(func() {
		close(l.gone)
		if to, err := os.Readlink(l.link); err == nil && to == l.device.Name() {
			_ = os.Remove(l.link) // already gone is as good
		}
		l.device.Close()
		l.master.Close()
	})
}
