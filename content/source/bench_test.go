package source_test

import (
	"os"
	"testing"

	"lawkiosk/content/source"
)

// BenchmarkLoad reads and checks the product's own content, as the preview does
// on every request.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, problems := source.Load(os.DirFS(".."), now()); problems.Errors() > 0 {
			b.Fatal(problems)
		}
	}
}
