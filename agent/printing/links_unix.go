//go:build unix

package printing

import (
	"io/fs"
	"syscall"
)

// links counts a file's names.
func links(st fs.FileInfo) uint64 {
	if sys, ok := st.Sys().(*syscall.Stat_t); ok {
		return uint64(sys.Nlink) //nolint:unconvert // the type differs between platforms
	}
	return 1
}
