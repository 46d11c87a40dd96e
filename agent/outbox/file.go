package outbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"lawkiosk/fleet/wire"
)

// Buckets of the file. An ordinal stands for an identity: after damage the
// salvaged records keep theirs and new records get a new one, because a
// sequence that was lost with the damage must not be given out twice.
var (
	bucketState   = []byte("state")   // "current" -> ordinal(4) next(8)
	bucketIDs     = []byte("ids")     // ordinal(4) -> id(8)
	bucketRecords = []byte("records") // ordinal(4) seq(8) -> frame
	bucketNotes   = []byte("notes")   // note -> the next sequence when it was made
	keyCurrent    = []byte("current")
)

// damageError says what is wrong with a file that must be salvaged.
type damageError struct{ why string }

func (e *damageError) Error() string { return "the outbox file is damaged: " + e.why }

// guard turns what bbolt does with a damaged file (a panic, or a fault of the
// memory map beyond a truncated file's end) into a damageError.
func guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = &damageError{why: fmt.Sprint(p)}
		}
	}()
	return do()
}

// openSound opens or makes a file and walks all of it. The error is a
// *damageError where the file exists but is not sound.
func openSound(path string) (db *bolt.DB, count int, err error) {
	fi, err := os.Stat(path)
	isNew := errors.Is(err, os.ErrNotExist) || (err == nil && fi.Size() == 0)
	err = guard(func() error {
		db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType})
		switch {
		case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
			return &damageError{why: err.Error()}
		case errors.Is(err, berrors.ErrTimeout):
			return fmt.Errorf("cannot open the outbox %s: another process has it open", path)
		case err != nil && !isNew && !errors.Is(err, os.ErrPermission):
			return &damageError{why: err.Error()}
		case err != nil:
			return fmt.Errorf("cannot open the outbox %s: %w", path, err)
		}
		if isNew {
			return db.Update(begin)
		}
		return db.View(func(tx *bolt.Tx) error {
			count, err = verify(tx, path)
			return err
		})
	})
	if err != nil {
		var broken *damageError
		if db != nil && !errors.As(err, &broken) {
			_ = db.Close()
		}
		return nil, 0, err
	}
	return db, count, nil
}

// begin writes the first state of a new file.
func begin(tx *bolt.Tx) error {
	for _, b := range [][]byte{bucketState, bucketIDs, bucketRecords} {
		if _, err := tx.CreateBucketIfNotExists(b); err != nil {
			return fmt.Errorf("cannot make the outbox: %w", err)
		}
	}
	st := state{ordinal: 1, id: newID(), next: 1}
	return st.write(tx)
}

// verify walks every record; it is the check at each start.
func verify(tx *bolt.Tx, path string) (count int, err error) {
	fi, err := os.Stat(path)
	if err != nil {
		return 0, fmt.Errorf("cannot look at the outbox: %w", err)
	}
	if fi.Size() < tx.Size() {
		return 0, &damageError{why: fmt.Sprintf("%d bytes of %d are there", fi.Size(), tx.Size())}
	}
	if _, err := readState(tx); err != nil {
		return 0, err
	}
	var last []byte
	ids := tx.Bucket(bucketIDs)
	err = tx.Bucket(bucketRecords).ForEach(func(k, v []byte) error {
		f, n, err := decode(v)
		if err != nil || n != len(v) || len(k) != 12 || f.seq != binary.BigEndian.Uint64(k[4:]) || string(last) >= string(k) {
			return &damageError{why: "a record's frame or key does not check"}
		}
		// A damaged page number can lead bbolt into other memory, even to
		// the frames of another file that was mapped before.
		if string(ids.Get(k[:4])) != string(f.id[:]) {
			return &damageError{why: "a record is of another outbox"}
		}
		last = append(last[:0], k...)
		count++
		return nil
	})
	return count, err
}

// state is the identity under which new records are numbered.
type state struct {
	ordinal uint32
	id      [8]byte
	next    uint64
}

func readState(tx *bolt.Tx) (st state, err error) {
	sb, ib, rb := tx.Bucket(bucketState), tx.Bucket(bucketIDs), tx.Bucket(bucketRecords)
	if sb == nil || ib == nil || rb == nil {
		return st, &damageError{why: "a bucket is missing"}
	}
	v := sb.Get(keyCurrent)
	if len(v) != 12 {
		return st, &damageError{why: "the counter is missing"}
	}
	st.ordinal, st.next = binary.BigEndian.Uint32(v), binary.BigEndian.Uint64(v[4:])
	id := ib.Get(v[:4])
	if len(id) != 8 {
		return st, &damageError{why: "the identity is missing"}
	}
	copy(st.id[:], id)
	return st, nil
}

func (st state) write(tx *bolt.Tx) error {
	k := key(st.ordinal, st.next)
	if err := tx.Bucket(bucketIDs).Put(k[:4], st.id[:]); err != nil {
		return fmt.Errorf("cannot write the outbox's identity: %w", err)
	}
	if err := tx.Bucket(bucketState).Put(keyCurrent, k); err != nil {
		return fmt.Errorf("cannot write the outbox's counter: %w", err)
	}
	return nil
}

func put(tx *bolt.Tx, ordinal uint32, id [8]byte, seq uint64, r wire.Record) error {
	v, err := encode(frame{id: id, seq: seq, rec: r})
	if err != nil {
		return err
	}
	b := tx.Bucket(bucketRecords)
	b.FillPercent = 0.9 // keys only ever grow
	return b.Put(key(ordinal, seq), v)
}

// Notes are forgotten by age once there are many: who repeats a call does so
// at the next start, not a thousand records later.
const (
	manyNotes = 4000
	noteAge   = 2000 // records
)

// remember makes a note, or tells that it is known; the empty note is never
// known.
func remember(tx *bolt.Tx, note string, next uint64) (known bool, err error) {
	if note == "" {
		return false, nil
	}
	b, err := tx.CreateBucketIfNotExists(bucketNotes)
	if err != nil {
		return false, fmt.Errorf("cannot make the notes: %w", err)
	}
	if b.Get([]byte(note)) != nil {
		return true, nil
	}
	if b.Stats().KeyN >= manyNotes {
		var old [][]byte
		err := b.ForEach(func(k, v []byte) error {
			if len(v) != 8 || binary.BigEndian.Uint64(v)+noteAge < next {
				old = append(old, k)
			}
			return nil
		})
		for _, k := range old {
			err = errors.Join(err, b.Delete(k))
		}
		if err != nil {
			return false, fmt.Errorf("cannot forget old notes: %w", err)
		}
	}
	return false, b.Put([]byte(note), binary.BigEndian.AppendUint64(nil, next))
}

// refill writes salvaged frames under their old identities and the report of
// the damage as the first record of a new one.
func refill(db *bolt.DB, found []frame, report wire.Record) error {
	return db.Update(func(tx *bolt.Tx) error {
		st, err := readState(tx)
		if err != nil {
			return err
		}
		st.ordinal = 0
		var id [8]byte
		for i, f := range found {
			if i == 0 || f.id != id {
				id = f.id
				st.ordinal++
				k := key(st.ordinal, 0)
				if err := tx.Bucket(bucketIDs).Put(k[:4], id[:]); err != nil {
					return fmt.Errorf("cannot keep an identity: %w", err)
				}
			}
			if err := put(tx, st.ordinal, f.id, f.seq, f.rec); err != nil {
				return fmt.Errorf("cannot keep a record: %w", err)
			}
		}
		st = state{ordinal: st.ordinal + 1, id: newID(), next: 1}
		if err := put(tx, st.ordinal, st.id, st.next, report); err != nil {
			return fmt.Errorf("cannot report the damage: %w", err)
		}
		st.next++
		return st.write(tx)
	})
}

// firstBatch reads from the oldest record on.
func firstBatch(tx *bolt.Tx, maxRecords, maxBytes int) (b wire.Batch, err error) {
	c := tx.Bucket(bucketRecords).Cursor()
	ordinal, size := uint32(0), 0
	for k, v := c.First(); k != nil && len(b.Records) < maxRecords; k, v = c.Next() {
		f, _, err := decode(v)
		if err != nil {
			return wire.Batch{}, &damageError{why: err.Error()}
		}
		size += len(v)
		o := binary.BigEndian.Uint32(k)
		if len(b.Records) == 0 {
			ordinal = o
			b = wire.Batch{V: wire.Version, Outbox: idText(f.id), First: f.seq}
		} else if o != ordinal || f.seq != b.First+uint64(len(b.Records)) || size > maxBytes {
			break
		}
		b.Records = append(b.Records, f.rec)
	}
	return b, nil
}

// deleteBatch deletes the records of b and counts them; records that are gone
// already are passed over.
func deleteBatch(tx *bolt.Tx, b wire.Batch) (n int, err error) {
	rb, last := tx.Bucket(bucketRecords), b.First+uint64(len(b.Records))
	c := rb.Cursor()
	var gone [][]byte
	for k, v := c.First(); k != nil; k, v = c.Next() {
		f, _, err := decode(v)
		if err != nil {
			return 0, &damageError{why: err.Error()}
		}
		if idText(f.id) != b.Outbox || f.seq >= last {
			break
		}
		if f.seq >= b.First {
			gone = append(gone, k)
		}
	}
	for _, k := range gone {
		if err := rb.Delete(k); err != nil {
			return 0, err
		}
	}
	return len(gone), nil
}
