package vterm

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"lawkiosk/drivers/printer/printertest"
)

// maxPapers is how many printed papers the panel lists.
const maxPapers = 60

// Paper is one printed document.
type Paper struct {
	File  string    `json:"file"`
	Name  string    `json:"name"`  // the job's name as it stands in the file's name
	Pages int       `json:"pages"` // of one copy; 0 where the file does not tell
	Bytes int64     `json:"bytes"`
	At    time.Time `json:"at"`
}

// pageCounts remembers the pages of files: a printed file never changes.
type pageCounts struct {
	mu    sync.Mutex
	known map[string]int
}

// of counts a file's pages once.
func (c *pageCounts) of(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n, ok := c.known[path]; ok {
		return n
	}
	n := 0
	if b, err := os.ReadFile(path); err == nil {
		if n, err = printertest.CountPages(b); err != nil {
			n = 0
		}
	}
	if c.known == nil {
		c.known = map[string]int{}
	}
	c.known[path] = n
	return n
}

// printed lists what lies in the printer's output tray, the newest first. The
// files of earlier runs are part of it.
func (t *Terminal) printed() []Paper {
	entries, err := os.ReadDir(t.o.Printed)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.log.Warn("cannot list printed papers", "error", err)
	}
	papers := make([]Paper, 0, min(len(entries), maxPapers))
	// Their names begin with the time, so the newest stand last.
	for _, e := range slices.Backward(entries) {
		if len(papers) == maxPapers {
			break
		}
		if !isPaper(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		st, err := e.Info()
		if err != nil {
			continue // taken away meanwhile
		}
		papers = append(papers, Paper{
			File: e.Name(), Name: jobName(e.Name()), Pages: t.pages.of(filepath.Join(t.o.Printed, e.Name())),
			Bytes: st.Size(), At: st.ModTime(),
		})
	}
	return papers
}

func isPaper(name string) bool {
	return strings.HasSuffix(name, ".pdf") && !strings.HasPrefix(name, ".") && filepath.Base(name) == name
}

// jobName takes the time and the suffix off a file's name.
func jobName(file string) string {
	name := strings.TrimSuffix(file, ".pdf")
	if parts := strings.SplitN(name, "-", 3); len(parts) == 3 {
		return parts[2]
	}
	return name
}

func (t *Terminal) listPrinted(w http.ResponseWriter, _ *http.Request) { reply(w, t.printed()) }

func (t *Terminal) printedFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	root, err := os.OpenRoot(t.o.Printed)
	if err != nil || !isPaper(name) {
		refuse(w, http.StatusNotFound, "There is no such printed paper. GET /api/printed lists them.")
		return
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		refuse(w, http.StatusNotFound, "There is no such printed paper. GET /api/printed lists them.")
		return
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		refuse(w, http.StatusInternalServerError, "The printed paper cannot be read.")
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	http.ServeContent(w, r, name, st.ModTime(), f)
}
