package sdt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard"
)

// maxMisses is how many exchanges in a row may fail before the link is given up.
const maxMisses = 3

// Read waits for a card and reads it, as idcard.Reader says. The reader's
// module finds a card once: it must be lifted before it is found again.
func (r *Reader) Read(ctx context.Context) (idcard.Card, error) {
	return r.ReadStages(ctx, func(idcard.Stage) {})
}

// ReadStages is Read which calls stage when it begins to wait and when a card
// was found.
func (r *Reader) ReadStages(ctx context.Context, stage func(idcard.Stage)) (idcard.Card, error) {
	if err := r.hold(ctx); err != nil {
		return idcard.Card{}, err
	}
	defer r.release()
	l := r.current()
	if l == nil {
		return idcard.Card{}, r.offline()
	}
	stage(idcard.Waiting)
	if err := r.find(ctx, l); err != nil {
		return idcard.Card{}, r.sort(ctx, err)
	}
	stage(idcard.Reading)
	c, err := r.take(ctx, l)
	if err != nil {
		return idcard.Card{}, r.sort(ctx, err)
	}
	return c, nil
}

// find looks for a card until there is one.
func (r *Reader) find(ctx context.Context, l *link) error {
	again := time.NewTicker(r.o.Find)
	defer again.Stop()
	for misses := 0; ; {
		a, err := l.exchange(ctx, r.commands.find, findLimit)
		switch {
		case err == nil && a.code() == codeFound:
			return nil
		case err == nil && a.code() == codeNotFound:
			misses = 0
		default:
			if err == nil {
				err = readerFault{a.code()}
			}
			if misses++; misses >= maxMisses || !passing(err) {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.stop:
			return errClosing
		case <-again.C:
		}
	}
}

// take selects the card that was found and reads its text and photo.
func (r *Reader) take(ctx context.Context, l *link) (idcard.Card, error) {
	if _, err := r.insist(ctx, l, r.commands.select_, selectLimit); err != nil {
		return idcard.Card{}, err
	}
	a, err := r.insist(ctx, l, r.commands.read, readLimit)
	if err != nil {
		return idcard.Card{}, err
	}
	text, photo, err := parts(a.data)
	if err != nil {
		return idcard.Card{}, err
	}
	c, err := ParseText(text)
	if err != nil {
		return idcard.Card{}, err
	}
	c.Photo = photo
	return c, nil
}

// insist sends a command of a card and repeats it where noise spoiled the
// command or its answer. A code other than done becomes the card's error.
func (r *Reader) insist(ctx context.Context, l *link, c command, limit time.Duration) (reply, error) {
	for try := 1; ; try++ {
		a, err := l.exchange(ctx, c, limit)
		switch {
		case err != nil && (try >= maxMisses || !passing(err)):
			return reply{}, err
		case err != nil:
			continue
		case a.code() == codeOK:
			return a, nil
		case a.code().faulty():
			return reply{}, readerFault{a.code()}
		case a.code().garbled() && try < maxMisses:
			continue
		}
		return reply{}, fmt.Errorf("%w: the reader reports %s", a.code().cardError(), a.code())
	}
}

// readerFault is a code that tells of the reader and not of a card.
type readerFault struct{ code code }

func (e readerFault) Error() string { return "the reader reports " + e.code.String() }

// passing reports whether an exchange that failed may succeed when repeated.
func passing(err error) bool {
	var f readerFault
	if errors.As(err, &f) {
		return !f.code.faulty()
	}
	return errors.Is(err, errSilent) || errors.Is(err, errDamaged)
}

// sort turns what ended a Read into the errors of idcard.Reader, and keeps
// what it tells of the reader.
func (r *Reader) sort(ctx context.Context, err error) error {
	var f readerFault
	switch {
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return err
	case errors.Is(err, errClosing):
		return fmt.Errorf("cannot read a card: %w: the driver is closing the port", drivers.ErrOffline)
	case errors.As(err, &f):
		r.set(drivers.HardwareError, fmt.Sprintf("the reader on %s reports %s", r.o.Port, f.code))
		return r.offline()
	case errors.Is(err, errGone), errors.Is(err, errSilent), errors.Is(err, errDamaged):
		r.giveUp(err)
		return r.offline()
	default:
		return fmt.Errorf("cannot read a card: %w", err)
	}
}

// parts splits the answer to read: the lengths of text and photo, then both.
func parts(data []byte) (text, photo []byte, err error) {
	if len(data) < 4 {
		return nil, nil, bad("answer", "it ends within the lengths")
	}
	t, p := int(binary.BigEndian.Uint16(data)), int(binary.BigEndian.Uint16(data[2:]))
	if len(data) != 4+t+p {
		return nil, nil, bad("answer", "its lengths do not add up")
	}
	text, photo = data[4:4+t], data[4+t:]
	if len(photo) == 0 {
		photo = nil
	}
	return text, photo, nil
}
