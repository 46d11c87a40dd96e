// Package archtest checks the house's rules that a compiler does not: which
// folder may import which, what the binaries must not hold, and that every
// package says what it is for. The rules are told in docs/architecture.md.
package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "lawkiosk/"

// rules tell, for the longest matching prefix, which folders of the product a
// package may import. A package may always import what lies below it.
var rules = []struct {
	folder string
	may    []string
}{
	{"personal", nil},
	{"drivers", []string{"personal"}},
	{"drivers/idcard", []string{"drivers", "personal"}},
	{"drivers/printer", []string{"drivers", "personal"}},
	{"drivers/lights", []string{"drivers"}},
	{"drivers/camera", []string{"drivers"}},
	{"drivers/cmd", []string{"drivers/...", "personal"}},
	{"drivers/vterm", []string{"drivers/...", "personal"}},
	{"content", nil},
	{"content/period", []string{"content"}},
	{"content/amount", []string{"content"}},
	{"content/plan", []string{"content", "content/amount", "content/period"}},
	{"content/prompt", []string{"content"}},
	{"content/spoken", nil},
	{"kiosk-ui", nil},
	{"fleet/wire", nil},
	{"fleet/console", nil},
	{"fleet/front", nil},         // strangers' first bytes: what reads them reaches nothing of the product
	{"fleet/meeting/relay", nil}, // as does what carries their packets
	{"fleet/vault", nil},         // what opens sealed things knows nothing of the product
	{"fleet/meeting", []string{"fleet", "fleet/wire", "content/...", "personal"}},
	{"fleet/meeting/rooms", nil},
	{"fleet", []string{"fleet/...", "content/...", "personal"}},
	{"agent/visit", nil},
	{"agent/outbox", []string{"fleet/wire"}},
	{"agent/uplink", []string{"agent/outbox", "fleet/wire"}},
	{"agent/printing", []string{"drivers", "drivers/printer", "content", "fleet/wire", "personal"}},
	{"agent/printing/planpaper", []string{"agent/printing/render", "content", "content/plan"}},
	{"agent/health", []string{"drivers", "fleet/wire"}},
	{"agent/meeting", []string{"fleet/wire"}},
	{"agent/drafts", nil}, // what opens citizens' forms reaches nothing of the product
	{"agent/feedback", []string{"content", "fleet/wire"}},
	{"agent/privacy", []string{"drivers", "drivers/camera", "drivers/lights"}},
	{"agent/voice", []string{"content", "content/prompt", "content/spoken", "drivers"}},
	{"agent", []string{"agent/...", "drivers/...", "content/...", "fleet/wire", "kiosk-ui", "personal"}},
	{"scripts", []string{"..."}},
}

type pkg struct {
	ImportPath   string
	Doc          string
	Standard     bool
	Imports      []string
	TestImports  []string
	XTestImports []string
	GoFiles      []string
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Doc,Standard,Imports,TestImports,XTestImports,GoFiles"}, args...)...)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as the product is built
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func under(path, folder string) bool { return path == folder || strings.HasPrefix(path, folder+"/") }

// allowed reports whether the package at path from may import path to.
func allowed(from, to string) bool {
	best := -1
	for i, r := range rules {
		if under(from, r.folder) && (best < 0 || len(r.folder) > len(rules[best].folder)) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	if under(to, rules[best].folder) {
		return true
	}
	return slices.ContainsFunc(rules[best].may, func(m string) bool {
		if m == "..." {
			return true
		}
		if tree, ok := strings.CutSuffix(m, "/..."); ok {
			return under(to, tree)
		}
		return to == m
	})
}

func TestImportsPointDownTheHouse(t *testing.T) {
	for _, p := range list(t, "./...") {
		from := strings.TrimPrefix(p.ImportPath, module)
		for _, imp := range p.Imports {
			to, ours := strings.CutPrefix(imp, module)
			if ours && !allowed(from, to) {
				t.Errorf("%s may not import %s", from, to)
			}
			if from == "fleet/wire" && strings.Contains(strings.Split(imp, "/")[0], ".") {
				t.Errorf("fleet/wire imports %s: the standard library only is allowed", imp)
			}
		}
		// Tests may use simulators and peers, but a device never needs the server.
		for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
			to := strings.TrimPrefix(imp, module)
			if under(from, "agent") && under(to, "fleet") && to != "fleet/wire" || under(from, "drivers") && (under(to, "agent") || under(to, "fleet")) || under(from, "fleet") && (under(to, "agent") || under(to, "drivers")) {
				t.Errorf("a test of %s may not import %s", from, to)
			}
		}
	}
}

// LiveKit can be replaced or upgraded as long as one package knows it.
func TestOnePackageKnowsLiveKit(t *testing.T) {
	for _, p := range list(t, "./...") {
		for _, imp := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if under(imp, "github.com/livekit") && p.ImportPath != module+"fleet/meeting/rooms" {
				t.Errorf("%s imports %s: only fleet/meeting/rooms may", strings.TrimPrefix(p.ImportPath, module), imp)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range list(t, "./...") {
		if p.Doc == "" && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestTheBinariesHoldNoSimulator(t *testing.T) {
	for _, cmd := range []string{"./agent/cmd/kioskd", "./fleet/cmd/fleetd", "./drivers/cmd/driverctl"} {
		for _, p := range list(t, "-deps", cmd) {
			if under(p.ImportPath, "lawkiosk") && strings.HasSuffix(p.ImportPath, "test") {
				t.Errorf("%s holds %s", cmd, p.ImportPath)
			}
			if p.ImportPath == "lawkiosk/content/search" {
				t.Errorf("%s holds the pinyin dictionary of %s, which only building a pack needs", cmd, p.ImportPath)
			}
			if p.ImportPath == "runtime/cgo" {
				t.Errorf("%s holds %s", cmd, p.ImportPath)
			}
			// LiveKit's cache of the least recently used brings its tests' tools along; it registers nothing.
			if slices.Contains(p.Imports, "testing") && p.ImportPath != "github.com/hashicorp/golang-lru" {
				t.Errorf("%s holds testing, which %s imports", cmd, p.ImportPath)
			}
		}
	}
}
