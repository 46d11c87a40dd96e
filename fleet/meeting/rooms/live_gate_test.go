package rooms_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/livekit/livekit-server/test/client"
	"github.com/livekit/protocol/livekit"
	"google.golang.org/protobuf/proto"

	"lawkiosk/fleet/meeting/rooms"
)

// whoIs lets the cookie who=NAME be NAME in any room.
func whoIs(r *http.Request, c rooms.Claim) error {
	who, err := r.Cookie("who")
	if err != nil {
		return rooms.ErrNoSession
	}
	if who.Value != c.Identity {
		return errors.New("somebody else")
	}
	return nil
}

// dial opens a signalling connection as livekit-client does on its older path.
func (l *live) dial(t *testing.T, who string, query url.Values) (*websocket.Conn, refusal) {
	t.Helper()
	query.Set("protocol", "16")
	query.Set("version", "2.23.0")
	query.Set("auto_subscribe", "1")
	query.Set("sdk", "js")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, res, err := websocket.DefaultDialer.DialContext(ctx, l.url+"/rtc?"+query.Encode(), http.Header{"Cookie": {"who=" + who}})
	if err == nil {
		t.Cleanup(func() { c.Close() })
		return c, refusal{}
	}
	if res == nil {
		t.Fatal(err)
	}
	return nil, readRefusal(t, res)
}

// sit is a browser in a room, through the gate.
func (l *live) sit(t *testing.T, who, token string) *seat {
	t.Helper()
	conn, no := l.dial(t, who, url.Values{"access_token": {token}})
	if conn == nil {
		t.Fatalf("%s was refused: %+v", who, no)
	}
	c, err := client.NewRTCClient(conn, false, &client.Options{SignalRequestInterceptor: asMicrophone})
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{RTCClient: c, out: make(chan struct{})}
	go func() {
		defer close(s.out)
		_ = c.Run()
	}()
	t.Cleanup(s.Leave)
	if err := c.WaitUntilConnected(patience); err != nil {
		t.Fatal(err)
	}
	return s
}

func (l *live) token(t *testing.T, room, identity string) string {
	t.Helper()
	token, err := l.Token(t.Context(), rooms.Grant{Room: room, Identity: identity, Name: "测试甲", Publish: true})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// first reads messages of the server until one is what is looked for.
func first(t *testing.T, c *websocket.Conn, is func(*livekit.SignalResponse) bool) *livekit.SignalResponse {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(patience))
	for {
		_, data, err := c.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		var m livekit.SignalResponse
		if err := proto.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		if is(&m) {
			return &m
		}
	}
}

func TestTwoTalkThroughTheGate(t *testing.T) {
	l := start(t, whoIs)
	if err := l.Open(t.Context(), "r", 4); err != nil {
		t.Fatal(err)
	}
	tokenA := l.token(t, "r", "a")
	a := l.sit(t, "a", tokenA)
	b := l.sit(t, "b", l.token(t, "r", "b"))
	if err := a.Publish(); err != nil {
		t.Fatal(err)
	}
	if err := b.Publish(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "each hears the other", func() bool { return a.BytesReceived() > 0 && b.BytesReceived() > 0 })

	t.Run("a stranger with a stolen token", func(t *testing.T) {
		for _, stolen := range []string{tokenA, l.token(t, "r", "a"), a.RefreshToken()} {
			if _, no := l.dial(t, "thief", url.Values{"access_token": {stolen}}); no.code != "token.foreign" {
				t.Errorf("%+v", no)
			}
		}
	})
	t.Run("a token that was used", func(t *testing.T) {
		if _, no := l.dial(t, "a", url.Values{"access_token": {tokenA}}); no.code != "token.used" {
			t.Errorf("%+v", no)
		}
	})
	t.Run("nobody was disturbed", func(t *testing.T) {
		heard := b.BytesReceived()
		eventually(t, "b still hears a", func() bool { return b.BytesReceived() > heard })
		people, err := l.People(t.Context(), "r")
		if err != nil || len(people) != 2 {
			t.Errorf("%+v, %v", people, err)
		}
	})
}

func TestPeopleComeBackThroughTheGate(t *testing.T) {
	l := start(t, whoIs)
	if err := l.Open(t.Context(), "r", 4); err != nil {
		t.Fatal(err)
	}
	token := l.token(t, "r", "a")
	conn, no := l.dial(t, "a", url.Values{"access_token": {token}})
	if conn == nil {
		t.Fatalf("%+v", no)
	}
	join := first(t, conn, func(m *livekit.SignalResponse) bool { return m.GetJoin() != nil }).GetJoin()
	refreshed := first(t, conn, func(m *livekit.SignalResponse) bool { return m.GetRefreshToken() != "" }).GetRefreshToken()
	for _, s := range join.IceServers {
		for _, u := range s.Urls {
			if at, err := url.Parse(u); err != nil || at.Opaque[:10] != "127.0.0.1:" {
				t.Errorf("browsers are sent to %s", u)
			}
		}
	}
	ping, err := proto.Marshal(&livekit.SignalRequest{Message: &livekit.SignalRequest_Ping{Ping: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.WriteMessage(websocket.BinaryMessage, ping); err != nil {
		t.Fatal(err)
	}
	first(t, conn, func(m *livekit.SignalResponse) bool { return m.GetPong() != 0 })

	// The network is cut: the gate and LiveKit still hold the old connections.
	// (LiveKit ends a participant whose media never connected with its signalling.)
	whole := t
	t.Run("a resume with the refreshed token", func(t *testing.T) {
		again, no := l.dial(whole, "a", url.Values{"access_token": {refreshed}, "reconnect": {"1"}, "sid": {join.Participant.Sid}})
		if again == nil {
			t.Fatalf("%+v", no)
		}
		first(t, again, func(m *livekit.SignalResponse) bool { return m.GetReconnect() != nil })
	})
	t.Run("a resume with the first token", func(t *testing.T) {
		again, no := l.dial(whole, "a", url.Values{"access_token": {token}, "reconnect": {"1"}, "sid": {join.Participant.Sid}})
		if again == nil {
			t.Fatalf("%+v", no)
		}
		first(t, again, func(m *livekit.SignalResponse) bool { return m.GetReconnect() != nil })
	})
	t.Run("another participant cannot be resumed", func(t *testing.T) {
		again, no := l.dial(t, "c", url.Values{"access_token": {l.token(t, "r", "c")}, "reconnect": {"1"}, "sid": {join.Participant.Sid}})
		if again == nil {
			return // refused by LiveKit
		}
		if leave := first(t, again, func(*livekit.SignalResponse) bool { return true }).GetLeave(); leave == nil {
			t.Errorf("resumed with %+v", no)
		}
	})
	t.Run("a full reconnect", func(t *testing.T) {
		if _, no := l.dial(t, "a", url.Values{"access_token": {token}}); no.code != "token.used" {
			t.Errorf("with the first token: %+v", no)
		}
		again, no := l.dial(t, "a", url.Values{"access_token": {refreshed}})
		if again == nil {
			t.Fatalf("%+v", no)
		}
		if sid := first(t, again, func(m *livekit.SignalResponse) bool { return m.GetJoin() != nil }).GetJoin().Participant.Sid; sid == join.Participant.Sid {
			t.Error("it is the same participant")
		}
		people, err := l.People(t.Context(), "r")
		if err != nil || len(people) != 1 || people[0].Identity != "a" {
			t.Errorf("%+v, %v", people, err)
		}
	})
}
