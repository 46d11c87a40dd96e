// Package outbox is the durable queue between a kiosk and the fleet: what was
// appended stays on disk, through a kill or a power cut, until the fleet
// confirmed that it is stored. Only the agent imports it.
//
// It is a bbolt file. Each value carries its own frame (see frame.go), so that
// a file whose tree is damaged still gives back every record that is whole.
package outbox

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"lawkiosk/fleet/wire"
)

// ErrClosed is returned after Close.
var ErrClosed = errors.New("the outbox is closed")

// Outbox is the queue. All methods may be called from several goroutines.
type Outbox struct {
	path string
	log  *slog.Logger
	more chan struct{}
	n    atomic.Int64

	mu sync.Mutex // guards db: Append may have to replace a damaged file
	db *bolt.DB
}

// Open opens or makes the outbox file. A damaged file is moved aside, what is
// whole in it is kept under its old identity, and the damage is appended as a
// wire.OutboxDamaged record; only an unusable disk is an error.
func Open(path string, log *slog.Logger) (*Outbox, error) {
	o := &Outbox{path: path, log: log, more: make(chan struct{}, 1)}
	if err := o.reopen(); err != nil {
		return nil, err
	}
	return o, nil
}

// reopen opens the file and salvages it where it is damaged.
func (o *Outbox) reopen() error {
	db, count, err := openSound(o.path)
	var broken *damageError
	switch {
	case errors.As(err, &broken):
		return o.salvage(broken)
	case err != nil:
		return err
	}
	o.db = db
	o.n.Store(int64(count))
	o.signal()
	return nil
}

// Append adds records in order, all or none, and returns when they are on
// disk.
func (o *Outbox) Append(recs ...wire.Record) error { return o.append("", recs) }

// AppendOnce is Append for what must be told once however often it is tried: a
// note under which something was appended before makes it do nothing. Records
// and note reach the disk together, so a caller may repeat the call after a
// crash. The newest notes are remembered, a few thousand.
func (o *Outbox) AppendOnce(note string, recs ...wire.Record) error { return o.append(note, recs) }

func (o *Outbox) append(note string, recs []wire.Record) error {
	if len(recs) == 0 {
		return nil
	}
	err := o.use(func(db *bolt.DB) error {
		added := 0
		err := db.Update(func(tx *bolt.Tx) error {
			st, err := readState(tx)
			if err != nil {
				return err
			}
			if known, err := remember(tx, note, st.next); known || err != nil {
				return err
			}
			for _, r := range recs {
				if err := put(tx, st.ordinal, st.id, st.next, r); err != nil {
					return err
				}
				st.next++
			}
			added = len(recs)
			return st.write(tx)
		})
		if err == nil {
			o.n.Add(int64(added))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot add to the outbox: %w", err)
	}
	o.signal()
	return nil
}

// Peek gives the oldest records as a batch ready to be sent: of one identity,
// without a gap, at most maxRecords and about maxBytes when encoded. ok is
// false when there is nothing to send.
func (o *Outbox) Peek(maxRecords, maxBytes int) (b wire.Batch, ok bool, err error) {
	err = o.use(func(db *bolt.DB) error {
		return db.View(func(tx *bolt.Tx) error {
			b, err = firstBatch(tx, maxRecords, maxBytes)
			return err
		})
	})
	if err != nil {
		return wire.Batch{}, false, fmt.Errorf("cannot read the outbox: %w", err)
	}
	return b, len(b.Records) > 0, nil
}

// Done deletes a batch that the fleet confirmed.
func (o *Outbox) Done(b wire.Batch) error {
	err := o.use(func(db *bolt.DB) error {
		deleted := 0
		err := db.Update(func(tx *bolt.Tx) (err error) {
			deleted, err = deleteBatch(tx, b)
			return err
		})
		if err == nil {
			o.n.Add(-int64(deleted))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot delete confirmed records from the outbox: %w", err)
	}
	return nil
}

// use runs an operation on the file and, where that finds damage, mends the
// file and runs it once more.
func (o *Outbox) use(do func(*bolt.DB) error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.db == nil {
		return ErrClosed
	}
	err := guard(func() error { return do(o.db) })
	var broken *damageError
	if !errors.As(err, &broken) {
		return err
	}
	o.db = nil // left open: closing a damaged map can fault again
	if err := o.salvage(broken); err != nil {
		return err
	}
	return guard(func() error { return do(o.db) })
}

// Len counts the records that wait.
func (o *Outbox) Len() int { return int(o.n.Load()) }

// Size is the file's size in bytes.
func (o *Outbox) Size() int64 {
	fi, err := os.Stat(o.path)
	if err != nil {
		return 0
	}
	return fi.Size()
}

// More gets a value after records were added; one reader is expected.
func (o *Outbox) More() <-chan struct{} { return o.more }

// Close closes the file; what is in it stays.
func (o *Outbox) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.db == nil {
		return nil
	}
	err := o.db.Close()
	o.db = nil
	return err
}

func (o *Outbox) signal() {
	select {
	case o.more <- struct{}{}:
	default:
	}
}

// salvage replaces the damaged file by a new one that holds what is whole. The
// caller holds mu or is the only user.
func (o *Outbox) salvage(broken *damageError) error {
	raw, err := os.ReadFile(o.path)
	if err != nil {
		return fmt.Errorf("cannot read the damaged outbox: %w", err)
	}
	found := scan(raw)
	aside := fmt.Sprintf("%s.damaged-%s", o.path, time.Now().UTC().Format("20060102T150405.000"))
	fresh := o.path + ".new"
	_ = os.Remove(fresh) // left by a crash in an earlier salvage
	db, _, err := openSound(fresh)
	if err != nil {
		return err
	}
	body := wire.OutboxDamaged{Kept: len(found), Lost: -1, Detail: broken.Error()}
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("cannot report the outbox's damage: %w", err)
	}
	report := wire.Record{At: time.Now().UTC(), Kind: wire.KindOutboxDamaged, Data: data}
	if err := refill(db, found, report); err != nil {
		return errors.Join(err, db.Close())
	}
	if err := db.Close(); err != nil {
		return fmt.Errorf("cannot close the mended outbox: %w", err)
	}
	// The damaged file is linked aside before the new one takes its name, so
	// that a crash between the two leaves the damaged file to salvage again.
	if err := os.Link(o.path, aside); err != nil {
		return fmt.Errorf("cannot put the damaged outbox aside: %w", err)
	}
	if err := os.Rename(fresh, o.path); err != nil {
		return fmt.Errorf("cannot put the mended outbox in place: %w", err)
	}
	o.log.Error("outbox was damaged and mended", "kept", len(found), "aside", aside, "damage", broken.Error())
	db, count, err := openSound(o.path)
	if err != nil {
		return err
	}
	o.db = db
	o.n.Store(int64(count))
	o.signal()
	return nil
}

// newID names an outbox file: 8 random bytes.
func newID() (id [8]byte) {
	_, _ = rand.Read(id[:]) // never fails (crypto/rand since Go 1.24)
	return id
}

func idText(id [8]byte) string { return hex.EncodeToString(id[:]) }

func key(ordinal uint32, seq uint64) []byte {
	k := binary.BigEndian.AppendUint32(make([]byte, 0, 12), ordinal)
	return binary.BigEndian.AppendUint64(k, seq)
}
