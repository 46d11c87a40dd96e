package mqttd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"go.uber.org/goleak"

	"lawkiosk/fleet"
	"lawkiosk/fleet/live"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	kioskA = "520103-001"
	kioskB = "520102-001"
)

// faulty is the real store, which can be told to fail.
type faulty struct {
	*sqlite.Store
	fail   atomic.Pointer[func([]fleet.Upward) error]
	groups atomic.Int64
}

func (f *faulty) Ingest(ctx context.Context, m []fleet.Upward) ([]fleet.Outcome, error) {
	f.groups.Add(1)
	if fail := f.fail.Load(); fail != nil {
		if err := (*fail)(m); err != nil {
			return nil, err
		}
	}
	return f.Store.Ingest(ctx, m)
}

func (f *faulty) set(fail func([]fleet.Upward) error) { f.fail.Store(&fail) }

type world struct {
	testing.TB
	store *faulty
	hub   *live.Hub
	srv   *Server
	url   string
}

func start(t testing.TB, cfg Config, kiosks ...string) *world {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "fleet.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, store: &faulty{Store: s}, hub: live.New()}
	for _, id := range kiosks {
		if err := s.Enrol(context.Background(), fleet.Kiosk{ID: id, Name: id, Region: id[:6], Centre: "c", Since: time.Now()}, fleet.HashToken("token-"+id)); err != nil {
			t.Fatal(err)
		}
	}
	cfg.Listen = "127.0.0.1:0"
	w.srv = New(cfg, Deps{Store: w.store, Notify: w.hub, Log: slog.New(slog.DiscardHandler)})
	if err := w.srv.Listen(context.Background()); err != nil {
		t.Fatal(err)
	}
	w.url = "tcp://" + w.srv.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.srv.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// eventually waits for a condition that other goroutines bring about.
func (w *world) eventually(what string, ok func() bool) {
	w.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			w.Fatalf("never: %s (refused %v)", what, w.srv.Refused())
		case <-tick.C:
		}
	}
}

func (w *world) status(id string) fleet.KioskStatus {
	w.Helper()
	k, err := w.store.Kiosk(context.Background(), id, fleet.Day(time.Now()))
	if err != nil {
		w.Fatal(err)
	}
	return k
}

// client is a kiosk's side on paho.
type client struct {
	paho.Client
	w    *world
	id   string
	lost chan struct{}
}

func options3(w *world, id, token string) *paho.ClientOptions {
	return paho.NewClientOptions().AddBroker(w.url).SetClientID(id).SetUsername(id).SetPassword(token).SetProtocolVersion(4).
		SetAutoReconnect(false).SetConnectRetry(false).SetConnectTimeout(5 * time.Second).SetCleanSession(true)
}

func (w *world) dial(o *paho.ClientOptions) (*client, error) {
	c := &client{w: w, id: o.ClientID, lost: make(chan struct{})}
	var once sync.Once
	o.SetConnectionLostHandler(func(paho.Client, error) { once.Do(func() { close(c.lost) }) })
	c.Client = paho.NewClient(o)
	t := c.Connect()
	t.Wait()
	w.Cleanup(func() { c.Disconnect(0) })
	return c, t.Error()
}

func (w *world) connect(id, session string) *client {
	w.Helper()
	o := options3(w, id, "token-"+id)
	if session != "" {
		o.SetBinaryWill(wire.Topic(id, wire.ChannelPresence), encode(wire.Presence{V: 1, Session: session, At: time.Now()}), 1, false)
	}
	c, err := w.dial(o)
	if err != nil {
		w.Fatal(err)
	}
	if session != "" {
		c.send(wire.ChannelPresence, wire.Presence{V: 1, Online: true, Session: session, Agent: "1.0", At: time.Now()})
	}
	return c
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// send publishes and wants the acknowledgement on a live connection.
func (c *client) send(ch wire.Channel, v any) {
	c.w.Helper()
	if !c.sent(wire.Topic(c.id, ch), encode(v)) {
		c.w.Fatalf("%s was not acknowledged (refused %v)", ch, c.w.srv.Refused())
	}
}

func (c *client) sent(topic string, payload []byte) bool {
	t := c.Publish(topic, 1, false, payload)
	select {
	case <-t.Done():
		return t.Error() == nil && c.IsConnected()
	case <-c.lost:
		return false
	}
}

func (c *client) refused() {
	c.w.Helper()
	select {
	case <-c.lost:
	case <-time.After(20 * time.Second):
		c.w.Fatal("the connection stays open")
	}
}

func batch(first uint64, n int) wire.Batch {
	b := wire.Batch{V: 1, Outbox: "o", First: first}
	for i := range n {
		r, err := wire.NewRecord(time.Now(), wire.KindVisitBegan, wire.VisitBegan{Visit: fmt.Sprint("v", i), Lang: "zh-CN"})
		if err != nil {
			panic(err)
		}
		b.Records = append(b.Records, r)
	}
	return b
}

func TestAcknowledgedMeansStored(t *testing.T) {
	w := start(t, Config{}, kioskA)
	l := w.hub.Listen()
	defer l.Close()
	c := w.connect(kioskA, "s1")
	c.send(wire.ChannelRecords, batch(1, 3))
	if got := w.status(kioskA).Today.Visits; got != 3 {
		t.Fatalf("%d visits right after the acknowledgement", got)
	}
	c.send(wire.ChannelRecords, batch(1, 3))
	c.send(wire.ChannelHealth, wire.Health{V: 1, Boot: "b", N: 1, At: time.Now(), InService: true})
	k := w.status(kioskA)
	if k.Today.Visits != 3 || k.State != fleet.InService {
		t.Fatalf("%+v", k)
	}
	w.eventually("listeners are told", func() bool { return len(l.Take().Kiosks) == 1 })
	c.Disconnect(100)
	w.eventually("a goodbye without a word is offline too", func() bool { return w.status(kioskA).State == fleet.Offline })
}

func TestFailedCommitIsNotAcknowledged(t *testing.T) {
	w := start(t, Config{Resend: 20 * time.Millisecond}, kioskA)
	c := w.connect(kioskA, "s1")
	w.store.set(func([]fleet.Upward) error { return errors.New("disk full") })
	if c.sent(wire.Topic(kioskA, wire.ChannelRecords), encode(batch(1, 2))) {
		t.Fatal("acknowledged, but not stored")
	}
	c.refused()
	if n := w.srv.Refused()["store_failed"]; n == 0 {
		t.Fatal("not counted")
	}
	w.store.set(func([]fleet.Upward) error { return nil })
	w.eventually("the end of the connection is committed later", func() bool { return w.status(kioskA).State == fleet.Offline })
	c = w.connect(kioskA, "s2")
	c.send(wire.ChannelRecords, batch(1, 2))
	if got := w.status(kioskA).Today.Visits; got != 2 {
		t.Fatalf("%d visits", got)
	}
}

func TestOneKiosksPoisonHurtsNobodyElse(t *testing.T) {
	w := start(t, Config{}, kioskA, kioskB)
	a, b := w.connect(kioskA, "a"), w.connect(kioskB, "b")
	w.store.set(func(m []fleet.Upward) error {
		for _, x := range m {
			if x.Kiosk == kioskB {
				return errors.New("cannot take this")
			}
		}
		return nil
	})
	var wg sync.WaitGroup
	wg.Go(func() { b.sent(wire.Topic(kioskB, wire.ChannelRecords), encode(batch(1, 1))) })
	for i := range 20 {
		a.send(wire.ChannelRecords, batch(uint64(i+1), 1))
	}
	wg.Wait()
	b.refused()
	w.store.set(func([]fleet.Upward) error { return nil })
}

func TestRefused(t *testing.T) {
	big := make([]byte, wire.MaxMessageBytes+4096)
	cases := []struct {
		what, reason string
		do           func(c *client)
	}{
		{"garbage", "garbage", func(c *client) { c.Publish(wire.Topic(kioskB, wire.ChannelRecords), 1, false, []byte("\x00garbage")) }},
		{"oversized", "oversized", func(c *client) { c.Publish(wire.Topic(kioskB, wire.ChannelRecords), 1, false, big) }},
		{"over the contract's limit", "oversized", func(c *client) {
			c.Publish(wire.Topic(kioskB, wire.ChannelRecords), 1, false, big[:wire.MaxMessageBytes+100])
		}},
		{"wrong version", "wrong_version", func(c *client) {
			c.Publish(wire.Topic(kioskB, wire.ChannelPresence), 1, false, []byte(`{"v":2,"session":"s"}`))
		}},
		{"another kiosk's topic", "foreign_topic", func(c *client) { c.Publish(wire.Topic(kioskA, wire.ChannelRecords), 1, false, encode(batch(1, 1))) }},
		{"its own command topic", "foreign_topic", func(c *client) { c.Publish(wire.Topic(kioskB, wire.ChannelCommand), 1, false, []byte("{}")) }},
		{"topic of no contract", "foreign_topic", func(c *client) { c.Publish("a/b", 1, false, []byte("{}")) }},
		{"QoS 0 elsewhere", "foreign_topic", func(c *client) { c.Publish("$SYS/x", 0, false, []byte("{}")) }},
		{"QoS 0", "not_allowed", func(c *client) { c.Publish(wire.Topic(kioskB, wire.ChannelRecords), 0, false, encode(batch(1, 1))) }},
		{"retained", "not_allowed", func(c *client) { c.Publish(wire.Topic(kioskB, wire.ChannelRecords), 1, true, encode(batch(1, 1))) }},
		{"subscription to all", "foreign_topic", func(c *client) { c.Subscribe("#", 1, nil) }},
		{"subscription to another", "foreign_topic", func(c *client) { c.Subscribe(wire.Topic(kioskA, wire.ChannelCommand), 1, nil) }},
		{"shared subscription", "foreign_topic", func(c *client) { c.Subscribe("$share/g/"+wire.Topic(kioskB, wire.ChannelCommand), 1, nil) }},
	}
	w := start(t, Config{}, kioskA, kioskB)
	good := w.connect(kioskA, "good")
	for i, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			before := w.srv.Refused()[c.reason]
			bad := w.connect(kioskB, fmt.Sprint("bad", i))
			c.do(bad)
			bad.refused()
			w.eventually("counted", func() bool { return w.srv.Refused()[c.reason] == before+1 })
			w.eventually("offline", func() bool { return w.status(kioskB).State == fleet.Offline })
			good.send(wire.ChannelRecords, batch(uint64(i+1), 1))
		})
	}
	if n := w.status(kioskB).Today.Visits; n != 0 {
		t.Fatalf("%d refused records were stored", n)
	}
}

func TestSignIn(t *testing.T) {
	w := start(t, Config{}, kioskA, kioskB)
	if err := w.store.Retire(t.Context(), kioskB); err != nil {
		t.Fatal(err)
	}
	will := func(topic string, v any) func(*paho.ClientOptions) {
		return func(o *paho.ClientOptions) { o.SetBinaryWill(topic, encode(v), 1, false) }
	}
	own := wire.Topic(kioskA, wire.ChannelPresence)
	for _, c := range []struct {
		what, id, token, reason string
		change                  func(*paho.ClientOptions)
	}{
		{"wrong token", kioskA, "x", "bad_login", nil},
		{"no token", kioskA, "", "bad_login", nil},
		{"unknown kiosk", "520103-999", "x", "bad_login", nil},
		{"retired", kioskB, "token-" + kioskB, "bad_login", nil},
		{"no kiosk's name", "A/#", "x", "bad_login", nil},
		{"another client id", kioskA, "token-" + kioskA, "bad_login", func(o *paho.ClientOptions) { o.SetClientID("other") }},
		{"will to another kiosk", kioskA, "token-" + kioskA, "bad_will", will(wire.Topic(kioskB, wire.ChannelCommand), wire.Presence{V: 1, Session: "s"})},
		{"will that says online", kioskA, "token-" + kioskA, "bad_will", will(own, wire.Presence{V: 1, Session: "s", Online: true})},
		{"will of garbage", kioskA, "token-" + kioskA, "bad_will", will(own, "garbage")},
		{"old protocol", kioskA, "token-" + kioskA, "not_allowed", func(o *paho.ClientOptions) { o.SetProtocolVersion(3) }},
	} {
		t.Run(c.what, func(t *testing.T) {
			before := w.srv.Refused()[c.reason]
			o := options3(w, c.id, c.token)
			if c.change != nil {
				c.change(o)
			}
			if _, err := w.dial(o); err == nil {
				t.Fatal("admitted")
			}
			w.eventually("counted", func() bool { return w.srv.Refused()[c.reason] > before })
		})
	}
	w.connect(kioskA, "s").send(wire.ChannelRecords, batch(1, 1))
}
