package meeting

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A call that this kiosk began has a mark on the disk until the fleet has
// confirmed its end: an empty file that bears the call's random name and
// nothing of anybody. A kioskd that was killed finds it and ends the call.
const markExt = ".call"

func (d *Desk) mark(call string) {
	err := os.MkdirAll(d.cfg.Dir, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(d.cfg.Dir, call+markExt), nil, 0o600)
	}
	if err != nil {
		d.deps.Log.Warn("cannot mark a call", "err", err)
	}
}

func (d *Desk) unmark(call string) {
	if err := os.Remove(filepath.Join(d.cfg.Dir, call+markExt)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.deps.Log.Warn("cannot remove the mark of a call", "err", err)
	}
}

// marked lists the calls that the run before left behind.
func (d *Desk) marked() (calls []string) {
	entries, err := os.ReadDir(d.cfg.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.deps.Log.Warn("cannot look for calls of the run before", "err", err)
	}
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), markExt); ok && nameOfCall(id) {
			calls = append(calls, id)
		}
	}
	return calls
}
