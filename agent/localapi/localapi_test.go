package localapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"lawkiosk/drivers"
)

func TestTheDescriptionIsWhole(t *testing.T) {
	data, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		OpenAPI    string
		Paths      map[string]map[string]any
		Components struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %s", doc.OpenAPI)
	}
	for _, m := range regexp.MustCompile(`#/components/schemas/(\w+)`).FindAllSubmatch(data, -1) {
		if _, ok := doc.Components.Schemas[string(m[1])]; !ok {
			t.Errorf("schema %s is missing", m[1])
		}
	}
	for path, want := range map[string]string{"/api/visits": "post", "/api/prints/{job}/continue": "post", "/api/card/fields": "get"} {
		if doc.Paths[path][want] == nil {
			t.Errorf("%s %s is missing", want, path)
		}
	}
	if s := string(doc.Components.Schemas["Problem"]); !strings.Contains(s, "code") {
		t.Errorf("Problem is %s", s)
	}
	again, err := OpenAPI()
	if err != nil || !bytes.Equal(data, again) {
		t.Error("two descriptions differ")
	}
}

func TestEveryCodeHasItsSentences(t *testing.T) {
	for code, w := range words() {
		for _, s := range []string{w.title.zh, w.title.en, w.detail.zh, w.detail.en} {
			if s == "" {
				t.Errorf("%s lacks a sentence", code)
			}
		}
		if w.status < 400 || w.status > 599 {
			t.Errorf("%s has status %d", code, w.status)
		}
	}
	if p := problem("no such code", "en"); p.Code != "internal" {
		t.Errorf("an unknown code gave %s", p.Code)
	}
}

func TestLanguageOfARequest(t *testing.T) {
	for accept, want := range map[string]string{
		"": "zh-CN", "zh-CN": "zh-CN", "en": "en", "en-US,en;q=0.9,zh;q=0.8": "en", "zh;q=0.9,en": "zh-CN", "fr,en": "zh-CN", "EN": "en",
	} {
		if got := langOf(accept); got != want {
			t.Errorf("%q gave %s, want %s", accept, got, want)
		}
	}
}

func TestFiles(t *testing.T) {
	page := fstest.MapFS{
		"index.html":          {Data: []byte("<html>")},
		"assets/a-1234.js":    {Data: []byte("js")},
		"assets/a-1234.js.gz": {Data: []byte("packed")},
		"icon.svg":            {Data: []byte("<svg/>")},
		"assets/b.wasm.gz":    {Data: zipped(t, "wasm")},
		"assets/c.onnx.gz":    {Data: zipped(t, "model")},
		"assets/bad.onnx.gz":  {Data: []byte("not packed")},
	}
	get := func(f fs.FS, built bool, path, header, value string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set(header, value)
		w := httptest.NewRecorder()
		newFiles(f, built).ServeHTTP(w, r)
		return w.Result()
	}
	for _, c := range []struct {
		path, accept, wantType, wantCache, wantBody string
		status                                      int
	}{
		{"/", "", "text/html; charset=utf-8", "no-cache", "<html>", 200},
		{"/guide/wages", "", "text/html; charset=utf-8", "no-cache", "<html>", 200},
		{"/assets/a-1234.js", "", "text/javascript; charset=utf-8", "immutable", "js", 200},
		{"/assets/a-1234.js", "gzip, br", "text/javascript; charset=utf-8", "immutable", "packed", 200},
		{"/icon.svg", "", "image/svg+xml", "no-cache", "<svg/>", 200},
		{"/assets/b.wasm", "gzip", "application/wasm", "immutable", string(zipped(t, "wasm")), 200},
		{"/assets/b.wasm", "", "application/wasm", "immutable", "wasm", 200},
		{"/assets/c.onnx", "", "application/octet-stream", "immutable", "model", 200},
		{"/assets/bad.onnx", "", "application/octet-stream", "", "", 500},
		{"/none.js", "", "text/html; charset=utf-8", "no-store", "没有这个页面", 404},
		{"/../../etc/passwd", "", "text/plain; charset=utf-8", "", "invalid", 400},
		{"/assets", "", "text/html; charset=utf-8", "no-cache", "<html>", 200},
	} {
		r := get(page, true, c.path, "Accept-Encoding", c.accept)
		var b bytes.Buffer
		_, _ = b.ReadFrom(r.Body)
		if r.StatusCode != c.status || r.Header.Get("Content-Type") != c.wantType ||
			!strings.Contains(r.Header.Get("Cache-Control"), c.wantCache) || !strings.Contains(b.String(), c.wantBody) {
			t.Errorf("%s: %d %s %s %q", c.path, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Cache-Control"), b.String())
		}
	}
	tag := get(page, true, "/icon.svg", "Accept", "").Header.Get("ETag")
	if r := get(page, true, "/icon.svg", "If-None-Match", tag); tag == "" || r.StatusCode != http.StatusNotModified {
		t.Errorf("with tag %q: %d", tag, r.StatusCode)
	}
	r := get(page, false, "/", "Accept", "text/html")
	var b bytes.Buffer
	_, _ = b.ReadFrom(r.Body)
	if r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(b.String(), "run make") {
		t.Errorf("a page that was not built: %d %s", r.StatusCode, b.String())
	}
}

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The page may compile no WebAssembly, its handwriting worker may.
func TestOnlyTheHandwritingWorkerCompiles(t *testing.T) {
	h := guarded(t)
	for path, may := range map[string]bool{
		"/": false, "/assets/index-1234.js": false, "/assets/ink.worker-1234.js": true,
		"/assets/ink.worker-1234.html": false, "/other/assets/ink.worker-1234.js": false, "/api/terminal": false,
	} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = "127.0.0.1:8080"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		policy := w.Header().Get("Content-Security-Policy")
		if strings.Contains(policy, "wasm-unsafe-eval") != may || !strings.Contains(policy, "default-src 'self';") {
			t.Errorf("%s has the policy %s", path, policy)
		}
	}
}

func TestASlowPageIsLetGo(t *testing.T) {
	h := NewHub(slog.New(slog.DiscardHandler))
	h.Publish("nobody hears", nil)
	p, ok := h.join()
	if !ok || !h.Connected() {
		t.Fatal("not connected")
	}
	for range backlog + 1 {
		h.Publish("x", nil)
	}
	<-p.gone
	if p.why != "slow" || h.Connected() {
		t.Fatalf("let go because %q", p.why)
	}
	h.leave(p)
	h.close()
	if _, ok := h.join(); ok {
		t.Fatal("joined a closed hub")
	}
	h.wait()
}

func TestADeviceHasNoNullLists(t *testing.T) {
	data, err := json.Marshal(DeviceOf(drivers.Status{State: drivers.Online}))
	if err != nil || bytes.Contains(data, []byte("null")) {
		t.Fatalf("%s %v", data, err)
	}
}

func TestAQRCodeIsDrawnWithItsBorder(t *testing.T) {
	svg, err := qrSVG("https://law.example/g/wages")
	if err != nil || !strings.Contains(svg, `viewBox="0 0 37 37"`) || !strings.Contains(svg, "M4 4h7v1h-7z") {
		t.Fatalf("%.200s %v", svg, err)
	}
	if _, err := qrSVG(strings.Repeat("x", 5000)); err == nil {
		t.Fatal("5000 letters fit")
	}
}

func FuzzParseMessage(f *testing.F) {
	for _, s := range []string{`{"type":"hello"}`, `{"type":"ping","data":{}}`, `{}`, `[]`, `{"type":1}`, "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseMessage(data)
		if err == nil && (m.Type == "" || len(m.Type) > 32 || len(data) > maxMessage) {
			t.Fatalf("%q was taken as %+v", data, m)
		}
	})
}

// FuzzRequests sends any header and path through the checks: nothing gets in
// without a cookie, and nothing breaks.
func FuzzRequests(f *testing.F) {
	f.Add("/api/terminal", "127.0.0.1:8080", "http://127.0.0.1:8080", "lk_page=x", "zh-CN")
	f.Add("/launch?token=", "localhost:8080", "", "", "en")
	f.Add("//x/..%2f", "[::1]:8080", "null", "lk_page", ";;;")
	f.Fuzz(func(t *testing.T, path, host, origin, cookie, accept string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		u, err := r.URL.Parse(path)
		if err != nil {
			t.Skip("not an address")
		}
		r.URL, r.Host = u, host
		r.Header = http.Header{"Origin": {origin}, "Cookie": {cookie}, "Accept-Language": {accept}}
		w := httptest.NewRecorder()
		guarded(t).ServeHTTP(w, r)
		if w.Code != http.StatusForbidden && w.Code != http.StatusUnauthorized {
			t.Fatalf("%q from %q got %d", path, origin, w.Code)
		}
	})
}
