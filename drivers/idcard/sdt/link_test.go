package sdt

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.bug.st/serial"
)

// quietPort is a port whose reads give nothing and no error, as both a quiet
// and a hung-up line may do.
type quietPort struct {
	modem error // what asking for the modem lines ends with
	write error
}

func (quietPort) Read([]byte) (int, error)                               { return 0, nil }
func (p quietPort) Write(b []byte) (int, error)                          { return len(b), p.write }
func (quietPort) Close() error                                           { return nil }
func (quietPort) SetReadTimeout(time.Duration) error                     { return nil }
func (quietPort) ResetInputBuffer() error                                { return nil }
func (p quietPort) GetModemStatusBits() (*serial.ModemStatusBits, error) { return nil, p.modem }

// quietLink is a link on such a port whose device is a file at the path.
func quietLink(t *testing.T, p quietPort) *link {
	t.Helper()
	path := filepath.Join(t.TempDir(), "device")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	node, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return &link{port: p, path: path, node: node, perSec: 1 << 30, stop: make(chan struct{})}
}

func TestQuietLineAndHangUpAreToldApart(t *testing.T) {
	for name, tt := range map[string]struct {
		port   quietPort
		device func(t *testing.T, path string) // what happens to the device node
		want   error
	}{
		"quiet":             {port: quietPort{}, want: errSilent},
		"quiet pty, EINVAL": {port: quietPort{modem: syscall.EINVAL}, want: errSilent},
		"quiet pty, ENOTTY": {port: quietPort{modem: syscall.ENOTTY}, want: errSilent},
		"hung up":           {port: quietPort{modem: syscall.EIO}, want: errGone},
		"removed":           {port: quietPort{modem: syscall.ENODEV}, want: errGone},
		"write fails":       {port: quietPort{write: syscall.EIO}, want: errGone},
		"node gone": {device: func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, want: errGone},
		"another device in its place": {device: func(t *testing.T, path string) {
			if err := os.WriteFile(path+"2", nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(path+"2", path); err != nil {
				t.Fatal(err)
			}
		}, want: errGone},
	} {
		t.Run(name, func(t *testing.T) {
			l := quietLink(t, tt.port)
			if tt.device != nil {
				tt.device(t, l.path)
			}
			_, err := l.exchange(t.Context(), command{0x11, 0xFF}, time.Millisecond)
			if !errors.Is(err, tt.want) {
				t.Errorf("error is %v, want one wrapping %q", err, tt.want)
			}
		})
	}
}

func TestExchangeEndsWithItsCaller(t *testing.T) {
	l := quietLink(t, quietPort{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.exchange(ctx, command{0x20, 0x01}, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want %v", err, context.Canceled)
	}
	if l.stale.IsZero() {
		t.Error("the answer that may still arrive is not waited for")
	}
	close(l.stop)
	l.stale = time.Time{}
	if _, err := l.exchange(t.Context(), command{0x20, 0x01}, time.Hour); !errors.Is(err, errClosing) {
		t.Errorf("error is %v, want %v", err, errClosing)
	}
}
