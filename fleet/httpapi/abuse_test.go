package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet"
)

// from sends a request as a proxy or a stranger would.
func (w *world) from(remote, method, path, body string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.RemoteAddr = remote
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range header {
		k, v, _ := strings.Cut(h, ": ")
		req.Header.Add(k, v)
	}
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, req)
	return rec
}

func (w *world) newestIP() string {
	w.Helper()
	e, err := w.store.AuditList(w.Context(), 0, 1)
	if err != nil || len(e) != 1 {
		w.Fatal(e, err)
	}
	return e[0].IP
}

func TestAuditNamesTheClientOfAProxy(t *testing.T) {
	w := start(t, "https://law.example.cn")
	for _, c := range []struct {
		remote, want string
		header       []string
	}{
		{"127.0.0.1:4000", "127.0.0.1", nil},
		{"127.0.0.1:4000", "192.0.2.9", []string{"X-Forwarded-For: 198.51.100.1, 192.0.2.9"}},
		{"[::1]:4000", "192.0.2.9", []string{"X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 192.0.2.9"}},
		{"127.0.0.1:4000", "unknown", []string{"X-Forwarded-For: nonsense"}},
		{"192.0.2.7:4000", "192.0.2.7", []string{"X-Forwarded-For: 127.0.0.1"}},
	} {
		w.from(c.remote, "POST", "/api/session", `{"name":"nobody","password":"x"}`, c.header...)
		w.clock.Add(int64(lockTime)) // the name is not to be locked
		if got := w.newestIP(); got != c.want {
			t.Errorf("%s %q: %s", c.remote, c.header, got)
		}
	}
}

func TestMetricsStayOnThisMachine(t *testing.T) {
	w := start(t, "https://law.example.cn")
	for _, c := range []struct {
		remote, header string
		want           int
	}{
		{"127.0.0.1:4000", "", 200},
		{"[::1]:4000", "", 200},
		{"192.0.2.7:4000", "", 404},
		{"192.0.2.7:4000", "X-Forwarded-For: 127.0.0.1", 404},
		{"127.0.0.1:4000", "X-Forwarded-For: 192.0.2.9", 404},
		{"127.0.0.1:4000", "X-Forwarded-For: 127.0.0.1", 404},
		{"127.0.0.1:4000", "Forwarded: for=192.0.2.9", 404},
		{"127.0.0.1:4000", "Via: 1.1 proxy", 404},
	} {
		var header []string
		if c.header != "" {
			header = append(header, c.header)
		}
		if got := w.from(c.remote, "GET", "/metrics", "", header...).Code; got != c.want {
			t.Errorf("%s %q: %d", c.remote, c.header, got)
		}
	}
}

func TestFloodOfSignIns(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	now := time.Now()
	w.api.addresses = newAddresses(func() time.Time { return now.Add(time.Duration(w.clock.Load())) })
	try := func(remote, name string) int {
		return w.from(remote, "POST", "/api/session", fmt.Sprintf(`{"name":%q,"password":"x"}`, name)).Code
	}
	entries := func() int {
		e, err := w.store.AuditList(t.Context(), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		return len(e)
	}
	for range 4 * addressTries {
		try("192.0.2.7:4000", "op")
	}
	if n := entries(); n != lockAfter+1 { // the failures and one word on the lock
		t.Fatalf("%d entries of one name", n)
	}
	for i := range 10 {
		if got := try("192.0.2.7:4000", fmt.Sprint("name", i)); got != http.StatusTooManyRequests {
			t.Fatalf("another name from the same address: %d", got)
		}
	}
	if n := entries(); n != lockAfter+1 {
		t.Fatalf("%d entries: what is refused unseen is not written down", n)
	}
	if got := try("192.0.2.8:4000", "eye"); got != http.StatusUnauthorized {
		t.Fatalf("another address: %d", got)
	}
	w.clock.Store(int64(addressBack))
	if got := try("192.0.2.7:4000", "eye"); got != http.StatusUnauthorized {
		t.Fatalf("after a try has come back: %d", got)
	}
}

func TestAddressesAreForgotten(t *testing.T) {
	now := time.Unix(0, 0)
	a := newAddresses(func() time.Time { return now })
	for i := range 3 * lockNames {
		a.failed(fmt.Sprint(i))
	}
	if len(a.due) > lockNames {
		t.Fatalf("%d addresses are kept", len(a.due))
	}
	if household("2001:db8::1") != household("2001:db8::2") || household("192.0.2.1") == household("192.0.2.2") {
		t.Fatal("a computer of IPv6 has as many tries as addresses")
	}
}

// mute is a store whose audit cannot be written.
type mute struct{ Store }

func (mute) Record(context.Context, fleet.AuditEntry) error {
	return fmt.Errorf("cannot write the audit: %w", fleet.ErrUnavailable)
}

func TestNothingIsDoneWithoutAudit(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	cookie := w.signIn("op")
	w.api.deps.Store = mute{w.store}
	for path, body := range map[string]string{
		"/api/kiosks/520103-001/commands": `{"kind":"page.reload"}`, "/api/session": fmt.Sprintf(`{"name":"eye","password":%q}`, right),
	} {
		r := w.from("127.0.0.1:4000", "POST", path, body, cookie)
		if r.Code != http.StatusServiceUnavailable || r.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %s", path, r.Code, r.Body)
		}
	}
	if c, err := w.store.KioskCommands(t.Context(), "520103-001", 1); err != nil || len(c) != 0 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestDatabaseThatCannotBeUsed(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	err := w.api.fault(t.Context(), fmt.Errorf("cannot write: %w", fleet.ErrUnavailable))
	p, ok := err.(*Problem) //nolint:errorlint // fault makes it
	if !ok || p.Status != http.StatusServiceUnavailable || p.Code != "server.storage" || !strings.Contains(p.Detail, "磁盘") {
		t.Fatalf("%+v", err)
	}
}
