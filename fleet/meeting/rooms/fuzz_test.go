package rooms

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"
)

func fixedKeys() keys {
	return keys{key: "lktest", secret: strings.Repeat("s", 40), now: func() time.Time { return time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC) }}
}

func FuzzReadToken(f *testing.F) {
	k := fixedKeys()
	good, err := k.token(Grant{Room: "r", Identity: "a", Name: "测试甲", Attributes: map[string]string{"role": "lawyer"}, Publish: true})
	if err != nil {
		f.Fatal(err)
	}
	admin, err := k.admin("r")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, admin, good[:len(good)-1], "", "..", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.AA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, err := k.read(raw)
		if err == nil && (p.Room != "r" || p.Identity != "a" || p.ID == "") {
			t.Errorf("let through: %+v", p)
		}
		if err != nil && !errors.Is(err, ErrTokenForeign) && !errors.Is(err, ErrTokenExpired) {
			t.Errorf("refused with %v", err)
		}
	})
}

func FuzzForward(f *testing.F) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	join, err := proto.Marshal(&livekit.JoinRequest{Reconnect: true, ParticipantSid: "PA_1"})
	if err != nil {
		f.Fatal(err)
	}
	_, _ = z.Write(join)
	_ = z.Close()
	for _, w := range []*livekit.WrappedJoinRequest{
		{JoinRequest: join},
		{Compression: livekit.WrappedJoinRequest_GZIP, JoinRequest: packed.Bytes()},
		{Compression: livekit.WrappedJoinRequest_GZIP, JoinRequest: packed.Bytes()[:8]},
		{Compression: 7},
	} {
		data, err := proto.Marshal(w)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("join_request=" + url.QueryEscape(base64.URLEncoding.EncodeToString(data)))
	}
	f.Add("access_token=x&protocol=17&reconnect=1&sid=PA_1")
	f.Add("publish=camera")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		told, _, err := forward(values)
		if err != nil {
			return
		}
		for _, key := range []string{"access_token", "publish", "attributes", "metadata"} {
			if told.Has(key) {
				t.Errorf("%q is told to LiveKit", key)
			}
		}
		// What LiveKit would read is what was judged.
		if again := told.Get("join_request"); again != values.Get("join_request") {
			t.Errorf("the join request %q became %q", values.Get("join_request"), again)
		}
	})
}

func TestAJoinRequestThatUnpacksToMuch(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(make([]byte, maxJoinRequest+1))
	_ = z.Close()
	data, err := proto.Marshal(&livekit.WrappedJoinRequest{Compression: livekit.WrappedJoinRequest_GZIP, JoinRequest: packed.Bytes()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readJoinRequest(base64.URLEncoding.EncodeToString(data)); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("%v", err)
	}
}

// FuzzFrames sends bytes to an open connection: whatever they are, no message
// above the cap reaches LiveKit, and the gate goes on.
func FuzzFrames(f *testing.F) {
	const most = 256
	var largest atomic.Int64
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		up := websocket.Upgrader{}
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		for {
			_, data, err := c.ReadMessage()
			if err != nil {
				return
			}
			largest.Store(max(largest.Load(), int64(len(data))))
		}
	}))
	f.Cleanup(upstream.Close)
	ext, err := NewExternal(ExternalConfig{URL: upstream.URL, Key: "lktest", Secret: strings.Repeat("s", 40)})
	if err != nil {
		f.Fatal(err)
	}
	gate := NewGate(GateConfig{
		Upstream: ext, Allow: func(*http.Request, Claim) error { return nil }, Log: slog.New(slog.DiscardHandler),
		Limits: Limits{MessageBytes: most, JoinBurst: 1 << 30, PerAddress: 1 << 30, All: 1 << 30},
	})
	srv := httptest.NewServer(gate)
	f.Cleanup(func() { gate.Close(); srv.Close() })

	f.Add([]byte{0x82, 0x81, 0, 0, 0, 0, 'x'})                                      // a message
	f.Add([]byte{0x02, 0x80, 0, 0, 0, 0, 0x80, 0x80, 0, 0, 0, 0})                   // in two pieces
	f.Add([]byte{0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0})                   // 4 GiB announced
	f.Add([]byte{0x88, 0x82, 0, 0, 0, 0, 3, 0xe8})                                  // a goodbye
	f.Add([]byte{0x89, 0x80, 0, 0, 0, 0, 0x8a, 0x80, 0, 0, 0, 0, 0xc2, 0x80, 0x7f}) // ping, pong, a compressed one
	f.Fuzz(func(t *testing.T, data []byte) {
		token, err := ext.Token(t.Context(), Grant{Room: "r", Identity: "a"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := net.Dial("tcp", srv.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		req := "GET /rtc?access_token=" + token + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
		if _, err := c.Write([]byte(req)); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(c)
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusSwitchingProtocols {
			t.Fatalf("%d", res.StatusCode)
		}
		_, _ = c.Write(data)
		_ = c.(*net.TCPConn).CloseWrite()
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		for {
			if _, err := in.ReadByte(); err != nil {
				break
			}
		}
		if n := largest.Load(); n > most {
			t.Fatalf("a message of %d bytes reached LiveKit", n)
		}
	})
}
