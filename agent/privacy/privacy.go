// Package privacy keeps the privacy light true: it is lit while the page says
// that it captures or while any program has a camera open, and dark otherwise.
// In doubt it is lit.
//
// Package agent imports it; it imports drivers/camera and drivers/lights.
package privacy

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"lawkiosk/drivers/camera"
	"lawkiosk/drivers/lights"
)

// every is how often the cameras are looked at during a visit, and until they
// are closed after it.
const every = time.Second

// Deps is what a Keeper needs.
type Deps struct {
	Lights   lights.Lights // nil: the kiosk has none
	Camera   camera.Camera // nil: only the page's word counts
	Visiting func() bool
	Log      *slog.Logger
}

// Keeper keeps the light true.
type Keeper struct {
	deps Deps
	poke chan struct{}

	mu    sync.Mutex
	claim bool // the page says that it captures
	open  bool // somebody has a camera open
	lit   bool
	shown bool // the light shows lit
}

// New makes a keeper; Run keeps the light.
func New(deps Deps) *Keeper { return &Keeper{deps: deps, poke: make(chan struct{}, 1)} }

// Claim is told what the page says: it captures, or no more.
func (k *Keeper) Claim(on bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.claim != on {
		k.claim = on
		k.show()
		k.Look()
	}
}

// Look has the cameras looked at now and for as long as a visit runs.
func (k *Keeper) Look() {
	select {
	case k.poke <- struct{}{}:
	default:
	}
}

// Lit tells whether the light should be lit.
func (k *Keeper) Lit() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lit
}

// Run looks at the cameras until ctx ends; then the light goes dark with the
// program that could have kept it true, unless a camera is open.
func (k *Keeper) Run(ctx context.Context) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		more := k.look()
		wait := tick.C
		if !more {
			wait = nil // nobody is here and nothing is open
		}
		select {
		case <-ctx.Done():
			k.mu.Lock()
			k.claim = false
			k.show()
			k.mu.Unlock()
			return ctx.Err()
		case <-wait:
		case <-k.poke:
		}
	}
}

// look tells whether to look again soon.
func (k *Keeper) look() bool {
	visiting := k.deps.Visiting()
	open := false
	if k.deps.Camera != nil {
		open, _ = k.deps.Camera.InUse()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if open != k.open {
		k.open = open
		if open && !visiting {
			k.deps.Log.Warn("a camera is open although nobody uses the kiosk")
		}
	}
	k.show()
	return k.deps.Camera != nil && (visiting || k.open || k.claim)
}

// show makes the light true; the caller holds mu. A light that fails is told
// by its driver.
func (k *Keeper) show() {
	lit := k.claim || k.open
	if k.deps.Lights == nil || lit == k.lit && k.shown {
		k.lit = lit
		return
	}
	k.lit = lit
	err := k.deps.Lights.Set(lights.Privacy, lit)
	k.shown = err == nil
	if err != nil {
		k.deps.Log.Warn("the privacy light does not show whether a camera is on", "lit", lit, "err", err)
	}
}
