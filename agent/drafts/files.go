package drafts

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	draftExt   = ".draft"
	tempExt    = ".new"
	secretName = "secret"
	secretSize = 32
)

// machine gives the kiosk's own secret, without which no code finds or opens
// anything. It is made with the first draft. One that is not whole is replaced: it
// opened nothing any more.
func (s *Safe) machine() ([]byte, error) {
	if s.secret != nil {
		return s.secret, nil
	}
	secret, err := os.ReadFile(filepath.Join(s.dir, secretName))
	if err == nil && len(secret) == secretSize {
		s.secret = secret
		return secret, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the secret of the drafts: %w", err)
	}
	if err == nil {
		s.deps.Log.Warn("the secret of the drafts was damaged, those of before cannot be opened")
	}
	secret = make([]byte, secretSize)
	_, _ = rand.Read(secret) // it never fails
	if err := s.write(secretName, secret); err != nil {
		return nil, fmt.Errorf("cannot make the secret of the drafts: %w", err)
	}
	s.secret = secret
	return secret, nil
}

// write puts a file in place whole or not at all: after a power cut there is
// the new one or the one before.
func (s *Safe) write(name string, data []byte) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(s.dir, name)
	temp := path + tempExt
	err := writeSynced(temp, data)
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	return s.syncDir()
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (s *Safe) syncDir() error {
	d, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *Safe) remove(name string) error {
	if err := removeIfThere(filepath.Join(s.dir, name)); err != nil {
		return fmt.Errorf("cannot delete a draft: %w", err)
	}
	return s.syncDir()
}

func (s *Safe) has(name string) (bool, error) {
	_, err := os.Stat(filepath.Join(s.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// read gives a file of at most the largest size a draft can have.
func (s *Safe) read(name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		return nil, fmt.Errorf("cannot read a draft: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSealed+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read a draft: %w", err)
	case len(data) > maxSealed:
		return nil, fmt.Errorf("%w: it is too large", ErrDamaged)
	}
	return data, nil
}

// drafts lists the files of drafts and those that a kill left unfinished.
func (s *Safe) list() (drafts, unfinished []string, err error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("cannot list the drafts: %w", err)
	}
	for _, e := range entries {
		switch {
		case strings.HasSuffix(e.Name(), draftExt):
			drafts = append(drafts, e.Name())
		case strings.HasSuffix(e.Name(), tempExt):
			unfinished = append(unfinished, e.Name())
		}
	}
	return drafts, unfinished, nil
}

func (s *Safe) count() (int, error) {
	drafts, _, err := s.list()
	return len(drafts), err
}

// sweep deletes what is too old and what was never finished. A damaged file
// stays as long as a whole one, so that its owner is told what became of it.
func (s *Safe) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	drafts, gone, err := s.list()
	if err != nil {
		s.deps.Log.Warn("drafts were not looked through", "err", err)
		return
	}
	for _, name := range drafts {
		if !s.deps.Now().Before(s.end(name)) {
			gone = append(gone, name)
		}
	}
	for _, name := range gone {
		if err := s.remove(name); err != nil {
			s.deps.Log.Warn("a draft was not deleted", "err", err)
		}
	}
}

// end is when a file is to be deleted: no later than a time that its last
// change allows, whatever it says itself.
func (s *Safe) end(name string) time.Time {
	changed := s.deps.Now()
	if fi, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
		changed = fi.ModTime()
	}
	latest := changed.Add(Keep)
	data, err := s.read(name)
	if err != nil {
		return latest
	}
	until, err := untilOf(data)
	if err != nil || until.After(latest) {
		return latest
	}
	return until
}
