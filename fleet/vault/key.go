package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
)

// recipientFile keeps the public part of the key in the vault's folder, by
// which a key that is lost or another's is noticed before anything is sealed for it.
const recipientFile = "recipient"

// LoadKey reads the key file of the vault in dir. Where there is neither a key
// nor a vault yet, it makes both; several programs may do so at once.
func LoadKey(path, dir string) (*Age, error) {
	known, err := os.ReadFile(filepath.Join(dir, recipientFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the vault's folder: %w", err)
	}
	recipient := strings.TrimSpace(string(known))
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if recipient != "" {
			return nil, fmt.Errorf("cannot open the vault: its key %s is missing; put it back from its backup, nothing else opens what is sealed for %s", path, recipient)
		}
		if err := makeKey(path); err != nil {
			return nil, fmt.Errorf("cannot make the vault's key: %w", err)
		}
	}
	key, err := readKey(path)
	if err != nil {
		return nil, fmt.Errorf("cannot use the vault's key %s: %w", path, err)
	}
	switch {
	case recipient == key.Recipient():
		return key, nil
	case recipient != "" && !key.Opens(recipient):
		return nil, fmt.Errorf("cannot use the vault's key %s: it does not open what is sealed for %s; put the right key back, or add it below the new one", path, recipient)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the vault's folder: %w", err)
	}
	if err := writeBy(filepath.Join(dir, recipientFile), filepath.Join(dir, rand.Text()+".tmp"), []byte(key.Recipient()+"\n")); err != nil {
		return nil, fmt.Errorf("cannot write down the vault's recipient: %w", err)
	}
	return key, nil
}

func readKey(path string) (*Age, error) {
	about, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if about.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others may read it; run chmod 600 %s", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return NewAge(text)
}

// makeKey writes a new key, unless another program was faster.
func makeKey(path string) error {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintf(f, "# public key: %s\n# Whoever has this file can open the vault. Without it nobody can: keep a copy elsewhere.\n%s\n", identity.Recipient(), identity)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) { // a link takes no other's place
		return err
	}
	return syncDir(filepath.Dir(path))
}
