package reception

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lawkiosk/agent/visit"
	"lawkiosk/fleet/wire"
)

const markerSuffix = ".visit.json"

// marker is what the disk knows of an unfinished visit. It says nothing of the
// person: it is what wire.VisitEnded will carry.
type marker struct {
	Visit    string         `json:"visit"`
	Began    time.Time      `json:"began"`
	Seen     time.Time      `json:"seen"` // last written
	Settings visit.Settings `json:"settings"`
	Counters visit.Counters `json:"counters"`
}

// mark writes the active visit's marker; the caller holds mu. A marker that
// cannot be written costs only the record of a visit cut short, so the visit
// goes on.
func (d *Desk) mark() {
	v := d.active.v
	m := marker{Visit: v.ID(), Began: v.Began(), Seen: time.Now(), Settings: v.Settings(), Counters: v.Counters()}
	data, err := json.Marshal(m)
	if err == nil {
		err = replace(d.markerPath(v.ID()), data)
	}
	if err != nil {
		d.deps.Log.Warn("cannot mark the running visit", "err", err)
	}
}

func (d *Desk) unmark(id string) {
	if err := os.Remove(d.markerPath(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.deps.Log.Warn("cannot remove the mark of a visit", "err", err)
	}
}

func (d *Desk) markerPath(id string) string { return filepath.Join(d.cfg.Dir, id+markerSuffix) }

// replace writes a file so that a reader sees the old or the new content.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Recover ends the visits that the run before left unfinished: their traces
// are wiped and their ends recorded. Call it once, before Run. It tells
// whether there were any.
func (d *Desk) Recover(ctx context.Context) (found bool, err error) {
	if err := os.MkdirAll(d.cfg.Dir, 0o700); err != nil {
		return false, err
	}
	entries, err := os.ReadDir(d.cfg.Dir)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), markerSuffix)
		if !ok {
			continue
		}
		found = true
		m := d.readMarker(id)
		d.deps.Wipe(ctx, id)
		d.deps.Record(wire.KindVisitEnded, ended(visit.Summary{
			ID: id, How: visit.ByRestart, Seconds: max(0, int(m.Seen.Sub(m.Began)/time.Second)),
			Settings: m.Settings, Counters: m.Counters,
		}))
		d.unmark(id)
	}
	return found, nil
}

// readMarker reads what it can: a damaged marker still proves that there was a visit.
func (d *Desk) readMarker(id string) marker {
	m := marker{Settings: visit.Settings{Lang: visit.Chinese}}
	data, err := os.ReadFile(d.markerPath(id))
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		d.deps.Log.Warn("the mark of an unfinished visit is damaged", "err", err)
		return marker{Settings: visit.Settings{Lang: visit.Chinese}}
	}
	return m
}
