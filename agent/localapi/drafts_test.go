package localapi

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/agent/drafts"
	"lawkiosk/agent/reception"
	"lawkiosk/agent/visit"
	"lawkiosk/content"
	"lawkiosk/content/contenttest"
	"lawkiosk/fleet/wire"
)

const draftForm = "synthetic-form"

// draftKit is the API over a real safe, in a visit.
type draftKit struct {
	t     *testing.T
	api   http.Handler
	desk  *reception.Desk
	token string
	dir   string
	now   time.Time
	pack  *content.Pack
	log   bytes.Buffer
}

// Pack makes a draftKit the server's content.
func (k *draftKit) Pack(context.Context) (*content.Pack, error) { return k.pack, nil }

func newDraftKit(t *testing.T) *draftKit {
	t.Helper()
	k := &draftKit{t: t, dir: t.TempDir(), now: time.Unix(1_800_000_000, 0), pack: contenttest.Synthetic(1)}
	log := slog.New(slog.NewTextHandler(&k.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	k.desk = reception.New(reception.Config{
		Limits: visit.Limits{Idle: time.Hour, Warn: time.Minute, Copies: 3, Prints: 10}, Dir: t.TempDir(),
	}, reception.Deps{
		Record: func(wire.Kind, any) {}, Publish: func(string, any) {}, Wipe: func(context.Context, string) {}, Log: log,
	})
	k.token = k.desk.Begin("zh-CN").Token
	s := &Server{looks: newLooks(), deps: Deps{
		Visits: k.desk, Content: k, Log: log,
		Drafts: drafts.New(k.dir, drafts.Deps{Now: func() time.Time { return k.now }, Log: log}),
	}}
	mux := http.NewServeMux()
	s.routes(newAPI(mux))
	k.api = mux
	return k
}

// do calls the API and gives the code of its refusal, "" where it was done.
func (k *draftKit) do(method, path string, in, out any) (code string) {
	k.t.Helper()
	data, err := json.Marshal(in)
	if err != nil {
		k.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(data))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Visit", k.token)
	w := httptest.NewRecorder()
	k.api.ServeHTTP(w, r)
	if w.Code < 300 {
		if out != nil {
			if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
				k.t.Fatal(err)
			}
		}
		return ""
	}
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Detail == "" || p.Status != w.Code {
		k.t.Fatalf("%s %s was refused with %d %s", method, path, w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "测试甲") {
		k.t.Fatalf("a refusal quotes: %s", w.Body)
	}
	return p.Code
}

func filled() map[string]string {
	return map[string]string{"name": "测试甲", "id-number": "110101199001010015"}
}

func (k *draftKit) save(code string, values map[string]string) SavedDraft {
	k.t.Helper()
	var d SavedDraft
	if no := k.do(http.MethodPost, "/api/drafts", map[string]any{"form": draftForm, "values": values, "code": code}, &d); no != "" {
		k.t.Fatalf("not saved: %s", no)
	}
	return d
}

func (k *draftKit) open(code string) (d OpenDraft, no string) {
	k.t.Helper()
	no = k.do(http.MethodPost, "/api/drafts/open", map[string]any{"code": code}, &d)
	return d, no
}

// file is where the only draft lies.
func (k *draftKit) file() string {
	k.t.Helper()
	names, err := filepath.Glob(filepath.Join(k.dir, "*.draft"))
	if err != nil || len(names) != 1 {
		k.t.Fatalf("%q, %v", names, err)
	}
	return names[0]
}

func TestAFormIsKeptAndTakenUpAgain(t *testing.T) {
	k := newDraftKit(t)
	first := k.save("", filled())
	if !drafts.Valid(first.Code) || !first.Until.Equal(k.now.Add(drafts.Keep)) {
		t.Fatalf("answer %+v", first)
	}
	asTyped := first.Code[:4] + " " + first.Code[4:8] + "-" + first.Code[8:]
	d, no := k.open(asTyped)
	if no != "" || d.Form != draftForm || d.Values["name"] != "测试甲" || len(d.Values) != 2 || !d.Until.Equal(first.Until) {
		t.Fatalf("%s %+v", no, d)
	}
	k.now = k.now.Add(24 * time.Hour)
	again := k.save(asTyped, map[string]string{"name": "测试乙", "facts": "还没写完"})
	if again.Code != first.Code || !again.Until.After(first.Until) {
		t.Fatalf("answer %+v", again)
	}
	k.file() // there is one only
	if d, _ := k.open(first.Code); d.Values["name"] != "测试乙" || len(d.Values) != 2 {
		t.Fatalf("%+v", d)
	}
	if no := k.do(http.MethodDelete, "/api/drafts", map[string]any{"code": first.Code}, nil); no != "" {
		t.Fatal(no)
	}
	if _, no := k.open(first.Code); no != "draft.unknown" {
		t.Fatalf("after it was deleted: %q", no)
	}
	if no := k.do(http.MethodDelete, "/api/drafts", map[string]any{"code": first.Code}, nil); no != "draft.unknown" {
		t.Fatalf("deleted twice: %q", no)
	}
	if log := k.log.String(); strings.Contains(log, "测试") || strings.Contains(log, first.Code) || strings.Contains(log, "110101") {
		t.Fatalf("the log tells: %s", log)
	}
}

func TestDraftsThatCannotBeOpened(t *testing.T) {
	wrong := func(code string) string { // with a digit that fits
		return map[bool]string{true: "000000000000", false: "000000000018"}[code != "000000000000"]
	}
	for name, c := range map[string]struct {
		spoil func(k *draftKit, code string) string
		want  string
	}{
		"another code":     {func(_ *draftKit, code string) string { return wrong(code) }, "draft.unknown"},
		"a slip":           {func(_ *draftKit, code string) string { return code[:11] + string('0'+(code[11]-'0'+1)%10) }, "draft.unknown"},
		"too short":        {func(_ *draftKit, code string) string { return code[:11] }, "draft.unknown"},
		"letters":          {func(*draftKit, string) string { return "八八八八" }, "draft.unknown"},
		"nothing":          {func(*draftKit, string) string { return "" }, "draft.unknown"},
		"far too long":     {func(_ *draftKit, code string) string { return code + code }, "request.bad"},
		"after seven days": {func(k *draftKit, code string) string { k.now = k.now.Add(drafts.Keep); return code }, "draft.unknown"},
		"just before it":   {func(k *draftKit, code string) string { k.now = k.now.Add(drafts.Keep - time.Second); return code }, ""},
		"a form that went": {func(k *draftKit, code string) string { delete(k.pack.Forms, draftForm); return code }, "item.none"},
		"a file cut short": {func(k *draftKit, code string) string {
			k.overwrite(func(b []byte) []byte { return b[:len(b)/2] })
			return code
		}, "draft.damaged"},
		"a bit that turned": {func(k *draftKit, code string) string {
			k.overwrite(func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
			return code
		}, "draft.damaged"},
		"an empty file": {func(k *draftKit, code string) string { k.overwrite(func([]byte) []byte { return nil }); return code }, "draft.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			k := newDraftKit(t)
			code := c.spoil(k, k.save("", filled()).Code)
			if d, no := k.open(code); no != c.want || (no == "") != (len(d.Values) > 0) {
				t.Errorf("%q %+v, want %q", no, d, c.want)
			}
		})
	}
}

func (k *draftKit) overwrite(with func([]byte) []byte) {
	k.t.Helper()
	data, err := os.ReadFile(k.file())
	if err == nil {
		err = os.WriteFile(k.file(), with(data), 0o600)
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

func TestFiveWrongCodesMakeEveryCodeWait(t *testing.T) {
	k := newDraftKit(t)
	code := k.save("", filled()).Code
	for i, guess := range []string{"000000000000", "000000000018", "000000000026", "000000000034", "000000000042"} {
		if _, no := k.open(guess); no != "draft.unknown" {
			t.Fatalf("guess %d: %q", i+1, no)
		}
	}
	if _, no := k.open(code); no != "draft.tries" {
		t.Fatalf("the right one: %q", no)
	}
	if no := k.do(http.MethodDelete, "/api/drafts", map[string]any{"code": code}, nil); no != "draft.tries" {
		t.Fatalf("deleting: %q", no)
	}
	if next := k.save(code, filled()); next.Code == code { // saving needs no guess and never waits
		t.Fatal("a code was taken that was not looked for")
	}
	k.now = k.now.Add(drafts.TryWindow)
	if _, no := k.open(code); no != "" {
		t.Fatalf("after the wait: %q", no)
	}
}

func TestTodaysFormTakesWhatItHasRoomFor(t *testing.T) {
	k := newDraftKit(t)
	code := k.save("", filled()).Code
	part := &k.pack.Forms[draftForm].Parts[0]
	part.Fields = part.Fields[1:] // the name is asked no more
	d, no := k.open(code)
	if no != "" || len(d.Values) != 1 || d.Values["id-number"] == "" {
		t.Fatalf("%q %+v", no, d)
	}
}

func TestWhatCannotBeKept(t *testing.T) {
	k := newDraftKit(t)
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"no such form":     {map[string]any{"form": "none", "values": filled()}, "item.none"},
		"no such field":    {map[string]any{"form": draftForm, "values": map[string]string{"signature": "x"}}, "form.field"},
		"too long":         {map[string]any{"form": draftForm, "values": map[string]string{"facts": strings.Repeat("长", 301)}}, "form.field"},
		"far too long":     {map[string]any{"form": draftForm, "values": map[string]string{"facts": strings.Repeat("长", 40_000)}}, "request.large"},
		"a list of values": {map[string]any{"form": draftForm, "values": []string{"测试甲"}}, "request.bad"},
		"no values":        {map[string]any{"form": draftForm}, "request.bad"},
		"a picture":        {map[string]any{"form": draftForm, "values": filled(), "signature": "iVBO"}, "request.bad"},
		"no document":      {"测试甲", "request.bad"},
	} {
		if no := k.do(http.MethodPost, "/api/drafts", c.in, nil); no != c.want {
			t.Errorf("%s: %q, want %q", name, no, c.want)
		}
	}
	if left, err := os.ReadDir(k.dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	for i := range drafts.MaxFiles {
		name := filepath.Join(k.dir, strings.Repeat("a", i%7)+time.Duration(i).String()+".draft")
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if no := k.do(http.MethodPost, "/api/drafts", map[string]any{"form": draftForm, "values": filled()}, nil); no != "draft.full" {
		t.Errorf("with no room: %q", no)
	}
	if strings.Contains(k.log.String(), "测试甲") {
		t.Errorf("the log tells: %s", &k.log)
	}
}

func TestDraftsBelongToARunningVisit(t *testing.T) {
	k := newDraftKit(t)
	code := k.save("", filled()).Code
	if err := k.desk.End(k.token); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path string
		in           map[string]any
	}{
		{http.MethodPost, "/api/drafts", map[string]any{"form": draftForm, "values": filled()}},
		{http.MethodPost, "/api/drafts/open", map[string]any{"code": code}},
		{http.MethodDelete, "/api/drafts", map[string]any{"code": code}},
	} {
		if no := k.do(c.method, c.path, c.in, nil); no != "visit.over" {
			t.Errorf("%s %s: %q", c.method, c.path, no)
		}
	}
}
