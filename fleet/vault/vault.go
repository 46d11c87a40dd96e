// Package vault keeps sealed blobs on the disk: recordings, spoken messages.
// Pieces come one by one, often sealed by a browser already; each is on the
// disk when it is confirmed, and a killed program loses only an unfinished one.
// A blob is kept as long as its kind's rule says. It imports nothing of the
// product; fleet/server and the fleet's doors import it. Every access by a
// person is the caller's to authorize and to write to the audit.
//
//	DIR/recipient             for whom the vault seals
//	DIR/index/ID.json         a blob's Header
//	DIR/index/ID.gone         a blob whose deletion is under way
//	DIR/pieces/ID/NNNNNN.age  its pieces, from 1
package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Errors of the vault, wrapped.
var (
	ErrNotFound  = errors.New("no such blob in the vault")
	ErrRefused   = errors.New("not allowed in the vault")
	ErrTooLarge  = errors.New("too large for the vault")
	ErrFinished  = errors.New("the blob is finished and takes no more")
	ErrDiffers   = errors.New("this piece is there already with other content")
	ErrDamaged   = errors.New("damaged, or not sealed for this vault")
	ErrMissing   = errors.New("missing")
	ErrFull      = errors.New("the vault's disk is full; make space on it")
	errForgotten = errors.New("state was dropped") // never leaves the package
)

// Limits.
const (
	maxPieces       = 100_000
	defaultMaxPiece = 1 << 20
	largestPiece    = 64 << 20 // one is held in memory
	defaultSpare    = 256 << 20
)

// Kind is the rule for a kind of blob.
type Kind struct {
	Keep     time.Duration // from its beginning until its deletion
	MaxBytes int64         // of all sealed pieces together
}

// Config is the vault's configuration.
type Config struct {
	Dir      string
	Kinds    map[string]Kind // no blob without a rule
	MaxPiece int64           // largest sealed piece in bytes; 0: 1 MiB
	Spare    uint64          // bytes of the disk left to others, such as the database; 0: 256 MiB
}

// Deps are what a vault works with.
type Deps struct {
	Cipher Cipher
	Log    *slog.Logger
	Now    func() time.Time
	Swept  func(context.Context, []Header) // told what Run has deleted, for the audit; may be nil
}

// Vault keeps sealed blobs.
type Vault struct {
	cfg   Config
	deps  Deps
	write func(path string, b []byte) error // writeWhole
	free  func(path string) (uint64, error)
	mu    sync.Mutex
	open  map[string]*state // of blobs that take pieces
}

// New makes the vault's folders and starts nothing.
func New(cfg Config, deps Deps) (*Vault, error) {
	if cfg.MaxPiece == 0 {
		cfg.MaxPiece = defaultMaxPiece
	}
	if cfg.MaxPiece < 1<<10 || cfg.MaxPiece > largestPiece {
		return nil, fmt.Errorf("cannot use pieces of %d bytes in the vault: 1 KiB to %d MiB are allowed", cfg.MaxPiece, largestPiece>>20)
	}
	if cfg.Spare == 0 {
		cfg.Spare = defaultSpare
	}
	if deps.Now == nil {
		deps.Now = time.Now
	}
	for kind, rule := range cfg.Kinds {
		if !kindForm.MatchString(kind) || rule.Keep <= 0 || rule.MaxBytes <= 0 {
			return nil, fmt.Errorf("cannot use the vault's rule for %q: a name in small letters, a time and a size are needed", kind)
		}
	}
	v := &Vault{cfg: cfg, deps: deps, write: writeWhole, free: free, open: map[string]*state{}}
	for _, dir := range []string{v.index(), v.pieces()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("cannot make the vault's folder: %w", err)
		}
	}
	return v, syncDir(cfg.Dir)
}

// Recipient is with what a browser seals: "age1…".
func (v *Vault) Recipient() string { return v.deps.Cipher.Recipient() }

// Cipher is what the vault seals and opens with, for SealBytes and OpenBytes.
func (v *Vault) Cipher() Cipher { return v.deps.Cipher }

// MaxPiece is the largest sealed piece in bytes.
func (v *Vault) MaxPiece() int64 { return v.cfg.MaxPiece }

func (v *Vault) index() string                { return filepath.Join(v.cfg.Dir, "index") }
func (v *Vault) pieces() string               { return filepath.Join(v.cfg.Dir, "pieces") }
func (v *Vault) header(id string) string      { return filepath.Join(v.index(), id+".json") }
func (v *Vault) folder(id string) string      { return filepath.Join(v.pieces(), id) }
func (v *Vault) file(id string, n int) string { return filepath.Join(v.folder(id), pieceName(n)) }
func (v *Vault) gone(id string) string        { return filepath.Join(v.index(), id+".gone") }

// Meta says what a blob is. It is kept in the open: no personal data.
type Meta struct {
	Owner string // such as a call's id: letters, digits, "._:-"
	Type  string // media type, such as "video/webm;codecs=vp8,opus"
}

// Begin begins a blob that takes pieces until Finish.
func (v *Vault) Begin(ctx context.Context, kind string, m Meta) (id string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if _, ok := v.cfg.Kinds[kind]; !ok {
		return "", fmt.Errorf("cannot begin a blob: no rule for kind %q: %w", kind, ErrRefused)
	}
	if err := v.room(0); err != nil {
		return "", fmt.Errorf("cannot begin a blob: %w", err)
	}
	h := Header{
		V: headerVersion, ID: rand.Text(), Kind: kind, Owner: m.Owner, Type: m.Type,
		Cipher: v.deps.Cipher.Name(), Recipient: v.deps.Cipher.Recipient(), Created: v.deps.Now().UTC().Truncate(time.Millisecond),
	}
	b, err := h.bytes()
	if err != nil {
		return "", fmt.Errorf("cannot begin a blob: %w (%w)", err, ErrRefused)
	}
	if err := v.write(v.header(h.ID), b); err != nil {
		return "", fmt.Errorf("cannot begin a blob: %w", err)
	}
	return h.ID, nil
}

// room reports ErrFull where size more bytes would leave others too little.
func (v *Vault) room(size int64) error {
	left, err := v.free(v.cfg.Dir)
	if err != nil {
		return err
	}
	if left < v.cfg.Spare+uint64(size) { //nolint:gosec // a size is not negative
		return fmt.Errorf("%w: %d MiB are left, %d MiB are kept for others", ErrFull, left>>20, v.cfg.Spare>>20)
	}
	return nil
}

// Delete removes a blob for good. A deletion that a power cut interrupts is
// completed by Run.
func (v *Vault) Delete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s, err := v.lock(id)
	if errors.Is(err, ErrDamaged) { // what cannot be read can be deleted
		return v.remove(id)
	}
	if err != nil {
		return fmt.Errorf("cannot delete a blob: %w", err)
	}
	defer s.mu.Unlock()
	v.forget(id, s)
	return v.remove(id)
}

func (v *Vault) remove(id string) error {
	err := os.Rename(v.header(id), v.gone(id))
	if err == nil {
		err = syncDir(v.index())
	}
	if err == nil {
		err = v.complete(id)
	}
	if err != nil {
		return fmt.Errorf("cannot delete blob %s: %w", id, err)
	}
	return nil
}

// complete removes what is left of a blob that is gone.
func (v *Vault) complete(id string) error {
	if err := os.RemoveAll(v.folder(id)); err != nil {
		return err
	}
	if err := syncDir(v.pieces()); err != nil {
		return err
	}
	if err := os.Remove(v.gone(id)); err != nil && !errors.Is(err, fs.ErrNotExist) { // Run may be as fast as Delete
		return err
	}
	return nil
}

// read gives a blob's header.
func (v *Vault) read(id string) (Header, error) {
	if !idForm.MatchString(id) {
		return Header{}, ErrNotFound
	}
	b, err := os.ReadFile(v.header(id))
	if errors.Is(err, fs.ErrNotExist) {
		return Header{}, ErrNotFound
	}
	if err != nil {
		return Header{}, fmt.Errorf("header of blob %s: %w", id, err)
	}
	h, err := parseHeader(b)
	if err == nil && h.ID != id {
		err = fmt.Errorf("%w: it is another blob's", ErrDamaged)
	}
	if err != nil {
		return Header{}, fmt.Errorf("header of blob %s: %w", id, err)
	}
	return h, nil
}
