package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// TestTheDocumentListsEveryKey holds the file shown in docs/operating.md
// against the keys that there are, in both directions.
func TestTheDocumentListsEveryKey(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, shown, ok := strings.Cut(string(raw), "# /etc/lawkiosk/kioskd.toml\n")
	shown, _, ends := strings.Cut(shown, "```")
	if !ok || !ends {
		t.Fatal("docs/operating.md shows no kioskd.toml")
	}
	var tree map[string]any
	if err := toml.Unmarshal([]byte(shown), &tree); err != nil {
		t.Fatal(err)
	}
	var documented []string
	for name, v := range tree {
		table, nested := v.(map[string]any)
		switch {
		case name == "idcard" || name == "printer" || name == "lights": // their drivers' own
		case nested:
			for sub := range table {
				documented = append(documented, name+"."+sub)
			}
		default:
			documented = append(documented, name)
		}
	}
	slices.Sort(documented)
	var known []string
	for _, k := range keys(&Config{}) {
		known = append(known, k.name)
	}
	slices.Sort(known)
	if !slices.Equal(documented, known) {
		t.Errorf("the document lists\n%q, kioskd knows\n%q", documented, known)
	}
}
