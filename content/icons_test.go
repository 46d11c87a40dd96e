package content_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lawkiosk/content"
)

// The names that check allows are the ones that the kiosk's page has.
func TestPicturesAreThoseOfThePage(t *testing.T) {
	for _, tt := range []struct {
		file, begin string
		have        []string
	}{
		{"icons.ts", "const icons", content.Icons()},
		{"scenes.ts", "export const scenes", content.Scenes()},
	} {
		b, err := os.ReadFile("../kiosk-ui/src/art/" + tt.file)
		if err != nil {
			t.Fatal(err)
		}
		_, list, found := strings.Cut(string(b), tt.begin)
		list, _, ended := strings.Cut(list, "\n}")
		if !found || !ended {
			t.Fatalf("%s: no list after %q", tt.file, tt.begin)
		}
		var want []string
		for _, m := range regexp.MustCompile(`(?m)^  '?([a-z0-9-]+)'?:`).FindAllStringSubmatch(list, -1) {
			want = append(want, m[1])
		}
		if !slices.Equal(want, tt.have) {
			t.Errorf("%s has %v, content/icons.go %v", tt.file, want, tt.have)
		}
	}
}
