package v4l2_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/drivers"
	"lawkiosk/drivers/camera"
	"lawkiosk/drivers/camera/v4l2"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var _ camera.Camera = (*v4l2.Camera)(nil)

// TestInUse has a real process hold a file open, which is all that a camera is
// to /proc. Its path is a link, as in /dev/v4l/by-id.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	node, link := filepath.Join(dir, "video0"), filepath.Join(dir, "by-id")
	if err := os.WriteFile(node, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(node, link); err != nil {
		t.Fatal(err)
	}
	c := v4l2.New(v4l2.DefaultOptions(link))
	if open, known := c.InUse(); open || !known {
		t.Fatalf("before anybody opened it: open %v, known %v", open, known)
	}
	f, err := os.Open(node)
	if err != nil {
		t.Fatal(err)
	}
	if open, _ := c.InUse(); open {
		t.Error("kioskd's own files count")
	}
	cmd := exec.CommandContext(t.Context(), "cat")
	cmd.ExtraFiles = []*os.File{f}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if open, known := c.InUse(); !open || !known {
		t.Errorf("while a process has it open: open %v, known %v", open, known)
	}
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if open, _ := c.InUse(); open {
		t.Error("open after the process ended")
	}
	if _, known := v4l2.New(v4l2.Options{Devices: []string{link}, Proc: dir}).InUse(); known {
		t.Error("a folder without processes tells something")
	}
}

func TestAMissingCameraIsTold(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "video0"), filepath.Join(dir, "video2")
	o := v4l2.DefaultOptions(first, second)
	o.Poll = 5 * time.Millisecond
	c := v4l2.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	told, ended := make(chan drivers.Status, 8), make(chan struct{})
	go func() { defer close(ended); _ = c.Run(ctx, func(s drivers.Status) { told <- s }) }()
	defer func() { cancel(); <-ended }()
	for _, step := range []struct {
		path string
		want drivers.State
	}{{"", drivers.NoDevice}, {first, drivers.HardwareError}, {second, drivers.Online}} {
		if step.path != "" {
			if err := os.WriteFile(step.path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if s := <-told; s.State != step.want || c.Status().State != step.want {
			t.Fatalf("with %q the state is %s, want %s", step.path, s.State, step.want)
		}
	}
}

func BenchmarkInUse(b *testing.B) {
	c := v4l2.New(v4l2.DefaultOptions("/dev/video0"))
	for b.Loop() {
		c.InUse()
	}
}
