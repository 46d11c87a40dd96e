package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Names of what is sealed.
const (
	sealedCitizen   = "citizen"
	sealedNotes     = "notes"
	sealedSummary   = "summary"
	sealedPaper     = "paper."
	sealedSignature = "signature."
	sealedText      = "text"
	sealedVoice     = "voice."
	sealedReply     = "reply"
	sealedNote      = "note"
)

// paperBody is what of a paper is sealed.
type paperBody struct {
	Title  string            `json:"title"`
	Text   string            `json:"text,omitempty"`
	Values map[string]string `json:"values,omitempty"`
}

// seal adds something sealed to the effects.
func (s *Service) seal(ctx context.Context, fx *Effects, owner, name string, v any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("cannot seal %s: %w", name, err)
	}
	data, err := s.d.Vault.Seal(ctx, SealName(owner, name), plain)
	if err != nil {
		return fmt.Errorf("cannot seal %s: %w", name, err)
	}
	fx.Seal = append(fx.Seal, Sealed{Owner: owner, Name: name, Data: data})
	return nil
}

// open opens what was sealed; what is not there leaves v alone.
func (s *Service) open(ctx context.Context, all map[string][]byte, owner, name string, v any) error {
	data, there := all[name]
	if !there {
		return nil
	}
	plain, err := s.d.Vault.Open(ctx, SealName(owner, name), data)
	if err == nil {
		err = json.Unmarshal(plain, v)
	}
	if err != nil {
		return fmt.Errorf("cannot open %s of %s: %w", name, owner, err)
	}
	return nil
}

// me finds who asks in a call; also who left it, so that they learn of its end.
func (c *Call) me(side Side) *Person {
	var found *Person
	for i := range c.People {
		p := &c.People[i]
		mine := side.kiosk != "" && p.Kiosk == side.kiosk || side.user != "" && p.User == side.user ||
			side.guest != (fleet.TokenHash{}) && p.Guest == side.guest
		if mine && (found == nil || !p.Gone) {
			found = p
		}
	}
	return found
}

// load reads a call for one who is in it: ErrUnknown for anybody else.
func (s *Service) load(ctx context.Context, side Side, id string) (*Call, error) {
	c, err := s.d.Store.Call(ctx, id)
	if err != nil {
		return nil, err
	}
	if c.me(side) == nil {
		return nil, ErrUnknown
	}
	return &c, nil
}

// View implements AtBoth.
func (s *Service) View(ctx context.Context, side Side, id string) (wire.Call, error) {
	c, err := s.load(ctx, side, id)
	if err != nil {
		return wire.Call{}, err
	}
	return s.viewOf(ctx, c, side)
}

// KioskCall implements KioskDoor.
func (s *Service) KioskCall(ctx context.Context, kiosk string) (wire.Call, error) {
	c, err := s.d.Store.KioskCall(ctx, kiosk)
	if err != nil {
		return wire.Call{}, err
	}
	if c.me(AtKiosk(kiosk)) == nil || !c.Running() && s.now().Sub(c.Ended) > askFor {
		return wire.Call{}, ErrUnknown
	}
	return s.viewOf(ctx, &c, AtKiosk(kiosk))
}

// viewOf is a call as one side may see it.
func (s *Service) viewOf(ctx context.Context, c *Call, side Side) (wire.Call, error) {
	me := c.me(side)
	if me == nil {
		return wire.Call{}, ErrUnknown
	}
	now := s.now()
	v := wire.Call{
		ID: c.ID, Version: c.Version, State: c.State, How: c.How, Topic: c.Topic, Began: c.Began, Now: now,
		Me: me.Identity, People: []wire.Person{}, Papers: []wire.Paper{}, Recording: c.Recording, Staff: c.Staff,
		Options: wire.Options{Hotline: s.rules.Hotline},
	}
	if c.opens(me) {
		v.Room = c.Room
	}
	for i := range c.People {
		if p := &c.People[i]; !p.Gone || p == me {
			v.People = append(v.People, wire.Person{
				Identity: p.Identity, Role: p.Role, Name: p.Name, Licence: p.Licence, Firm: p.Firm, Key: p.Key, Here: p.Here,
			})
		}
	}
	if c.Running() {
		v.Options.Book, v.Options.Message = c.Book, c.Message
		v.Options.ReplyBy = s.rules.workdays(now, c.ReplyIn)
	}
	if me.Gone && c.Running() { // who left sees no more of it
		v.State, v.How, v.Room, v.People = wire.CallEnded, wire.CallLeft, "", []wire.Person{}
		return v, nil
	}
	if c.State == wire.CallWaiting || c.State == wire.CallUnanswered {
		v.Queue = &wire.Queue{
			Place: c.Place, ExpectS: c.ExpectS, OnDuty: c.OnDuty, Step: c.step(), StepEnd: c.StepEnd, Steps: []wire.Step{}, Why: c.Why,
		}
		for _, r := range c.Ladder {
			v.Queue.Steps = append(v.Queue.Steps, wire.Step(r))
		}
	}
	if s.cfg.E2EE && c.Running() {
		v.Keys = &wire.KeySet{Epoch: c.Epoch, Holder: c.Holder, Wrapped: map[string]string{}}
		if w, ok := c.Wrapped[me.Identity]; ok {
			v.Keys.Wrapped[me.Identity] = w
		}
	}
	if me.Role != roleCitizen && me.User == "" {
		return v, nil // a second kiosk and guests see no papers, receipt or record: they are the citizen's
	}
	err := s.addOwn(ctx, &v, c, me)
	return v, err
}

// addOwn adds what only the citizen and the lawyers see.
func (s *Service) addOwn(ctx context.Context, v *wire.Call, c *Call, me *Person) error {
	v.Rated = c.Rated && me.Role == roleCitizen
	var sealed map[string][]byte
	var err error
	if len(c.Papers) > 0 || c.Outcome != "" {
		if sealed, err = s.d.Store.Sealed(ctx, c.ID); err != nil {
			return err
		}
	}
	for _, p := range c.Papers {
		var b paperBody
		if err := s.open(ctx, sealed, c.ID, sealedPaper+p.ID, &b); err != nil {
			return err
		}
		v.Papers = append(v.Papers, wire.Paper{
			ID: p.ID, Kind: p.Kind, Item: p.Item, Title: b.Title, Text: b.Text, Values: b.Values, Sent: p.Sent, State: p.State, Detail: p.Detail,
		})
	}
	if c.Receipt != "" && me.Role == roleCitizen {
		r, err := s.d.Store.Receipt(ctx, c.Receipt)
		if err != nil {
			return err
		}
		v.Receipt = &r.Receipt
	}
	if c.Running() || c.Answered.IsZero() {
		return nil
	}
	v.Record = &wire.CallRecord{Answered: c.Answered, Ended: c.Ended, Outcome: c.Outcome, Guides: c.Guides, Callback: c.Callback}
	for i := range c.People {
		if p := &c.People[i]; p.User == c.Lawyer {
			v.Record.Lawyer, v.Record.Licence, v.Record.Firm = p.Name, p.Licence, p.Firm
		}
	}
	return s.open(ctx, sealed, c.ID, sealedSummary, &v.Record.Summary)
}

// place is a centre with its names.
func (s *Service) place(centre string) Place {
	p := Place{ID: centre}
	if pack := s.d.Places(); pack != nil {
		for i := range pack.Centres {
			if c := &pack.Centres[i]; c.ID == centre {
				p.Name = Bilingual(c.Name)
			}
		}
	}
	return p
}

// DeskCall implements DeskDoor.
func (s *Service) DeskCall(ctx context.Context, user, id string) (DeskCall, error) {
	c, err := s.load(ctx, AtDesk(user), id)
	if err != nil {
		return DeskCall{}, err
	}
	return s.deskCall(ctx, c, user)
}

func (s *Service) deskCall(ctx context.Context, c *Call, user string) (DeskCall, error) {
	v, err := s.viewOf(ctx, c, AtDesk(user))
	if err != nil {
		return DeskCall{}, err
	}
	d := DeskCall{
		Call: v, Region: c.Region, Centre: s.place(c.Centre), Kiosk: c.Kiosk, Lang: c.Lang, Speech: c.Speech, Elder: c.Elder,
		Lawyer: c.Lawyer, Answered: c.Answered, Asks: []Asked{},
	}
	for _, a := range c.Asks {
		d.Asks = append(d.Asks, Asked{Kind: a.Kind, Role: a.Role, Users: a.Users, Expires: a.At.Add(askFor)})
	}
	if user != c.Lawyer || c.me(AtDesk(user)).Gone {
		return d, nil
	}
	if !c.HasNotes && (!c.HasCitizen || c.State != wire.CallTalking) {
		return d, nil
	}
	sealed, err := s.d.Store.Sealed(ctx, c.ID)
	if err != nil {
		return DeskCall{}, err
	}
	if c.State == wire.CallTalking && c.HasCitizen {
		d.Citizen = &wire.Citizen{}
		if err := s.open(ctx, sealed, c.ID, sealedCitizen, d.Citizen); err != nil {
			return DeskCall{}, err
		}
	}
	err = s.open(ctx, sealed, c.ID, sealedNotes, &d.Notes)
	return d, err
}

// GuestOf reads a guest's token, which Enter gave.
func GuestOf(token string) (side Side, call string, ok bool) {
	call, secret, ok := strings.Cut(token, ".")
	if !ok || call == "" || secret == "" || len(token) > 2*maxWord+2 {
		return Side{}, "", false
	}
	return Side{guest: fleet.HashToken(secret)}, call, true
}

// bounded shortens a wait to what figures show.
func bounded(d time.Duration) int { return int(max(0, d) / time.Second) }
