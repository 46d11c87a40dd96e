package voice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"lawkiosk/drivers"
)

// Config is what a Desk is told.
type Config struct {
	Every time.Duration // between two checks; a minute if 0
	Keep  int           // bytes of sounds that are kept during a visit; 24 MiB if 0
}

// Named is a speaker under its name in reports.
type Named struct {
	Name string
	Speaker
}

// Desk says lines by the first speaker that has them, and tells the fleet
// whether it can: to the rest of the kiosk it is a device like any other.
type Desk struct {
	cfg      Config
	speakers []Named
	log      *slog.Logger
	turn     chan struct{} // one sound is made at a time

	mu     sync.Mutex
	status drivers.Status
	works  bool // at least one speaker does
	kept   cache
}

// New makes a desk; Run checks the speakers. Earlier speakers are asked first.
func New(cfg Config, log *slog.Logger, speakers ...Named) *Desk {
	if cfg.Every <= 0 {
		cfg.Every = time.Minute
	}
	if cfg.Keep <= 0 {
		cfg.Keep = 24 << 20
	}
	return &Desk{
		cfg: cfg, speakers: speakers, log: log, turn: make(chan struct{}, 1), kept: cache{max: cfg.Keep},
		status: drivers.Status{State: drivers.Starting, At: time.Now()},
	}
}

// Info tells what the desk is.
func (d *Desk) Info() drivers.Info {
	names := make([]string, len(d.speakers))
	for i, s := range d.speakers {
		names[i] = s.Name
	}
	return drivers.Info{Class: drivers.ClassVoice, Driver: strings.Join(names, "+")}
}

// Status tells whether every configured speaker works.
func (d *Desk) Status() drivers.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.status
}

// Ready tells whether a visitor can be read to.
func (d *Desk) Ready() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.works
}

// Run checks the speakers until ctx ends.
func (d *Desk) Run(ctx context.Context, changed func(drivers.Status)) error {
	tick := time.NewTicker(d.cfg.Every)
	defer tick.Stop()
	for {
		if s := d.look(ctx); ctx.Err() == nil {
			changed(s)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// look checks every speaker.
func (d *Desk) look(ctx context.Context) drivers.Status {
	s := drivers.Status{State: drivers.Online, At: time.Now()}
	works := false
	for _, speaker := range d.speakers {
		if err := speaker.Check(ctx); err != nil {
			s.State, s.Detail = drivers.HardwareError, err.Error()
		} else {
			works = true
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if ctx.Err() == nil {
		d.status, d.works = s, works
	}
	return s
}

// Speak gives a line's sound. Sounds are kept until Forget.
func (d *Desk) Speak(ctx context.Context, l Line) ([]byte, error) {
	name := l.Name()
	if wav := d.cached(name); wav != nil {
		return wav, nil
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("cannot wait for the voice: %w", ctx.Err())
	}
	if wav := d.cached(name); wav != nil { // the one before asked for the same
		return wav, nil
	}
	failed := ErrNone
	for _, s := range d.speakers {
		wav, err := s.Speak(ctx, l)
		if err == nil {
			d.mu.Lock()
			d.kept.put(name, wav)
			d.mu.Unlock()
			return wav, nil
		}
		if !errors.Is(err, ErrNone) {
			failed = err
			if ctx.Err() == nil {
				d.log.Warn("a speaker failed", "speaker", s.Name, "err", err)
			}
		}
	}
	return nil, fmt.Errorf("cannot say the line %s: %w", name, failed)
}

// Forget drops all sounds that are kept: what a visitor had read to them is
// nobody's business after the visit.
func (d *Desk) Forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = cache{max: d.cfg.Keep}
}

func (d *Desk) cached(name string) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kept.get(name)
}
