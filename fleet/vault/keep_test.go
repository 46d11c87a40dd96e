package vault

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestDamage(t *testing.T) {
	v := newVault(t)
	long := strings.Repeat("x", 200<<10) // several chunks of age's: none of it may come out
	id := recording(t, v, "one", long, "three", "four", "five", "six")
	spoil := func(n int, f func(b []byte) []byte) {
		t.Helper()
		b, err := os.ReadFile(v.file(id, n))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(v.file(id, n), f(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	spoil(2, func(b []byte) []byte { b[len(b)-1] ^= 1; return b })
	spoil(3, func(b []byte) []byte { return b[:len(b)-5] })
	spoil(5, func([]byte) []byte { return nil })
	if err := os.Remove(v.file(id, 6)); err != nil {
		t.Fatal(err)
	}
	if got := contentOf(t, v, id); got != "one[2 damaged][3 damaged]four[5 damaged]" {
		t.Error(got)
	}
	r, err := v.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var rest strings.Builder
	if bad, err := r.CopyReadable(&rest); err != nil || len(bad) != 3 || bad[1].N != 3 || rest.String() != "onefour" {
		t.Errorf("%v %v %q", bad, err, rest.String())
	}
	ctx, cancel := context.WithCancel(t.Context())
	if r, err = v.Open(ctx, id); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := r.CopyReadable(&rest); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if r, err = v.Open(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); err == nil || !strings.Contains(err.Error(), "cannot read piece 2 of blob "+id) {
		t.Error(err)
	}
	if r.Close(); r.Skip() {
		t.Error("a closed reader goes on")
	}
	if err := os.WriteFile(v.header(id), []byte(`{"v":1`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(t.Context(), id); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	good := recording(t, v, "good")
	if all, err := v.List(t.Context()); len(all) != 1 || all[0].ID != good || !errors.Is(err, ErrDamaged) {
		t.Errorf("%+v %v", all, err)
	}
	if err := v.Delete(t.Context(), id); err != nil {
		t.Error("what cannot be read can be deleted:", err)
	}
	if all, err := v.List(t.Context()); len(all) != 1 || err != nil {
		t.Errorf("%+v %v", all, err)
	}
}

func TestRetention(t *testing.T) {
	v := newVault(t)
	voice, _, err := v.Seal(t.Context(), "voice", Meta{}, strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	open := recording(t, v, "never finished")
	for _, c := range []struct {
		after time.Duration
		gone  []string
	}{{24*time.Hour - time.Second, nil}, {24 * time.Hour, []string{voice}}, {24 * time.Hour, nil}, {30 * 24 * time.Hour, []string{open}}} {
		gone, err := v.Sweep(t.Context(), noon().Add(c.after))
		var ids []string
		for _, h := range gone {
			ids = append(ids, h.ID)
		}
		if err != nil || !slices.Equal(ids, c.gone) {
			t.Errorf("after %v: %v %v", c.after, ids, err)
		}
	}
	for _, dir := range []string{v.index(), v.pieces()} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("%v %v", left, err)
		}
	}
	id := recording(t, v, "of a kind that has no rule any more")
	delete(v.cfg.Kinds, "recording")
	if gone, err := v.Sweep(t.Context(), noon().AddDate(10, 0, 0)); len(gone) != 0 || err == nil || !strings.Contains(err.Error(), id) {
		t.Errorf("%v %v", gone, err)
	}
	if err := v.Append(t.Context(), id, 2, bytes.NewReader(browser(t, v.Recipient(), "x"))); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}

func TestDelete(t *testing.T) {
	v := newVault(t)
	id := recording(t, v, "one")
	r, err := v.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := v.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	for what, err := range map[string]error{
		"again": v.Delete(t.Context(), id), "append": v.Write(t.Context(), id, 2, nil),
		"path": v.Delete(t.Context(), "../x"),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	// A power cut in the middle of a deletion.
	half := recording(t, v, "one")
	if err := os.Rename(v.header(half), v.gone(half)); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Stat(t.Context(), half); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if _, err := v.Sweep(t.Context(), noon()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(v.folder(half)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("pieces of a deleted blob stay", err)
	}
}

func TestFullDisk(t *testing.T) {
	v := newVault(t)
	id := recording(t, v, "one")
	two := browser(t, v.Recipient(), "two")
	put := func() error { return v.Append(t.Context(), id, 2, bytes.NewReader(two)) }
	v.write = func(path string, b []byte) error { // as the disk fills in the middle of a piece
		if err := os.WriteFile(path+".tmp", b[:len(b)/2], 0o600); err != nil {
			return err
		}
		return full(&fs.PathError{Op: "write", Path: path, Err: syscall.ENOSPC})
	}
	if err := put(); !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "make space") {
		t.Fatal(err)
	}
	if _, _, err := v.Seal(t.Context(), "voice", Meta{}, strings.NewReader("x")); !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	v.write = writeWhole
	v.free = func(string) (uint64, error) { return 100, nil } // the rest is for the database
	if err := put(); !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	if got := contentOf(t, v, id); got != "one" {
		t.Fatal(got)
	}
	if err := v.Delete(t.Context(), recording(t, &Vault{cfg: v.cfg, deps: v.deps, write: writeWhole, free: free, open: map[string]*state{}}, "x")); err != nil {
		t.Fatal("a full disk keeps from deleting:", err)
	}
	v.free = free
	if err := put(); err != nil {
		t.Fatal(err)
	}
	if got := contentOf(t, v, id); got != "onetwo" {
		t.Fatal(got)
	}
}

func TestManyAtOnce(t *testing.T) {
	v := newVault(t)
	id := begin(t, v, "recording")
	piece := browser(t, v.Recipient(), "x")
	var all sync.WaitGroup
	for n := 1; n <= 20; n++ {
		for range 3 {
			all.Go(func() {
				if err := v.Append(t.Context(), id, n, bytes.NewReader(piece)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			if _, err := v.Sweep(t.Context(), noon().Add(2*time.Hour)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if i, err := v.Finish(t.Context(), id, 20); err != nil || i.There != 20 {
		t.Fatalf("%+v %v", i, err)
	}
	other := begin(t, v, "recording")
	for n := 1; n <= 20; n++ {
		all.Go(func() {
			if err := v.Append(t.Context(), other, n, bytes.NewReader(piece)); err != nil && !errors.Is(err, ErrNotFound) {
				t.Error(err)
			}
		})
	}
	all.Go(func() {
		if err := v.Delete(t.Context(), other); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	if _, err := os.Stat(v.folder(other)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a piece came after the deletion", err)
	}
	if len(v.open) != 0 {
		t.Errorf("%d states are kept", len(v.open))
	}
}

func TestRun(t *testing.T) {
	dir, cipher := t.TempDir(), newAge(t)
	synctest.Test(t, func(t *testing.T) {
		gone := make(chan []Header, 1)
		v, err := New(config(dir), Deps{Cipher: cipher, Log: slog.New(slog.DiscardHandler), Swept: func(_ context.Context, h []Header) { gone <- h }})
		if err != nil {
			t.Fatal(err)
		}
		id, began := begin(t, v, "voice"), time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- v.Run(ctx) }()
		if h := <-gone; len(h) != 1 || h[0].ID != id || time.Since(began) != 24*time.Hour { // the bubble's clock
			t.Errorf("%v after %v", h, time.Since(began))
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	for what, spoil := range map[string]func(*Config){
		"kind": func(c *Config) { c.Kinds["A b"] = Kind{1, 1} }, "no time": func(c *Config) { c.Kinds["x"] = Kind{0, 1} },
		"no size": func(c *Config) { c.Kinds["x"] = Kind{1, 0} }, "piece": func(c *Config) { c.MaxPiece = 1 }, "large piece": func(c *Config) { c.MaxPiece = 1 << 30 },
	} {
		c := config(t.TempDir())
		spoil(&c)
		if _, err := New(c, Deps{}); err == nil {
			t.Errorf("%s passes", what)
		}
	}
}
