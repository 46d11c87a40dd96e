package mqttd

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// keepAliveLimit is the longest keep-alive, in seconds; a kiosk that is gone
// is noticed after one and a half of it. Zero would mean never.
const keepAliveLimit = 120

var errCounted = errors.New("connection refused")

// kiosk is a signed-in kiosk's connection.
type kiosk struct {
	id         string
	token      fleet.TokenHash
	client     *mqtt.Client
	session    string // of the presence it published, empty while it has not
	subscribed bool   // it can receive commands
}

// hook is what mochi asks and tells.
type hook struct {
	mqtt.HookBase
	s *Server
}

func (h *hook) ID() string { return "lawkiosk" }

func (h *hook) Provides(b byte) bool {
	switch b {
	case mqtt.OnConnect, mqtt.OnConnectAuthenticate, mqtt.OnSessionEstablished, mqtt.OnACLCheck, mqtt.OnPacketRead,
		mqtt.OnPublish, mqtt.OnSubscribed, mqtt.OnUnsubscribed, mqtt.OnDisconnect:
		return true
	}
	return false
}

// OnConnect refuses other protocol versions and keeps sessions and keep-alive
// within what this endpoint does.
func (h *hook) OnConnect(cl *mqtt.Client, _ packets.Packet) error {
	if cl.Properties.ProtocolVersion != 4 {
		h.s.refused.add(notAllowed)
		_ = h.s.mochi.SendConnack(cl, packets.ErrUnsupportedProtocolVersion, false, nil) // it is refused anyway
		return errCounted
	}
	cl.Properties.Clean = true
	if cl.State.Keepalive == 0 || cl.State.Keepalive > keepAliveLimit {
		cl.State.Keepalive = keepAliveLimit
	}
	return nil
}

// OnConnectAuthenticate checks id, token and last will. An unknown id takes as
// long as a wrong token.
func (h *hook) OnConnectAuthenticate(cl *mqtt.Client, pk packets.Packet) bool {
	id := string(pk.Connect.Username)
	given := fleet.HashToken(string(pk.Connect.Password))
	var want fleet.TokenHash
	err := wire.CheckKioskID(id)
	if err == nil {
		want, err = h.s.deps.Store.Token(context.Background(), id)
	}
	same := subtle.ConstantTimeCompare(given[:], want[:]) == 1
	if err != nil || !same || cl.ID != id {
		h.s.refused.add(badLogin)
		h.s.deps.Log.Warn("kiosk's sign-in refused", "client", clip(cl.ID), "remote", cl.Net.Remote)
		return false
	}
	if err := checkWill(id, cl.Properties.Will); err != nil {
		h.s.refused.add(badWill)
		h.s.deps.Log.Warn("kiosk's last will refused", "kiosk", id, "error", err)
		return false
	}
	h.s.mu.Lock()
	h.s.conns[cl.Net.Conn] = &kiosk{id: id, token: given, client: cl}
	h.s.mu.Unlock()
	return true
}

func clip(text string) string {
	if len(text) > 64 {
		return text[:64] + "…"
	}
	return text
}

// checkWill accepts a kiosk's own "offline" only: mochi sends a will to its
// topic without asking OnACLCheck.
func checkWill(id string, w mqtt.Will) error {
	if w.Flag == 0 {
		return nil
	}
	if w.TopicName != wire.Topic(id, wire.ChannelPresence) {
		return fmt.Errorf("cannot take a will for %.70q: %w", w.TopicName, wire.ErrForeignTopic)
	}
	p, err := wire.DecodePresence(w.Payload)
	if err != nil {
		return err
	}
	if p.Online || w.Retain || w.Qos != 1 {
		return errors.New("cannot take a will that says online, is retained or not of QoS 1")
	}
	return nil
}

// OnSessionEstablished lifts the limits of the sign-in.
func (h *hook) OnSessionEstablished(cl *mqtt.Client, _ packets.Packet) {
	if c, ok := cl.Net.Conn.(*conn); ok {
		c.admit()
	}
	h.s.enter(cl.Net.Conn)
}

// OnACLCheck lets a kiosk subscribe to its own commands only. Publishing is
// checked in OnPacketRead, where every publish passes.
func (h *hook) OnACLCheck(cl *mqtt.Client, topic string, write bool) bool {
	if write || topic == wire.Topic(cl.ID, wire.ChannelCommand) {
		return true
	}
	_ = h.refuse(cl, fmt.Errorf("cannot subscribe to %.70q: %w", topic, wire.ErrForeignTopic), foreignTopic)
	return false
}

// OnPacketRead refuses what a kiosk may not publish before mochi looks at it.
func (h *hook) OnPacketRead(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if pk.FixedHeader.Type != packets.Publish {
		return pk, nil
	}
	id, channel, err := wire.ParseTopic(pk.TopicName)
	switch {
	case err != nil:
		return pk, h.refuse(cl, err, foreignTopic)
	case id != cl.ID || !channel.Upward():
		return pk, h.refuse(cl, fmt.Errorf("cannot publish to %s: %w", pk.TopicName, wire.ErrForeignTopic), foreignTopic)
	case pk.FixedHeader.Qos != 1 || pk.FixedHeader.Retain:
		return pk, h.refuse(cl, errors.New("cannot take a message that is retained or not of QoS 1"), notAllowed)
	}
	return pk, nil
}

// refuse counts, ends the connection and gives the error that makes mochi
// answer nothing.
func (h *hook) refuse(cl *mqtt.Client, err error, why reason) error {
	h.s.refused.add(why)
	h.s.deps.Log.Warn("message refused", "kiosk", clip(cl.ID), "reason", why.String(), "error", err)
	cl.Stop(err)
	return packets.ErrRejectPacket
}

// OnPublish returns after the message is committed; only then mochi
// acknowledges it. After a failure the connection is ended as well: with any
// other answer mochi would acknowledge a message that is not stored.
func (h *hook) OnPublish(cl *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if cl.Net.Inline {
		return pk, nil
	}
	m, err := decode(cl.ID, pk)
	if err != nil {
		return pk, h.refuse(cl, err, reasonOf(err))
	}
	m.Received = h.s.deps.Now()
	if m.Presence != nil {
		err = h.s.present(cl.Net.Conn, m)
	} else {
		err = h.s.commits.submit(m)
	}
	switch {
	case errors.Is(err, errReplaced): // nothing wrong was said
		cl.Stop(err)
		return pk, packets.ErrRejectPacket
	case err != nil:
		return pk, h.refuse(cl, err, reasonOf(err))
	}
	return pk, packets.CodeSuccessIgnore // acknowledge it, pass it on to nobody
}

func decode(id string, pk packets.Packet) (fleet.Upward, error) {
	m := fleet.Upward{Kiosk: id}
	_, channel, err := wire.ParseTopic(pk.TopicName)
	if err != nil {
		return m, err
	}
	switch channel {
	case wire.ChannelPresence:
		var p wire.Presence
		p, err = wire.DecodePresence(pk.Payload)
		m.Presence = &p
	case wire.ChannelHealth:
		var d wire.Health
		d, err = wire.DecodeHealth(pk.Payload)
		m.Health = &d
	case wire.ChannelRecords:
		var b wire.Batch
		b, err = wire.DecodeBatch(pk.Payload)
		m.Batch = &b
	default:
		err = wire.ErrForeignTopic
	}
	return m, err
}

// OnSubscribed sends the kiosk's open commands.
func (h *hook) OnSubscribed(cl *mqtt.Client, _ packets.Packet, codes []byte) {
	for _, c := range codes {
		if c > packets.CodeGrantedQos2.Code {
			return
		}
	}
	h.s.mu.Lock()
	k := h.s.conns[cl.Net.Conn]
	if k != nil {
		k.subscribed = true
	}
	h.s.mu.Unlock()
	if k != nil {
		h.s.Push(k.id)
	}
}

// OnUnsubscribed ends the sending of commands.
func (h *hook) OnUnsubscribed(cl *mqtt.Client, _ packets.Packet) {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	if k := h.s.conns[cl.Net.Conn]; k != nil {
		k.subscribed = false
	}
}

// OnDisconnect says that a kiosk is offline. The end of its connection is
// what its last will says, and is known here also where mochi sends no will:
// after a refusal, and after a goodbye without a presence. mochi passes wills
// to subscribers only, of which there are none, so the will's own bytes are
// checked at the sign-in and used by nobody else.
func (h *hook) OnDisconnect(cl *mqtt.Client, err error, _ bool) {
	if errors.Is(err, packets.ErrPacketTooLarge) {
		h.s.refused.add(oversized)
		h.s.deps.Log.Warn("message refused", "kiosk", clip(cl.ID), "reason", oversized.String(), "error", err)
	} else if code := (packets.Code{}); errors.As(err, &code) && code.Code >= packets.ErrUnspecifiedError.Code &&
		!errors.Is(err, packets.ErrSessionTakenOver) && !errors.Is(err, packets.ErrServerShuttingDown) && !errors.Is(err, packets.ErrRejectPacket) {
		h.s.refused.add(garbage)
		h.s.deps.Log.Warn("message refused", "kiosk", clip(cl.ID), "reason", garbage.String(), "error", err)
	}
	h.s.leave(cl.Net.Conn)
}
