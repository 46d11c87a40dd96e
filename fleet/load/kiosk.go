package load

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"lawkiosk/fleet/wire"
)

const (
	agentName   = "kioskload"
	ackTime     = 30 * time.Second
	drainTime   = 10 * time.Second
	connectTime = 10 * time.Second
	lastTries   = 3
)

var errNoAnswer = errors.New("no acknowledgement in time")

// kiosk is one simulated kiosk.
type kiosk struct {
	cfg    *Config
	id     Identity
	stats  *Stats
	boot   string
	outbox outbox

	web      *http.Client
	patience time.Duration // of citizens who call; 0: by chance

	mu       sync.Mutex
	n        uint64
	began    time.Time
	visiting bool
	paper    string // level
	card     string // state of the card reader
	changed  chan struct{}
	done     map[string]bool // commands done before
}

// run lives until serving ends; then what is left is sent while ctx allows.
func (k *kiosk) run(ctx, serving context.Context) {
	k.began, k.paper, k.card, k.changed, k.done = time.Now(), "full", "online", make(chan struct{}, 1), map[string]bool{}
	k.record(wire.KindAgentStarted, wire.AgentStarted{Agent: agentName, Clean: true})
	var wg sync.WaitGroup
	wg.Go(func() { k.every(serving, k.cfg.Visits, k.visit) })
	wg.Go(func() { k.every(serving, k.cfg.Faults, k.fault) })
	wg.Go(func() { k.every(serving, k.cfg.Calls, k.call) })
	for backoff := 100 * time.Millisecond; serving.Err() == nil; backoff = min(2*backoff, 5*time.Second) {
		began := time.Now()
		k.connect(ctx, serving)
		if time.Since(began) > 5*time.Second {
			backoff = 100 * time.Millisecond
		}
		pause(serving, backoff/2+time.Duration(mathrand.Int64N(int64(backoff)))) //nolint:gosec // spreads load only
	}
	wg.Wait()
	for try := 0; try < lastTries && k.outbox.len() > 0 && ctx.Err() == nil; try++ {
		k.connect(ctx, serving) // what was written down while the connection was away
	}
	if left := k.outbox.len(); left > 0 {
		k.stats.add(func(s *Stats) { s.Left += left })
	}
}

// every does something at random times, so many times an hour on average.
func (k *kiosk) every(ctx context.Context, perHour float64, do func(context.Context)) {
	for perHour > 0 {
		wait := -math.Log(1-mathrand.Float64()) / perHour * float64(time.Hour) //nolint:gosec // a simulation
		if !pause(ctx, time.Duration(min(wait, float64(24*time.Hour)))) {
			return
		}
		do(ctx)
	}
}

func (k *kiosk) record(kind wire.Kind, body any) {
	if k.outbox.append(kind, body) == nil {
		k.stats.add(func(s *Stats) { s.Made++ })
	}
}

// connect holds one connection until it ends.
func (k *kiosk) connect(ctx, serving context.Context) {
	session, topic := rand.Text()[:12], wire.Topic(k.id.ID, wire.ChannelPresence)
	will, err := json.Marshal(wire.Presence{V: wire.Version, Session: session, Agent: agentName, At: time.Now().UTC()})
	if err != nil {
		return
	}
	lost := make(chan struct{})
	var once sync.Once
	o := paho.NewClientOptions().AddBroker(k.cfg.URL).SetClientID(k.id.ID).SetUsername(k.id.ID).SetPassword(k.id.Token).
		SetProtocolVersion(4).SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).SetKeepAlive(30*time.Second).
		SetConnectTimeout(connectTime).SetBinaryWill(topic, will, 1, false).
		SetConnectionLostHandler(func(paho.Client, error) { once.Do(func() { close(lost) }) })
	c := paho.NewClient(o)
	if t := c.Connect(); !t.WaitTimeout(connectTime) || t.Error() != nil {
		k.stats.add(func(s *Stats) { s.Refused++ })
		return
	}
	k.stats.add(func(s *Stats) { s.Connects++ })
	l := link{k: k, c: c, lost: lost}
	cut, stop := context.WithCancel(serving)
	var wg sync.WaitGroup
	wg.Go(func() {
		k.every(cut, k.cfg.Cuts, func(context.Context) {
			k.stats.add(func(s *Stats) { s.Cut++ })
			stop()
		})
	})
	clean := l.serve(ctx, cut, session)
	if clean && serving.Err() != nil { // a goodbye; a cut connection just ends
		_ = l.publish(ctx, wire.ChannelPresence, wire.Presence{V: wire.Version, Session: session, Agent: agentName, At: time.Now().UTC()})
	}
	stop()
	wg.Wait()
	if !clean {
		k.stats.add(func(s *Stats) { s.Lost++ })
	}
	c.Disconnect(0)
}

// link is one live connection.
type link struct {
	k    *kiosk
	c    paho.Client
	lost <-chan struct{}
}

// serve sends what there is to send; it reports whether the connection was
// whole until ctx ended it.
func (l *link) serve(outer, ctx context.Context, session string) (clean bool) {
	k := l.k
	t := l.c.Subscribe(wire.Topic(k.id.ID, wire.ChannelCommand), 1, func(_ paho.Client, m paho.Message) { k.command(m.Payload()) })
	if !t.WaitTimeout(ackTime) || t.Error() != nil {
		return false
	}
	online := wire.Presence{V: wire.Version, Online: true, Session: session, Agent: agentName, At: time.Now().UTC()}
	if l.publish(outer, wire.ChannelPresence, online) != nil || l.health(outer) != nil || l.drain(outer) != nil {
		return false
	}
	tick := time.NewTicker(k.cfg.Health)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-l.lost:
			return false
		case <-ctx.Done():
			bounded, cancel := context.WithTimeout(outer, drainTime)
			defer cancel()
			return l.drain(bounded) == nil
		case <-k.outbox.more:
			err = l.drain(outer)
		case <-k.changed:
			err = l.health(outer)
		case <-tick.C:
			err = l.health(outer)
		}
		if err != nil {
			return false
		}
	}
}

// publish sends and waits for the acknowledgement on this connection.
func (l *link) publish(ctx context.Context, ch wire.Channel, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return err
	}
	began := time.Now()
	t := l.c.Publish(wire.Topic(l.k.id.ID, ch), 1, false, payload)
	late := time.NewTimer(ackTime)
	defer late.Stop()
	select {
	case <-t.Done():
		if t.Error() != nil {
			return t.Error()
		}
		if !l.c.IsConnected() { // paho may complete what was never acknowledged
			return errNoAnswer
		}
	case <-l.lost:
		return errNoAnswer
	case <-late.C:
		return errNoAnswer
	case <-ctx.Done():
		return ctx.Err()
	}
	l.k.stats.acked(time.Since(began))
	return nil
}

func (l *link) drain(ctx context.Context) error {
	for l.k.outbox.len() > 0 {
		b, again := l.k.outbox.peek()
		l.k.stats.add(func(s *Stats) { s.Resent += again; s.Batches++ })
		if err := l.publish(ctx, wire.ChannelRecords, b); err != nil {
			return err
		}
		l.k.outbox.acked(b)
		l.k.stats.add(func(s *Stats) { s.Acked += len(b.Records) })
	}
	return nil
}

func (l *link) health(ctx context.Context) error {
	if err := l.publish(ctx, wire.ChannelHealth, l.k.report()); err != nil {
		return err
	}
	l.k.stats.add(func(s *Stats) { s.Health++ })
	return nil
}
