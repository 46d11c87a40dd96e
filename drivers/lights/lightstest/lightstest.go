// Package lightstest is the conformance suite of drivers of lights, and a
// simulator of the kernel's LED class: a folder whose files answer as the
// kernel's do, with knobs for what goes wrong.
//
// Tests and drivers/vterm import it.
package lightstest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Tree is a light as a folder. Since its files are plain ones, a driver's
// write of "1" over "255" is read as the kernel would: up to the line's end.
type Tree struct {
	dir string

	mu      sync.Mutex
	broken  bool
	changed chan struct{}
	last    Snapshot
}

// Snapshot is how a light is.
type Snapshot struct {
	Path   string `json:"path"` // what to write as the driver's path
	On     bool   `json:"on"`
	There  bool   `json:"there"`  // plugged in
	Broken bool   `json:"broken"` // nobody may write it
}

// New makes a light at a folder, dark and plugged in.
func New(dir string) (*Tree, error) {
	t := &Tree{dir: dir, changed: make(chan struct{})}
	if err := t.Plug(); err != nil {
		return nil, err
	}
	t.last = t.look()
	return t, nil
}

// Path is the folder.
func (t *Tree) Path() string { return t.dir }

// Plug puts the light there, dark.
func (t *Tree) Plug() error {
	err := os.MkdirAll(t.dir, 0o755)
	for name, text := range map[string]string{"brightness": "0\n", "max_brightness": "255\n", "trigger": "[none] heartbeat timer\n"} {
		_ = os.Remove(filepath.Join(t.dir, name)) // one that may not be written
		err = errors.Join(err, os.WriteFile(filepath.Join(t.dir, name), []byte(text), 0o600))
	}
	if err != nil {
		return fmt.Errorf("cannot make the light: %w", err)
	}
	t.note(false)
	return nil
}

// Unplug takes the light away.
func (t *Tree) Unplug() error {
	if err := os.RemoveAll(t.dir); err != nil {
		return fmt.Errorf("cannot take the light away: %w", err)
	}
	t.note(false)
	return nil
}

// Break makes the light impossible to set, for root too: its file becomes a
// full device that reads as no number. Plug mends it.
func (t *Tree) Break() error {
	file := filepath.Join(t.dir, "brightness")
	err := errors.Join(os.Remove(file), os.Symlink("/dev/full", file))
	if err != nil {
		return fmt.Errorf("cannot break the light: %w", err)
	}
	t.note(true)
	return nil
}

// Blink lets the kernel's heartbeat have the light.
func (t *Tree) Blink() error {
	err := errors.Join(t.put("trigger", "none [heartbeat] timer\n"), t.put("brightness", "255\n"))
	if err != nil {
		return fmt.Errorf("cannot let the light blink: %w", err)
	}
	return nil
}

// put writes over what a file holds: the kernel's are never seen empty.
func (t *Tree) put(file, text string) error {
	f, err := os.OpenFile(filepath.Join(t.dir, file), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// Snapshot tells how the light is now.
func (t *Tree) Snapshot() Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.look()
}

// Changed is closed at the next change that Run sees.
func (t *Tree) Changed() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

// Run looks at the light until ctx ends, for those who wait on Changed.
func (t *Tree) Run(ctx context.Context) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		t.mu.Lock()
		if now := t.look(); now != t.last {
			t.last = now
			close(t.changed)
			t.changed = make(chan struct{})
		}
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (t *Tree) note(broken bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.broken = broken
}

// look reads the files; the caller holds mu.
func (t *Tree) look() Snapshot {
	s := Snapshot{Path: t.dir, Broken: t.broken}
	b, err := os.ReadFile(filepath.Join(t.dir, "max_brightness"))
	s.There = err == nil && len(b) > 0
	if s.Broken {
		return s
	}
	b, err = os.ReadFile(filepath.Join(t.dir, "brightness"))
	first, _, _ := strings.Cut(string(b), "\n")
	n, bad := strconv.Atoi(strings.TrimSpace(first))
	s.On = err == nil && bad == nil && n > 0
	return s
}
