package update

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"lawkiosk/content"
)

// maxBytes bounds what is copied; content has the finer limits.
const maxBytes = 128 << 20

// copyFile copies a file durably and gives its SHA-256.
func copyFile(from, to string) (digest string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(in, maxBytes+1))
	if err == nil && n > maxBytes {
		err = fmt.Errorf("cannot copy %s: more than %d bytes", from, maxBytes)
	}
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// readPack opens and verifies a pack. Its errors do not name the file, which
// would say nothing to an operator far away.
func readPack(path string, keys []ed25519.PublicKey) (*content.Pack, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return content.ReadPack(f, info.Size(), keys)
}

// install renames a file into place and makes the new name durable.
func install(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// forgetExamples drops what only editors need: the cases that were worked out by hand.
func forgetExamples(p *content.Pack) {
	for i := range p.Periods {
		p.Periods[i].Examples = []content.Example{}
	}
	for i := range p.Amounts {
		p.Amounts[i].Examples = []content.AmountExample{}
	}
}

// fill replaces nil lists of a pack by empty ones, so that the page gets [] and
// never null.
func fill(p *content.Pack) { fillValue(reflect.ValueOf(p).Elem()) }

func fillValue(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fillValue(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillValue(v.Field(i))
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if e := v.MapIndex(k); e.Kind() == reflect.Pointer || e.Kind() == reflect.Map {
				fillValue(e)
			}
		}
	case reflect.Slice:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		switch v.Type().Elem().Kind() {
		case reflect.Struct, reflect.Slice, reflect.Pointer:
			for i := range v.Len() {
				fillValue(v.Index(i))
			}
		default: // plain values
		}
	default: // plain values
	}
}
