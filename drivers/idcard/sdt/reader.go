package sdt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
)

// Reader is one reader on a serial port. It is an idcard.StageReader.
type Reader struct {
	o        Options
	commands profile

	// talk is held by whoever speaks on the link, for a whole Read: a card's
	// find, select and read must not be interrupted by a look at the health.
	talk chan struct{}
	// news tells Run that a Read saw a change of status or lost the link.
	news chan struct{}

	mu     sync.Mutex
	info   drivers.Info
	status drivers.Status
	link   *link // nil while there is none
	lost   error // why a Read gave the link up
}

var _ idcard.StageReader = (*Reader)(nil)

// New makes a reader. It checks the options, opens nothing and starts nothing.
func New(o Options) (*Reader, error) {
	none := drivers.ReadOptions(nil)
	if o.check(none.Fail); none.Done() != nil {
		return nil, none.Done()
	}
	return &Reader{
		o:        o,
		commands: profiles()[o.Model],
		talk:     make(chan struct{}, 1),
		news:     make(chan struct{}, 1),
		info:     drivers.Info{Class: drivers.ClassIDCard, Driver: "sdt", Address: o.Port},
		status:   drivers.Status{State: drivers.Starting, Detail: "the driver has not opened the port yet", At: time.Now()},
	}, nil
}

// Info tells what the reader is; Serial is its security module's number once
// it was reached.
func (r *Reader) Info() drivers.Info {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.info
}

// Status gives what the reader last told. It never blocks.
func (r *Reader) Status() drivers.Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status
}

// set keeps a status and wakes Run to announce it.
func (r *Reader) set(state drivers.State, detail string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := drivers.Status{State: state, Detail: detail, At: time.Now()}
	if s.Same(r.status) {
		r.status.At = s.At
		return
	}
	r.status = s
	r.wake()
}

func (r *Reader) wake() {
	select {
	case r.news <- struct{}{}:
	default:
	}
}

// hold waits for the right to talk on the link.
func (r *Reader) hold(ctx context.Context) error {
	select {
	case r.talk <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *Reader) release() { <-r.talk }

// current gives the open link, nil while there is none.
func (r *Reader) current() *link {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lost != nil {
		return nil
	}
	return r.link
}

// giveUp marks the link as lost; Run closes it and opens the port again.
func (r *Reader) giveUp(err error) {
	r.set(r.stateOf(err))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lost = err
	r.wake()
}

// offline is the error of a Read without a reader.
func (r *Reader) offline() error {
	return fmt.Errorf("cannot read a card: %w: %s", drivers.ErrOffline, r.Status().Detail)
}

// stateOf gives the state and an operator's sentence for a link that failed.
func (r *Reader) stateOf(err error) (drivers.State, string) {
	switch {
	case errors.Is(err, errClosing):
		return drivers.Offline, "the driver was stopped"
	case errors.Is(err, errGone):
		return drivers.Offline, fmt.Sprintf("the reader on %s was unplugged: plug it in again", r.o.Port)
	case errors.Is(err, errSilent):
		return drivers.Offline, fmt.Sprintf("the port %s opens but the reader does not answer: check its power, cable and baud rate", r.o.Port)
	case errors.Is(err, errDamaged):
		return drivers.HardwareError, fmt.Sprintf("the reader on %s answers with damaged data: check its cable and baud rate", r.o.Port)
	default:
		return drivers.HardwareError, err.Error()
	}
}
