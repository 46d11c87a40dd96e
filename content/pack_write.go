package content

import (
	"archive/zip"
	"compress/flate"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"
)

// WritePack writes a checked pack as a signed file. The same pack, time and key
// give the same bytes. A pack with mistakes, without a version or without search
// documents is refused.
func WritePack(w io.Writer, p *Pack, builtAt time.Time, key ed25519.PrivateKey) error {
	if err := writable(p); err != nil {
		return fmt.Errorf("cannot write pack: %w", err)
	}
	files, err := packFiles(p)
	if err != nil {
		return fmt.Errorf("cannot write pack: %w", err)
	}
	m := manifest{Format: packFormat, Version: p.Version, BuiltAt: builtAt.UTC().Truncate(time.Second)}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		sum := sha256.Sum256(files[name])
		m.Files = append(m.Files, fileEntry{Name: name, Size: int64(len(files[name])), SHA256: hex.EncodeToString(sum[:])})
	}
	head, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("cannot write pack: %w", err)
	}
	sig, err := json.Marshal(sign(key, head))
	if err != nil {
		return fmt.Errorf("cannot write pack: %w", err)
	}
	files[manifestName], files[sigName] = head, sig
	return writeZip(w, append([]string{manifestName, sigName}, names...), files)
}

func writable(p *Pack) error {
	if !ValidVersion(p.Version) {
		return errors.New("version " + strconv.Quote(p.Version) + " must be like 2026.11.22-1")
	}
	return complete(p)
}

// complete checks what a pack must hold to be written or used.
func complete(p *Pack) error {
	for _, l := range Languages() {
		if len(p.Search[l]) == 0 {
			return errors.New("it has no search documents in " + string(l))
		}
	}
	return firstError(p.Check())
}

// firstError makes an error of the first fault that is not a warning.
func firstError(list []Fault) error {
	for _, f := range list {
		if !f.Warning {
			return errors.New(f.String())
		}
	}
	return nil
}

// packFiles gives the files of a pack by name.
func packFiles(p *Pack) (map[string][]byte, error) {
	values := map[string]any{
		themesName: p.Themes, lawsName: p.Laws, regionsName: p.Regions,
		centresName: p.Centres, slidesName: p.Slides,
		holidaysName: p.Holidays, periodsName: p.Periods, journeysName: p.Journeys, packagesName: p.Packages,
		servicesName: p.Services, amountsName: p.Amounts, opinionsName: p.Opinions,
	}
	for _, l := range Languages() {
		values[searchName(l)] = p.Search[l]
		for id, g := range p.Guides[l] {
			values[guideName(l, id)] = g
		}
	}
	for id, f := range p.Forms {
		values[formName(id)] = f
	}
	out := make(map[string][]byte, len(values))
	for name, v := range values {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = b
	}
	return out, nil
}

func writeZip(w io.Writer, names []string, files map[string][]byte) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, name := range names {
		// No time, so that the bytes depend on the content alone.
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("cannot write pack: %w", err)
		}
		if _, err := f.Write(files[name]); err != nil {
			return fmt.Errorf("cannot write pack: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("cannot write pack: %w", err)
	}
	return nil
}
