package httpapi

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/live"
	"lawkiosk/fleet/password"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const right = "Guide-2026-ok"

// rightHash is made once: each costs 19 MB and a while.
var rightHash = sync.OnceValue(func() string { return password.Hash(right) })

type world struct {
	*testing.T
	store *sqlite.Store
	hub   *live.Hub
	api   *API
	url   string
	clock atomic.Int64 // added to the time
	push  atomic.Int64
	log   *bytes.Buffer
	calls *callWorld
}

func pack() *content.Pack {
	text := func(s string) content.Text { return content.Text{ZH: s, EN: s + " en"} }
	guide := func(l content.Lang, title string) *content.Guide {
		return &content.Guide{
			ID: "wages", Lang: l, Title: title, Summary: "摘要", CheckedAt: "2026-11-01",
			Sections:  []content.Section{{Key: content.Steps, Blocks: []content.Block{{Kind: "ol", Items: [][]content.Span{{{Text: "<script>一"}, {Text: "二", Strong: true}}}}}}},
			Deadlines: []content.Deadline{{What: "申请仲裁", Within: "1年", From: "离职那天", Basis: "法 第27条"}},
			Basis:     []content.Basis{{Law: "劳动合同法", Article: "30"}},
		}
	}
	return &content.Pack{
		Regions: []content.Region{{Code: "520100", Name: text("贵阳")}, {Code: "520102", Name: text("南明"), Parent: "520100", Col: 2, Row: 3}, {Code: "520103", Name: text("云岩"), Parent: "520100", Col: 2, Row: 2}},
		Centres: []content.Centre{{ID: "520102-centre", Region: "520102", Name: text("南明中心")}, {ID: "520103-centre", Region: "520103", Name: text("云岩中心"), Phone: "0851-1", Sample: true}},
		Guides:  map[content.Lang]map[string]*content.Guide{content.Chinese: {"wages": guide(content.Chinese, "欠薪怎么办")}, content.English: {"wages": guide(content.English, "Unpaid wages")}},
		Laws:    []content.Law{{Short: "劳动合同法", Name: content.Text{ZH: "中华人民共和国劳动合同法", EN: "Labour Contract Law"}}},
	}
}

func start(t *testing.T, public string) *world {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "fleet.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, store: s, hub: live.New(), log: &bytes.Buffer{}}
	u, err := url.Parse(public)
	if err != nil {
		t.Fatal(err)
	}
	p := pack()
	w.calls = newCallWorld(w, p)
	w.api = New(Config{PublicURL: u, Idle: 30 * time.Minute, Max: 12 * time.Hour}, Deps{
		Meetings: w.calls.service, Recordings: w.calls.vault, RoomsDown: w.calls.roomsDown, Gate: w.calls.gate,
		Store: s, Hub: w.hub, Content: func() *content.Pack { return p }, Push: func(string) { w.push.Add(1) },
		Refused: func() map[string]int64 { return map[string]int64{"garbage": 3} }, Metrics: prometheus.NewRegistry(),
		Console: fstest.MapFS{"index.html": {Data: []byte("<html>console")}, "assets/a.js": {Data: []byte("1")}}, Built: true,
		Log: w.calls.log, Now: w.now, Version: "test",
	})
	srv := httptest.NewServer(w.api)
	w.url = srv.URL
	t.Cleanup(func() {
		w.api.CloseStreams()
		srv.Close()
		http.DefaultClient.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, r := range map[string]fleet.Role{"op": fleet.Operator, "eye": fleet.Viewer} {
		if err := s.AddUser(t.Context(), fleet.User{Name: name, Role: r, Password: rightHash(), Created: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	for name, r := range map[string]fleet.Role{"wang": fleet.RoleLawyer, "chen": fleet.RoleLead} {
		u := fleet.User{Name: name, Role: r, Password: rightHash(), Created: time.Now()}
		l := fleet.Lawyer{User: name, Display: name + "律师", Licence: "11010120261100001", Firm: "测试律师事务所", Regions: []string{"520103"}, Speaks: []string{"mandarin"}}
		if err := s.AddLawyer(t.Context(), u, l, fleet.Factor{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"520103-001", "520103-002", "520102-001"} {
		k := fleet.Kiosk{ID: id, Name: "大厅 " + id, Region: id[:6], Centre: id[:6] + "-centre", Since: time.Now()}
		if err := s.Enrol(t.Context(), k, fleet.HashToken(id)); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.clock.Load())) }

type answer struct {
	status int
	header http.Header
	body   string
}

func (r answer) json(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), into); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
}

// do sends a request; header lines are "Name: value".
func (w *world) do(method, path, body string, header ...string) answer {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range header {
		k, v, _ := strings.Cut(h, ": ")
		req.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

func (w *world) signIn(name string) (cookie string) {
	w.Helper()
	r := w.do("POST", "/api/session", fmt.Sprintf(`{"name":%q,"password":%q}`, name, right))
	if r.status != 200 {
		w.Fatalf("sign-in: %d %s", r.status, r.body)
	}
	c, err := http.ParseSetCookie(r.header.Get("Set-Cookie"))
	if err != nil {
		w.Fatal(err)
	}
	return "Cookie: " + c.Name + "=" + c.Value
}

func (w *world) ingest(m ...fleet.Upward) {
	w.Helper()
	for i := range m {
		m[i].Received = time.Now()
	}
	if _, err := w.store.Ingest(w.Context(), m); err != nil {
		w.Fatal(err)
	}
}

func (w *world) serve(id string) {
	w.ingest(fleet.Upward{Kiosk: id, Presence: &wire.Presence{V: 1, Online: true, Session: "s"}},
		fleet.Upward{Kiosk: id, Health: &wire.Health{V: 1, At: time.Now(), Boot: "b", N: 1, InService: true, Devices: []wire.Device{{Class: "printer", State: "online"}}}})
}

func visit() []wire.Record {
	r, _ := wire.NewRecord(time.Now(), wire.KindVisitBegan, wire.VisitBegan{Visit: "v", Lang: "zh-CN"})
	p, _ := wire.NewRecord(time.Now(), wire.KindPrintEnded, wire.PrintEnded{Outcome: "printed"})
	return []wire.Record{r, p}
}

// whoMay is the test's own word on who may call which operation; nobody is
// meant where it says "".
func whoMay() map[string]string {
	return map[string]string{
		"sign-in":  "everybody",
		"sign-out": "operator viewer lawyer lead", "get-session": "operator viewer lawyer lead", "live": "operator viewer lawyer lead",
		"list-titles":  "operator viewer lawyer lead",
		"get-overview": "operator viewer", "get-region": "operator viewer", "list-kiosks": "operator viewer", "get-kiosk": "operator viewer",
		"list-events": "operator viewer", "get-wire-stats": "operator viewer",
		"add-command": "operator", "list-audit": "operator",
		"get-library": "operator viewer lawyer lead", "get-guide": "operator viewer lawyer lead", "get-form": "operator viewer lawyer lead",
		"get-roster": "operator lawyer lead", "set-roster": "operator lead",
		"get-meetings-now": "operator viewer lead", "get-meeting-figures": "operator viewer lead", "get-lawyer-figures": "lead",
		"list-recordings": "lead", "hear-recording": "lead", "delete-recording": "lead",
		"list-opinions": "operator viewer", "list-opinion-texts": "operator", "get-ratings": "operator viewer", "list-low-ratings": "operator viewer",
		"put-rating-right": "operator",
		"join":             "everybody",
	}
}

// whoMayByTag is whoMay for groups of operations that are for the same people.
func whoMayByTag() map[string]string {
	return map[string]string{"desk": "lawyer lead", "kiosk": "kiosk", "guest": "guest"}
}

// TestRoles calls every operation that the description lists as nobody and in
// each role: a route without a rule cannot hide.
func TestRoles(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	n := 0
	for path, item := range w.api.huma.OpenAPI().Paths {
		for method, op := range map[string]*named{"GET": idOf(item.Get), "POST": idOf(item.Post), "DELETE": idOf(item.Delete), "PUT": idOf(item.Put), "PATCH": idOf(item.Patch)} {
			if op == nil {
				continue
			}
			n++
			t.Run(op.id, func(t *testing.T) {
				target := strings.NewReplacer("{id}", "520103-001", "{code}", "520103").Replace(path)
				target = strings.NewReplacer("{paper}", "p", "{rid}", "r", "{n}", "1").Replace(target)
				body := map[string]string{"POST": `{"kind":"page.reload"}`, "PUT": `{"shifts":[]}`}[method]
				call := func(header ...string) int {
					if strings.HasSuffix(target, "/live") && len(header) > 0 {
						return w.liveStatus(target, header[0])
					}
					return w.do(method, target, body, header...).status
				}
				may, known := whoMay()[op.id]
				if !known && len(op.tags) == 1 {
					may, known = whoMayByTag()[op.tags[0]]
				}
				if !known {
					t.Fatal("whoMay does not say who may call this operation")
				}
				if may == "everybody" {
					if s := call(); s == 401 || s == 403 {
						t.Errorf("nobody: %d", s)
					}
					return
				}
				if s := call(); s != 401 {
					t.Errorf("nobody: %d", s)
				}
				if s := call("Cookie: lk_session=guess"); s != 401 && (may != "kiosk" || s != 403) {
					t.Errorf("guessed cookie: %d", s)
				}
				if may == "kiosk" || may == "guest" {
					w.outside(may, call)
					return
				}
				for _, r := range fleet.Roles() {
					s := call(w.session(r))
					if !slices.Contains(strings.Fields(may), string(r)) {
						if s != 403 {
							t.Errorf("%s: %d", r, s)
						}
					} else if s == 401 || s == 403 || r == fleet.Operator && (s < 200 || s > 299) && !strings.HasPrefix(path, "/api/content/") && op.id != "put-rating-right" {
						t.Errorf("%s: %d", r, s)
					}
				}
			})
		}
	}
	if n < 12 {
		t.Fatalf("%d operations only", n)
	}
}

// session opens one for a role, as signing in with all factors would.
func (w *world) session(r fleet.Role) (cookie string) {
	w.Helper()
	name := map[fleet.Role]string{fleet.Operator: "op", fleet.Viewer: "eye", fleet.RoleLawyer: "wang", fleet.RoleLead: "chen"}[r]
	token := rand.Text()
	now := w.api.deps.Now()
	if err := w.store.OpenSession(w.Context(), fleet.Session{Token: fleet.HashToken(token), User: name, Began: now, Seen: now}); err != nil {
		w.Fatal(err)
	}
	return "Cookie: " + cookieName + "=" + token
}

// outside calls an operation of a door that the console's roles do not open.
func (w *world) outside(may string, call func(...string) int) {
	w.Helper()
	for _, r := range fleet.Roles() {
		if s := call(w.session(r)); s != 401 && s != 403 {
			w.Errorf("%s: %d", r, s)
		}
	}
	admitted := call(basic("520103-001", "520103-001")) != 401
	if admitted != (may == "kiosk") {
		w.Errorf("a kiosk is admitted: %v", admitted)
	}
	if s := call(basic("520103-001", "520103-002")); s != 401 {
		w.Errorf("another kiosk's token: %d", s)
	}
	if s := call("Cookie: lk_guest=c.guess"); s != 401 && s != 403 {
		w.Errorf("a guessed guest: %d", s)
	}
}

func basic(id, token string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+token))
}

type named struct {
	id   string
	tags []string
}

func idOf(op any) *named {
	b, _ := json.Marshal(op)
	var x struct {
		ID   string   `json:"operationId"`
		Tags []string `json:"tags"`
	}
	if json.Unmarshal(b, &x) != nil || x.ID == "" {
		return nil
	}
	return &named{x.ID, x.Tags}
}

func (w *world) liveStatus(path, header string) int {
	ctx, cancel := context.WithCancel(w.Context())
	defer cancel()
	resp := w.stream(ctx, path, header)
	defer resp.Body.Close()
	return resp.StatusCode
}

func (w *world) stream(ctx context.Context, path, header string) *http.Response {
	w.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	k, v, _ := strings.Cut(header, ": ")
	req.Header.Set(k, v)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	return resp
}

func TestSession(t *testing.T) {
	w := start(t, "https://law.example.cn")
	r := w.do("POST", "/api/session", fmt.Sprintf(`{"name":"op","password":%q}`, right))
	set := r.header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Strict", "Secure", "Path=/"} {
		if !strings.Contains(set, part) {
			t.Errorf("cookie without %s: %s", part, set)
		}
	}
	if strings.Contains(r.body, right) || !strings.Contains(r.body, `"role":"operator"`) {
		t.Error(r.body)
	}
	cookie := w.signIn("op")
	w.clock.Store(int64(29 * time.Minute))
	if r := w.do("GET", "/api/session", "", cookie); r.status != 200 {
		t.Fatal(r)
	}
	w.clock.Store(int64(58 * time.Minute))
	if r := w.do("GET", "/api/session", "", cookie, "X-Background: 1"); r.status != 200 {
		t.Fatal("use did not keep the session open", r)
	}
	w.clock.Store(int64(60 * time.Minute))
	if r := w.do("GET", "/api/session", "", cookie); r.status != 401 {
		t.Fatal("the page's own requests kept an idle session open", r)
	}
	w.clock.Store(0)
	cookie = w.signIn("op")
	for i := range 30 {
		w.clock.Store(int64(time.Duration(i) * 25 * time.Minute))
		w.do("GET", "/api/session", "", cookie)
	}
	if r := w.do("GET", "/api/session", "", cookie); r.status != 401 {
		t.Fatal("a session without an end", r)
	}
	w.clock.Store(0)
	cookie = w.signIn("eye")
	if r := w.do("DELETE", "/api/session", "", cookie); r.status != 204 || !strings.Contains(r.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Fatal(r)
	}
	if r := w.do("GET", "/api/session", "", cookie); r.status != 401 {
		t.Fatal("signed out, and still in", r)
	}
	cookie = w.signIn("eye")
	if err := w.store.SetDisabled(t.Context(), "eye", true); err != nil {
		t.Fatal(err)
	}
	if r := w.do("GET", "/api/session", "", cookie); r.status != 401 {
		t.Fatal("disabled, and still in", r)
	}
	if r := w.do("POST", "/api/session", fmt.Sprintf(`{"name":"eye","password":%q}`, right)); r.status != 401 {
		t.Fatal("disabled, and in again", r)
	}
}

func TestLockoutAndAudit(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	for _, name := range []string{"op", "nobody"} {
		for i := range 5 {
			if r := w.do("POST", "/api/session", fmt.Sprintf(`{"name":%q,"password":"wrong"}`, name)); r.status != 401 {
				t.Fatal(name, i, r)
			}
		}
		r := w.do("POST", "/api/session", fmt.Sprintf(`{"name":%q,"password":%q}`, strings.ToUpper(name), right), "Accept-Language: en-GB,en;q=0.9")
		if r.status != 429 || !strings.Contains(r.body, "locked for 5 minutes") {
			t.Fatal(name, r)
		}
	}
	w.clock.Store(int64(5*time.Minute + time.Second))
	cookie := w.signIn("op")
	if r := w.do("POST", "/api/kiosks/520103-001/commands", `{"kind":"print.test"}`, cookie); r.status != 201 || w.push.Load() != 1 {
		t.Fatal(r)
	}
	var page AuditPage
	w.do("GET", "/api/audit?limit=3", "", cookie).json(t, &page)
	var got []string
	for _, e := range page.Items {
		got = append(got, e.Who+" "+e.Action+" "+e.Target)
		if e.IP != "127.0.0.1" {
			t.Error(e)
		}
	}
	if want := []string{"op audit.read ", "op command.print.test 520103-001", "op session.open "}; !slices.Equal(got, want) || page.Next == "" {
		t.Fatalf("%q next %q", got, page.Next)
	}
	before := page.Next
	page = AuditPage{}
	w.do("GET", "/api/audit?limit=100&before="+before, "", cookie).json(t, &page)
	if len(page.Items) != 12 || page.Items[0].Action != "session.locked" || page.Items[11].Action != "session.refused" || page.Next != "" {
		t.Fatalf("%+v", page)
	}
}

func TestForeignOrigin(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookie := w.signIn("op")
	for header, want := range map[string]int{
		"Origin: http://evil.example": 403, "Origin: null": 403, "Sec-Fetch-Site: cross-site": 403, "Sec-Fetch-Site: same-site": 403,
		"Origin: http://127.0.0.1:9000": 201, "Origin: " + w.url: 201, "Sec-Fetch-Site: same-origin": 201,
	} {
		if r := w.do("POST", "/api/kiosks/520103-001/commands", `{"kind":"page.reload"}`, cookie, header); r.status != want {
			t.Errorf("%s: %d %s", header, r.status, r.body)
		}
	}
}

func TestOverview(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookie := w.signIn("eye")
	var o OverviewDoc
	look := func() {
		t.Helper()
		o = OverviewDoc{}
		w.do("GET", "/api/overview", "", cookie).json(t, &o)
	}
	look()
	if o.Totals != (Totals{Centres: 2, CentresEquipped: 2, Kiosks: 3}) || len(o.Regions) != 3 || len(o.Attention) != 3 || o.Attention[0].What != "never-seen" {
		t.Fatalf("%+v", o)
	}
	w.serve("520103-001")
	w.serve("520103-002")
	w.ingest(fleet.Upward{Kiosk: "520103-001", Batch: &wire.Batch{V: 1, Outbox: "o", First: 1, Records: visit()}})
	look()
	if o.Totals != (Totals{Centres: 2, CentresEffective: 1, CentresEquipped: 2, Kiosks: 3, KiosksInService: 2, VisitsToday: 1, PrintsToday: 1}) {
		t.Fatalf("%+v", o.Totals)
	}
	if city := o.Regions[0]; city.Col != -1 || city.Row != -1 {
		t.Errorf("the city lies among its counties: %+v", city)
	}
	for _, id := range []string{"520103-001", "520103-002"} {
		w.ingest(fleet.Upward{Kiosk: id, Presence: &wire.Presence{V: 1, Session: "s"}})
		look()
	}
	if o.Totals.CentresEffective != 0 || o.Totals.VisitsToday != 1 {
		t.Fatalf("a centre without a kiosk in service counts: %+v", o.Totals)
	}
	var r RegionDetail
	w.do("GET", "/api/regions/520103", "", cookie).json(t, &r)
	if len(r.Centres) != 1 || len(r.Centres[0].Kiosks) != 2 || !r.Centres[0].Sample || r.Centres[0].Effective || r.Region.VisitsToday != 1 {
		t.Fatalf("%+v", r)
	}
	if a := w.do("GET", "/api/regions/999999", "", cookie); a.status != 404 {
		t.Fatal(a)
	}
}

func TestKiosks(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookie := w.signIn("op")
	w.serve("520103-001")
	w.ingest(fleet.Upward{Kiosk: "520103-001", Batch: &wire.Batch{V: 1, Outbox: "o", First: 1, Records: append(visit(), visit()...)}})
	var ids []string
	for cursor, n := "", 0; n < 5; n++ {
		var p KioskPage
		w.do("GET", "/api/kiosks?limit=2&cursor="+cursor, "", cookie).json(t, &p)
		for _, k := range p.Items {
			ids = append(ids, k.ID)
		}
		if cursor = p.Next; p.Total != 3 || cursor == "" {
			break
		}
	}
	if !slices.Equal(ids, []string{"520102-001", "520103-001", "520103-002"}) {
		t.Fatal(ids)
	}
	var p KioskPage
	w.do("GET", "/api/kiosks?state=in-service&region=520103&q=001", "", cookie).json(t, &p)
	if p.Total != 1 || p.Items[0].CentreName.EN != "云岩中心 en" || p.Items[0].VisitsToday != 2 || p.Items[0].LastSeen == nil {
		t.Fatalf("%+v", p)
	}
	var d map[string]any
	w.do("GET", "/api/kiosks/520103-001", "", cookie).json(t, &d)
	if d["health"].(map[string]any)["boot"] != "b" || d["counts"].(map[string]any)["visits"] != 2.0 || d["state"] != "in-service" {
		t.Fatalf("%v", d)
	}
	w.do("GET", "/api/kiosks/520102-001", "", cookie).json(t, &d)
	if d["health"] != nil || d["since"] != nil || d["state"] != "never-seen" {
		t.Fatalf("%v", d)
	}
	var e EventPage
	w.do("GET", "/api/kiosks/520103-001/events?limit=3", "", cookie).json(t, &e)
	if len(e.Items) != 3 || e.Items[0].Seq != 4 || e.Items[0].Data.(map[string]any)["outcome"] != "printed" {
		t.Fatalf("%+v", e)
	}
	w.do("GET", "/api/kiosks/520103-001/events?before="+e.Next, "", cookie).json(t, &e)
	if len(e.Items) != 1 || e.Items[0].Seq != 1 {
		t.Fatalf("%+v", e)
	}
	if r := w.do("GET", "/api/wire/stats", "", cookie); !strings.Contains(r.body, `"garbage":3`) {
		t.Fatal(r)
	}
}

// TestProblems: every error is an RFC 9457 document with a sentence.
func TestProblems(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookie := w.signIn("op")
	if err := w.store.Retire(t.Context(), "520102-001"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"GET", "/api/kiosks/nobody", "", 404, "not.found"},
		{"GET", "/api/nothing", "", 404, "not.found"},
		{"GET", "/missing.js", "", 404, "not.found"},
		{"POST", "/kiosks", "{}", 405, "method.wrong"},
		{"GET", "/api/kiosks?limit=9999", "", 422, "input.invalid"},
		{"GET", "/api/kiosks?state=broken", "", 422, "input.invalid"},
		{"GET", "/api/kiosks/520103-001/events?before=x", "", 422, "input.invalid"},
		{"POST", "/api/kiosks/520103-001/commands", `{"kind":"rm"}`, 422, "input.invalid"},
		{"POST", "/api/kiosks/520103-001/commands", `{`, 400, "input.invalid"},
		{"POST", "/api/kiosks/nobody/commands", `{"kind":"page.reload"}`, 404, "not.found"},
		{"POST", "/api/kiosks/520102-001/commands", `{"kind":"page.reload"}`, 409, "kiosk.retired"},
		{"POST", "/api/session", `{"name":"op","password":"` + strings.Repeat("x", 20000) + `"}`, 413, "input.invalid"},
	} {
		r := w.do(c.method, c.path, c.body, cookie)
		var p Problem
		r.json(t, &p)
		if r.status != c.status || p.Status != c.status || p.Code != c.code || p.Title == "" || !strings.HasSuffix(p.Detail, "。") ||
			r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s", c.method, c.path, r.status, r.body)
		}
		if strings.Contains(r.body, "xxxx") {
			t.Error("a password comes back")
		}
		var en Problem
		w.do(c.method, c.path, c.body, cookie, "Accept-Language: en").json(t, &en)
		if !strings.HasSuffix(en.Detail, ".") {
			t.Errorf("%s", en.Detail)
		}
	}
}

func TestLive(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookie := w.signIn("op")
	resp := w.stream(t.Context(), "/api/live", cookie)
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Scan() // the greeting: it listens
	began := time.Now()
	w.hub.Kiosk("520103-001")
	var add CommandDoc
	w.do("POST", "/api/kiosks/520103-002/commands", `{"kind":"page.reload"}`, cookie).json(t, &add)
	want := map[string]string{
		"kiosk": `{"id":"520103-001","region":"520103"}`, "overview": `{}`, "command": add.ID,
	}
	event := ""
	for len(want) > 0 && lines.Scan() {
		line := lines.Text()
		if e, ok := strings.CutPrefix(line, "event: "); ok {
			event = e
		} else if d, ok := strings.CutPrefix(line, "data: "); ok && want[event] != "" && strings.Contains(d, want[event]) {
			delete(want, event)
		}
	}
	if len(want) > 0 {
		t.Fatalf("never came: %v", want)
	}
	t.Logf("told within %v", time.Since(began))
	w.api.CloseStreams()
	for lines.Scan() { // ends
	}
}

func TestPages(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	for path, want := range map[string]string{"/": "<html>console", "/kiosks/520103-001": "<html>console", "/assets/a.js": "1", "/healthz": "ok\n", "/metrics": ""} {
		r := w.do("GET", path, "")
		if r.status != 200 || !strings.HasPrefix(r.body, want) {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(r.header.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s: %v", path, r.header)
		}
	}
	bare := New(Config{}, Deps{Content: pack, Log: slog.New(slog.DiscardHandler)})
	rec := httptest.NewRecorder()
	bare.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	if rec.Code != 503 || !strings.Contains(rec.Body.String(), "make web") {
		t.Error(rec.Code, rec.Body)
	}
	rec = httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	req.RemoteAddr = "192.0.2.7:4000"
	w.api.ServeHTTP(rec, req)
	if rec.Code != 404 {
		t.Error("figures for strangers", rec.Code)
	}
}

func TestGuidePages(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	zh := w.do("GET", "/g/wages", "")
	en := w.do("GET", "/g/wages?lang=en", "")
	byHeader := w.do("GET", "/g/wages", "", "Accept-Language: en-US")
	for _, c := range []struct {
		what, body string
		want       []string
	}{
		{"zh", zh.body, []string{`<html lang="zh-CN">`, "欠薪怎么办", "&lt;script&gt;一<strong>二</strong>", "申请仲裁", "中华人民共和国劳动合同法 第30条", "样例", "tel:12348", "viewport"}},
		{"en", en.body, []string{`<html lang="en">`, "Unpaid wages", "Labour Contract Law, art. 30", "(sample)"}},
		{"header", byHeader.body, []string{`<html lang="en">`}},
	} {
		for _, x := range c.want {
			if !strings.Contains(c.body, x) {
				t.Errorf("%s: no %q in\n%s", c.what, x, c.body)
			}
		}
		if strings.Contains(c.body, "<script") || strings.Contains(c.body, "style=") {
			t.Errorf("%s: script or inline style", c.what)
		}
	}
	if !strings.Contains(zh.header.Get("Content-Security-Policy"), "default-src 'none'") || zh.header.Get("Set-Cookie") != "" {
		t.Error(zh.header)
	}
	if r := w.do("GET", "/g/nothing", ""); r.status != 404 || !strings.Contains(r.body, "没有找到这份指南") {
		t.Error(r)
	}
	if r := w.do("GET", "/g/guide.css", ""); r.status != 200 || !strings.Contains(r.header.Get("Content-Type"), "text/css") {
		t.Error(r)
	}
}

func TestDescription(t *testing.T) {
	b, err := New(Config{}, Deps{Content: pack, Log: slog.New(slog.DiscardHandler)}).OpenAPI()
	if err != nil || !strings.Contains(string(b), `"openapi": "3.1.0"`) || !strings.Contains(string(b), "application/problem+json") {
		t.Fatal(err)
	}
}
