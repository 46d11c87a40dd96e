package printing

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lawkiosk/content"
	"lawkiosk/drivers/printer"
)

// row is a job as the spool keeps it. It holds no personal data.
type row struct {
	V        int          `json:"v"`
	Job      string       `json:"job"`
	Visit    string       `json:"visit"`
	Kind     string       `json:"kind"`
	Item     string       `json:"item"`
	Title    string       `json:"title"`
	Lang     content.Lang `json:"lang"`
	Copies   int          `json:"copies"`
	Pages    int          `json:"pages"`
	Accepted time.Time    `json:"accepted"`
	Tried    bool         `json:"tried"`         // the printer may have got it
	Ref      printer.Ref  `json:"ref,omitempty"` // once the printer accepted it
	Outcome  *outcome     `json:"outcome,omitempty"`
}

// outcome is how a job ended.
type outcome struct {
	State   State     `json:"state"`
	Reason  string    `json:"reason,omitempty"`
	Printed int       `json:"printed"`
	At      time.Time `json:"at"`
}

// spool is the folder of rows and PDF files.
type spool struct{ dir string }

const (
	rowExt = ".json"
	pdfExt = ".pdf"
)

func openSpool(dir string) (spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return spool{}, fmt.Errorf("cannot make the spool folder: %w", err)
	}
	return spool{dir: dir}, nil
}

func (s spool) pdf(job string) string { return filepath.Join(s.dir, job+pdfExt) }

// put makes a row durable, replacing the one before it.
func (s spool) put(r row) error {
	r.V = 1
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("cannot write the spool: %w", err)
	}
	path := filepath.Join(s.dir, r.Job+rowExt)
	tmp := path + ".new"
	if err := writeSynced(tmp, raw); err != nil {
		return fmt.Errorf("cannot write the spool: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("cannot write the spool: %w", err)
	}
	return s.sync()
}

// writeSynced writes a file that is on the disk when it returns.
func writeSynced(path string, raw []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	return errors.Join(err, f.Sync(), f.Close())
}

func (s spool) sync() error {
	d, err := os.Open(s.dir)
	if err != nil {
		return fmt.Errorf("cannot write the spool: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("cannot write the spool: %w", err)
	}
	return nil
}

// remove forgets a row and wipes its PDF.
func (s spool) remove(job string) error {
	err := s.wipe(job)
	if rerr := os.Remove(filepath.Join(s.dir, job+rowExt)); rerr != nil && !errors.Is(rerr, fs.ErrNotExist) {
		err = errors.Join(err, rerr)
	}
	return errors.Join(err, s.sync())
}

// wipe overwrites and removes a job's PDF, if there is one. A file that has
// another name, a prepared guide, is only unlinked.
func (s spool) wipe(job string) error { return wipeFile(s.pdf(job)) }

func wipeFile(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return errors.Join(fmt.Errorf("cannot wipe a spooled paper: %w", err), os.Remove(path))
	}
	if st, serr := f.Stat(); serr == nil && links(st) == 1 {
		_, err = io.CopyN(f, zeros{}, st.Size())
		err = errors.Join(err, f.Sync())
	}
	if err = errors.Join(err, f.Close(), os.Remove(path)); err != nil {
		return fmt.Errorf("cannot wipe a spooled paper: %w", err)
	}
	return nil
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// load gives all rows and wipes every PDF: no visit outlives the daemon. A row
// that cannot be read is removed and counted.
func (s spool) load() (rows []row, damaged int, err error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, 0, fmt.Errorf("cannot read the spool: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(s.dir, e.Name())
		if !strings.HasSuffix(e.Name(), rowExt) {
			err = errors.Join(err, wipeFile(path)) // papers, and rows never finished
			continue
		}
		raw, rerr := os.ReadFile(path)
		var r row
		if rerr != nil || json.Unmarshal(raw, &r) != nil || r.V != 1 || r.Job+rowExt != e.Name() {
			damaged++
			err = errors.Join(err, os.Remove(path))
			continue
		}
		rows = append(rows, r)
	}
	return rows, damaged, err
}
