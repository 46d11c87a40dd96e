package vterm_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/drivers"
	"lawkiosk/drivers/idcard/sdt"
	"lawkiosk/drivers/lights"
	"lawkiosk/drivers/lights/sysfs"
	"lawkiosk/drivers/printer/printertest"
	"lawkiosk/drivers/vterm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a terminal for a test and gives it and a client of its own.
func start(t *testing.T, o vterm.Options) (*vterm.Terminal, *http.Client) {
	t.Helper()
	o.Listen, o.IPP = "127.0.0.1:0", "127.0.0.1:0"
	if o.Dir == "" {
		o.Dir, o.Printed = t.TempDir(), t.TempDir()
	}
	term, err := vterm.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- term.Run(ctx) }()
	transport := &http.Transport{}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
		transport.CloseIdleConnections()
	})
	select {
	case <-term.Ready():
	case err := <-ended:
		ended <- err
		t.Fatalf("the terminal did not start: %v", err)
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return term, client
}

// call sends a request and gives status and body.
func call(t *testing.T, c *http.Client, method, url, body string, header ...string) (status int, text string, h http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(b), answer.Header
}

func TestAPI(t *testing.T) {
	term, client := start(t, vterm.Options{})
	base := "http://" + term.Addr()
	for _, tt := range []struct {
		method, path, body string
		status             int
		want               string // part of the answer
	}{
		{"GET", "/", "", 200, "虚拟终端"},
		{"GET", "/panel.js", "", 200, "EventSource"},
		{"GET", "/none", "", 404, ""},
		{"GET", "/api/state", "", 200, `"card":""`},
		{"POST", "/api/card", `{"card":"citizen"}`, 200, `"card":"citizen"`},
		{"POST", "/api/card", `{"card":"nobody"}`, 422, "Use one of: citizen, elder, rare, residence, foreigner, foreigner-v2, other."},
		{"POST", "/api/card", `{"crd":"citizen"}`, 400, `unknown field \"crd\"`},
		{"POST", "/api/card", `{"card":"citizen"} {}`, 400, "more than one value"},
		{"POST", "/api/card", `{"card":` + strings.Repeat(" ", 5000) + `"citizen"}`, 400, "too large"},
		{"POST", "/api/card", ``, 400, "is not understood"},
		{"DELETE", "/api/card", "", 200, `"card":""`},
		{"POST", "/api/card/fault", `{"kind":"status","step":"read","code":65,"times":1}`, 200, `"faults":[{"kind":"status","step":"read","code":65,"times":1}]`},
		{"POST", "/api/card/fault", `{"kind":"fire"}`, 422, `kind \"fire\" is not known, use one of: status, bad-checksum`},
		{"DELETE", "/api/card/fault", "", 200, `"faults":[]`},
		{"POST", "/api/idcard/unplug", "", 200, `"plugged":false`},
		{"POST", "/api/printer", `{"paper":0,"toner":5,"jam":true,"cover":true,"page_ms":10}`, 200, `"sheets":0,"capacity":250,"toner":5,"jam":true,"cover":true,"page_ms":10`},
		{"POST", "/api/printer", `{"paper":50,"jam":false,"cover":false,"fault":"lose-reply"}`, 200, `"sheets":50`},
		{"POST", "/api/printer", `{"paper":-1}`, 422, "paper is a number of sheets"},
		{"POST", "/api/printer", `{"toner":101}`, 422, "toner is a percentage"},
		{"POST", "/api/printer", `{"offline":true}`, 200, `"network":"offline"`},
		{"POST", "/api/printer", `{"offline":false}`, 200, `"network":"ok"`},
		{"POST", "/api/printer", `{"network":"slow"}`, 422, "Cannot set the printer's network"},
		{"POST", "/api/printer", `{"network":"hang","offline":true}`, 422, "send one of them"},
		{"POST", "/api/printer", `{"fault":"fire"}`, 422, "Cannot inject fault"},
		{"POST", "/api/printer", `{"restart":true}`, 200, `"jobs":[]`},
		{"GET", "/api/printed", "", 200, "[]"},
		{"GET", "/api/printed/none.pdf", "", 404, "There is no such printed paper"},
		{"GET", "/kiosk", "", 404, "Start vterm with -launch-url"},
		{"GET", "/api/nothing", "", 404, "There is no GET /api/nothing"},
	} {
		status, text, header := call(t, client, tt.method, base+tt.path, tt.body)
		if status != tt.status || !strings.Contains(text, tt.want) {
			t.Errorf("%s %s %.60s: status %d, want %d; answer %.300s, want %q in it", tt.method, tt.path, tt.body, status, tt.status, text, tt.want)
		}
		if status >= 400 && tt.want != "" && header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: a refusal has the type %q", tt.method, tt.path, header.Get("Content-Type"))
		}
	}
}

func TestOtherPagesAreKeptOut(t *testing.T) {
	term, client := start(t, vterm.Options{})
	base := "http://" + term.Addr()
	_, port, _ := strings.Cut(term.Addr(), ":")
	for _, tt := range []struct {
		header, value string
		status        int
	}{
		{"Host", "evil.example:" + port, 403},
		{"Host", "evil.example", 403},
		{"Host", "127.0.0.1", 403},
		{"Host", "localhost:" + port, 200},
		{"Origin", "http://evil.example", 403},
		{"Origin", "null", 403},
		{"Origin", "https://" + term.Addr(), 403},
		{"Origin", base, 200},
	} {
		if status, _, _ := call(t, client, "DELETE", base+"/api/card", "", tt.header, tt.value); status != tt.status {
			t.Errorf("%s %s: status %d, want %d", tt.header, tt.value, status, tt.status)
		}
	}
}

func TestEventsFollowACard(t *testing.T) {
	term, client := start(t, vterm.Options{})
	base := "http://" + term.Addr()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	lines.Buffer(nil, 1<<20)
	await := func(card string) {
		t.Helper()
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			var s vterm.State
			if ok && json.Unmarshal([]byte(data), &s) == nil && s.IDCard.Card == card {
				return
			}
		}
		t.Fatalf("no event told of the card %q: %v", card, lines.Err())
	}
	await("")
	call(t, client, "POST", base+"/api/card", `{"card":"elder"}`)
	await("elder")
	call(t, client, "DELETE", base+"/api/card", "")
	await("")
}

func TestDriverReadsCardThatThePanelPut(t *testing.T) {
	term, client := start(t, vterm.Options{})
	r, err := sdt.New(sdt.DefaultOptions(term.ReaderPort()))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	ended, online := make(chan error, 1), make(chan struct{}, 8)
	go func() {
		ended <- r.Run(ctx, func(s drivers.Status) {
			if s.State == drivers.Online {
				online <- struct{}{}
			}
		})
	}()
	defer func() { cancel(); <-ended }()
	<-online
	call(t, client, "POST", "http://"+term.Addr()+"/api/card", `{"card":"residence"}`)
	c, err := r.Read(ctx)
	if err != nil || c.Name.Reveal() != "测试丙" {
		t.Errorf("read %v, %v", c, err)
	}
}

func TestPrintedPapers(t *testing.T) {
	printed := t.TempDir()
	for name, content := range map[string][]byte{
		"20260102-100000.000-wages-1.pdf": printertest.PDF(3, "wages"),
		"20260102-110000.000-broken.pdf":  []byte("not a PDF"),
		".20260102-120000.pdf.part":       []byte("half"),
		"notes.txt":                       []byte("no paper"),
	} {
		if err := os.WriteFile(filepath.Join(printed, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	term, client := start(t, vterm.Options{Dir: t.TempDir(), Printed: printed})
	base := "http://" + term.Addr()
	_, text, _ := call(t, client, "GET", base+"/api/printed", "")
	var papers []vterm.Paper
	if err := json.Unmarshal([]byte(text), &papers); err != nil {
		t.Fatal(err)
	}
	if len(papers) != 2 || papers[0].Name != "broken" || papers[0].Pages != 0 || papers[1].Name != "wages-1" || papers[1].Pages != 3 {
		t.Errorf("papers are %+v", papers)
	}
	status, text, header := call(t, client, "GET", base+"/api/printed/"+papers[1].File, "")
	if status != 200 || header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(text, "%PDF") {
		t.Errorf("a paper is answered with %d %s", status, header.Get("Content-Type"))
	}
	for _, name := range []string{"notes.txt", "..%2Fx.pdf", ".20260102-120000.pdf.part", "%2e%2e%2fetc%2fpasswd.pdf"} {
		if status, _, _ := call(t, client, "GET", base+"/api/printed/"+name, ""); status != 404 {
			t.Errorf("%s is answered with %d, want 404", name, status)
		}
	}
}

func TestKioskLink(t *testing.T) {
	file := filepath.Join(t.TempDir(), "launch-url")
	term, client := start(t, vterm.Options{LaunchURL: file})
	url := "http://" + term.Addr() + "/kiosk"
	for _, tt := range []struct {
		content string
		status  int
	}{
		{"", 503},
		{"http://127.0.0.1:8080/launch?token=ABC\n", 302},
		{"http://evil.example:80/", 503},
		{"javascript:alert(1)", 503},
	} {
		if tt.content != "" {
			if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		status, _, header := call(t, client, "GET", url, "")
		if status != tt.status || status == 302 && header.Get("Location") != strings.TrimSpace(tt.content) {
			t.Errorf("file %q: status %d to %q", tt.content, status, header.Get("Location"))
		}
	}
}

// TestTheLight drives the panel's light with the real driver.
func TestTheLight(t *testing.T) {
	term, c := start(t, vterm.Options{})
	base := "http://" + term.Addr()
	light := sysfs.New(sysfs.DefaultOptions(term.LightPath()))
	shown := func(body string) (s vterm.State) {
		t.Helper()
		method, path := http.MethodGet, "/api/state"
		if body != "" {
			method, path = http.MethodPost, "/api/light"
		}
		status, text, _ := call(t, c, method, base+path, body, "Content-Type", "application/json")
		if status != http.StatusOK {
			t.Fatalf("%s answered %d %s", path, status, text)
		}
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := shown("").Light; s.On || !s.There || s.Path != term.LightPath() {
		t.Fatalf("at the beginning %+v", s)
	}
	if err := light.Set(lights.Privacy, true); err != nil || !shown("").Light.On {
		t.Fatalf("the panel shows no light (%v)", err)
	}
	if s := shown(`{"do":"break"}`).Light; !s.Broken || light.Set(lights.Privacy, true) == nil {
		t.Errorf("a broken light: %+v", s)
	}
	if s := shown(`{"do":"unplug"}`).Light; s.There || light.Set(lights.Privacy, true) == nil {
		t.Errorf("an unplugged light: %+v", s)
	}
	if s := shown(`{"do":"plug"}`).Light; !s.There || s.On {
		t.Errorf("a light that is plugged in: %+v", s)
	}
	if status, _, _ := call(t, c, http.MethodPost, base+"/api/light", `{"do":"dance"}`); status != http.StatusUnprocessableEntity {
		t.Errorf("an unknown wish answered %d", status)
	}
}
