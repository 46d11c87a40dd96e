package printing

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lawkiosk/content"
)

// Service prints. It is safe for use by several goroutines.
type Service struct {
	cfg   Config
	deps  Deps
	spool spool
	cache *cache
	turn  chan struct{} // held while submitting: one at a time
	hook  func(point string)

	wg   sync.WaitGroup
	mu   sync.Mutex
	run  context.Context // while running, nil otherwise
	jobs map[string]*job
	done []string // finished jobs that are still told about, oldest first
}

// New makes a Service. It starts nothing and touches no file.
func New(cfg Config, deps Deps) *Service {
	return &Service{
		cfg: cfg.withDefaults(), deps: deps, turn: make(chan struct{}, 1), jobs: map[string]*job{},
		spool: spool{dir: filepath.Join(cfg.Dir, "spool")},
		cache: &cache{dir: filepath.Join(cfg.Dir, "papers"), known: map[string]paper{}},
		hook:  func(string) {},
	}
}

// Run first sees to the jobs that the run before left behind, then serves
// until ctx ends, and returns when every job's goroutine has ended and no
// paper is left on the disk. Unfinished rows stay for the next run.
func (s *Service) Run(ctx context.Context) error {
	var err error
	if s.spool, err = openSpool(s.spool.dir); err != nil {
		return err
	}
	rows, damaged, err := s.spool.load()
	if err != nil {
		s.deps.Log.Warn("cannot clean the spool", "err", err)
	}
	if damaged > 0 {
		s.deps.Log.Error("spool rows were damaged and are dropped", "rows", damaged)
	}
	if err := s.cache.reset(); err != nil {
		return err
	}
	s.mu.Lock()
	s.run = ctx
	s.mu.Unlock()
	for _, r := range rows {
		s.resume(ctx, r)
	}
	<-ctx.Done()
	s.mu.Lock()
	s.run = nil // no new work from here on
	s.mu.Unlock()
	s.wg.Wait()
	if _, _, err := s.spool.load(); err != nil { // wipes papers
		s.deps.Log.Warn("cannot clean the spool", "err", err)
	}
	return nil
}

// enter counts a caller in, so that Run waits for it. The caller calls wg.Done.
func (s *Service) enter() (context.Context, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil || s.run.Err() != nil {
		return nil, fmt.Errorf("cannot print: %w", ErrNotRunning)
	}
	s.wg.Add(1)
	return s.run, nil
}

// start runs a job's goroutine. The caller is counted in or holds the run.
func (s *Service) start(run context.Context, j *job, work func(context.Context, *job)) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		work(run, j)
	}()
}

// accept writes a job down and puts it into the table.
func (s *Service) accept(r Request, d document, p paper, began time.Time) (*job, error) {
	id, err := newID()
	if err != nil {
		return nil, err
	}
	j := newJob(row{
		Job: id, Visit: r.Visit, Kind: r.Kind, Item: r.Item, Title: d.title, Lang: r.Lang,
		Copies: r.Copies, Pages: p.pages, Accepted: began.UTC(),
		Tried: true, // submission follows at once; a second fsync before it would only delay it
	})
	s.mu.Lock()
	open := len(s.jobs) - len(s.done)
	if open < maxOpenJobs {
		s.jobs[id] = j
	}
	s.mu.Unlock()
	if open >= maxOpenJobs {
		return nil, fmt.Errorf("cannot print: %d jobs are waiting: %w", open, ErrBusy)
	}
	err = s.place(id, p)
	s.hook("paper written")
	if err == nil {
		err = s.spool.put(j.row)
	}
	s.hook("row written")
	if err != nil {
		s.mu.Lock()
		delete(s.jobs, id)
		s.mu.Unlock()
		return nil, errors.Join(err, s.spool.remove(id))
	}
	return j, nil
}

// place puts a job's PDF beside its row. It need not outlive a power cut: no
// job is submitted again after one.
func (s *Service) place(id string, p paper) error {
	if p.file == "" {
		if err := os.WriteFile(s.spool.pdf(id), p.pdf, 0o600); err != nil {
			return fmt.Errorf("cannot spool a paper: %w", err)
		}
		return nil
	}
	if os.Link(p.file, s.spool.pdf(id)) == nil {
		return nil
	}
	raw, err := os.ReadFile(p.file) // a file system without links
	if err == nil {
		err = os.WriteFile(s.spool.pdf(id), raw, 0o600)
	}
	if err != nil {
		return fmt.Errorf("cannot spool a paper: %w", err)
	}
	return nil
}

func newID() (string, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("cannot make a job's name: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// DeviceChanged tells the Service that the printer's status changed, so that
// jobs are asked for at once instead of at their next turn. It never blocks.
func (s *Service) DeviceChanged() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		j.poke()
	}
}

// said gives a sentence in the job's language.
func said(l content.Lang, zh, en string) string {
	if l == content.English {
		return en
	}
	return zh
}
