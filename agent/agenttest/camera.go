package agenttest

import (
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/drivers/camera/v4l2"
)

// Camera is a capture device and a /proc in which a program opens it.
type Camera struct {
	t          testing.TB
	node, proc string
}

func newCamera(t testing.TB, dir string) *Camera {
	t.Helper()
	c := &Camera{t: t, node: filepath.Join(dir, "video0"), proc: filepath.Join(dir, "proc")}
	c.must(os.MkdirAll(filepath.Join(c.proc, "4242", "fd"), 0o700))
	c.must(os.WriteFile(c.node, nil, 0o600))
	return c
}

func (c *Camera) watch() *v4l2.Camera {
	return v4l2.New(v4l2.Options{Devices: []string{c.node}, Proc: c.proc, Poll: v4l2.DefaultOptions().Poll})
}

func (c *Camera) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *Camera) link() string { return filepath.Join(c.proc, "4242", "fd", "7") }

// Open has a program open the camera.
func (c *Camera) Open() {
	c.t.Helper()
	c.must(os.Symlink(c.node, c.link()))
}

// Close has it close the camera.
func (c *Camera) Close() {
	c.t.Helper()
	c.must(os.Remove(c.link()))
}
