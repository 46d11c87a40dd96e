package agenttest_test

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/localapi"
	"lawkiosk/fleet/wire"
)

// formValues are a half-filled form of nobody living.
func formValues() map[string]string {
	return map[string]string{"name": "测试甲", "id-number": "110101199001010015", "facts": "从3月起没有发工资"}
}

// nowhere fails where a text lies in a file below a folder.
func nowhere(t *testing.T, dir string, texts ...string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) || strings.Contains(path, text) {
				t.Errorf("%s holds %q", path, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADraftOutlivesTheVisitAndTheDaemon(t *testing.T) {
	k, page := withPrinter(t)
	var kept localapi.SavedDraft
	page.Must(http.MethodPost, "/api/drafts", map[string]any{"form": agenttest.Form, "values": formValues()}, &kept)
	job := page.Print("draft", kept.Code, 0, nil)
	if p := page.AwaitPrint(job, "printed"); p.Kind != "draft" || p.Item != "" || strings.Contains(p.Title, kept.Code) {
		t.Fatalf("progress %+v", p)
	}
	if sheets := k.Papers.Sheets(); len(sheets) != 1 || sheets[0].Number != kept.Code {
		t.Fatalf("%d papers, not one with the code", len(sheets))
	}
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	plain := []string{"测试甲", "110101199001010015", "没有发工资", kept.Code}
	for _, r := range k.Records() { // stops the kiosk
		for _, text := range plain {
			if bytes.Contains(r.Data, []byte(text)) {
				t.Errorf("a record of kind %s holds %q", r.Kind, text)
			}
		}
	}
	nowhere(t, k.DataDir, plain...)

	again := agenttest.Start(t, agenttest.Options{NoReader: true, NoPrinter: true, DataDir: k.DataDir})
	page = again.Launch()
	page.Begin()
	var open localapi.OpenDraft
	page.Must(http.MethodPost, "/api/drafts/open", map[string]string{"code": kept.Code}, &open)
	if open.Form != agenttest.Form || open.Values["facts"] != formValues()["facts"] || len(open.Values) != 3 || !open.Until.Equal(kept.Until) {
		t.Fatal("it is not what was saved")
	}
	page.Must(http.MethodDelete, "/api/drafts", map[string]string{"code": kept.Code}, nil)
	if a := page.Do(http.MethodPost, "/api/drafts/open", map[string]string{"code": kept.Code}, nil); a.Problem.Code != "draft.unknown" {
		t.Fatalf("after it was deleted: %d %s", a.Status, a.Body)
	}
	if left, err := filepath.Glob(filepath.Join(k.DataDir, "drafts", "*.draft")); err != nil || len(left) > 0 {
		t.Fatalf("left %q, %v", left, err)
	}
	again.Stop()
	nowhere(t, k.DataDir, plain...)
}

func TestThePaperOfADraftNeedsItsCode(t *testing.T) {
	k, page := withPrinter(t)
	for code, want := range map[string]string{"000000000000": "draft.unknown", "": "draft.unknown"} {
		if a := page.Do(http.MethodPost, "/api/prints", map[string]any{"kind": "draft", "id": code}, nil); a.Problem.Code != want {
			t.Errorf("%q: %d %s", code, a.Status, a.Body)
		}
	}
	if sheets := k.Papers.Sheets(); len(sheets) != 0 {
		t.Errorf("%d papers were made", len(sheets))
	}
}

// signedPicture is a small picture with ink.
func signedPicture(t *testing.T, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFormIsLookedAtSignedAndPrinted(t *testing.T) {
	k, page := withPrinter(t)
	sign := signedPicture(t, 60)
	in := map[string]any{"id": agenttest.Form, "lang": agenttest.Lang, "fields": formValues(), "signature": sign}
	a := page.Do(http.MethodPost, "/api/forms/preview", in, nil)
	if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Cache-Control") != "no-store" || !k.Papers.Made(a.Body) {
		t.Fatalf("the look: %d %s, %d bytes", a.Status, a.Header.Get("Content-Type"), len(a.Body))
	}
	nowhere(t, k.DataDir, "%PDF-")
	if papers := printed(t, k); len(papers) != 0 {
		t.Fatalf("%d papers came out", len(papers))
	}
	in["kind"], in["copies"] = "form", 2
	var n localapi.NewPrint
	page.Must(http.MethodPost, "/api/prints", in, &n)
	page.AwaitPrint(n.Job.Job, "printed")
	signs, values := k.Papers.Signatures(), k.Papers.Values()
	if len(signs) != 2 || !bytes.Equal(signs[0], sign) || !bytes.Equal(signs[1], sign) || values[0]["facts"] != values[1]["facts"] {
		t.Fatal("what was looked at is not what was printed")
	}
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	if a := page.Do(http.MethodPost, "/api/forms/preview", in, nil); a.Status < 400 {
		t.Fatalf("a look after the visit: %d", a.Status)
	}
	ended := only[wire.PrintEnded](t, k.Records(), wire.KindPrintEnded)
	if len(ended) != 1 { // a look is no print
		t.Fatalf("records %+v", ended)
	}
	nowhere(t, k.DataDir, "%PDF-", "测试甲", string(sign))
}

func TestBadLooksAndSignatures(t *testing.T) {
	k, page := withPrinter(t)
	look := func(more map[string]any) string {
		in := map[string]any{"id": agenttest.Form, "lang": "zh-CN", "fields": formValues()}
		for key, v := range more {
			in[key] = v
		}
		a := page.Do(http.MethodPost, "/api/forms/preview", in, nil)
		if a.Status >= 400 && (a.Problem.Detail == "" || strings.Contains(string(a.Body), "测试甲")) {
			t.Errorf("refused with %s", a.Body)
		}
		return a.Problem.Code
	}
	for name, c := range map[string]struct {
		more map[string]any
		want string
	}{
		"no such form":  {map[string]any{"id": "none"}, "item.none"},
		"no such field": {map[string]any{"fields": map[string]string{"none": "x"}}, "form.field"},
		"too long":      {map[string]any{"fields": map[string]string{"facts": strings.Repeat("长", 301)}}, "form.field"},
		"far too long":  {map[string]any{"fields": map[string]string{"facts": strings.Repeat("长", 160_000)}}, "request.large"},
		"no picture":    {map[string]any{"signature": []byte("测试甲")}, "form.signature"},
		"half a head":   {map[string]any{"signature": signedPicture(t, 60)[:20]}, "form.signature"},
		"too wide":      {map[string]any{"signature": signedPicture(t, 2001)}, "form.signature"},
		"too many":      {map[string]any{"signature": make([]byte, 257<<10)}, "form.signature"},
		"a word":        {map[string]any{"signature": "签名"}, "request.bad"},
		"a language":    {map[string]any{"lang": "fr"}, "request.bad"},
	} {
		if got := look(c.more); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for kind, want := range map[string]string{"form": "form.signature", "guide": "form.field"} {
		in := map[string]any{"kind": kind, "id": map[string]string{"form": agenttest.Form, "guide": agenttest.Guide}[kind], "copies": 1, "signature": []byte("no picture")}
		if a := page.Do(http.MethodPost, "/api/prints", in, nil); a.Problem.Code != want {
			t.Errorf("a %s: %d %s", kind, a.Status, a.Body)
		}
	}
	if n := len(k.Papers.Values()); n != 0 {
		t.Errorf("%d papers were made", n)
	}
	codes := map[string]int{}
	for range 40 { // faster than anybody looks
		codes[look(nil)]++
	}
	if codes["form.looks"] == 0 || codes[""] < 10 || codes["form.looks"]+codes[""] != 40 {
		t.Errorf("forty looks at once gave %v", codes)
	}
}

func TestLooksThatCannotBe(t *testing.T) {
	for want, o := range map[string]agenttest.Options{
		"print.render": {NoReader: true, Render: broken{}},
		"print.none":   {NoReader: true, NoPrinter: true},
	} {
		page := agenttest.Start(t, o).Launch()
		page.Begin()
		if a := page.Do(http.MethodPost, "/api/forms/preview", map[string]any{"id": agenttest.Form}, nil); a.Problem.Code != want {
			t.Errorf("%s: %d %s", want, a.Status, a.Body)
		}
		if want == "print.none" {
			a := page.Do(http.MethodPost, "/api/drafts", map[string]any{"form": agenttest.Form, "values": formValues()}, nil)
			if a.Status != http.StatusOK {
				t.Errorf("without a printer a form is not kept: %d %s", a.Status, a.Body)
			}
		}
	}
}
