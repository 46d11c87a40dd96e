package preview_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/preview"
)

func now() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)) }

// sources are the product's own, for a test to change.
func sources(t *testing.T) fstest.MapFS {
	t.Helper()
	from, out := os.DirFS(".."), fstest.MapFS{}
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "source/") || strings.HasPrefix(name, "preview/") {
			return err
		}
		b, err := fs.ReadFile(from, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type fakePapers struct{ err error }

func (f fakePapers) Form(_ context.Context, form *content.Form, values map[string]string, l content.Lang, _ time.Time) ([]byte, error) {
	return []byte("%PDF-1.7 " + form.ID + " " + string(l) + " " + values["name"]), f.err
}

func (f fakePapers) Guide(_ context.Context, g *content.Guide, _ time.Time) ([]byte, error) {
	return []byte("%PDF-1.7 " + g.Title), f.err
}

func handler(t *testing.T, fsys fs.FS, p preview.Papers) http.Handler {
	t.Helper()
	s, err := preview.New(fsys, p, now)
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func get(h http.Handler, path string) (int, string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8078"+path, nil)
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestPages(t *testing.T) {
	h := handler(t, sources(t), fakePapers{})
	for _, tt := range []struct{ path, want string }{
		{"/", "老板不发工资"},
		{"/?lang=en", "My boss has not paid me"},
		{"/guide/unpaid-wages", "法律给您什么"},
		{"/guide/unpaid-wages?lang=en", "What the law gives you"},
		{"/guide/unpaid-wages/paper.pdf", "%PDF-1.7 老板"},
		{"/journey/unpaid-wages", "谁欠您的钱"},
		{"/journey/unpaid-wages?who=company", "对方写过工资欠条吗"},
		{"/journey/unpaid-wages?who=nobody", "the answer is not allowed"},
		{"/journey/unpaid-wages?who=company&note=no&working=left&left-on=2026-03-14&asked-on=unknown", "2027-03-14"},
		{"/journey/unpaid-wages?who=company&note=no&working=still", "欠薪是哪天开始的"},
		{"/form/iou", "借款金额"},
		{"/form/evidence-list", "%"},
		{"/form/iou/blank.pdf", "%PDF-1.7 iou zh-CN"},
		{"/form/iou/filled.pdf?lang=en", "%PDF-1.7 iou en 测试甲"},
		{"/periods", "2026-10-08"},
		{"/periods?id=labour-award-suit&start=2026-03-02", "第"},
		{"/periods?id=labour-award-suit&start=2026-02-30", "cannot count"},
		{"/periods?id=civil-limitation&start=2022-05-10&interrupted=2025-01-06&from=2027-10-01&to=2027-10-20&longest=2022-05-01", "2028-04-20"},
		{"/amount/court-fee", "full * share[way] / 6"},
		{"/amount/court-fee?claim=100000&way=simple", "1150.00"},
		{"/amount/severance?wage=6000&years=3&months=7&average=8000&unlawful=no", "24000.00"},
		{"/amount/court-fee?claim=-5&way=simple", "a figure is out of its range"},
		{"/list", "讨薪套餐"},
		{"/style.css", "--accent"},
	} {
		if code, body := get(h, tt.path); code != http.StatusOK || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d, %q is not in\n%.3000s", tt.path, code, tt.want, body)
		}
	}
	for _, path := range []string{"/guide/no", "/journey/no", "/form/no", "/amount/no", "/form/no/blank.pdf", "/form/iou/other.pdf", "/guide/no/paper.pdf", "/nothing"} {
		if code, _ := get(h, path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestFaultsStandBesideAndReloadingIsEnough(t *testing.T) {
	fsys := sources(t)
	h := handler(t, fsys, nil)
	const file = "journeys/unpaid-wages.toml"
	good := fsys[file]
	fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(good.Data), `next = "plan:still-working"`, `next = "plan:gone"`, 1))}
	_, body := get(h, "/journey/unpaid-wages")
	if !strings.Contains(body, "question[3].choice[1].next") || !strings.Contains(body, "dead end") {
		t.Errorf("no fault in\n%.2000s", body)
	}
	if _, body := get(h, "/guide/unpaid-wages"); strings.Contains(body, "dead end") {
		t.Error("a guide's page tells the journey's fault")
	}
	fsys[file] = good
	if _, body := get(h, "/journey/unpaid-wages"); strings.Contains(body, "dead end") {
		t.Error("the mended file still has its fault")
	}
	fsys[file] = &fstest.MapFile{Data: []byte("first = ")}
	if code, body := get(h, "/"); code != http.StatusOK || !strings.Contains(body, file) {
		t.Error("a file that is no TOML is not told")
	}
}

func TestBrokenRulesStillShow(t *testing.T) {
	fsys := sources(t)
	fsys["amounts/court-fee.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys["amounts/court-fee.toml"].Data), "full * share[way] / 6", "full *", 1))}
	h := handler(t, fsys, nil)
	for _, path := range []string{"/", "/periods?id=enforcement&start=2026-01-01", "/amount/court-fee?claim=1&way=order", "/journey/unpaid-wages?who=private"} {
		if code, _ := get(h, path); code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
		}
	}
	if _, body := get(h, "/amount/court-fee"); !strings.Contains(body, "line[2].formula") {
		t.Error("the broken formula is not told")
	}
}

func TestPapersThatCannotBeMade(t *testing.T) {
	if code, body := get(handler(t, sources(t), nil), "/form/iou/blank.pdf"); code != http.StatusNotImplemented || !strings.Contains(body, "make build") {
		t.Errorf("%d %s", code, body)
	}
	if code, body := get(handler(t, sources(t), fakePapers{errors.New("no fonts")}), "/form/iou/blank.pdf"); code != http.StatusBadGateway || !strings.Contains(body, "no fonts") {
		t.Errorf("%d %s", code, body)
	}
	k := preview.Kioskd{Exe: "/no/such/program"}
	if _, err := k.Guide(t.Context(), &content.Guide{}, now()); err == nil || !strings.Contains(err.Error(), "cannot render with /no/such/program") {
		t.Error(err)
	}
	for _, bad := range []string{"", "%PDF-1.7", "{}\nno paper"} {
		if _, err := preview.PDF([]byte(bad)); err == nil {
			t.Errorf("%q is a paper", bad)
		}
	}
}

func TestOnlyThisMachine(t *testing.T) {
	h := handler(t, sources(t), nil)
	for host, want := range map[string]int{"127.0.0.1:8078": 200, "localhost:8078": 200, "[::1]:8078": 200, "evil.example": 403, "192.0.2.7:8078": 403} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/style.css", nil)
		r.Host = host
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", host, w.Code, want)
		}
	}
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.7:80", "8078"} {
		if l, err := preview.Listen(t.Context(), address); err == nil {
			_ = l.Close()
			t.Errorf("listens on %s", address)
		}
	}
}

func TestServesUntilStopped(t *testing.T) {
	s, err := preview.New(sources(t), nil, now)
	if err != nil {
		t.Fatal(err)
	}
	l, err := preview.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	res, err := http.Get("http://" + l.Addr().String() + "/style.css")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || !strings.Contains(string(body), "--accent") {
		t.Errorf("%v %.100s", err, body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
