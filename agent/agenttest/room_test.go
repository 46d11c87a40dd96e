package agenttest_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/localapi"
	"lawkiosk/fleet/wire"
)

func TestTheLightFollowsTheCamera(t *testing.T) {
	h := enter(t, agenttest.Options{})
	lit := func(want bool, what string) {
		t.Helper()
		h.Until(what, func() bool { return h.Light.Snapshot().On == want })
	}
	h.Camera.Open() // the page shows people themselves before they call
	lit(true, "the light of a camera that is open")
	h.Camera.Close()
	lit(false, "the light to go dark with the camera")
	id := h.ask().ID
	h.here(wire.Here{Camera: "on"})
	lit(true, "the light of a page that captures")
	h.here(wire.Here{Camera: "off"})
	lit(false, "the light of a page that does not")
	h.Camera.Open()
	lit(true, "the light in spite of the page's word")
	h.fleet.Change(id, func(c *wire.Call) { c.State, c.How = wire.CallEnded, wire.CallFinished })
	h.await(ended)
	h.page.Must(http.MethodDelete, "/api/visits/current", nil, nil)
	if !h.Light.Snapshot().On {
		t.Error("the light is dark while a camera is open")
	}
	h.Camera.Close()
	lit(false, "the light to go dark at last")
}

func TestALightThatFailsIsTold(t *testing.T) {
	h := enter(t, agenttest.Options{})
	if err := h.Light.Break(); err != nil {
		t.Fatal(err)
	}
	h.ask()
	h.here(wire.Here{Camera: "on"})
	found := false
	h.Until("some time to pass", func() bool { return h.Light.Snapshot().Broken })
	h.page.Must(http.MethodDelete, "/api/meeting", nil, nil)
	for _, r := range h.Records() {
		found = found || r.Kind == wire.KindDevice && strings.Contains(string(r.Data), `"class":"lights"`) && strings.Contains(string(r.Data), `"hardwareError"`)
	}
	if !found {
		t.Error("no record tells of the broken light")
	}
}

// dial opens the room's WebSocket as the page does, or with what is given.
func dial(h *hall, path string, header http.Header) (*websocket.Conn, *http.Response, error) {
	if header == nil {
		header = http.Header{"Origin": {h.URL}, "Cookie": {h.page.Cookie().String()}}
	}
	return websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.URL, "http")+path, header)
}

func TestTheRoomsSignals(t *testing.T) {
	h := enter(t, agenttest.Options{})
	const open = "/rtc?access_token=room-token"
	if _, resp, err := dial(h, open, nil); err == nil || resp.StatusCode != http.StatusNotFound {
		t.Fatalf("without a call: %v", err)
	}
	h.talk()
	for name, header := range map[string]http.Header{
		"no cookie":    {"Origin": {h.URL}},
		"no origin":    {"Cookie": {h.page.Cookie().String()}},
		"other origin": {"Origin": {"http://evil.example"}, "Cookie": {h.page.Cookie().String()}},
	} {
		if conn, _, err := dial(h, open, header); err == nil {
			conn.Close()
			t.Errorf("%s: the room opened", name)
		}
	}
	if _, resp, err := dial(h, "/rtc?access_token=expired", nil); err == nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("an expired token: %v", err)
	}
	conn, resp, err := dial(h, open, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	resp.Body.Close()
	if err := conn.WriteMessage(websocket.BinaryMessage, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || string(got) != "hello" {
		t.Fatalf("the room answered %q, %v", got, err)
	}
	signals := h.fleet.Signals()
	last := signals[len(signals)-1]
	if last.Get("Cookie") != "" || last.Get("Origin") != "" || !strings.HasPrefix(last.Get("Authorization"), "Basic ") {
		t.Errorf("the fleet saw %v", last)
	}
	a := h.page.Do(http.MethodGet, "/rtc/validate?access_token=x", nil, nil)
	if a.Status != http.StatusOK || string(a.Body) != "success" || a.Header.Get("Set-Cookie") != "" || a.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("validate answered %d %q %v", a.Status, a.Body, a.Header)
	}
	if a := h.page.Do(http.MethodPost, "/rtc/validate", map[string]string{}, nil); a.Problem.Code != wire.CallCodeBad {
		t.Errorf("a POST to the rooms gave %d %s", a.Status, a.Problem.Code)
	}
	h.page.Must(http.MethodDelete, "/api/meeting", nil, nil)
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("the room's connection outlived the call")
	}
	if a := h.page.Do(http.MethodPost, "/api/meeting/token", map[string]any{}, nil); a.Status != http.StatusOK && a.Problem.Code != wire.CallCodeOver {
		t.Errorf("a token after the call gave %s", a.Problem.Code)
	}
}

func TestACallEndsWhileItsRoomIsAsked(t *testing.T) {
	h := enter(t, agenttest.Options{})
	h.talk()
	before := len(h.fleet.Signals())
	status := make(chan int, 1)
	go func() {
		_, resp, err := dial(h, "/rtc?access_token=slow-token", nil)
		if err == nil || resp == nil {
			status <- 0
			return
		}
		status <- resp.StatusCode
	}()
	h.Until("the rooms to be asked", func() bool { return len(h.fleet.Signals()) > before })
	h.page.Must(http.MethodDelete, "/api/meeting", nil, nil)
	if got := <-status; got != http.StatusConflict {
		t.Errorf("a page whose call ended was told %d: it would believe the line to be down", got)
	}
}

func TestThePolicyNamesTheRoomsOrigin(t *testing.T) {
	h := enter(t, agenttest.Options{Rooms: "wss://rooms.example"})
	policy := h.page.Do(http.MethodGet, "/api/terminal", nil, nil).Header.Get("Content-Security-Policy")
	for _, want := range []string{"worker-src 'self'", "media-src 'self' blob:", "connect-src 'self' wss://rooms.example https://rooms.example;"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	alone := agenttest.Start(t, agenttest.Options{NoReader: true, NoPrinter: true}).Launch()
	if policy := alone.Do(http.MethodGet, "/api/terminal", nil, nil).Header.Get("Content-Security-Policy"); !strings.Contains(policy, "connect-src 'self';") {
		t.Errorf("without other rooms: %s", policy)
	}
}

func signature(t *testing.T, w, h int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		img.Set(x, h/2, color.Black)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestPapersOfATalk(t *testing.T) {
	h := enter(t, agenttest.Options{})
	id := h.talk().ID
	for _, p := range []wire.Paper{
		{ID: "p1", Kind: "guide", Item: agenttest.Guide, Title: "指南"},
		{ID: "p2", Kind: "form", Item: agenttest.Form, Title: "表"},
		{ID: "p3", Kind: "summary", Title: "给测试甲的要点", Text: "先投诉。\n再仲裁。"},
		{ID: "p4", Kind: "sign", Title: "授权书", Text: "本人同意。"},
		{ID: "p5", Kind: "form", Item: "no-such-form", Title: "表"},
	} {
		h.fleet.Send(id, p)
	}
	h.await(func(c *wire.Call) bool { return c != nil && len(c.Papers) == 5 })
	printed := func(paper string) localapi.Progress {
		t.Helper()
		var n localapi.NewPrint
		h.page.Must(http.MethodPost, "/api/meeting/papers/"+paper+"/print", map[string]any{}, &n)
		p := h.page.AwaitPrint(n.Job.Job, "printed")
		h.Until("the fleet to hear that "+paper+" is printed", func() bool {
			told := h.fleet.Paper(id, paper)
			return len(told) > 0 && told[len(told)-1].State == "printed"
		})
		return p
	}
	printed("p1")
	printed("p2")
	if p := printed("p3"); p.Kind != "summary" || strings.Contains(p.Title, "测试甲") {
		t.Errorf("the notes' print is %+v", p)
	}
	sign := func(s string) agenttest.Answer {
		return h.page.Do(http.MethodPost, "/api/meeting/papers/p4/sign", map[string]string{"signature": s}, nil)
	}
	for name, bad := range map[string]string{
		"empty": "", "no picture": base64.StdEncoding.EncodeToString([]byte("GIF89a")), "too wide": signature(t, 2001, 10), "too high": signature(t, 10, 1001),
		"too large": base64.StdEncoding.EncodeToString(make([]byte, 257<<10)),
	} {
		if a := sign(bad); a.Problem.Code != "call.signature" && name != "empty" || a.Status < 400 {
			t.Errorf("a signature that is %s gave %d %s", name, a.Status, a.Problem.Code)
		}
	}
	if a := sign(signature(t, 600, 200)); a.Status != http.StatusOK {
		t.Fatalf("signing gave %d %s", a.Status, a.Body)
	}
	if told := h.fleet.Paper(id, "p4"); len(told) != 1 || told[0].State != "signed" || len(told[0].Signature) == 0 {
		t.Fatalf("the fleet heard %+v", told)
	}
	printed("p4")
	sheets := h.Papers.Sheets()
	if last := sheets[len(sheets)-1]; last.Signature == nil || len(last.Signature.PNG) == 0 {
		t.Error("the signed paper was printed without its signature")
	}
	if a := h.page.Do(http.MethodPost, "/api/meeting/papers/p5/print", map[string]any{}, nil); a.Problem.Code != "item.none" {
		t.Errorf("an unknown form gave %s", a.Problem.Code)
	}
	h.Until("the fleet to hear that p5 failed", func() bool {
		told := h.fleet.Paper(id, "p5")
		return len(told) > 0 && told[len(told)-1].State == "failed" && told[len(told)-1].Detail != ""
	})
	for _, path := range []string{"/print", "/decline", "/sign"} {
		if a := h.page.Do(http.MethodPost, "/api/meeting/papers/of-another-call"+path, map[string]string{"signature": signature(t, 9, 9)}, nil); a.Problem.Code != "call.paper" {
			t.Errorf("a foreign paper's %s gave %d %s", path, a.Status, a.Problem.Code)
		}
	}
	h.page.Must(http.MethodPost, "/api/meeting/papers/p5/decline", map[string]any{}, nil)
	h.Until("the fleet to hear that p5 is declined", func() bool { return h.fleet.Call(id).Papers[4].State == "declined" })
}

func TestMessagesAndReceipts(t *testing.T) {
	h := enter(t, agenttest.Options{})
	voice := func(kind string, audio []byte) agenttest.Answer {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/api/meeting/voice", bytes.NewReader(audio))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Content-Type": {kind}, "X-Visit": {h.page.Visit}, "Origin": {h.URL}}
		return h.page.Send(req, nil)
	}
	webm := append([]byte{0x1A, 0x45, 0xDF, 0xA3}, make([]byte, 5000)...)
	id := h.ask().ID
	h.fleet.Change(id, func(c *wire.Call) { c.State = wire.CallUnanswered })
	for name, bad := range map[string]struct {
		kind  string
		audio []byte
		code  string
	}{
		"another kind":  {"audio/mpeg", webm, wire.CallCodeBad},
		"not its kind":  {"audio/ogg", webm, wire.CallCodeBad},
		"empty":         {"audio/webm", nil, ""},
		"too large":     {"audio/webm", append(webm, make([]byte, wire.MaxVoiceBytes)...), wire.CallCodeTooLarge},
		"far too large": {"audio/webm", append(webm, make([]byte, 2*wire.MaxVoiceBytes)...), "request.large"},
	} {
		a := voice(bad.kind, bad.audio)
		if a.Status < 400 || bad.code != "" && a.Problem.Code != bad.code {
			t.Errorf("a voice that is %s gave %d %s", name, a.Status, a.Problem.Code)
		}
	}
	if a := h.page.Do(http.MethodPost, "/api/meeting/message", map[string]any{"text": strings.Repeat("字", 2001)}, nil); a.Problem.Code != wire.CallCodeTooLarge {
		t.Errorf("a long message gave %d %s", a.Status, a.Problem.Code)
	}
	if a := h.page.Do(http.MethodPost, "/api/meeting/message", map[string]any{"text": "话", "phone": "call me"}, nil); a.Problem.Code != wire.CallCodeBad {
		t.Errorf("a phone that is none gave %s", a.Problem.Code)
	}
	var slots []wire.Slot
	h.page.Must(http.MethodGet, "/api/meeting/slots", nil, &slots)
	if len(slots) != 1 {
		t.Errorf("slots %+v", slots)
	}
	if a := voice("audio/webm;codecs=opus", webm); a.Status != http.StatusOK {
		t.Fatalf("the voice gave %d %s", a.Status, a.Body)
	}
	if kind, audio := h.fleet.Voice(id); kind != "audio/webm" || !bytes.Equal(audio, webm) {
		t.Errorf("the fleet got %d bytes of %s", len(audio), kind)
	}
	if c := h.await(ended); c.How != wire.CallMessage || c.Receipt == nil {
		t.Fatalf("%+v", c)
	}
	printed := func(body map[string]any) {
		t.Helper()
		var n localapi.NewPrint
		h.page.Must(http.MethodPost, "/api/prints", body, &n)
		h.page.AwaitPrint(n.Job.Job, "printed")
	}
	printed(map[string]any{"kind": "receipt"})
	if a := h.page.Do(http.MethodPost, "/api/prints", map[string]any{"kind": "receipt", "id": "111111111111"}, nil); a.Problem.Code != wire.CallCodeReceipt {
		t.Errorf("a receipt that nobody asked for gave %s", a.Problem.Code)
	}
	if a := h.page.Do(http.MethodPost, "/api/receipts", map[string]any{"number": "12"}, nil); a.Problem.Code != wire.CallCodeReceipt {
		t.Errorf("a short number gave %s", a.Problem.Code)
	}
	h.page.Begin() // the next citizen, with the paper in the hand
	var r wire.Receipt
	h.page.Must(http.MethodPost, "/api/receipts", map[string]any{"number": "5201 0300 0018"}, &r)
	if r.Reply == "" {
		t.Errorf("the receipt says %+v", r)
	}
	printed(map[string]any{"kind": "receipt", "id": r.Number})
	if a := h.page.Do(http.MethodPost, "/api/prints", map[string]any{"kind": "record"}, nil); a.Problem.Code != "item.none" {
		t.Errorf("a record without a call gave %s", a.Problem.Code)
	}
	for code, want := range map[string]string{wire.CallCodeTries: wire.CallCodeTries, wire.CallCodeInvitation: wire.CallCodeInvitation, "call.of-tomorrow": wire.CallCodeState} {
		h.fleet.Refuse(code)
		if a := h.page.Do(http.MethodPost, "/api/meeting/join", map[string]any{"code": "12345678"}, nil); a.Problem.Code != want || a.Problem.Detail == "not for people" {
			t.Errorf("%s gave %+v", code, a.Problem)
		}
	}
}
