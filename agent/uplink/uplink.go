// Package uplink is the kiosk's MQTT session with the fleet: it connects again
// by itself, sends what the outbox holds until the fleet confirms that it is
// stored, publishes presence and health, and receives commands. Only the agent
// imports it.
//
// paho's own reconnect is off: with it a publish token can complete without an
// error and without a PUBACK. Here a connection that is lost ends the session;
// every token of it fails, and a new session begins with the outbox's oldest
// record.
package uplink

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lawkiosk/fleet/wire"
)

// Config says where the fleet is and who the kiosk is.
type Config struct {
	URL       string // "tcp://host:1883" or "tls://host:8883"
	Kiosk     string // also the client id and the user name
	Token     string // the kiosk's password, given at enrolment
	TLS       *tls.Config
	Agent     string        // kioskd's version, told in presence
	Heartbeat time.Duration // time between health documents; 0 is 60 s
}

// Outbox is what the uplink needs of package outbox.
type Outbox interface {
	Append(recs ...wire.Record) error
	Peek(maxRecords, maxBytes int) (b wire.Batch, ok bool, err error)
	Done(b wire.Batch) error
	More() <-chan struct{}
}

// Deps is what the uplink works with.
type Deps struct {
	Outbox Outbox
	Health func() wire.Health
	// HealthChanged gets a value when Health would say something new.
	HealthChanged <-chan struct{}
	// Do carries out a command and gives wire.CommandDone's words. It is
	// called again with the same ID when the answer was lost on its way.
	Do func(ctx context.Context, c wire.Command) (outcome, detail string)
	// Connection is called with true after the fleet accepted the session and
	// with false when it ended; nil is allowed.
	Connection func(connected bool)
	Log        *slog.Logger
}

// Uplink is the session. New starts nothing.
type Uplink struct {
	cfg       Config
	deps      Deps
	connected atomic.Bool
}

// New makes an uplink.
func New(cfg Config, deps Deps) *Uplink {
	if cfg.Heartbeat == 0 {
		cfg.Heartbeat = time.Minute
	}
	return &Uplink{cfg: cfg, deps: deps}
}

// Connected reports whether the fleet is reached now.
func (u *Uplink) Connected() bool { return u.connected.Load() }

// The wait between two tries to connect grows from first to longest and is
// spread, so that ten thousand kiosks do not come back in the same second.
const (
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
	ackTimeout  = 20 * time.Second
	dialTimeout = 10 * time.Second
)

// Run keeps a session until ctx ends. It never returns another error.
func (u *Uplink) Run(ctx context.Context) error {
	wait := firstWait
	for {
		accepted, err := u.session(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if accepted {
			wait = firstWait
		}
		pause := wait/2 + rand.N(wait)
		u.deps.Log.Warn("fleet is not reached", "err", err, "retry_in", pause.Round(time.Millisecond))
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
		wait = min(2*wait, longestWait)
	}
}

// session connects once and works until the connection or ctx ends.
func (u *Uplink) session(ctx context.Context) (accepted bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	commands := make(chan wire.Command, 16)
	name := sessionName()
	client := mqtt.NewClient(u.options(ctx, name, commands, cancel))
	if err := await(ctx, client.Connect(), dialTimeout); err != nil {
		client.Disconnect(0)
		return false, fmt.Errorf("cannot connect to the fleet at %s: %w", u.cfg.URL, err)
	}
	defer func() {
		u.setConnected(false)
		u.goodbye(client, name)
	}()
	topic := wire.Topic(u.cfg.Kiosk, wire.ChannelCommand)
	if err := u.publish(ctx, client, wire.ChannelPresence, u.presence(true, name)); err != nil {
		return false, err
	}
	if err := await(ctx, client.Subscribe(topic, 1, nil), ackTimeout); err != nil {
		return false, fmt.Errorf("cannot subscribe to commands: %w", err)
	}
	u.setConnected(true)
	u.deps.Log.Info("fleet is reached", "url", u.cfg.URL)

	done := make(chan struct{})
	go func() {
		defer close(done)
		u.obey(ctx, commands)
	}()
	err = u.work(ctx, client)
	cancel(err)
	<-done
	return true, err
}

// work publishes until something fails.
func (u *Uplink) work(ctx context.Context, client mqtt.Client) error {
	health := time.NewTicker(u.cfg.Heartbeat)
	defer health.Stop()
	waiting := 0 // records that waited by the last health document
	tell := func() error {
		h := u.deps.Health()
		waiting = h.OutboxLen
		return u.publish(ctx, client, wire.ChannelHealth, h)
	}
	if err := tell(); err != nil {
		return err
	}
	for {
		more, err := u.sendBatch(ctx, client)
		if err != nil {
			return err
		}
		if !more && waiting > 0 { // a backlog that is gone must not look there for a minute
			if err := tell(); err != nil {
				return err
			}
		}
		// Health goes between two batches, so that a month's backlog does
		// not keep the console from seeing the kiosk as it is now.
		ready := make(chan struct{})
		if more {
			close(ready)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-u.deps.HealthChanged:
			err = tell()
		case <-health.C:
			err = tell()
		case <-u.deps.Outbox.More():
		case <-ready:
		}
		if err != nil {
			return err
		}
	}
}

// sendBatch sends the oldest records and deletes them once the fleet said that
// they are stored. A failure of the outbox itself ends the session, so that
// the loop's growing wait applies.
func (u *Uplink) sendBatch(ctx context.Context, client mqtt.Client) (more bool, err error) {
	b, ok, err := u.deps.Outbox.Peek(wire.MaxBatchRecords, wire.MaxMessageBytes*3/4)
	if err != nil || !ok {
		return false, err
	}
	if err := u.publish(ctx, client, wire.ChannelRecords, b); err != nil {
		return false, err
	}
	return true, u.deps.Outbox.Done(b)
}

// obey carries out commands one after the other and writes their answers down.
func (u *Uplink) obey(ctx context.Context, commands <-chan wire.Command) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-commands:
			done := wire.CommandDone{ID: c.ID, Outcome: "expired"}
			if time.Now().Before(c.Expires) {
				done.Outcome, done.Detail = u.deps.Do(ctx, c)
			}
			rec, err := wire.NewRecord(time.Now(), wire.KindCommandDone, done)
			if err == nil {
				err = u.deps.Outbox.Append(rec)
			}
			if err != nil { // the fleet sends the command again
				u.deps.Log.Error("cannot write down a command's answer", "command", c.ID, "err", err)
			}
		}
	}
}

func (u *Uplink) publish(ctx context.Context, client mqtt.Client, c wire.Channel, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("cannot encode %s: %w", c, err)
	}
	if len(data) > wire.MaxMessageBytes {
		return fmt.Errorf("cannot publish %s: %d bytes, at most %d are allowed", c, len(data), wire.MaxMessageBytes)
	}
	token := client.Publish(wire.Topic(u.cfg.Kiosk, c), 1, false, data)
	if err := await(ctx, token, ackTimeout); err != nil {
		return fmt.Errorf("cannot publish %s: %w", c, err)
	}
	if !client.IsConnectionOpen() {
		return fmt.Errorf("cannot publish %s: the connection was lost meanwhile", c)
	}
	return nil
}

// goodbye says that the kiosk leaves on purpose, then disconnects. It does not
// matter if it fails: the fleet then sends the last will itself.
func (u *Uplink) goodbye(client mqtt.Client, name string) {
	if client.IsConnectionOpen() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := u.publish(ctx, client, wire.ChannelPresence, u.presence(false, name)); err != nil {
			u.deps.Log.Debug("cannot say goodbye", "err", err)
		}
	}
	client.Disconnect(100)
}

func (u *Uplink) presence(online bool, session string) wire.Presence {
	return wire.Presence{V: wire.Version, Online: online, Session: session, Agent: u.cfg.Agent, At: time.Now().UTC()}
}

func (u *Uplink) setConnected(on bool) {
	if u.connected.Swap(on) != on && u.deps.Connection != nil {
		u.deps.Connection(on)
	}
}

var errTimeout = errors.New("no answer in time")

// await waits for a token, ctx or a time limit, whichever comes first.
func await(ctx context.Context, token mqtt.Token, limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-token.Done():
		return token.Error()
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return errTimeout
	}
}
