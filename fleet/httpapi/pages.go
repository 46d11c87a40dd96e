package httpapi

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// pageRoutes serves the console's files. A path without a dot that is no file
// is a page of the console's own router.
func (a *API) pageRoutes(mux *http.ServeMux) {
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { writeProblem(w, r, codeNotFound) })
	if a.deps.Console == nil || !a.deps.Built {
		mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte(notBuilt)) // the reader may be gone
		})
		return
	}
	files := http.FileServerFS(a.deps.Console)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			writeProblem(w, r, codeMethod)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		info, err := fs.Stat(a.deps.Console, name)
		switch {
		case err == nil && !info.IsDir():
			if strings.HasPrefix(name, "assets/") { // their names change with their content
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			} else {
				w.Header().Set("Cache-Control", "no-cache")
			}
			files.ServeHTTP(w, r)
		case path.Ext(name) != "":
			writeProblem(w, r, codeNotFound)
		default:
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, a.deps.Console, "index.html")
		}
	})
}

const notBuilt = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>lawkiosk</title>
<p>控制台页面还没有生成，请先运行 <code>make web</code>,再重新启动服务。</p>
<p lang="en">The console's pages are not built: run <code>make web</code> and start the server again.</p></html>
`
