package httpapi

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

// invited makes an invitation into a call.
func (w *world) invited(call, lawyer string) (i meeting.Invited) {
	w.Helper()
	w.want(w.do("POST", "/api/desk/calls/"+call+"/invite", `{"role":"family"}`, lawyer), 200, &i)
	return i
}

// comeIn comes in as a guest and gives the cookie.
func (w *world) comeIn(body string) (c wire.Call, cookie string) {
	w.Helper()
	r := w.do("POST", "/api/join", body)
	w.want(r, 200, &c)
	set, err := http.ParseSetCookie(r.header.Get("Set-Cookie"))
	if err != nil || !set.HttpOnly || set.SameSite != http.SameSiteStrictMode || set.Name != guestCookie || set.MaxAge <= 0 {
		w.Fatalf("%v %+v", err, set)
	}
	return c, "Cookie: " + set.Name + "=" + set.Value
}

func TestGuest(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	i := w.invited(c.ID, lawyer)
	if r := w.do("GET", i.Link, ""); r.status != 200 || !strings.HasPrefix(r.body, "<html>console") {
		t.Errorf("the page of an invitation: %d %s", r.status, r.body)
	}
	for _, body := range []string{`{}`, `{"code":"` + i.Code + `","link":"x"}`} {
		w.refused(body, w.do("POST", "/api/join", body), 422, "call.bad")
	}
	seen, guest := w.comeIn(`{"link":"` + strings.TrimPrefix(i.Link, "/join/") + `"}`)
	if seen.ID != c.ID || strings.Contains(w.do("GET", "/api/guest", "", guest).body, citizenName) {
		t.Errorf("%+v", seen)
	}
	w.refused("used twice", w.do("POST", "/api/join", `{"code":"`+i.Code+`"}`), 404, "call.invitation")
	w.want(w.do("POST", "/api/guest/here", `{"joined":true,"camera":"on"}`, guest), 200, nil)
	var token wire.RoomToken
	w.want(w.do("POST", "/api/guest/token", "{}", guest), 200, &token)
	for _, x := range []struct{ method, path string }{{"GET", "/api/desk"}, {"GET", "/api/session"}, {"POST", "/api/desk/calls/" + c.ID + "/finish"}, {"GET", "/kiosk/v1/calls/" + c.ID}} {
		if r := w.do(x.method, x.path, "", guest); r.status != 401 && r.status != 403 {
			t.Errorf("a guest at %s: %d", x.path, r.status)
		}
	}
	other := w.stream(t.Context(), "/api/guest/live", guest)
	defer other.Body.Close()
	w.want(w.do("POST", "/api/desk/calls/"+c.ID+"/finish", `{"outcome":"advice","summary":"x","notes":"","guides":[],"follow_up":{"kind":"none"}}`, lawyer), 200, nil)
	if r := w.do("POST", "/api/guest/token", "{}", guest); r.status != 409 && r.status != 401 {
		t.Errorf("a guest after the end: %d %s", r.status, r.body)
	}
	tail := strings.Repeat("0", 8)
	for n := range 50 {
		r := w.do("POST", "/api/join", `{"code":"`+tail+`"}`)
		if r.status == http.StatusTooManyRequests {
			w.refused("guesses", r, 429, "call.tries")
			return
		}
		if r.status != 404 {
			t.Fatalf("guess %d: %d %s", n, r.status, r.body)
		}
	}
	t.Error("guesses without an end")
}

func TestGuestLeaves(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	_, guest := w.comeIn(`{"code":"` + w.invited(c.ID, lawyer).Code + `"}`)
	r := w.do("POST", "/api/guest/leave", "{}", guest)
	if r.status != 204 || !strings.Contains(r.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Fatal(r)
	}
	if r := w.do("POST", "/api/guest/token", "{}", guest); r.status < 400 {
		t.Errorf("left, and in again: %d %s", r.status, r.body)
	}
	w.want(w.at(kioskID, "GET", "/kiosk/v1/calls/"+c.ID, ""), 200, &c)
	if c.State != wire.CallTalking {
		t.Errorf("the guest ended the call: %+v", c)
	}
}

// TestWhoMayEnterRooms asks as the gate of the video rooms does.
func TestWhoMayEnterRooms(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	c, lawyer := w.talking(kioskID)
	_, guest := w.comeIn(`{"code":"` + w.invited(c.ID, lawyer).Code + `"}`)
	id := func(path string, header string) string {
		var x wire.RoomToken
		w.want(w.do("POST", path, "{}", header), 200, &x)
		return x.Identity
	}
	me := id("/kiosk/v1/calls/"+c.ID+"/token", basic(kioskID, kioskID))
	desk := id("/api/desk/calls/"+c.ID+"/token", lawyer)
	visitor := id("/api/guest/token", guest)
	both := lawyer + "; " + strings.TrimPrefix(guest, "Cookie: ")
	for _, x := range []struct {
		what, header, room, identity string
		want                         error
	}{
		{"the kiosk", basic(kioskID, kioskID), c.Room, me, nil},
		{"the lawyer", lawyer, c.Room, desk, nil},
		{"the guest", guest, c.Room, visitor, nil},
		{"a browser with both cookies, as the lawyer", both, c.Room, desk, nil},
		{"a browser with both cookies, as the guest", both, c.Room, visitor, nil},
		{"nobody", "X: y", c.Room, me, ErrNobody},
		{"a wrong token", basic(kioskID, "guess"), c.Room, me, ErrNobody},
		{"a guessed guest", "Cookie: lk_guest=" + c.ID + ".guess", c.Room, visitor, meeting.ErrUnknown},
		{"the kiosk as the lawyer", basic(kioskID, kioskID), c.Room, desk, ErrStranger},
		{"the guest as the kiosk", guest, c.Room, me, ErrStranger},
		{"another kiosk", basic("520103-002", "520103-002"), c.Room, me, meeting.ErrUnknown},
		{"another lawyer", w.session(fleet.RoleLead), c.Room, desk, ErrStranger},
		{"an operator", w.signIn("op"), c.Room, desk, ErrNobody},
		{"another room", lawyer, "call-other", desk, ErrStranger},
		{"no room", lawyer, "", desk, ErrStranger},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/rtc", nil)
		k, v, _ := strings.Cut(x.header, ": ")
		r.Header.Set(k, v)
		if err := w.calls.allow(r, x.room, x.identity); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", x.what, err, x.want)
		}
	}
	w.want(w.at(kioskID, "POST", "/kiosk/v1/calls/"+c.ID+"/end", `{"how":"left"}`), 200, nil)
	for _, header := range []string{basic(kioskID, kioskID), lawyer, guest} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/rtc", nil)
		k, v, _ := strings.Cut(header, ": ")
		r.Header.Set(k, v)
		for _, who := range []string{me, desk, visitor} {
			if w.calls.allow(r, c.Room, who) == nil {
				t.Errorf("%s enters an ended call's room as %s", k, who)
			}
		}
	}
	for _, path := range []string{"/rtc", "/rtc/v1/validate"} {
		if r := w.do("GET", path, ""); r.status != http.StatusTeapot {
			t.Errorf("%s does not reach the gate: %d", path, r.status)
		}
	}
}
