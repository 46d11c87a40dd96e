package agenttest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/localapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOnlyALaunchedPageGetsIn(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	stranger := k.Stranger()
	if a := stranger.Do(http.MethodGet, "/api/terminal", nil, nil); a.Status != 401 || a.Problem.Code != "page.unauthorised" {
		t.Fatalf("a stranger got %d %s", a.Status, a.Body)
	}
	stranger.Lang = "en-GB,en;q=0.9"
	if a := stranger.Do(http.MethodGet, "/api/terminal", nil, nil); !strings.Contains(a.Problem.Detail, "launch-url") {
		t.Fatalf("the English sentence is %q", a.Problem.Detail)
	}
	req, _ := http.NewRequest(http.MethodGet, k.URL+"/", nil)
	req.Header.Set("Accept", "text/html,*/*")
	if a := stranger.Send(req, nil); a.Status != 401 || !strings.Contains(string(a.Body), "请在这台机器上打开") {
		t.Fatalf("a stranger's browser got %d %s", a.Status, a.Body)
	}
	used := k.LaunchURL()
	page := k.Launch()
	page.Must(http.MethodGet, "/api/terminal", nil, nil)
	if k.LaunchURL() == used {
		t.Fatal("the launch address was not renewed")
	}
	req, _ = http.NewRequest(http.MethodGet, used, nil)
	if a := stranger.Send(req, nil); a.Status != 401 {
		t.Fatalf("a used launch address gave %d", a.Status)
	}
	info, err := os.Stat(filepath.Join(k.DataDir, "launch-url"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("launch-url has mode %v, error %v", info.Mode(), err)
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	page := k.Launch()
	port := k.URL[strings.LastIndex(k.URL, ":"):]
	cases := []struct {
		name   string
		path   string
		host   string
		header map[string]string
		want   int
	}{
		{"rebound name", "/api/terminal", "evil.example" + port, nil, 403},
		{"rebound name at launch", "/launch?token=x", "evil.example" + port, nil, 403},
		{"other port", "/api/terminal", "127.0.0.1:1", nil, 403},
		{"no port", "/api/terminal", "127.0.0.1", nil, 403},
		{"another name of itself, for which there is no cookie", "/api/terminal", "localhost" + port, nil, 401},
		{"foreign origin", "/api/terminal", "", map[string]string{"Origin": "http://evil.example"}, 403},
		{"null origin", "/api/terminal", "", map[string]string{"Origin": "null"}, 403},
		{"another origin of this machine", "/api/terminal", "", map[string]string{"Origin": "http://127.0.0.1:8090"}, 403},
		{"its other name as origin", "/api/terminal", "", map[string]string{"Origin": "http://localhost" + port}, 403},
		{"secure origin", "/api/terminal", "", map[string]string{"Origin": "https://127.0.0.1" + port}, 403},
		{"own origin", "/api/terminal", "", map[string]string{"Origin": k.URL}, 200},
		{"script of another site", "/api/terminal", "", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"script of another port", "/api/terminal", "", map[string]string{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 403},
		{"frame", "/", "", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			req, _ := http.NewRequest(http.MethodGet, k.URL+c.path, nil)
			req.Host = c.host
			for name, v := range c.header {
				req.Header.Set(name, v)
			}
			if a := page.Send(req, nil); a.Status != c.want {
				t.Fatalf("got %d %s, want %d", a.Status, a.Body, c.want)
			}
		})
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	page := k.Launch()
	for _, path := range []string{"/", "/api/terminal", "/api/nothing", "/launch", "/assets/none.js"} {
		a := page.Do(http.MethodGet, path, nil, nil)
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "Permissions-Policy": "camera=(self), microphone=(self)",
		} {
			if !strings.Contains(a.Header.Get(name), want) {
				t.Errorf("%s has %s %q, want %q", path, name, a.Header.Get(name), want)
			}
		}
		if strings.Contains(a.Header.Get("Content-Security-Policy"), "http") {
			t.Errorf("%s allows something from another host", path)
		}
	}
}

func TestASecondPageTakesOver(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	first := k.Launch()
	first.Listen()
	var s localapi.TerminalState
	first.Await("terminal", &s, func() bool { return s.Content != "" })
	second := k.Launch()
	second.Listen()
	second.Await("terminal", nil, nil)
	if code := first.Closed(); code != 4001 {
		t.Fatalf("the first page was closed with %d", code)
	}
	second.Say(`{"type":"hello"}`)
	second.Say(`{"type":"ping"}`)
	second.Await("pong", nil, nil)
}

func TestAPageThatSendsRubbishIsClosed(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	page := k.Launch()
	for _, text := range []string{"{", `{"type":""}`, `{"type":"a"}{}`, strings.Repeat("x", 5000)} {
		page.Listen()
		page.Say(text)
		page.Closed()
	}
	page.Listen()
	page.Await("terminal", nil, nil) // the next one is served
}

func TestTheWebSocketNeedsCookieAndOrigin(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	for name, origin := range map[string]http.Header{"no cookie": {"Origin": {k.URL}}, "no origin": nil} {
		conn, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(k.URL, "http")+"/api/events", origin)
		if err == nil {
			conn.Close()
			t.Fatalf("%s: connected", name)
		}
		resp.Body.Close()
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true})
	page := k.Launch()
	a := page.Do(http.MethodPost, "/api/visits", map[string]string{"lang": strings.Repeat("x", 10_000)}, nil)
	if a.Status != 413 || a.Problem.Code != "request.large" {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
}

func TestACookieOutlivesARestart(t *testing.T) {
	dir := t.TempDir()
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, DataDir: dir})
	page := k.Launch()
	cookie := page.Cookie()
	k.Stop()
	again := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, DataDir: dir})
	req, _ := http.NewRequest(http.MethodGet, again.URL+"/api/terminal", nil)
	req.AddCookie(cookie)
	if a := again.Stranger().Send(req, nil); a.Status != 200 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	data, err := os.ReadFile(filepath.Join(dir, "page-sessions"))
	if err != nil || strings.Contains(string(data), cookie.Value) {
		t.Fatalf("the cookie itself is on disk (error %v)", err)
	}
}
