package rooms_test

import (
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/auth"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"

	"lawkiosk/fleet/meeting/rooms"
)

func joinRequest(t *testing.T, j *livekit.JoinRequest) string {
	t.Helper()
	data, err := proto.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := proto.Marshal(&livekit.WrappedJoinRequest{JoinRequest: data})
	if err != nil {
		t.Fatal(err)
	}
	return "&join_request=" + url.QueryEscape(base64.URLEncoding.EncodeToString(wrapped))
}

func signedWith(t *testing.T, method jwt.SigningMethod, key any, issuer string, expires time.Duration) string {
	t.Helper()
	token, err := jwt.NewWithClaims(method, jwt.MapClaims{
		"iss": issuer, "sub": "a", "nbf": time.Now().Add(-time.Hour).Unix(), "exp": time.Now().Add(expires).Unix(), "jti": "1",
		"video": map[string]any{"roomJoin": true, "room": "r"},
	}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestGateRefuses(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	good := h.token("a")
	secret := []byte(apiSecret)
	a := http.Header{"Cookie": {"who=a"}}
	for name, c := range map[string]struct {
		header http.Header
		path   string
		status int
		code   string
	}{
		"no token":                      {a, "/rtc", 401, "token.missing"},
		"no token, the kiosk's sign-in": {http.Header{"Cookie": {"who=a"}, "Authorization": {"Basic YTpi"}}, "/rtc/v1", 401, "token.missing"},
		"no JWT":                        {a, "/rtc?access_token=x", 403, "token.foreign"},
		"a huge token":                  {a, "/rtc?access_token=" + strings.Repeat("x", 10000), 403, "token.foreign"},
		"a cut token":                   {a, "/rtc?access_token=" + good[:len(good)-3], 403, "token.foreign"},
		"another's secret":              {a, "/rtc?access_token=" + signedWith(t, jwt.SigningMethodHS256, []byte(strings.Repeat("x", 40)), apiKey, time.Minute), 403, "token.foreign"},
		"another key":                   {a, "/rtc?access_token=" + signedWith(t, jwt.SigningMethodHS256, secret, "other", time.Minute), 403, "token.foreign"},
		"another method":                {a, "/rtc?access_token=" + signedWith(t, jwt.SigningMethodHS512, secret, apiKey, time.Minute), 403, "token.foreign"},
		"no signature":                  {a, "/rtc?access_token=" + signedWith(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, apiKey, time.Minute), 403, "token.foreign"},
		"an expired token":              {a, "/rtc?access_token=" + signedWith(t, jwt.SigningMethodHS256, secret, apiKey, -10*time.Second), 401, "token.expired"},
		"a token expired long ago":      {a, "/rtc/v1?access_token=" + signedWith(t, jwt.SigningMethodHS256, secret, apiKey, -10*time.Minute), 401, "token.expired"},
		"somebody else's token":         {http.Header{"Cookie": {"who=b"}}, "/rtc?access_token=" + good, 403, "token.foreign"},
		"a token for another room":      {a, "/rtc?access_token=" + h.signed("a", &auth.VideoGrant{RoomJoin: true, Room: "q"}), 403, "token.foreign"},
		"nobody signed in":              {http.Header{}, "/rtc?access_token=" + good, 401, "session.none"},
		"our own permission":            {a, "/rtc?access_token=" + h.signed("a", &auth.VideoGrant{RoomJoin: true, Room: "r", RoomAdmin: true}), 403, "token.foreign"},
		"an unseen guest":               {a, "/rtc?access_token=" + h.signed("a", &auth.VideoGrant{RoomJoin: true, Room: "r", Hidden: true}), 403, "token.foreign"},
		"a token for no room":           {a, "/rtc?access_token=" + h.signed("a", &auth.VideoGrant{RoomJoin: true}), 403, "token.foreign"},
		"two tokens":                    {a, "/rtc?access_token=" + good + "&access_token=" + good, 400, "signal.bad"},
		"a second participant":          {a, "/rtc?publish=camera&access_token=" + good, 400, "signal.bad"},
		"other attributes":              {a, "/rtc?attributes=e30=&access_token=" + good, 400, "signal.bad"},
		"other attributes in v1":        {a, "/rtc/v1?access_token=" + good + joinRequest(t, &livekit.JoinRequest{ParticipantAttributes: map[string]string{"role": "lawyer"}}), 400, "signal.bad"},
		"other metadata in v1":          {a, "/rtc/v1?access_token=" + good + joinRequest(t, &livekit.JoinRequest{Metadata: "x"}), 400, "signal.bad"},
		"a broken join request":         {a, "/rtc/v1?join_request=AAAA&access_token=" + good, 400, "signal.bad"},
		"a broken query":                {a, "/rtc?access_token=" + good + "&%zz", 400, "signal.bad"},
		"a huge query":                  {a, "/rtc?access_token=" + good + "&x=" + strings.Repeat("x", 70000), 400, "signal.bad"},
		"another site":                  {http.Header{"Cookie": {"who=a"}, "Origin": {"https://elsewhere.example"}}, "/rtc?access_token=" + good, 403, "origin.foreign"},
		"another path":                  {a, "/rtc/v2?access_token=" + good, 403, "not.found"},
		"LiveKit's API":                 {a, "/twirp/livekit.RoomService/ListRooms?access_token=" + good, 403, "not.found"},
	} {
		t.Run(name, func(t *testing.T) {
			before := h.gate.Refused()[c.code]
			conn, no := h.askWith(c.header, c.path)
			if conn != nil {
				t.Fatal("it was let in")
			}
			if no.status != c.status || no.code != c.code {
				t.Errorf("refused with %d %s, want %d %s", no.status, no.code, c.status, c.code)
			}
			if got := h.gate.Refused()[c.code]; got != before+1 {
				t.Errorf("%d counted, want %d", got, before+1)
			}
		})
	}
	if len(h.calls) > 0 {
		t.Errorf("%d refused requests reached the upstream", len(h.calls))
	}
	h.enter("a", "/rtc?access_token="+good) // none of it used the token
}

func TestGateTakesOnlyGetAndWebSockets(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	base := "http" + strings.TrimPrefix(h.url, "ws")
	for name, c := range map[string]struct {
		method string
		code   string
		lang   string
		has    string
	}{
		"posting":           {http.MethodPost, "method.wrong", "en", "does not take"},
		"no WebSocket":      {http.MethodGet, "signal.websocket", "zh-CN", "只接受"},
		"no language known": {http.MethodGet, "signal.websocket", "", "只接受"},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), c.method, base+"/rtc?access_token="+h.token("a"), http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Cookie", "who=a")
			req.Header.Set("Accept-Language", c.lang)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			if no := readRefusal(t, res); no.code != c.code || !strings.Contains(no.body, c.has) {
				t.Errorf("%+v", no)
			}
		})
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestGateTellsTheServerOnlyWhatItNeeds(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	token := h.token("a")
	c, no := h.askWith(http.Header{
		"Cookie": {"who=a"}, "Authorization": {"Basic a2lvc2s6dG9rZW4="}, "User-Agent": {"Chromium"},
		"X-Forwarded-For": {"192.0.2.7"}, "Origin": {"http" + strings.TrimPrefix(h.url, "ws")},
	}, "/rtc?protocol=17&sdk=js&access_token="+token)
	if c == nil {
		t.Fatalf("refused: %+v", no)
	}
	r := <-h.calls
	if got := r.Header.Get("Authorization"); got != "Bearer "+token {
		t.Errorf("Authorization: %q", got)
	}
	if got := r.URL.String(); got != "/rtc?protocol=17&sdk=js" {
		t.Errorf("asked for %s", got)
	}
	if r.UserAgent() != "Chromium" {
		t.Errorf("User-Agent: %q", r.UserAgent())
	}
	for _, key := range []string{"Cookie", "X-Forwarded-For", "Origin", "Sec-Websocket-Extensions"} {
		if got := r.Header.Get(key); got != "" {
			t.Errorf("%s: %q", key, got)
		}
	}
}

func TestATokenOpensOneJoin(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	token := h.token("a")
	path := "/rtc?access_token=" + token
	first := h.enter("a", path)
	if _, no := h.ask("a", path); no.code != "token.used" || no.status != http.StatusForbidden {
		t.Errorf("while it is connected: %+v", no)
	}
	say(t, first, "hello")
	first.Close()
	eventually(t, "the first is gone", func() bool { return h.gate.Open() == 0 })
	if _, no := h.ask("a", path); no.code != "token.used" {
		t.Errorf("after it was connected: %+v", no)
	}
	if no := h.validate("a", "/rtc/validate?access_token="+token); no.code != "token.used" {
		t.Errorf("asked why: %+v", no)
	}
	h.enter("a", path+"&reconnect=1&sid=PA_1")
	h.enter("a", "/rtc/v1?access_token="+token+joinRequest(t, &livekit.JoinRequest{Reconnect: true, ParticipantSid: "PA_1"}))
	if _, no := h.ask("a", "/rtc/v1?reconnect=1&access_token="+token+joinRequest(t, &livekit.JoinRequest{ParticipantSid: "PA_1"})); no.code != "token.used" {
		t.Errorf("a join that calls itself a resume: %+v", no)
	}
	if _, no := h.ask("b", path+"&reconnect=1&sid=PA_1"); no.code != "token.foreign" {
		t.Errorf("a resume by another: %+v", no)
	}
}

func (h *house) validate(who, path string) refusal {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), http.MethodGet, "http"+strings.TrimPrefix(h.url, "ws")+path, http.NoBody)
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Cookie", "who="+who)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	return readRefusal(h.t, res)
}

func TestAJoinThatFailedMayBeTriedAgain(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	token := h.token("a")
	h.set(http.StatusNotFound, "requested room does not exist")
	for _, path := range []string{"/rtc/v1?access_token=", "/rtc?access_token="} {
		if _, no := h.ask("a", path+token); no.status != http.StatusNotFound || no.body != "requested room does not exist" {
			t.Errorf("%+v", no)
		}
	}
	if no := h.validate("a", "/rtc/v1/validate?access_token="+token); no.status != http.StatusNotFound || no.body != "requested room does not exist" {
		t.Errorf("asked why: %+v", no)
	}
	h.set(0, "")
	if no := h.validate("a", "/rtc/validate?access_token="+token); no.status != http.StatusOK || no.body != "success" {
		t.Errorf("asked why: %+v", no)
	}
	lost := h.enter("a", "/rtc?access_token="+token) // its answer never arrived
	lost.Close()
	eventually(t, "it is gone", func() bool { return h.gate.Open() == 0 })
	say(t, h.enter("a", "/rtc?access_token="+token), "hello")
}

func TestARefreshedTokenMayComeAgain(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	path := "/rtc?access_token=" + h.refreshed("a")
	for range 2 {
		c := h.enter("a", path)
		say(t, c, "hello")
		c.Close()
	}
	if _, no := h.ask("b", path); no.code != "token.foreign" {
		t.Errorf("another's refreshed token: %+v", no)
	}
}

func TestOfTwoAtOnceOneGetsIn(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	h.hold = make(chan struct{})
	path := "/rtc?access_token=" + h.token("a")
	var in, used atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			c, res, err := websocket.DefaultDialer.DialContext(t.Context(), h.url+path, http.Header{"Cookie": {"who=a"}})
			if err == nil {
				in.Add(1)
				c.Close()
				return
			}
			if no := readRefusal(t, res); no.code == "token.used" {
				used.Add(1)
			}
		})
	}
	eventually(t, "seven are refused", func() bool { return used.Load() == 7 })
	close(h.hold)
	all.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in", in.Load())
	}
}

func TestGateWithoutAServer(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	ext, err := rooms.NewExternal(rooms.ExternalConfig{URL: gone.URL, Key: apiKey, Secret: apiSecret})
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	var words strings.Builder
	log := slog.New(slog.NewTextHandler(&words, nil))
	gate := rooms.NewGate(rooms.GateConfig{Upstream: ext, Allow: func(*http.Request, rooms.Claim) error { return nil }, Log: log})
	defer gate.Close()
	token, err := ext.Token(t.Context(), rooms.Grant{Room: "r", Identity: "a"})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/rtc", "/rtc/validate"} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path+"?access_token="+token, http.NoBody)
		req.Header.Set("Connection", "Upgrade")
		req.Header.Set("Upgrade", "websocket")
		w := httptest.NewRecorder()
		gate.ServeHTTP(w, req)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "signal.down") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if strings.Contains(words.String(), token[:20]) {
		t.Errorf("the log holds the token: %s", words.String())
	}
	gate.Close()
	w := httptest.NewRecorder()
	gate.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/rtc", http.NoBody))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("a closed gate: %d", w.Code)
	}
	_, _ = io.Copy(io.Discard, w.Body)
}
