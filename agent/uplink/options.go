package uplink

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lawkiosk/fleet/wire"
)

// options prepares one connection: no reconnect by paho, no stored session,
// the last will, and the way in for commands.
func (u *Uplink) options(ctx context.Context, session string, commands chan<- wire.Command, lost context.CancelCauseFunc) *mqtt.ClientOptions {
	will, _ := json.Marshal(u.presence(false, session)) // plain fields cannot fail
	o := mqtt.NewClientOptions().
		AddBroker(u.cfg.URL).
		SetClientID(u.cfg.Kiosk).
		SetUsername(u.cfg.Kiosk).
		SetPassword(u.cfg.Token).
		SetProtocolVersion(4). // 3.1.1: without it paho falls back to 3.1 after a refusal
		SetCleanSession(true).
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetConnectTimeout(dialTimeout).
		SetKeepAlive(20*time.Second).
		SetPingTimeout(10*time.Second).
		SetWriteTimeout(10*time.Second).
		SetOrderMatters(false).
		SetBinaryWill(wire.Topic(u.cfg.Kiosk, wire.ChannelPresence), will, 1, false)
	if u.cfg.TLS != nil {
		o.SetTLSConfig(u.cfg.TLS)
	}
	o.OnConnectionLost = func(_ mqtt.Client, err error) { lost(fmt.Errorf("the connection was lost: %w", err)) }
	o.DefaultPublishHandler = func(_ mqtt.Client, m mqtt.Message) {
		c, err := readCommand(m.Payload())
		if err != nil {
			u.deps.Log.Warn("command is not understood", "err", err)
			return
		}
		select {
		case commands <- c:
		case <-ctx.Done():
		default: // too many at once; the fleet sends it again
		}
	}
	return o
}

// readCommand checks what came on the command topic.
func readCommand(payload []byte) (c wire.Command, err error) {
	if len(payload) > wire.MaxRecordBytes {
		return c, fmt.Errorf("cannot read a command: %d bytes, at most %d are allowed", len(payload), wire.MaxRecordBytes)
	}
	if err := json.Unmarshal(payload, &c); err != nil {
		return c, fmt.Errorf("cannot read a command: %w", err)
	}
	if c.V != wire.Version || c.ID == "" || len(c.ID) > 64 || c.Kind == "" {
		return c, fmt.Errorf("cannot read a command: version %d, id of %d bytes, kind of %d bytes", c.V, len(c.ID), len(c.Kind))
	}
	return c, nil
}

func sessionName() string { return rand.Text() }
