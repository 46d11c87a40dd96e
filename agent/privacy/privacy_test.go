package privacy_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/agent/privacy"
	"lawkiosk/drivers"
	"lawkiosk/drivers/lights/lightstest"
	"lawkiosk/drivers/lights/sysfs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// eye is a camera that somebody opens.
type eye struct{ open atomic.Bool }

func (e *eye) Info() drivers.Info { return drivers.Info{Class: drivers.ClassCamera} }

func (e *eye) Status() drivers.Status { return drivers.Status{State: drivers.Online} }

func (e *eye) Run(ctx context.Context, _ func(drivers.Status)) error { <-ctx.Done(); return ctx.Err() }
func (e *eye) InUse() (open, known bool)                             { return e.open.Load(), true }

func TestTheLightIsTrue(t *testing.T) {
	tree, err := lightstest.New(filepath.Join(t.TempDir(), "privacy"))
	if err != nil {
		t.Fatal(err)
	}
	camera := &eye{}
	k := privacy.New(privacy.Deps{
		Lights: sysfs.New(sysfs.DefaultOptions(tree.Path())), Camera: camera, Visiting: func() bool { return false }, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = k.Run(ctx) }()
	lit := func(want bool) {
		t.Helper()
		late := time.After(10 * time.Second)
		for tree.Snapshot().On != want {
			select {
			case <-late:
				t.Fatalf("the light is never %v", want)
			case <-time.After(2 * time.Millisecond):
			}
		}
	}
	k.Claim(true)
	if !tree.Snapshot().On || !k.Lit() {
		t.Error("the light waits")
	}
	camera.open.Store(true)
	k.Look()
	k.Claim(false)
	lit(true)
	camera.open.Store(false)
	lit(false)
	k.Claim(true)
	lit(true)
	cancel() // nobody is left who could put it out later
	<-ended
	lit(false)
}
