package feedback

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"filippo.io/age"

	"lawkiosk/fleet/wire"
)

// keys keeps the fleet's public key, on the disk too, so that a kiosk seals
// while the fleet is away.
type keys struct {
	file string

	mu  sync.Mutex
	key wire.SealKey
}

func (k *keys) get() wire.SealKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.key
}

// load reads the kept key; there may be none yet.
func (k *keys) load() error {
	data, err := os.ReadFile(k.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var known wire.SealKey
	if err == nil {
		err = json.Unmarshal(data, &known)
	}
	if err == nil {
		err = usable(known)
	}
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", filepath.Base(k.file), err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.key = known
	return nil
}

// put takes a key into use and keeps it. A key that this kiosk cannot seal for
// changes nothing.
func (k *keys) put(now wire.SealKey) (changed bool, err error) {
	if err := usable(now); err != nil {
		return false, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == now {
		return false, nil
	}
	data, err := json.Marshal(now)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(k.file), 0o700)
	}
	if err == nil {
		err = os.WriteFile(k.file+".new", data, 0o600)
	}
	if err == nil {
		err = os.Rename(k.file+".new", k.file)
	}
	if err != nil {
		return false, fmt.Errorf("cannot keep the fleet's key: %w", err)
	}
	k.key = now
	return true, nil
}

func usable(k wire.SealKey) error {
	if k.Name != wire.SealAgeX25519 {
		return fmt.Errorf("this kiosk cannot seal by %.40q", k.Name)
	}
	if _, err := age.ParseX25519Recipient(k.Key); err != nil {
		return errors.New("the key is not one of age (age1…)")
	}
	return nil
}

// seal makes what only the fleet opens.
func seal(k wire.SealKey, label, text string) ([]byte, error) {
	if k == (wire.SealKey{}) {
		return nil, ErrNoKey
	}
	to, err := age.ParseX25519Recipient(k.Key)
	if err != nil {
		return nil, ErrNoKey
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = w.Write(append(append([]byte(label), 0), text...))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot seal a text: %w", err)
	}
	return out.Bytes(), nil
}
