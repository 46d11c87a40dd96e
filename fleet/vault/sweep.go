package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Rhythm of Run.
const (
	sweepEvery = time.Hour
	forgetIdle = time.Hour // the state of a blob that nobody adds to
)

// Run deletes what is past its time, at once and then every hour, until ctx ends.
func (v *Vault) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		gone, err := v.Sweep(ctx, v.deps.Now())
		if len(gone) > 0 {
			v.deps.Log.InfoContext(ctx, "vault deleted what was past its time", "blobs", len(gone))
			if v.deps.Swept != nil {
				v.deps.Swept(ctx, gone)
			}
		}
		if err != nil && ctx.Err() == nil {
			v.deps.Log.WarnContext(ctx, "vault could not be swept wholly", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// List gives all headers, in no order. What cannot be read is
// in the error; the rest is given all the same.
func (v *Vault) List(ctx context.Context) ([]Header, error) {
	entries, err := os.ReadDir(v.index())
	if err != nil {
		return nil, fmt.Errorf("cannot list the vault: %w", err)
	}
	var out []Header
	var faults []error
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		id, ok := strings.CutSuffix(e.Name(), ".json")
		if !ok || !idForm.MatchString(id) {
			continue
		}
		h, err := v.read(id)
		switch {
		case err == nil:
			out = append(out, h)
		case !errors.Is(err, ErrNotFound): // deleted just now
			faults = append(faults, err)
		}
	}
	return out, errors.Join(faults...)
}

// Sweep deletes the blobs whose time is over, finished or not, and completes
// deletions that were interrupted. It gives the headers of what it deleted. A
// blob of a kind without a rule stays, and is told as an error.
func (v *Vault) Sweep(ctx context.Context, now time.Time) ([]Header, error) {
	faults := []error{v.tidy()}
	all, err := v.List(ctx)
	faults = append(faults, err)
	var gone []Header
	for _, h := range all {
		rule, ok := v.cfg.Kinds[h.Kind]
		if !ok {
			faults = append(faults, fmt.Errorf("cannot say how long to keep blob %s: no rule for kind %q", h.ID, h.Kind))
			continue
		}
		if now.Before(h.Created.Add(rule.Keep)) {
			continue
		}
		if err := v.Delete(ctx, h.ID); err != nil {
			faults = append(faults, err)
			continue
		}
		gone = append(gone, h)
	}
	v.forgetIdle(now)
	return gone, errors.Join(faults...)
}

// tidy completes deletions and removes what a killed program left half written.
func (v *Vault) tidy() error {
	entries, err := os.ReadDir(v.index())
	if err != nil {
		return err
	}
	var faults []error
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".gone"); ok && idForm.MatchString(id) {
			faults = append(faults, v.complete(id))
		}
		about, err := e.Info()
		if err == nil && strings.HasSuffix(e.Name(), ".tmp") && time.Since(about.ModTime()) > time.Hour { // nobody writes it any more
			faults = append(faults, os.Remove(filepath.Join(v.index(), e.Name())))
		}
	}
	return errors.Join(faults...)
}

func (v *Vault) forgetIdle(now time.Time) {
	v.mu.Lock()
	old := map[string]*state{}
	for id, s := range v.open {
		old[id] = s
	}
	v.mu.Unlock()
	for id, s := range old {
		if !s.mu.TryLock() {
			continue // in use
		}
		if now.Sub(s.used) > forgetIdle {
			v.forget(id, s)
		}
		s.mu.Unlock()
	}
}
