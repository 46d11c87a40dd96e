package mqttd

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// tend sends commands and watches over the connections until ctx ends.
func (s *Server) tend(ctx context.Context) {
	resend, recheck := time.NewTicker(s.cfg.Resend), time.NewTicker(s.cfg.Recheck)
	defer resend.Stop()
	defer recheck.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
			for _, id := range s.takeWanted() {
				s.sendOpen(ctx, id)
			}
		case <-resend.C:
			s.sendOpen(ctx, "")
			s.expire(ctx)
			s.commitEnded()
		case <-recheck.C:
			s.recheck(ctx)
		}
	}
}

// Push sends a kiosk's open commands soon; it never blocks.
func (s *Server) Push(kiosk string) {
	s.mu.Lock()
	s.wanted[kiosk] = struct{}{}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // tend will see it
	}
}

func (s *Server) takeWanted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, 0, len(s.wanted))
	for id := range s.wanted {
		out = append(out, id)
	}
	clear(s.wanted)
	return out
}

// sendOpen sends the open commands of one kiosk, or of all whose commands have
// waited long enough for an answer.
func (s *Server) sendOpen(ctx context.Context, kiosk string) {
	now := s.deps.Now()
	open, err := s.deps.Store.OpenCommands(ctx, kiosk, now)
	if err != nil {
		s.deps.Log.ErrorContext(ctx, "commands cannot be read", "error", err)
		return
	}
	var sent []fleet.Command
	for _, c := range open {
		if kiosk == "" && now.Sub(c.Sent) < s.cfg.Resend*9/10 {
			continue // on its way
		}
		if s.send(ctx, c) {
			sent = append(sent, c)
		}
	}
	if len(sent) == 0 {
		return
	}
	ids := make([]string, len(sent))
	for i, c := range sent {
		ids[i] = c.ID
	}
	if err := s.deps.Store.MarkSent(ctx, ids, now); err != nil {
		s.deps.Log.ErrorContext(ctx, "commands cannot be marked as sent", "error", err)
		return
	}
	s.tell(sent)
}

func (s *Server) tell(commands []fleet.Command) {
	if s.deps.Notify == nil {
		return
	}
	for _, c := range commands {
		s.deps.Notify.Command(c.Kiosk, c.ID)
	}
}

// send writes a command to the kiosk's connection and says whether it did. The
// row is what guarantees it, so mochi's own queue of unacknowledged messages is not used.
func (s *Server) send(ctx context.Context, c fleet.Command) bool {
	s.mu.Lock()
	k := s.kiosks[c.Kiosk]
	ready := k != nil && k.subscribed
	s.mu.Unlock()
	if !ready {
		return false
	}
	payload, err := json.Marshal(wire.Command{V: wire.Version, ID: c.ID, Kind: c.Kind, Expires: c.Expires})
	if err != nil {
		s.deps.Log.ErrorContext(ctx, "command cannot be written", "command", c.ID, "error", err)
		return false
	}
	n, err := k.client.NextPacketID()
	if err == nil {
		err = k.client.WritePacket(packets.Packet{
			FixedHeader: packets.FixedHeader{Type: packets.Publish, Qos: 1},
			TopicName:   wire.Topic(c.Kiosk, wire.ChannelCommand), Payload: payload, PacketID: uint16(n), //nolint:gosec // mochi keeps it below 65536
		})
	}
	if err != nil { // a connection that takes no command is no connection
		s.deps.Log.WarnContext(ctx, "command not sent, it will be sent again", "kiosk", c.Kiosk, "command", c.ID, "error", err)
		k.client.Stop(err)
	}
	return err == nil
}

func (s *Server) expire(ctx context.Context) {
	expired, err := s.deps.Store.Expire(ctx, s.deps.Now())
	if err != nil {
		s.deps.Log.ErrorContext(ctx, "expired commands cannot be ended", "error", err)
		return
	}
	s.tell(expired)
}

// recheck ends the connections of kiosks that were retired or whose token was
// changed after they signed in, as the command line does beside this process.
func (s *Server) recheck(ctx context.Context) {
	tokens, err := s.deps.Store.Tokens(ctx)
	if err != nil {
		s.deps.Log.ErrorContext(ctx, "tokens cannot be checked again", "error", err)
		return
	}
	s.mu.Lock()
	var out []*kiosk
	for _, k := range s.conns {
		if now, ok := tokens[k.id]; !ok || now != k.token {
			out = append(out, k)
		}
	}
	s.mu.Unlock()
	for _, k := range out {
		s.refused.add(unknownKiosk)
		s.deps.Log.WarnContext(ctx, "kiosk's token is no longer valid", "kiosk", k.id)
		k.client.Stop(errors.New("token is no longer valid"))
	}
}
