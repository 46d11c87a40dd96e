package meeting

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Here implements AtBoth. A heartbeat that tells nothing new is mostly not written.
func (s *Service) Here(ctx context.Context, side Side, id string, h wire.Here) (wire.Call, error) {
	if err := checkHere(h); err != nil {
		return wire.Call{}, err
	}
	c, err := s.load(ctx, side, id)
	if err != nil {
		return wire.Call{}, err
	}
	now := s.now()
	p := c.me(side)
	news := p.Joined != h.Joined || p.Camera != h.Camera || p.Mic != h.Microphone || p.Path != h.Path || !p.Here
	if c.Running() && !p.Gone && (news || now.Sub(p.Seen) >= seenStep) {
		c, err = s.change(ctx, id, func(c *Call, fx *Effects) error {
			p := c.me(side)
			if p == nil || p.Gone || !c.Running() {
				return nil
			}
			if p.Kiosk != "" {
				fx.devices(c.Region, c.Centre, p, h, now)
			}
			p.Seen, p.Here = latest(p.Seen, now), true
			p.Joined, p.Camera, p.Mic, p.Path = h.Joined, h.Camera, h.Microphone, h.Path
			return nil
		})
		if err != nil {
			return wire.Call{}, err
		}
	}
	return s.viewOf(ctx, c, side)
}

func checkHere(h wire.Here) error {
	device := []string{"", "on", "off", "busy", "missing", "denied", "failed"}
	if !slices.Contains(device, h.Camera) || !slices.Contains(device, h.Microphone) {
		return bad("camera and microphone are on, off, busy, missing, denied or failed")
	}
	if !slices.Contains([]string{"", "direct", "relay", "unreachable"}, h.Path) {
		return bad("path is direct, relay or unreachable")
	}
	return nil
}

// devices raises and clears the alarms of a kiosk, where its word changed. What
// a citizen switched off says nothing of the device.
func (fx *Effects) devices(region, centre string, p *Person, h wire.Here, now time.Time) {
	for _, d := range []struct{ class, before, after, well1, well2 string }{
		{"camera", p.Camera, h.Camera, "on", "on"},
		{"microphone", p.Mic, h.Microphone, "on", "on"},
		{"turn", p.Path, h.Path, "direct", "relay"},
	} {
		switch {
		case d.before == d.after:
		case d.after == d.well1 || d.after == d.well2:
			fx.Well = append(fx.Well, Well{Kiosk: p.Kiosk, Class: d.class})
		case d.after != "" && d.after != "off":
			what := d.class + "." + d.after
			fx.Well = append(fx.Well, Well{Kiosk: p.Kiosk, Class: d.class, Except: what})
			fx.Alarms = append(fx.Alarms, fleet.Attention{
				Kiosk: p.Kiosk, Region: region, Centre: centre, Problem: fleet.Problem{What: what, Since: now},
			})
		}
	}
}

// tokenTime is how long a token opens its room.
const tokenTime = time.Minute

// Token implements AtBoth. Nobody gets one without being in People, and before an
// answer only the citizen, whose room it is.
func (s *Service) Token(ctx context.Context, side Side, id string) (wire.RoomToken, error) {
	c, err := s.load(ctx, side, id)
	if err != nil {
		return wire.RoomToken{}, err
	}
	return s.entry(ctx, c, c.me(side))
}

// entry makes a person's token.
func (s *Service) entry(ctx context.Context, c *Call, p *Person) (wire.RoomToken, error) {
	switch {
	case !c.Running() || p.Gone:
		return wire.RoomToken{}, ErrOver
	case !c.opens(p):
		return wire.RoomToken{}, notNow("nobody has answered yet")
	}
	if err := s.d.Rooms.Open(ctx, c.Room, maxPeople); err != nil {
		return wire.RoomToken{}, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	attributes := map[string]string{"role": p.Role}
	if p.User != "" {
		attributes["licence"], attributes["firm"] = p.Licence, p.Firm
	}
	text, err := s.d.Rooms.Token(ctx, Grant{
		Room: c.Room, Identity: p.Identity, Name: p.Name, Attributes: attributes, Publish: true, TTL: tokenTime,
	})
	if err != nil {
		return wire.RoomToken{}, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return wire.RoomToken{Token: text, Identity: p.Identity, URL: s.cfg.RoomsURL}, nil
}

// maxWrapped is the largest wrapped key in base64.
const maxWrapped = 512

// Keys implements AtBoth. A newer public key of a reloaded page makes its
// wrapped key worthless, so that the holder sees that one is wanted.
func (s *Service) Keys(ctx context.Context, side Side, id string, k wire.Keys) (wire.Call, error) {
	if err := checkKeys(k); err != nil {
		return wire.Call{}, err
	}
	if !s.cfg.E2EE {
		return wire.Call{}, notNow("end-to-end encryption is off")
	}
	if _, err := s.load(ctx, side, id); err != nil {
		return wire.Call{}, err
	}
	c, err := s.change(ctx, id, func(c *Call, _ *Effects) error {
		p := c.me(side)
		if !c.Running() || p == nil || p.Gone {
			return ErrOver
		}
		c.keyOf(p, k.Public)
		if len(k.Wrapped) == 0 && k.Epoch == 0 {
			return nil
		}
		return c.wrap(p, k)
	})
	if err != nil {
		return wire.Call{}, err
	}
	return s.viewOf(ctx, c, side)
}

// keyOf takes a participant's public key, where one came.
func (c *Call) keyOf(p *Person, public string) {
	if public != "" && public != p.Key {
		p.Key = public
		delete(c.Wrapped, p.Identity)
	}
}

func checkKeys(k wire.Keys) error {
	if k.Public != "" {
		point, err := base64.StdEncoding.DecodeString(k.Public)
		if err == nil {
			_, err = ecdh.P256().NewPublicKey(point)
		}
		if err != nil {
			return bad("public is a point of P-256, uncompressed, in base64")
		}
	}
	if len(k.Wrapped) > maxPeople || k.Epoch < 0 {
		return bad("wrapped has too many keys, or epoch is below zero")
	}
	for _, w := range k.Wrapped {
		if b, err := base64.StdEncoding.DecodeString(w); err != nil || len(w) > maxWrapped || len(b) < 28 {
			return bad("wrapped has nonces and ciphertexts in base64")
		}
	}
	return nil
}

// wrap takes the holder's wrapped keys; a new epoch replaces those of the one before.
func (c *Call) wrap(p *Person, k wire.Keys) error {
	switch {
	case p.Identity != c.Holder:
		return notNow("only the holder hands out the room's key")
	case k.Epoch < c.Epoch:
		return notNow("this key is older than the room's")
	case k.Epoch > c.Epoch || c.Wrapped == nil:
		c.Epoch, c.Wrapped = k.Epoch, map[string]string{}
	}
	for identity, w := range k.Wrapped {
		if c.byIdentity(identity) != nil { // who left meanwhile gets none
			c.Wrapped[identity] = w
		}
	}
	return nil
}

// End implements AtBoth.
func (s *Service) End(ctx context.Context, side Side, id string) (wire.Call, error) {
	if _, err := s.load(ctx, side, id); err != nil {
		return wire.Call{}, err
	}
	c, err := s.change(ctx, id, func(c *Call, fx *Effects) error {
		p := c.me(side)
		if !c.Running() || p == nil || p.Gone {
			return nil
		}
		if p.User != "" && p.User == c.Lawyer {
			return notNow("the call's lawyer finishes or transfers it")
		}
		s.leaves(c, fx, p, s.now())
		return nil
	})
	if err != nil {
		return wire.Call{}, err
	}
	return s.viewOf(ctx, c, side)
}

// leaves lets somebody go: the citizen ends the call by it.
func (s *Service) leaves(c *Call, fx *Effects, p *Person, now time.Time) {
	switch {
	case p == nil:
	case p.Role != roleCitizen:
		c.leave(p, fx, now)
	case c.State == wire.CallTalking:
		s.end(c, fx, now, wire.CallLeft)
	case c.State == wire.CallUnanswered:
		s.end(c, fx, now, wire.CallNoAnswer)
	default:
		s.end(c, fx, now, wire.CallAbandoned)
	}
}

// citizens changes a call for the kiosk of its citizen.
func (s *Service) citizens(ctx context.Context, kiosk, id string, f func(c *Call, fx *Effects) error) (wire.Call, error) {
	c, err := s.load(ctx, AtKiosk(kiosk), id)
	if err != nil {
		return wire.Call{}, err
	}
	if c.Kiosk != kiosk {
		return wire.Call{}, ErrUnknown
	}
	if c, err = s.change(ctx, id, f); err != nil {
		return wire.Call{}, err
	}
	return s.viewOf(ctx, c, AtKiosk(kiosk))
}

// lawyers changes a running call for its lawyer.
func (s *Service) lawyers(ctx context.Context, user, id string, f func(c *Call, fx *Effects) error) (DeskCall, error) {
	if _, err := s.load(ctx, AtDesk(user), id); err != nil {
		return DeskCall{}, err
	}
	c, err := s.change(ctx, id, func(c *Call, fx *Effects) error {
		switch {
		case !c.Running():
			return ErrOver
		case c.Lawyer != user || c.byUser(user) == nil:
			return ErrForbidden
		case c.State != wire.CallTalking:
			return notNow("nobody talks")
		}
		return f(c, fx)
	})
	if err != nil {
		return DeskCall{}, err
	}
	return s.deskCall(ctx, c, user)
}

// CallStaff implements KioskDoor.
func (s *Service) CallStaff(ctx context.Context, kiosk, id string) (wire.Call, error) {
	return s.citizens(ctx, kiosk, id, func(c *Call, fx *Effects) error {
		if !c.Running() {
			return ErrOver
		}
		if !c.Staff {
			c.Staff = true
			fx.Alarms = append(fx.Alarms, fleet.Attention{
				Kiosk: c.Kiosk, Region: c.Region, Centre: c.Centre, Problem: fleet.Problem{What: alarmStaff, Since: s.now()},
			})
		}
		return nil
	})
}

// Agree implements KioskDoor. Recording runs only while both agree, and ends at
// once when either does not.
func (s *Service) Agree(ctx context.Context, kiosk, id string, agree bool) (wire.Call, error) {
	return s.citizens(ctx, kiosk, id, func(c *Call, _ *Effects) error {
		switch {
		case !c.Running():
			return ErrOver
		case c.State != wire.CallTalking || agree && !c.Recording.Asked:
			return notNow("nobody asked to record")
		}
		c.Recording.Citizen = &agree
		c.Recording.On = agree && c.Recording.Asked
		return nil
	})
}

// AskRecording implements DeskDoor.
func (s *Service) AskRecording(ctx context.Context, user, id string, on bool) (DeskCall, error) {
	return s.lawyers(ctx, user, id, func(c *Call, _ *Effects) error {
		if !on {
			c.Recording = wire.Recording{}
			return nil
		}
		if !c.Recording.Asked || c.Recording.Citizen != nil && !*c.Recording.Citizen {
			c.Recording = wire.Recording{Asked: true}
		}
		return nil
	})
}

// MayRecord implements DeskDoor.
func (s *Service) MayRecord(ctx context.Context, user, id string) error {
	c, err := s.load(ctx, AtDesk(user), id)
	switch {
	case err != nil:
		return err
	case !c.Running():
		return ErrOver
	case c.Lawyer != user || c.byUser(user) == nil:
		return ErrForbidden
	case !c.Recording.On:
		return notNow("not both agree to record")
	}
	return nil
}
