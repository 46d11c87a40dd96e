package health

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// smapsRollup is the kernel's sum over the memory map of a process; its Pss
// line counts shared pages by the share (Documentation/filesystems/proc.rst).
const smapsRollup = "/proc/self/smaps_rollup"

// memPSS reads the proportional set size in bytes, -1 where the kernel does
// not tell it.
func memPSS(path string) int64 {
	data, err := os.ReadFile(path)
	if err != nil {
		return -1
	}
	for line := range bytes.Lines(data) {
		f := bytes.Fields(line)
		if len(f) == 3 && string(f[0]) == "Pss:" && string(f[2]) == "kB" {
			if n, err := strconv.ParseInt(string(f[1]), 10, 64); err == nil {
				return n << 10
			}
		}
	}
	return -1
}

// diskFree gives the bytes that kioskd may still write in a folder, -1 where
// that cannot be known.
func diskFree(dir string) int64 {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * s.Bsize
}
