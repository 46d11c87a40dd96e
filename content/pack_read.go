package content

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// OpenPack reads the pack file at path, after checking that one of the trusted
// keys signed it, that it holds exactly the files that the signed manifest lists,
// byte for byte, and that the content refers to nothing that is missing. An error
// is a sentence for the log and the operator; a kiosk then keeps the pack it has.
func OpenPack(path string, trusted []ed25519.PublicKey) (*Pack, error) {
	return openPack(path, func(head, sig []byte) (string, error) { return verify(head, sig, trusted) })
}

func openPack(path string, verify authority) (*Pack, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot use pack %s: %w", path, err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("cannot use pack %s: %w", path, err)
	}
	p, err := readPack(f, st.Size(), verify)
	if err != nil {
		return nil, fmt.Errorf("cannot use pack %s: %w", path, err)
	}
	return p, nil
}

// ReadPack is OpenPack for a pack of size bytes that r gives.
func ReadPack(r io.ReaderAt, size int64, trusted []ed25519.PublicKey) (*Pack, error) {
	return readPack(r, size, func(head, sig []byte) (string, error) { return verify(head, sig, trusted) })
}

// PeekPack reads a pack without asking who signed it, for people who want to see
// what a file holds. Nothing that serves citizens may use it.
func PeekPack(path string) (*Pack, error) {
	return openPack(path, func(_, sig []byte) (string, error) { return claimedKey(sig) })
}

// authority checks a signature and gives the id of its key.
type authority func(head, sig []byte) (string, error)

func readPack(r io.ReaderAt, size int64, verify authority) (*Pack, error) {
	if size > maxPackBytes {
		return nil, fmt.Errorf("it has %d bytes, at most %d are allowed", size, maxPackBytes)
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("it is no whole pack file: %w", err)
	}
	m, info, err := readManifest(z, verify)
	if err != nil {
		return nil, err
	}
	p := &Pack{
		Version: m.Version,
		Info:    info,
		Guides:  map[Lang]map[string]*Guide{Chinese: {}, English: {}},
		Forms:   map[string]*Form{},
		Search:  map[Lang][]SearchDoc{},
	}
	buf := bytes.Buffer{}
	for i, e := range m.Files {
		if err := readEntry(z.File[i+2], e, &buf); err != nil {
			return nil, err
		}
		if err := p.decode(e.Name, buf.Bytes()); err != nil {
			return nil, fmt.Errorf("its file %s cannot be read: %w", e.Name, err)
		}
	}
	if err := complete(p); err != nil {
		return nil, fmt.Errorf("its content has a mistake: %w", err)
	}
	return p, nil
}

// readManifest checks the signature, then that archive and manifest agree.
func readManifest(z *zip.Reader, verify authority) (manifest, PackInfo, error) {
	var m manifest
	if len(z.File) < 2 || z.File[0].Name != manifestName || z.File[1].Name != sigName {
		return m, PackInfo{}, errors.New("it is no pack: it does not begin with " + manifestName + " and " + sigName)
	}
	var head, sigBytes bytes.Buffer
	if err := unzip(z.File[0], maxManifestBytes, &head); err != nil {
		return m, PackInfo{}, err
	}
	if err := unzip(z.File[1], maxSigBytes, &sigBytes); err != nil {
		return m, PackInfo{}, err
	}
	key, err := verify(head.Bytes(), sigBytes.Bytes())
	if err != nil {
		return m, PackInfo{}, err
	}
	if err := json.Unmarshal(head.Bytes(), &m); err != nil {
		return m, PackInfo{}, fmt.Errorf("its manifest cannot be read: %w", err)
	}
	if m.Format != packFormat {
		return m, PackInfo{}, fmt.Errorf("its format is %d, this program reads format %d: update the program", m.Format, packFormat)
	}
	if !ValidVersion(m.Version) {
		return m, PackInfo{}, errors.New("its version " + strconv.Quote(m.Version) + " is no version")
	}
	total, err := m.checkFiles(z.File[2:])
	if err != nil {
		return m, PackInfo{}, err
	}
	return m, PackInfo{Version: m.Version, BuiltAt: m.BuiltAt, Key: key, Files: len(m.Files), Bytes: total}, nil
}

// verify finds the trusted key that signed the manifest and gives its id.
func verify(head, sigBytes []byte, trusted []ed25519.PublicKey) (string, error) {
	var sig signature
	if err := json.Unmarshal(sigBytes, &sig); err != nil {
		return "", fmt.Errorf("its signature cannot be read: %w", err)
	}
	if sig.Algorithm != algorithm {
		return "", errors.New("its signature is of the unknown kind " + strconv.Quote(sig.Algorithm))
	}
	for _, k := range trusted {
		if len(k) != ed25519.PublicKeySize || KeyID(k) != sig.Key {
			continue
		}
		if !ed25519.Verify(k, signed(sig.Key, head), sig.Signature) {
			return "", errors.New("its signature is wrong: the file was changed after it was signed")
		}
		return sig.Key, nil
	}
	return "", fmt.Errorf("its signature is by a key (%.16q) that is not trusted here: add the key to [content] keys, or get a pack signed by a trusted one", sig.Key)
}

// claimedKey gives the id of the key that a signature says it is by.
func claimedKey(sigBytes []byte) (string, error) {
	var sig signature
	if err := json.Unmarshal(sigBytes, &sig); err != nil {
		return "", fmt.Errorf("its signature cannot be read: %w", err)
	}
	return sig.Key, nil
}

// checkFiles compares the manifest with the archive and gives the bytes of all
// files unpacked.
func (m *manifest) checkFiles(files []*zip.File) (int64, error) {
	if len(files) != len(m.Files) {
		return 0, fmt.Errorf("it holds %d files, its manifest lists %d", len(files), len(m.Files))
	}
	if len(files) > maxPackFiles {
		return 0, fmt.Errorf("it holds %d files, at most %d are allowed", len(files), maxPackFiles)
	}
	var total int64
	last := ""
	for i, e := range m.Files {
		switch {
		case !fs.ValidPath(e.Name) || strings.ContainsAny(e.Name, "\\:"):
			return 0, errors.New("its manifest lists " + strconv.Quote(e.Name) + ", which is no allowed name")
		case e.Name <= last:
			return 0, errors.New("its manifest does not list " + strconv.Quote(e.Name) + " in order, once")
		case files[i].Name != e.Name:
			return 0, fmt.Errorf("it holds %q where its manifest lists %q", files[i].Name, e.Name)
		case e.Size < 0 || e.Size > maxPackBytes:
			return 0, fmt.Errorf("its file %s is listed with %d bytes", e.Name, e.Size)
		}
		last = e.Name
		if total += e.Size; total > maxPackBytes {
			return 0, fmt.Errorf("it unpacks to more than %d bytes", maxPackBytes)
		}
	}
	return total, nil
}

// readEntry unpacks a file and compares it with what the manifest says of it.
func readEntry(f *zip.File, e fileEntry, into *bytes.Buffer) error {
	if err := unzip(f, e.Size, into); err != nil {
		return err
	}
	sum := sha256.Sum256(into.Bytes())
	if int64(into.Len()) != e.Size || hex.EncodeToString(sum[:]) != e.SHA256 {
		return fmt.Errorf("its file %s is not the one that was signed", e.Name)
	}
	return nil
}

// unzip unpacks a file of at most so many bytes, whatever its header claims.
func unzip(f *zip.File, most int64, into *bytes.Buffer) error {
	into.Reset()
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("its file %.80q cannot be unpacked: %w", f.Name, err)
	}
	defer r.Close()
	n, err := into.ReadFrom(io.LimitReader(r, most+1))
	if err != nil {
		return fmt.Errorf("its file %.80q cannot be unpacked: %w", f.Name, err)
	}
	if n > most {
		return fmt.Errorf("its file %.80q has more than the %d bytes allowed", f.Name, most)
	}
	return nil
}

// decode puts one file of a pack into its place; a file of an unknown kind is
// refused, because no pack of this format holds one.
func (p *Pack) decode(name string, data []byte) error {
	if list, ok := p.lists()[name]; ok {
		return json.Unmarshal(data, list)
	}
	dir, base := path.Split(name)
	id := strings.TrimSuffix(base, ".json")
	for _, l := range Languages() {
		switch name {
		case searchName(l):
			var docs []SearchDoc
			err := json.Unmarshal(data, &docs)
			p.Search[l] = docs
			return err
		case guideName(l, id):
			g := &Guide{}
			p.Guides[l][id] = g
			return json.Unmarshal(data, g)
		}
	}
	if dir == "forms/" && name == formName(id) {
		f := &Form{}
		p.Forms[id] = f
		return json.Unmarshal(data, f)
	}
	return errors.New("it is of an unknown kind")
}

// lists gives the places of the files that are one list each.
func (p *Pack) lists() map[string]any {
	return map[string]any{
		themesName: &p.Themes, lawsName: &p.Laws, regionsName: &p.Regions, centresName: &p.Centres, slidesName: &p.Slides,
		holidaysName: &p.Holidays, periodsName: &p.Periods, journeysName: &p.Journeys, packagesName: &p.Packages,
		servicesName: &p.Services, amountsName: &p.Amounts, opinionsName: &p.Opinions,
	}
}
