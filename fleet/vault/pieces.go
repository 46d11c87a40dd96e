package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// state is what is known of a blob that takes pieces.
type state struct {
	mu        sync.Mutex
	header    Header
	sizes     map[int]int64 // of the pieces that are there
	bytes     int64         // their sum
	used      time.Time
	forgotten bool // a newer state may exist: ask again
}

// Info is a blob's header and what is there of it.
type Info struct {
	Header
	There int   // pieces
	Bytes int64 // of all sealed pieces
	Gaps  []int // numbers that are missing below the highest, or below Header.Pieces; the first hundred
}

// GapsError says which pieces a blob lacks.
type GapsError struct {
	ID      string
	Missing []int // the first hundred
}

func (e *GapsError) Error() string {
	return fmt.Sprintf("cannot finish blob %s: pieces %v are missing; send them and finish again", e.ID, e.Missing)
}

func pieceName(n int) string { return fmt.Sprintf("%06d.age", n) }

// pieceNumber reads a piece's file name; ok is false for others.
func pieceNumber(name string) (n int, ok bool) {
	digits, ok := strings.CutSuffix(name, ".age")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n >= 1 && n <= maxPieces && pieceName(n) == name
}

// lock gives a blob's state, locked.
func (v *Vault) lock(id string) (*state, error) {
	for {
		v.mu.Lock()
		s, known := v.open[id]
		if !known {
			s = &state{}
			v.open[id] = s
		}
		v.mu.Unlock()
		s.mu.Lock()
		err := v.fill(id, s)
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, errForgotten) {
			v.forget(id, s)
		}
		s.mu.Unlock()
		if !errors.Is(err, errForgotten) {
			return nil, err
		}
	}
}

// fill reads from the disk what a new state lacks.
func (v *Vault) fill(id string, s *state) error {
	if s.forgotten {
		return errForgotten
	}
	s.used = v.deps.Now()
	if s.sizes != nil {
		return nil
	}
	h, err := v.read(id)
	if err != nil {
		return err
	}
	sizes, err := v.list(id)
	if err != nil {
		return err
	}
	s.header, s.sizes = h, sizes
	for _, n := range sizes {
		s.bytes += n
	}
	return nil
}

// forget drops a state, which the caller has locked.
func (v *Vault) forget(id string, s *state) {
	s.forgotten = true
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.open[id] == s {
		delete(v.open, id)
	}
}

// list gives the pieces on the disk with their sizes.
func (v *Vault) list(id string) (map[int]int64, error) {
	out := map[int]int64{}
	entries, err := os.ReadDir(v.folder(id))
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("pieces of blob %s: %w", id, err)
	}
	for _, e := range entries {
		n, ok := pieceNumber(e.Name())
		if !ok {
			continue
		}
		about, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("piece %d of blob %s: %w", n, id, err)
		}
		out[n] = about.Size()
	}
	return out, nil
}

// Append stores piece n (from 1) that was sealed for Recipient elsewhere. It is
// on the disk when Append returns nil. The same piece again changes nothing;
// another one of the same number is ErrDiffers. Pieces may come in any order.
func (v *Vault) Append(ctx context.Context, id string, n int, r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, v.cfg.MaxPiece+1))
	if err != nil {
		return fmt.Errorf("cannot read piece %d: %w", n, err)
	}
	if int64(len(b)) > v.cfg.MaxPiece {
		return fmt.Errorf("cannot store piece %d: more than %d bytes: %w", n, v.cfg.MaxPiece, ErrTooLarge)
	}
	if _, err := v.read(id); err != nil { // before the work of opening
		return fmt.Errorf("cannot store piece %d: %w", n, err)
	}
	if _, err := open(v.deps.Cipher, b); err != nil { // now, while its sender has it still
		return fmt.Errorf("cannot store piece %d: %w", n, err)
	}
	return v.store(ctx, id, n, b, false)
}

// Write seals and stores piece n. Where a piece n is there already, it stays
// and Write changes nothing: what is sealed twice never looks the same.
func (v *Vault) Write(ctx context.Context, id string, n int, plain []byte) error {
	b, err := seal(v.deps.Cipher, plain)
	if err != nil {
		return err
	}
	if int64(len(b)) > v.cfg.MaxPiece {
		return fmt.Errorf("cannot store piece %d: more than %d bytes: %w", n, v.cfg.MaxPiece, ErrTooLarge)
	}
	return v.store(ctx, id, n, b, true)
}

func (v *Vault) store(ctx context.Context, id string, n int, b []byte, first bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if n < 1 || n > maxPieces {
		return fmt.Errorf("cannot store piece %d: pieces are numbered from 1 to %d: %w", n, maxPieces, ErrRefused)
	}
	s, err := v.lock(id)
	if err != nil {
		return fmt.Errorf("cannot store piece %d: %w", n, err)
	}
	defer s.mu.Unlock()
	if _, there := s.sizes[n]; there {
		if first {
			return nil
		}
		old, err := os.ReadFile(v.file(id, n))
		if err == nil && !bytes.Equal(old, b) {
			err = ErrDiffers
		}
		if err == nil {
			err = syncDir(v.folder(id)) // the try before may have failed just there
		}
		if err != nil {
			return fmt.Errorf("cannot store piece %d: %w", n, err)
		}
		return nil
	}
	if err := v.fits(s, int64(len(b))); err != nil {
		return fmt.Errorf("cannot store piece %d: %w", n, err)
	}
	if len(s.sizes) == 0 {
		if err := errors.Join(os.MkdirAll(v.folder(id), 0o700), syncDir(v.pieces())); err != nil {
			return fmt.Errorf("cannot store piece %d: %w", n, full(err))
		}
	}
	if err := v.write(v.file(id, n), b); err != nil {
		v.forget(id, s) // whether it is there, the disk knows
		return fmt.Errorf("cannot store piece %d: %w", n, err)
	}
	s.sizes[n] = int64(len(b))
	s.bytes += int64(len(b))
	return nil
}

// fits checks the limits for a new piece.
func (v *Vault) fits(s *state, size int64) error {
	rule, ok := v.cfg.Kinds[s.header.Kind]
	switch {
	case !s.header.Finished.IsZero():
		return ErrFinished
	case !ok:
		return fmt.Errorf("no rule for kind %q: %w", s.header.Kind, ErrRefused)
	case s.bytes+size > rule.MaxBytes:
		return fmt.Errorf("a blob of kind %q may have %d bytes: %w", s.header.Kind, rule.MaxBytes, ErrTooLarge)
	}
	return v.room(size)
}

// Finish ends a blob of so many pieces; 0 stands for the highest number that
// is there. Where pieces are missing it gives a GapsError and the blob stays open.
// A blob that is never finished can be read, and is deleted in its time.
func (v *Vault) Finish(ctx context.Context, id string, pieces int) (Info, error) {
	if err := ctx.Err(); err != nil {
		return Info{}, err
	}
	if pieces < 0 || pieces > maxPieces {
		return Info{}, fmt.Errorf("cannot finish a blob of %d pieces: %w", pieces, ErrRefused)
	}
	s, err := v.lock(id)
	if err != nil {
		return Info{}, fmt.Errorf("cannot finish a blob: %w", err)
	}
	defer s.mu.Unlock()
	if s.header.Finished.IsZero() {
		h := s.header
		h.Finished, h.Pieces = v.deps.Now().UTC().Truncate(time.Millisecond), max(pieces, highest(s.sizes))
		if gaps := gapsOf(s.sizes, h.Pieces); len(gaps) > 0 {
			return info(s.header, s.sizes), &GapsError{ID: id, Missing: gaps}
		}
		b, err := h.bytes()
		if err == nil {
			err = v.write(v.header(id), b)
		}
		if err != nil {
			return Info{}, fmt.Errorf("cannot finish blob %s: %w", id, err)
		}
		s.header = h
	}
	v.forget(id, s)
	return info(s.header, s.sizes), nil
}

// Stat says what is there of a blob.
func (v *Vault) Stat(ctx context.Context, id string) (Info, error) {
	if err := ctx.Err(); err != nil {
		return Info{}, err
	}
	h, err := v.read(id)
	if err != nil {
		return Info{}, fmt.Errorf("cannot look at a blob: %w", err)
	}
	sizes, err := v.list(id)
	if err != nil {
		return Info{}, fmt.Errorf("cannot look at a blob: %w", err)
	}
	return info(h, sizes), nil
}

func info(h Header, sizes map[int]int64) Info {
	i := Info{Header: h, There: len(sizes), Gaps: gapsOf(sizes, max(h.Pieces, highest(sizes)))}
	for _, size := range sizes {
		i.Bytes += size
	}
	return i
}

func highest(sizes map[int]int64) (n int) {
	for k := range sizes {
		n = max(n, k)
	}
	return n
}

// gapsTold bounds a list of missing pieces.
const gapsTold = 100

func gapsOf(sizes map[int]int64, last int) []int {
	var out []int
	for n := 1; n <= last && len(out) < gapsTold; n++ {
		if _, there := sizes[n]; !there {
			out = append(out, n)
		}
	}
	return out
}
