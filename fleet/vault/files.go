package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// writeWhole puts a file in place so that a power cut leaves the old one, or
// none, or the new one, never a part. Whoever writes the same file at the same
// time must be kept apart by the caller.
func writeWhole(path string, b []byte) error { return writeBy(path, path+".tmp", b) }

// writeBy is writeWhole by way of a name that nobody else uses.
func writeBy(path, tmp string, b []byte) error {
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return full(err)
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return errors.Join(full(err), os.Remove(tmp))
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes new and removed names in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(full(d.Sync()), d.Close())
}

// full names a disk without space.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// free is the space left at a path in bytes.
func free(path string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, fmt.Errorf("cannot ask for the space left at %s: %w", path, err)
	}
	return s.Bavail * uint64(s.Bsize), nil //nolint:gosec // a block's size is positive
}
