package lightstest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"lawkiosk/drivers"
	"lawkiosk/drivers/lights"
)

// patience is how long a test waits for something that must happen.
const patience = 10 * time.Second

// Suite is what every driver of lights must do. open makes a driver of the
// light at a folder that looks at it every few milliseconds.
func Suite(t *testing.T, open func(t *testing.T, path string) lights.Lights) {
	begin := func(t *testing.T) (*Tree, lights.Lights, <-chan drivers.Status) {
		t.Helper()
		tree, err := New(filepath.Join(t.TempDir(), "leds", "privacy"))
		if err != nil {
			t.Fatal(err)
		}
		l := open(t, tree.Path())
		ctx, cancel := context.WithCancel(context.Background())
		told, ended := make(chan drivers.Status, 64), make(chan struct{})
		go func() { defer close(ended); _ = l.Run(ctx, func(s drivers.Status) { told <- s }) }()
		t.Cleanup(func() { cancel(); <-ended })
		return tree, l, told
	}
	t.Run("it lights and goes dark", func(t *testing.T) {
		tree, l, _ := begin(t)
		for _, on := range []bool{true, true, false, false, true} {
			if err := l.Set(lights.Privacy, on); err != nil {
				t.Fatal(err)
			}
			if tree.Snapshot().On != on {
				t.Fatalf("the light is %v, want %v", !on, on)
			}
		}
		if l.Info().Class != drivers.ClassLights {
			t.Errorf("class %q", l.Info().Class)
		}
	})
	t.Run("it is dark from the start", func(t *testing.T) {
		tree, _, told := begin(t)
		if err := tree.Blink(); err != nil {
			t.Fatal(err)
		}
		await(t, "the light to go dark", func() bool { return !tree.Snapshot().On })
		state(t, told, drivers.Online) // not the first: the heartbeat may have come between a write and its check
	})
	t.Run("what others do to it is put right", func(t *testing.T) {
		tree, l, _ := begin(t)
		if err := l.Set(lights.Privacy, true); err != nil {
			t.Fatal(err)
		}
		if err := tree.Plug(); err != nil { // dark again, as after a short loss of power
			t.Fatal(err)
		}
		await(t, "the light to be lit again", func() bool { return tree.Snapshot().On })
	})
	t.Run("a light that is gone is told and comes back", func(t *testing.T) {
		tree, l, told := begin(t)
		if err := tree.Unplug(); err != nil {
			t.Fatal(err)
		}
		if l.Set(lights.Privacy, true) == nil {
			t.Error("a light that is gone was set")
		}
		state(t, told, drivers.NoDevice)
		if tree.Snapshot().There {
			t.Error("the driver made a file where there was no light")
		}
		if err := tree.Plug(); err != nil {
			t.Fatal(err)
		}
		state(t, told, drivers.Online)
		await(t, "the light to show the old wish", func() bool { return tree.Snapshot().On })
	})
	t.Run("a light that fails is told", func(t *testing.T) {
		tree, l, told := begin(t)
		if err := tree.Break(); err != nil {
			t.Fatal(err)
		}
		if l.Set(lights.Privacy, true) == nil {
			t.Error("a broken light was set")
		}
		state(t, told, drivers.HardwareError)
	})
	t.Run("another light is refused", func(t *testing.T) {
		_, l, _ := begin(t)
		if l.Set("disco", true) == nil {
			t.Error("a light that is not there was set")
		}
	})
}

func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	late := time.After(patience)
	for !ok() {
		select {
		case <-late:
			t.Fatalf("waited in vain for %s", what)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func state(t *testing.T, told <-chan drivers.Status, want drivers.State) {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case s := <-told:
			if s.State == want {
				return
			}
		case <-late:
			t.Fatalf("the status is never %s", want)
		}
	}
}
