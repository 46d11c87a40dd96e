package rooms_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"lawkiosk/fleet/meeting/rooms"
)

func TestMessagesGoBothWays(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	c := h.enter("a", "/rtc?access_token="+h.token("a"))
	for _, kind := range []int{websocket.BinaryMessage, websocket.TextMessage} {
		for _, size := range []int{0, 1, 4096, 64 << 10} {
			sent := strings.Repeat("x", size)
			if err := c.WriteMessage(kind, []byte(sent)); err != nil {
				t.Fatal(err)
			}
			got, data, err := c.ReadMessage()
			if err != nil || got != kind || string(data) != sent {
				t.Fatalf("kind %d, %d bytes: kind %d, %d bytes, %v came back", kind, size, got, len(data), err)
			}
		}
	}
}

func TestReasonsArePassedOn(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	t.Run("of the server", func(t *testing.T) {
		c := h.enter("a", "/rtc?access_token="+h.token("a"))
		if err := c.WriteMessage(websocket.BinaryMessage, []byte("end")); err != nil {
			t.Fatal(err)
		}
		if end := untilEnd(t, c); end.Code != 4321 || end.Text != "because" {
			t.Errorf("it ended with %v", end)
		}
	})
	t.Run("of the browser", func(t *testing.T) {
		eventually(t, "the first is gone", func() bool { return h.gate.Open() == 0 })
		before := len(h.ended())
		c := h.enter("a", "/rtc?access_token="+h.token("a"))
		if err := c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, "goodbye"), time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the server is told", func() bool { return len(h.ended()) > before })
		var end *websocket.CloseError
		if err := h.ended()[before]; !errors.As(err, &end) || end.Code != 1000 || end.Text != "goodbye" {
			t.Errorf("the server was told %v", err)
		}
	})
	t.Run("a browser that is cut off", func(t *testing.T) {
		before := len(h.ended())
		c := h.enter("a", "/rtc?access_token="+h.token("a"))
		c.Close()
		eventually(t, "the server is told", func() bool { return len(h.ended()) > before })
	})
}

func TestLimitsOfOneConnection(t *testing.T) {
	t.Run("a large message", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{MessageBytes: 1000})
		c := h.enter("a", "/rtc?access_token="+h.token("a"))
		say(t, c, strings.Repeat("x", 1000))
		if err := c.WriteMessage(websocket.BinaryMessage, make([]byte, 1001)); err != nil {
			t.Fatal(err)
		}
		if end := untilEnd(t, c); end.Code != websocket.CloseMessageTooBig {
			t.Errorf("it ended with %v", end)
		}
		eventually(t, "it is counted", func() bool { return h.gate.Refused()["signal.too-large"] == 1 })
	})
	t.Run("a large message in pieces", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{MessageBytes: 1000})
		c := h.enter("a", "/rtc?access_token="+h.token("a"))
		w, err := c.NextWriter(websocket.BinaryMessage)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			if _, err := w.Write(make([]byte, 900)); err != nil {
				break
			}
		}
		_ = w.Close()
		if end := untilEnd(t, c); end.Code != websocket.CloseMessageTooBig {
			t.Errorf("it ended with %v", end)
		}
	})
	t.Run("many messages", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{MessageRate: 0.001, MessageBurst: 3})
		c := h.enter("a", "/rtc?access_token="+h.token("a"))
		for i := range 3 {
			say(t, c, fmt.Sprint(i))
		}
		if err := c.WriteMessage(websocket.BinaryMessage, []byte("4")); err != nil {
			t.Fatal(err)
		}
		if end := untilEnd(t, c); end.Code != websocket.ClosePolicyViolation || end.Text != "signal.too-many" {
			t.Errorf("it ended with %v", end)
		}
	})
	t.Run("silence", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{Idle: 100 * time.Millisecond})
		h.enter("a", "/rtc?access_token="+h.token("a")) // reads nothing, so answers no ping
		eventually(t, "it is cut off", func() bool { return h.gate.Open() == 0 })
		if got := h.gate.Refused()["signal.idle"]; got != 1 {
			t.Errorf("%d counted", got)
		}
	})
}

func TestLimitsOfTheCrowd(t *testing.T) {
	t.Run("a further connection of one person closes the oldest", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{PerClaim: 2})
		token := h.refreshed("a")
		first := h.enter("a", "/rtc?access_token="+token)
		second := h.enter("a", "/rtc?access_token="+token)
		third := h.enter("a", "/rtc?access_token="+token)
		if end := untilEnd(t, first); end.Text != "signal.newer" {
			t.Errorf("the first ended with %v", end)
		}
		say(t, second, "still here")
		say(t, third, "here")
	})
	t.Run("connections from one address", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{PerAddress: 2})
		h.enter("a", "/rtc?access_token="+h.token("a"))
		h.enter("b", "/rtc?access_token="+h.token("b"))
		token := h.token("c")
		if _, no := h.ask("c", "/rtc?access_token="+token); no.code != "signal.busy" || no.status != 429 {
			t.Errorf("%+v", no)
		}
		h.gate.Disconnect(rooms.Claim{Room: "r", Identity: "a"})
		eventually(t, "there is a place", func() bool { return h.gate.Open() == 1 })
		h.enter("c", "/rtc?access_token="+token)
	})
	t.Run("attempts from one address", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{JoinRate: 0.001, JoinBurst: 2})
		h.ask("", "/rtc")
		h.ask("", "/rtc")
		if _, no := h.ask("a", "/rtc?access_token="+h.token("a")); no.code != "signal.busy" {
			t.Errorf("%+v", no)
		}
	})
	t.Run("all connections", func(t *testing.T) {
		h := newHouse(t, rooms.Limits{All: 1})
		h.enter("a", "/rtc?access_token="+h.token("a"))
		if _, no := h.ask("b", "/rtc?access_token="+h.token("b")); no.code != "signal.busy" {
			t.Errorf("%+v", no)
		}
	})
}

func TestConnectionsAreCut(t *testing.T) {
	h := newHouse(t, rooms.Limits{})
	a := h.enter("a", "/rtc?access_token="+h.token("a"))
	b := h.enter("b", "/rtc?access_token="+h.token("b"))
	h.gate.Disconnect(rooms.Claim{Room: "r", Identity: "a"})
	if end := untilEnd(t, a); end.Text != "signal.out" {
		t.Errorf("a ended with %v", end)
	}
	say(t, b, "still here")
	ended := make(chan *websocket.CloseError, 1)
	go func() { ended <- untilEnd(t, b) }()
	h.gate.Close()
	if end := <-ended; end.Code != websocket.CloseServiceRestart {
		t.Errorf("b ended with %v", end)
	}
}
