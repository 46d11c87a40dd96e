// Package drafts keeps forms that are not filled in yet for up to seven days.
// Each lies in a file of its own that only the citizen's code opens: 12 digits
// that the kiosk shows and prints and keeps nowhere.
//
// Package agent makes it, localapi uses it through an interface of its own; it
// imports nothing of the product.
package drafts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Bounds of what is kept.
const (
	Keep     = 7 * 24 * time.Hour // from the last time it was saved
	MaxFiles = 500
	MaxBytes = 64 << 10 // of one draft, before it is sealed

	// Tries wrong codes within TryWindow make every code wait.
	Tries     = 5
	TryWindow = 10 * time.Minute

	sweepEvery = time.Hour
)

// What may go wrong. None of the errors tells of a draft's content or code.
var (
	ErrUnknown = errors.New("no draft has this code")
	ErrTries   = errors.New("too many wrong codes")
	ErrFull    = errors.New("the kiosk keeps as many drafts as it may")
	ErrLarge   = errors.New("the draft is too large")
	ErrDamaged = errors.New("the draft's file is damaged")
)

// Draft is a form as far as it is filled in.
type Draft struct {
	Form   string            `json:"form"`
	Values map[string]string `json:"values"`
	Until  time.Time         `json:"until"` // it is deleted then
}

// String names the form only: the values are the citizen's.
func (d Draft) String() string { return "draft of " + d.Form }

// LogValue does the same for logs.
func (d Draft) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Deps is what a Safe stands on.
type Deps struct {
	Now func() time.Time // nil: the clock
	Log *slog.Logger
}

// Safe holds the drafts of a kiosk.
type Safe struct {
	dir  string
	deps Deps

	mu     sync.Mutex // also keeps two codes from being stretched at once, which needs 32 MiB each
	secret []byte     // nil: not read yet
	wrong  []time.Time
}

// New makes a safe over a folder, which need not exist. It touches no file.
func New(dir string, deps Deps) *Safe {
	if deps.Now == nil {
		deps.Now = time.Now
	}
	return &Safe{dir: dir, deps: deps}
}

// Run deletes at once and then every hour what is too old, until ctx ends.
func (s *Safe) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		s.sweep()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Save keeps a form. A code that the citizen has already is kept and its draft
// replaced; with none, or one that opens nothing now, there is a new code. When Save returns
// the draft is on the disk. Errors: ErrFull, ErrLarge, or one of the disk.
func (s *Safe) Save(form string, values map[string]string, code string) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.deps.Now()
	d := Draft{Form: form, Values: values, Until: now.Add(Keep).UTC().Truncate(time.Second)}
	var k keys
	if code != "" {
		found, err := s.find(code, now)
		switch {
		case err == nil:
			k = found
		case errors.Is(err, ErrUnknown), errors.Is(err, ErrTries):
			code = "" // saving never has to wait; it tells nothing of a code that was not looked for
		default:
			return "", time.Time{}, err
		}
	}
	if code == "" {
		n, err := s.count()
		if err != nil {
			return "", time.Time{}, err
		}
		if n >= MaxFiles {
			return "", time.Time{}, ErrFull
		}
		if code, k, err = s.unused(); err != nil {
			return "", time.Time{}, err
		}
	}
	sealed, err := seal(d, k)
	if err != nil {
		return "", time.Time{}, err
	}
	if err := s.write(k.name+draftExt, sealed); err != nil {
		return "", time.Time{}, fmt.Errorf("cannot keep a draft, see whether data_dir has room: %w", err)
	}
	return code, d.Until, nil
}

// Open gives the draft of a code; it stays. Errors: ErrUnknown, ErrTries,
// ErrDamaged, or one of the disk.
func (s *Safe) Open(code string) (Draft, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.deps.Now()
	k, err := s.find(code, now)
	if err != nil {
		return Draft{}, err
	}
	data, err := s.read(k.name + draftExt)
	if err != nil {
		return Draft{}, err
	}
	d, err := unseal(data, k)
	if err != nil {
		return Draft{}, err
	}
	if !now.Before(d.Until) { // the hour of the sweep has not come yet
		return Draft{}, errors.Join(ErrUnknown, s.remove(k.name+draftExt))
	}
	return d, nil
}

// Delete removes the draft of a code. Errors: ErrUnknown, ErrTries, or one of
// the disk.
func (s *Safe) Delete(code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, err := s.find(code, s.deps.Now())
	if err != nil {
		return err
	}
	return s.remove(k.name + draftExt)
}

// find gives the keys of a code that has a file, and counts a guess that has
// none. A code that cannot be right costs nothing: it is a slip of the finger
// and tells nobody anything.
func (s *Safe) find(code string, now time.Time) (keys, error) {
	if !Valid(code) {
		return keys{}, ErrUnknown
	}
	kept := s.wrong[:0]
	for _, t := range s.wrong {
		if age := now.Sub(t); age >= 0 && age < TryWindow {
			kept = append(kept, t)
		}
	}
	if s.wrong = kept; len(kept) >= Tries {
		return keys{}, ErrTries
	}
	k, err := s.stretch(code)
	if err != nil {
		return keys{}, err
	}
	ok, err := s.has(k.name + draftExt)
	if err != nil {
		return keys{}, fmt.Errorf("cannot look for a draft: %w", err)
	}
	if !ok {
		s.wrong = append(s.wrong, now)
		return keys{}, ErrUnknown
	}
	return k, nil
}

// unused makes a code that no draft has.
func (s *Safe) unused() (string, keys, error) {
	for {
		code := newCode()
		k, err := s.stretch(code)
		if err != nil {
			return "", keys{}, err
		}
		if taken, err := s.has(k.name + draftExt); err != nil {
			return "", keys{}, fmt.Errorf("cannot look for a draft: %w", err)
		} else if !taken {
			return code, k, nil
		}
	}
}
