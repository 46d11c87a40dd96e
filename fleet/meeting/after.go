package meeting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Bounds of what a citizen leaves.
const (
	maxMessage = 2000
	maxVoices  = 3
	rateWithin = 2 * time.Hour
	maxTags    = 8
)

// task makes a task of a call with its receipt; the number goes to both.
func (c *Call) task(fx *Effects, kind string, now, due time.Time) *Task {
	t := Task{
		ID: newID(), Kind: kind, Call: c.ID, Topic: c.Topic, Region: c.Region, Centre: c.Centre, Speech: c.Speech,
		Created: now, Due: due, State: TaskOpen, Lawyer: c.Lawyer, HasPhone: c.HasPhone,
	}
	if kind != TaskRating {
		t.Number = newNumber()
		c.Receipt = t.Number
		r := Receipt{Call: c.ID, Task: t.ID, User: c.Lawyer, Receipt: wire.Receipt{
			Number: t.Number, Kind: kind, Issued: now, ReplyBy: due, Centre: c.Centre, Topic: c.Topic, State: "open", Lawyer: c.lawyerName(),
		}}
		fx.Receipts = append(fx.Receipts, r)
	}
	fx.Tasks = append(fx.Tasks, t)
	return &fx.Tasks[len(fx.Tasks)-1]
}

// hold keeps what the citizen told until a task is done, but not for ever.
func (s *Service) hold(fx *Effects, t *Task) {
	until := t.Due.Add(3 * s.rules.Keep)
	fx.keep(t.Call, until)
	fx.keep(t.ID, until)
}

// owe makes the call-back task of a call that broke off.
func (s *Service) owe(c *Call, fx *Effects, now, due time.Time) {
	t := c.task(fx, TaskCallback, now, due)
	c.Callback = due
	s.hold(fx, t)
}

// Message implements KioskDoor.
func (s *Service) Message(ctx context.Context, kiosk, id string, m wire.NewMessage) (wire.Call, error) {
	text := strings.TrimSpace(m.Text)
	switch {
	case text == "":
		return wire.Call{}, bad("a message needs words")
	case utf8.RuneCountInString(text) > maxMessage:
		return wire.Call{}, ErrTooLarge
	}
	if err := checkPhone(m.Phone); err != nil {
		return wire.Call{}, err
	}
	return s.leaveWord(ctx, kiosk, id, m.Phone, func(t *Task, fx *Effects) error {
		if t.HasText {
			return notNow("a message was left already")
		}
		t.HasText = true
		return s.seal(ctx, fx, t.ID, sealedText, text)
	})
}

// voicePiece is a spoken piece as it is sealed.
type voicePiece struct {
	Type string `json:"type"`
	Data []byte `json:"data"`
}

// Voice implements KioskDoor.
func (s *Service) Voice(ctx context.Context, kiosk, id, mediaType string, data []byte) (wire.Call, error) {
	kind, _, _ := strings.Cut(mediaType, ";")
	kind = strings.TrimSpace(kind)
	switch {
	case len(data) > wire.MaxVoiceBytes:
		return wire.Call{}, ErrTooLarge
	case kind == "audio/webm" && len(data) > 4 && string(data[:4]) == "\x1aE\xdf\xa3":
	case kind == "audio/ogg" && len(data) > 4 && string(data[:4]) == "OggS":
	default:
		return wire.Call{}, bad("a spoken message is audio/webm or audio/ogg")
	}
	return s.leaveWord(ctx, kiosk, id, "", func(t *Task, fx *Effects) error {
		if t.Voices >= maxVoices {
			return notNow("there are three spoken messages already")
		}
		t.Voices++
		return s.seal(ctx, fx, t.ID, sealedVoice+strconv.Itoa(t.Voices), voicePiece{Type: kind, Data: data})
	})
}

// leaveWord makes the task of a message at the ladder's end, or adds to the one
// that this call has left.
func (s *Service) leaveWord(ctx context.Context, kiosk, id, phone string, add func(t *Task, fx *Effects) error) (wire.Call, error) {
	c, err := s.load(ctx, AtKiosk(kiosk), id)
	if err != nil {
		return wire.Call{}, err
	}
	if c.Kiosk == kiosk && c.How == wire.CallMessage {
		r, err := s.d.Store.Receipt(ctx, c.Receipt)
		if err != nil {
			return wire.Call{}, err
		}
		_, err = s.d.Store.UpdateTask(ctx, r.Task, func(t *Task, fx *Effects) error {
			if t.State == TaskDone || s.now().Sub(t.Created) > rateWithin {
				return ErrOver
			}
			return add(t, fx)
		})
		if err != nil {
			return wire.Call{}, err
		}
		s.d.Live.Desks()
		return s.viewOf(ctx, c, AtKiosk(kiosk))
	}
	return s.citizens(ctx, kiosk, id, func(c *Call, fx *Effects) error {
		switch {
		case !c.Running():
			return ErrOver
		case c.State != wire.CallUnanswered || !c.Message:
			return notNow("a message can be left where nobody answered")
		}
		now := s.now()
		c.Lawyer = ""
		t := c.task(fx, TaskMessage, now, s.rules.workdays(now, c.ReplyIn))
		if err := s.takePhone(ctx, t, fx, phone); err != nil {
			return err
		}
		if err := add(t, fx); err != nil {
			return err
		}
		fx.step(c, TaskMessage, now)
		s.hold(fx, t)
		s.end(c, fx, now, wire.CallMessage)
		return nil
	})
}

// takePhone seals a number that was typed for this purpose.
func (s *Service) takePhone(ctx context.Context, t *Task, fx *Effects, phone string) error {
	if phone == "" {
		return nil
	}
	t.HasPhone = true
	return s.seal(ctx, fx, t.ID, sealedCitizen, wire.Citizen{Phone: phone})
}

// Receipt implements KioskDoor.
func (s *Service) Receipt(ctx context.Context, asker, number string) (wire.Receipt, error) {
	r, err := s.lookUp(ctx, asker, number)
	if err != nil {
		return wire.Receipt{}, err
	}
	if r.State == "done" {
		sealed, err := s.d.Store.Sealed(ctx, r.Task)
		if err == nil {
			err = s.open(ctx, sealed, r.Task, sealedReply, &r.Reply)
		}
		if err != nil {
			return wire.Receipt{}, err
		}
	}
	return r.Receipt, nil
}

// lookUp finds a receipt, unless the asker guessed too often.
func (s *Service) lookUp(ctx context.Context, asker, text string) (r Receipt, err error) {
	tries := s.lookups.try(asker, s.now(), func() bool {
		number, ok := CheckNumber(text)
		if !ok {
			err = ErrReceipt
			return true
		}
		r, err = s.d.Store.Receipt(ctx, number)
		return errors.Is(err, ErrReceipt)
	})
	if tries != nil {
		return Receipt{}, tries
	}
	return r, err
}

// Rate implements KioskDoor. What is kept of a rating names neither call nor
// hour, so that the rated one cannot learn who gave it.
func (s *Service) Rate(ctx context.Context, kiosk, id string, r wire.Rating) (wire.Call, error) {
	if r.Grade < 1 || r.Grade > 5 {
		return wire.Call{}, bad("grade is 1 to 5")
	}
	if len(r.Tags) > maxTags || slices.ContainsFunc(r.Tags, func(t string) bool { return !isWord(t) }) {
		return wire.Call{}, bad("there are too many reasons, or one is no id")
	}
	return s.citizens(ctx, kiosk, id, func(c *Call, fx *Effects) error {
		now := s.now()
		switch {
		case c.Rated:
			return ErrRated
		case c.Running() || now.Sub(c.Ended) > rateWithin:
			return notNow("a call is rated once it has ended, within two hours")
		}
		c.Rated = true
		fx.Ratings = append(fx.Ratings, Rating{Day: fleet.Day(now), Region: c.Region, Lawyer: c.Lawyer, Grade: r.Grade, Tags: r.Tags})
		if r.Grade > 2 {
			return nil
		}
		t := c.task(fx, TaskRating, midnight(now), s.rules.workdays(now, 15))
		t.Lawyer, t.About, t.Grade, t.Tags = "", c.Lawyer, r.Grade, r.Tags
		s.hold(fx, t)
		return nil
	})
}

// midnight begins the day of a time in the fleet's zone.
func midnight(t time.Time) time.Time {
	t = t.In(fleet.Zone())
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, fleet.Zone()).UTC()
}

// Outcomes lists how a call may come out, as wire.CallRecord has them.
func Outcomes() []string {
	return []string{"advice", "legal-aid", "mediation", "arbitration", "court", "other"}
}

// SetNotes implements DeskDoor.
func (s *Service) SetNotes(ctx context.Context, user, id, text string) (DeskCall, error) {
	if utf8.RuneCountInString(text) > maxText {
		return DeskCall{}, ErrTooLarge
	}
	var sealed Effects
	if err := s.seal(ctx, &sealed, id, sealedNotes, text); err != nil {
		return DeskCall{}, err
	}
	return s.lawyers(ctx, user, id, func(c *Call, fx *Effects) error {
		c.HasNotes = true
		fx.Seal = append(fx.Seal, sealed.Seal...)
		return nil
	})
}

// Finish implements DeskDoor. After the citizen left or was lost, its lawyer may
// still say once how it came out.
func (s *Service) Finish(ctx context.Context, user, id string, f NewFinish) (DeskCall, error) {
	now := s.now()
	if f.FollowUp.Kind == TaskCallback && f.FollowUp.Due.IsZero() {
		f.FollowUp.Due = s.rules.workdays(now, 2)
	}
	if err := checkFinish(f, now); err != nil {
		return DeskCall{}, err
	}
	if _, err := s.load(ctx, AtDesk(user), id); err != nil {
		return DeskCall{}, err
	}
	var sealed Effects
	if err := s.seal(ctx, &sealed, id, sealedSummary, f.Summary); err != nil {
		return DeskCall{}, err
	}
	if f.Notes != "" {
		if err := s.seal(ctx, &sealed, id, sealedNotes, f.Notes); err != nil {
			return DeskCall{}, err
		}
	}
	c, err := s.change(ctx, id, func(c *Call, fx *Effects) error {
		switch {
		case c.Lawyer != user || c.Answered.IsZero() || c.me(AtDesk(user)).Gone:
			return ErrForbidden
		case !c.Running() && (c.Outcome != "" || now.Sub(c.Ended) > 24*time.Hour):
			return ErrOver
		case c.Running() && c.State != wire.CallTalking:
			return notNow("nobody talks")
		}
		c.Outcome, c.Guides, c.HasNotes = f.Outcome, f.Guides, c.HasNotes || f.Notes != ""
		fx.Seal = append(fx.Seal, sealed.Seal...)
		if f.FollowUp.Kind == TaskCallback && c.Receipt == "" {
			s.owe(c, fx, now, f.FollowUp.Due)
		}
		if c.Running() {
			s.end(c, fx, now, wire.CallFinished)
		}
		return nil
	})
	if err != nil {
		return DeskCall{}, err
	}
	return s.deskCall(ctx, c, user)
}

func checkFinish(f NewFinish, now time.Time) error {
	switch {
	case !slices.Contains(Outcomes(), f.Outcome):
		return bad(fmt.Sprintf("outcome is one of %v", Outcomes()))
	case utf8.RuneCountInString(f.Summary) > maxText || utf8.RuneCountInString(f.Notes) > maxText || len(f.Guides) > maxPapers:
		return ErrTooLarge
	case slices.ContainsFunc(f.Guides, func(g string) bool { return !isWord(g) }):
		return bad("a guide's id is not right")
	case !slices.Contains([]string{"", "none", TaskCallback}, f.FollowUp.Kind):
		return bad("follow_up is none or callback")
	case f.FollowUp.Kind == TaskCallback && (f.FollowUp.Due.Before(now) || f.FollowUp.Due.After(now.AddDate(0, 3, 0))):
		return bad("a call-back is due within three months from now")
	}
	return nil
}
