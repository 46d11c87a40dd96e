package localapi

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// files serves the built page. Files under assets/ have their content's hash
// in the name and never change; the rest is asked for again each time.
type files struct {
	fs    fs.FS
	built bool
	tags  sync.Map // path -> ETag
}

func newFiles(f fs.FS, built bool) *files { return &files{fs: f, built: built} }

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		writeNotice(w, "path.none", langOf(r.Header.Get("Accept-Language")))
		return
	}
	if !f.built {
		writePage(w, http.StatusServiceUnavailable, "zh-CN", "页面还没有生成",
			"请在源码目录运行 make,再重新启动。", "The page has not been built yet: run make in the source folder and start again.")
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if name == "" || !f.has(name) {
		if path.Ext(name) != "" {
			writeNotice(w, "path.none", langOf(r.Header.Get("Accept-Language")))
			return
		}
		name = "index.html" // a view of the page: the page's own router knows it
	}
	w.Header().Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Header().Set("Content-Type", typeOf(name))
	if packed := name + ".gz"; f.isFile(packed) {
		w.Header().Set("Vary", "Accept-Encoding")
		switch {
		case strings.Contains(r.Header.Get("Accept-Encoding"), "gzip"):
			w.Header().Set("Content-Encoding", "gzip")
			name = packed
		case !f.isFile(name):
			f.unpack(w, packed)
			return
		}
	}
	if tag, err := f.tag(name); err == nil {
		w.Header().Set("ETag", tag)
	}
	http.ServeFileFS(w, r, f.fs, name)
}

// has tells whether the page has a file, as it is or packed only.
func (f *files) has(name string) bool { return f.isFile(name) || f.isFile(name+".gz") }

// unpack sends a file that is there packed only to a client that takes no gzip.
func (f *files) unpack(w http.ResponseWriter, packed string) {
	file, err := f.fs.Open(packed)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = io.Copy(w, plain) // a client that hangs up has what it wanted
}

func (f *files) isFile(name string) bool {
	info, err := fs.Stat(f.fs, name)
	return err == nil && !info.IsDir()
}

// tag gives a file's ETag; embedded files have no time of change.
func (f *files) tag(name string) (string, error) {
	if t, ok := f.tags.Load(name); ok {
		return t.(string), nil
	}
	data, err := fs.ReadFile(f.fs, name)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(data)
	t := `"` + hex.EncodeToString(hash[:12]) + `"`
	f.tags.Store(name, t)
	return t, nil
}

// typeOf does not ask the machine's own table of types, which may be wrong.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map", ".webmanifest":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".woff":
		return "font/woff"
	case ".ttf":
		return "font/ttf"
	case ".wasm":
		return "application/wasm"
	case ".onnx":
		return "application/octet-stream"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		if t := mime.TypeByExtension(path.Ext(name)); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
