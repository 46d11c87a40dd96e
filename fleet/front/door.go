package front

import (
	"net"
	"sync"
)

// door is the listener for one kind of connection.
type door struct {
	front *Front
	conns chan net.Conn
	end   chan struct{}
	once  sync.Once
}

func newDoor(f *Front) *door {
	return &door{front: f, conns: make(chan net.Conn), end: make(chan struct{})}
}

// Accept waits for the next connection until the door or the port is closed.
func (d *door) Accept() (net.Conn, error) {
	select {
	case <-d.end:
		return nil, net.ErrClosed
	default:
	}
	select {
	case c := <-d.conns:
		return c, nil
	case <-d.end:
		return nil, net.ErrClosed
	}
}

// Close closes this door; the port stays open for the other.
func (d *door) Close() error {
	d.shut()
	return nil
}

func (d *door) shut() { d.once.Do(func() { close(d.end) }) }

// Addr is the port's address.
func (d *door) Addr() net.Addr { return d.front.Addr() }

// give hands a connection over, or reports that nobody takes it any more.
func (d *door) give(c net.Conn) bool {
	select {
	case <-d.end:
		return false
	default:
	}
	select {
	case d.conns <- c:
		return true
	case <-d.end:
		return false
	}
}
