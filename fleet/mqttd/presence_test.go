package mqttd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// cut ends a client's connection without a goodbye: its will must speak.
func (w *world) cut(id string) {
	w.srv.mu.Lock()
	k := w.srv.kiosks[id]
	w.srv.mu.Unlock()
	if k == nil {
		w.Fatalf("%s is not connected", id)
	}
	_ = k.client.Net.Conn.(*conn).Conn.Close()
}

func TestLastWill(t *testing.T) {
	w := start(t, Config{}, kioskA)
	w.connect(kioskA, "s1")
	w.cut(kioskA)
	w.eventually("offline", func() bool { return w.status(kioskA).State == fleet.Offline })
}

func TestTakenOverConnectionDoesNotSayOffline(t *testing.T) {
	w := start(t, Config{}, kioskA)
	for i := range 20 {
		c := w.connect(kioskA, fmt.Sprint("s", i))
		if i > 0 && !w.status(kioskA).Online {
			t.Fatal("offline right after the presence was acknowledged")
		}
		c.send(wire.ChannelRecords, batch(uint64(i+1), 1))
	}
	w.eventually("one connection is left", func() bool {
		w.srv.mu.Lock()
		defer w.srv.mu.Unlock()
		return len(w.srv.conns) == 1 && len(w.srv.kiosks) == 1
	})
	if !w.status(kioskA).Online {
		t.Fatal("an older connection's end made the newer one offline")
	}
}

// connection is the endpoint's side of a kiosk's newest connection.
func (w *world) connection(id string) net.Conn {
	w.srv.mu.Lock()
	defer w.srv.mu.Unlock()
	return w.srv.kiosks[id].client.Net.Conn
}

func TestLateWordsOfAReplacedConnection(t *testing.T) {
	w := start(t, Config{}, kioskA)
	w.connect(kioskA, "s1")
	old := w.connection(kioskA)
	w.connect(kioskA, "s2")
	late := fleet.Upward{Kiosk: kioskA, Received: time.Now(), Presence: &wire.Presence{V: 1, Online: true, Session: "s1", At: time.Now()}}
	if err := w.srv.present(old, late); !errors.Is(err, errReplaced) {
		t.Fatalf("a replaced connection's presence: %v", err)
	}
	w.cut(kioskA)
	w.eventually("offline with the newer connection's end", func() bool { return w.status(kioskA).State == fleet.Offline })
}

func TestConnectionsThatNameThemselvesAlike(t *testing.T) {
	w := start(t, Config{}, kioskA)
	for range 5 {
		w.connect(kioskA, "always")
	}
	w.eventually("one connection is left", func() bool {
		w.srv.mu.Lock()
		defer w.srv.mu.Unlock()
		return len(w.srv.conns) == 1
	})
	if !w.status(kioskA).Online {
		t.Fatal("an older connection's end made the newer one offline")
	}
}

// raw writes packets without a client that would keep the connection alive.
func raw(t *testing.T, c net.Conn, write func(*packets.Packet, *bytes.Buffer) error, p packets.Packet) {
	t.Helper()
	var b bytes.Buffer
	if err := write(&p, &b); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(b.Bytes()); err != nil {
		t.Fatal(err)
	}
}

// TestKioskThatFallsSilent is a kiosk without power: nothing ends its
// connection but the keep-alive that it promised.
func TestKioskThatFallsSilent(t *testing.T) {
	w := start(t, Config{}, kioskA)
	c, err := net.Dial("tcp", w.srv.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	raw(t, c, (*packets.Packet).ConnectEncode, packets.Packet{
		FixedHeader: packets.FixedHeader{Type: packets.Connect}, ProtocolVersion: 4,
		Connect: packets.ConnectParams{
			ProtocolName: []byte("MQTT"), Clean: true, Keepalive: 1, ClientIdentifier: kioskA,
			UsernameFlag: true, Username: []byte(kioskA), PasswordFlag: true, Password: []byte("token-" + kioskA),
		},
	})
	raw(t, c, (*packets.Packet).PublishEncode, packets.Packet{
		FixedHeader: packets.FixedHeader{Type: packets.Publish, Qos: 1}, ProtocolVersion: 4, PacketID: 1,
		TopicName: wire.Topic(kioskA, wire.ChannelPresence), Payload: encode(wire.Presence{V: 1, Online: true, Session: "s", At: time.Now()}),
	})
	w.eventually("online", func() bool { return w.status(kioskA).Online })
	w.eventually("offline", func() bool { return w.status(kioskA).State == fleet.Offline })
}

func TestKioskThatDoesNotReadHoldsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer near.Close()
		var refused refusals
		l := newListener(nil, nil, &refused, slog.New(slog.DiscardHandler), func(net.Conn) {})
		l.slots <- struct{}{}
		c := l.own(far)
		defer c.Close()
		began := time.Now()
		if _, err := c.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		if took := time.Since(began); took != writeTime {
			t.Fatalf("held for %v", took)
		}
	})
}

func TestWhoNeverSignsInIsPutOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer near.Close()
		var refused refusals
		l := newListener(nil, nil, &refused, slog.New(slog.DiscardHandler), func(net.Conn) {})
		l.slots <- struct{}{}
		c := l.own(far)
		defer c.Close()
		began := time.Now()
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != signInTime {
			t.Fatal(err, time.Since(began))
		}
	})
}

// unavailable is a store that can take nothing, and counts the tries.
type unavailable struct {
	nobody
	tries int
}

func (u *unavailable) Ingest(context.Context, []fleet.Upward) ([]fleet.Outcome, error) {
	u.tries++
	return nil, fmt.Errorf("cannot store: %w", fleet.ErrUnavailable)
}

func TestStoreThatTakesNothingIsTriedOnce(t *testing.T) {
	store := &unavailable{}
	c := newCommitter(store, nil)
	var group []item
	answers := make(chan error, 8)
	for range cap(answers) {
		group = append(group, item{answer: answers})
	}
	c.commit(t.Context(), group)
	for range cap(answers) {
		if err := <-answers; !errors.Is(err, errCommit) {
			t.Fatal(err)
		}
	}
	if store.tries != 1 {
		t.Fatalf("tried %d times", store.tries)
	}
}
