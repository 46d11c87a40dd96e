package localapi

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"strings"

	"lawkiosk/agent/visit"
)

const noticeStyle = `body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f7f3ea;color:#12383c;` +
	`font:32px/1.6 "Noto Sans SC",sans-serif}main{max-width:28em;padding:2em}h1{font-size:1.6em;margin:0 0 .5em}` +
	`p{margin:.5em 0}code{background:#e9e2d2;padding:.1em .3em;border-radius:.2em}small{font-size:.8em}`

// writeNotice answers with a page for people, in the language asked for first
// and the other one below.
func writeNotice(w http.ResponseWriter, code, lang string) {
	p, other := problem(code, lang), problem(code, visit.English)
	if lang == visit.English {
		other = problem(code, visit.Chinese)
	}
	writePage(w, p.Status, lang, p.Title, p.Detail, other.Detail)
}

func writePage(w http.ResponseWriter, status int, lang, title, detail, other string) {
	hash := sha256.Sum256([]byte(noticeStyle))
	policy := strings.Replace(contentPolicy(""), "default-src 'self';", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+"';", 1)
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	page := `<!doctype html><html lang="` + html.EscapeString(lang) + `"><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width"><title>` + html.EscapeString(title) + `</title>` +
		`<style>` + noticeStyle + `</style><main><h1>` + html.EscapeString(title) + `</h1><p>` + html.EscapeString(detail) +
		`</p><p><small>` + html.EscapeString(other) + `</small></p></main></html>`
	_, _ = w.Write([]byte(page)) // the reader is gone if this fails
}
