package httpapi

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

func TestKioskMustSignIn(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	if err := w.store.Retire(t.Context(), "520102-001"); err != nil {
		t.Fatal(err)
	}
	good := basic(kioskID, kioskID)
	for _, c := range []struct {
		what   string
		header []string
		status int
		code   string
	}{
		{"nothing", nil, 401, "kiosk.refused"},
		{"another scheme", []string{"Authorization: Bearer " + kioskID}, 401, "kiosk.refused"},
		{"no base64", []string{"Authorization: Basic !"}, 401, "kiosk.refused"},
		{"wrong token", []string{basic(kioskID, "guess")}, 401, "kiosk.refused"},
		{"empty token", []string{basic(kioskID, "")}, 401, "kiosk.refused"},
		{"unknown kiosk", []string{basic("520103-999", "520103-999")}, 401, "kiosk.refused"},
		{"long id", []string{basic(strings.Repeat("x", 1000), "x")}, 401, "kiosk.refused"},
		{"retired kiosk", []string{basic("520102-001", "520102-001")}, 401, "kiosk.refused"},
		{"a page of its own", []string{good, "Origin: http://127.0.0.1:9000"}, 403, "kiosk.browser"},
		{"a browser's fetch", []string{good, "Sec-Fetch-Mode: cors"}, 403, "kiosk.browser"},
		{"a browser with a cookie", []string{good, "Cookie: a=b"}, 403, "kiosk.browser"},
		{"another site", []string{good, "Origin: https://evil.example"}, 403, "origin.foreign"},
	} {
		w.refused(c.what, w.do("POST", wire.PathCalls, ask("v"), c.header...), c.status, c.code)
	}
	if log := w.calls.logged(); strings.Contains(log, "guess") || strings.Contains(log, "520103-999") {
		t.Error("what was guessed is in the log")
	}
	if r := w.at(kioskID, "GET", wire.PathOffers, "", "Accept-Language: en"); r.status != 200 || strings.Contains(r.body, "null") {
		t.Error(r)
	}
}

func TestWrongTokensAreLimited(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	now := time.Now()
	w.api.doorTries = newAddresses(func() time.Time { return now })
	try := func(remote, token string) int {
		return w.from(remote, "GET", wire.PathOffers, "", basic(kioskID, token)).Code
	}
	for range addressTries {
		if got := try("192.0.2.7:4000", "guess"); got != http.StatusUnauthorized {
			t.Fatal(got)
		}
	}
	for remote, want := range map[string]int{"192.0.2.7:5000": http.StatusTooManyRequests, "192.0.2.8:4000": http.StatusUnauthorized} {
		if got := try(remote, "guess"); got != want {
			t.Errorf("%s: %d, want %d", remote, got, want)
		}
	}
	if got := try("192.0.2.7:4000", kioskID); got != http.StatusOK {
		t.Errorf("a neighbour's mistakes shut a right kiosk out: %d", got)
	}
}

func TestBadInputOfKiosks(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, _ := w.talking(kioskID)
	call := "/kiosk/v1/calls/" + c.ID
	png := bytes.Repeat([]byte("x"), 600<<10)
	for _, x := range []struct {
		what, kiosk, method, path, body string
		header                          []string
		status                          int
		code                            string
	}{
		{"no JSON", kioskID, "POST", wire.PathCalls, "{", nil, 400, "call.bad"},
		{"unknown field", kioskID, "POST", call + "/here", `{"joined":true,"more":1}`, nil, 422, "call.bad"},
		{"large body", kioskID, "POST", call + "/message", `{"text":"` + strings.Repeat("x", maxBody) + `"}`, nil, 413, "call.too-large"},
		{"large signature", kioskID, "POST", call + "/papers/p", fmt.Sprintf(`{"state":"signed","signature":%q}`, png), nil, 413, "call.too-large"},
		{"large voice", kioskID, "POST", call + "/voice", strings.Repeat("x", wire.MaxVoiceBytes+1), []string{"Content-Type: audio/webm"}, 413, "call.too-large"},
		{"voice that is a page", kioskID, "POST", call + "/voice", "<script>", []string{"Content-Type: text/html"}, 422, "call.bad"},
		{"voice that is no audio", kioskID, "POST", call + "/voice", "OggX", []string{"Content-Type: audio/ogg"}, 422, "call.bad"},
		{"message in a talk", kioskID, "POST", call + "/message", `{"text":"x"}`, nil, 409, "call.state"},
		{"second call", kioskID, "POST", wire.PathCalls, ask("visit-2"), nil, 409, "call.busy"},
		{"no consent", "520103-002", "POST", wire.PathCalls, strings.Replace(ask("v"), `"video":true`, `"video":false`, 1), nil, 422, "call.bad"},
		{"another kiosk's call", "520103-002", "GET", call, "", nil, 404, "call.unknown"},
		{"another kiosk's answer", "520103-002", "POST", call + "/recording", `{"agree":true}`, nil, 404, "call.unknown"},
		{"another kiosk's token", "520103-002", "POST", call + "/token", "{}", nil, 404, "call.unknown"},
		{"another kiosk's end", "520103-002", "POST", call + "/end", `{"how":"left"}`, nil, 404, "call.unknown"},
		{"unknown call", kioskID, "GET", "/kiosk/v1/calls/none", "", nil, 404, "call.unknown"},
		{"unknown paper", kioskID, "POST", call + "/papers/none", `{"state":"printed"}`, nil, 422, "call.bad"},
		{"wrong code", "520103-002", "POST", wire.PathJoin, `{"visit":"v","code":"00000000"}`, nil, 404, "call.invitation"},
		{"unknown receipt", kioskID, "POST", wire.PathReceipt, `{"number":"000000000000"}`, nil, 404, "call.receipt"},
	} {
		w.refused(x.what, w.at(x.kiosk, x.method, x.path, x.body, x.header...), x.status, x.code)
	}
	w.want(w.at(kioskID, "POST", call+"/end", `{"how":"left"}`), 200, &c)
	if c.State != wire.CallEnded || c.How != wire.CallLeft {
		t.Errorf("%+v", c)
	}
	w.refused("token after the end", w.at(kioskID, "POST", call+"/token", "{}"), 409, "call.over")
	for _, secret := range []string{citizenName, citizenID, citizenPhone} {
		if strings.Contains(w.calls.logged(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

func TestKioskHearsOfItsCall(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	lawyer := w.onDuty(fleet.RoleLawyer)[0]
	c := w.begin(kioskID)
	resp := w.stream(t.Context(), wire.PathCallsLive, basic(kioskID, kioskID))
	defer resp.Body.Close()
	other := w.stream(t.Context(), wire.PathCallsLive, basic("520103-002", "520103-002"))
	defer other.Body.Close()
	desk := w.stream(t.Context(), "/api/live", lawyer)
	defer desk.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	w.events(lines, func(name, data string) bool {
		return name == "call" && strings.Contains(data, c.ID) && strings.Contains(data, `"state":"waiting"`)
	})
	w.want(w.do("POST", "/api/desk/calls/"+c.ID+"/answer", "{}", lawyer), 200, nil)
	w.events(lines, func(name, data string) bool { return name == "call" && strings.Contains(data, `"state":"talking"`) })
	deskLines := bufio.NewScanner(desk.Body)
	w.events(deskLines, func(name, data string) bool { return name == "desk" && data == "{}" })
	w.api.CloseStreams()
	for lines.Scan() { // ends
	}
	all := bufio.NewScanner(other.Body)
	for all.Scan() {
		if strings.Contains(all.Text(), c.ID) {
			t.Error("another kiosk is told of the call")
		}
	}
}

func TestRoomsThatAreDown(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	w.onDuty(fleet.RoleLawyer)
	w.calls.mu.Lock()
	w.calls.down = time.Now()
	w.calls.mu.Unlock()
	var o wire.Offers
	w.want(w.at(kioskID, "GET", wire.PathOffers, ""), 200, &o)
	if o.Available {
		t.Error("calls are offered")
	}
	w.refused("call", w.at(kioskID, "POST", wire.PathCalls, ask("v")), 503, "call.unavailable")
	if r := w.do("GET", "/api/overview", "", w.signIn("op")); !strings.Contains(r.body, `"what":"meeting.rooms"`) {
		t.Error("operators are not told")
	}
	w.api.deps.Meetings = nil
	w.want(w.at(kioskID, "GET", wire.PathOffers, ""), 200, &o)
	w.refused("call without meetings", w.at(kioskID, "POST", wire.PathCalls, ask("v")), 503, "call.unavailable")
	w.refused("desk without meetings", w.do("GET", "/api/desk", "", w.session(fleet.RoleLawyer)), 503, "call.unavailable")
}
