// Package kioskui holds the built files of the citizen's touch screen. The
// agent imports it; it imports nothing.
package kioskui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files gives the built page, with index.html at its root. Built is false
// where only the placeholder is there because "make web" has not run.
func Files() (files fs.FS, built bool) {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // the directory is embedded by name above
		panic(err)
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
