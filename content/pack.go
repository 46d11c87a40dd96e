package content

import (
	"crypto/ed25519"
	"time"
)

// A pack file (.lkpack) is a zip archive: manifest.json, manifest.sig, then the
// files that the manifest lists, in its order and nothing else. History of the
// format number:
//
//	1  first; one JSON file for each list, each guide in each language and each
//	   form. Keys may be added to the JSON within a format; a reader ignores what
//	   it does not know.
//	   2026-11: holidays, periods, journeys, packages, services, amounts and
//	   opinions were added; a reader from before refuses them by name.
const packFormat = 1

// Limits of a pack. They bound what a kiosk's memory and disk must bear.
const (
	maxPackBytes     = 64 << 20 // of the archive, and of all files unpacked
	maxPackFiles     = 10_000
	maxManifestBytes = 2 << 20
	maxSigBytes      = 1 << 10
)

// The names inside a pack.
const (
	manifestName = "manifest.json"
	sigName      = "manifest.sig"
	themesName   = "themes.json"
	lawsName     = "laws.json"
	regionsName  = "regions.json"
	centresName  = "centres.json"
	slidesName   = "slides.json"
	holidaysName = "holidays.json"
	periodsName  = "periods.json"
	journeysName = "journeys.json"
	packagesName = "packages.json"
	servicesName = "services.json"
	amountsName  = "amounts.json"
	opinionsName = "opinions.json"
)

func guideName(l Lang, id string) string { return "guides/" + string(l) + "/" + id + ".json" }
func formName(id string) string          { return "forms/" + id + ".json" }
func searchName(l Lang) string           { return "search/" + string(l) + ".json" }

// manifest is what the signature covers.
type manifest struct {
	Format  int         `json:"format"`
	Version string      `json:"version"`
	BuiltAt time.Time   `json:"built_at"`
	Files   []fileEntry `json:"files"` // sorted by name
}

type fileEntry struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hex
}

// PackInfo is what a pack says of itself, known once its signature held.
type PackInfo struct {
	Version string
	BuiltAt time.Time
	Key     string // KeyID of the key that signed it
	Files   int
	Bytes   int64 // unpacked
}

// signature is the content of manifest.sig.
type signature struct {
	Algorithm string `json:"algorithm"` // "ed25519"
	Key       string `json:"key"`       // KeyID
	Signature []byte `json:"signature"`
}

const algorithm = "ed25519"

// signed is the text that is signed: a prefix that no other use of the key
// shares, the key's name, then the manifest.
func signed(keyID string, manifest []byte) []byte {
	return append([]byte("lawkiosk content pack v1\n"+keyID+"\n"), manifest...)
}

// sign makes manifest.sig's content.
func sign(key ed25519.PrivateKey, manifest []byte) signature {
	id := KeyID(key.Public().(ed25519.PublicKey))
	return signature{Algorithm: algorithm, Key: id, Signature: ed25519.Sign(key, signed(id, manifest))}
}
