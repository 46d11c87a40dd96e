package mqttd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	mqtt "github.com/mochi-mqtt/server/v2"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

func TestCommandsAreSentUntilAnswered(t *testing.T) {
	w := start(t, Config{Resend: 10 * time.Millisecond}, kioskA, kioskB)
	add := func(id, kiosk string, expires time.Duration) {
		now := time.Now()
		err := w.store.AddCommand(t.Context(), fleet.Command{ID: id, Kiosk: kiosk, Kind: wire.CommandTestPrint, By: "x", Created: now, Expires: now.Add(expires)})
		if err != nil {
			t.Fatal(err)
		}
		w.srv.Push(kiosk)
	}
	state := func(id string) fleet.CommandState {
		c, err := w.store.Command(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return c.State
	}
	add("before", kioskA, time.Minute)
	c := w.connect(kioskA, "s")
	other := w.connect(kioskB, "s")
	got := make(chan wire.Command, 1000)
	onCommand := func(_ paho.Client, m paho.Message) {
		var x wire.Command
		if json.Unmarshal(m.Payload(), &x) == nil && !m.Retained() {
			got <- x
		}
	}
	for _, k := range []*client{c, other} {
		if tk := k.Subscribe(wire.Topic(k.id, wire.ChannelCommand), 1, onCommand); tk.Wait() && tk.Error() != nil {
			t.Fatal(tk.Error())
		}
	}
	for range 3 { // not answered: it comes again
		if x := <-got; x.ID != "before" || x.Kind != wire.CommandTestPrint || x.V != 1 {
			t.Fatalf("%+v", x)
		}
	}
	w.eventually("marked as sent", func() bool { return state("before") == fleet.CommandSent })
	done, err := wire.NewRecord(time.Now(), wire.KindCommandDone, wire.CommandDone{ID: "before", Outcome: "done"})
	if err != nil {
		t.Fatal(err)
	}
	c.send(wire.ChannelRecords, wire.Batch{V: 1, Outbox: "o", First: 1, Records: []wire.Record{done}})
	if s := state("before"); s != fleet.CommandDone {
		t.Fatal(s)
	}
	add("after", kioskA, time.Minute)
	w.eventually("the next command comes, the answered one no more", func() bool { return (<-got).ID == "after" })
	add("late", kioskB, time.Millisecond)
	w.eventually("expired", func() bool { return state("late") == fleet.CommandExpired })
}

func TestRetiredKioskIsPutOut(t *testing.T) {
	w := start(t, Config{Recheck: 5 * time.Millisecond}, kioskA, kioskB)
	a, b := w.connect(kioskA, "a"), w.connect(kioskB, "b")
	if err := w.store.SetToken(t.Context(), kioskB, fleet.HashToken("other")); err != nil {
		t.Fatal(err)
	}
	b.refused()
	a.send(wire.ChannelRecords, batch(1, 1))
	if err := w.store.Retire(t.Context(), kioskA); err != nil {
		t.Fatal(err)
	}
	a.refused()
}

func TestNonsenseBeforeTheSignIn(t *testing.T) {
	w := start(t, Config{Connections: 1}, kioskA, kioskB)
	good := w.connect(kioskA, "s")
	send := func(b []byte) {
		c, err := net.Dial("tcp", w.srv.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_, _ = c.Write(b)
		_, _ = io.Copy(io.Discard, c) // until the endpoint closes
	}
	send([]byte("GET / HTTP/1.1\r\n\r\n"))
	huge := append([]byte{0x10, 0x80, 0x80, 0x08}, make([]byte, 64<<10)...) // a CONNECT of 128 KB
	send(huge)
	w.eventually("counted", func() bool { return w.srv.Refused()["garbage"] == 1 && w.srv.Refused()["oversized"] == 1 })
	if _, err := w.dial(options3(w, kioskB, "token-"+kioskB)); err == nil {
		t.Fatal("one connection too many was admitted")
	}
	w.eventually("counted", func() bool { return w.srv.Refused()["too_many_connections"] == 1 })
	good.send(wire.ChannelRecords, batch(1, 1))
}

func TestManyKiosksShareTransactions(t *testing.T) {
	const kiosks, each = 40, 25
	var ids []string
	for i := range kiosks {
		ids = append(ids, fmt.Sprintf("520103-%03d", i))
	}
	w := start(t, Config{}, ids...)
	var wg sync.WaitGroup
	for _, id := range ids {
		c := w.connect(id, "s")
		wg.Go(func() {
			for i := range each {
				c.send(wire.ChannelRecords, batch(uint64(i*2+1), 2))
			}
		})
	}
	wg.Wait()
	sum := 0
	for _, id := range ids {
		sum += w.status(id).Today.Visits
	}
	if sum != kiosks*each*2 {
		t.Fatalf("%d records, want %d", sum, kiosks*each*2)
	}
	if g := w.store.groups.Load(); g >= kiosks*each {
		t.Fatalf("%d transactions for %d messages: nothing is shared", g, kiosks*each)
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := New(Config{Listen: l.Addr().String()}, Deps{Log: slog.New(slog.DiscardHandler)})
	if err := s.Run(t.Context()); err == nil {
		t.Fatal("two on one port")
	}
}

// FuzzConnection feeds bytes to a connection; the endpoint must end it and stay
// whole for the others.
func FuzzConnection(f *testing.F) {
	f.Add([]byte("\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04test"))
	f.Add([]byte("\x30\x05\x00\x03a/bx"))
	f.Add([]byte{0x10, 0xff, 0xff, 0xff, 0x7f})
	var refused refusals
	l := newListener(nil, nil, &refused, slog.New(slog.DiscardHandler), func(net.Conn) {})
	m := mqtt.New(options(100))
	s := New(Config{}, Deps{Log: slog.New(slog.DiscardHandler), Store: nobody{}})
	s.mochi = m
	if err := m.AddHook(&hook{s: s}, nil); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		near, far := net.Pipe()
		go func() {
			_, _ = near.Write(data)
			_ = near.Close()
		}()
		l.slots <- struct{}{}
		c := l.own(far)
		_ = m.EstablishConnection("kiosks", c)
		_ = c.Close()
		l.running.Done()
		_ = near.Close()
		if len(s.conns) != 0 {
			t.Fatal("somebody was admitted")
		}
	})
}

// nobody is a store without kiosks.
type nobody struct{ Store }

func (nobody) Token(context.Context, string) (fleet.TokenHash, error) {
	return fleet.TokenHash{}, fleet.ErrNotFound
}
