// Package fonts holds Noto Sans SC (SIL Open Font License 1.1) for the papers
// that a kiosk prints. The two files, 10 MB each, come from the npm package
// @expo-google-fonts/noto-sans-sc and are copied to dist/ by
//
//	npm ci && npm run build
//
// in this folder, which "make web" does. They are not subsetted beforehand:
// rare characters of names and villages must print. Packages below
// agent/printing import fonts; it imports nothing.
package fonts

import (
	"embed"
	"errors"
)

//go:embed all:dist
var dist embed.FS

// ErrMissing is given where only the placeholder is embedded.
var ErrMissing = errors.New("fonts are missing, run make")

// Load gives both weights as TrueType files. They are parts of the binary: a
// process that reads them once keeps them mapped until it ends.
func Load() (regular, bold []byte, err error) {
	regular, err = dist.ReadFile("dist/NotoSansSC_400Regular.ttf")
	if err != nil {
		return nil, nil, ErrMissing
	}
	bold, err = dist.ReadFile("dist/NotoSansSC_700Bold.ttf")
	if err != nil {
		return nil, nil, ErrMissing
	}
	return regular, bold, nil
}

// Built reports whether the fonts are embedded.
func Built() bool {
	_, err := dist.Open("dist/NotoSansSC_400Regular.ttf")
	return err == nil
}
