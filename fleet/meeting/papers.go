package meeting

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"slices"
	"unicode/utf8"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Bounds of papers.
const (
	maxPapers    = 50
	maxTitle     = 120
	maxText      = 20000
	maxValues    = 200
	maxDetail    = 200
	maxSignature = 256 << 10
	maxSide      = 4096 // pixels
)

// SendPaper implements DeskDoor.
func (s *Service) SendPaper(ctx context.Context, user, id string, p NewPaper) (DeskCall, error) {
	if err := checkPaper(p); err != nil {
		return DeskCall{}, err
	}
	paper := Paper{ID: newID(), Kind: p.Kind, Item: p.Item, State: "sent"}
	var sealed Effects
	if err := s.seal(ctx, &sealed, id, sealedPaper+paper.ID, paperBody{Title: p.Title, Text: p.Text, Values: p.Values}); err != nil {
		return DeskCall{}, err
	}
	return s.lawyers(ctx, user, id, func(c *Call, fx *Effects) error {
		if len(c.Papers) >= maxPapers {
			return notNow("there are too many papers already")
		}
		paper.Sent = s.now()
		c.Papers = append(c.Papers, paper)
		fx.Seal = append(fx.Seal, sealed.Seal...)
		return nil
	})
}

func checkPaper(p NewPaper) error {
	switch p.Kind {
	case "guide", "form":
		if !isWord(p.Item) {
			return bad("a guide or form needs its id")
		}
	case "summary", "sign":
		if p.Text == "" {
			return bad("a summary or a text to sign needs words")
		}
	default:
		return bad("kind is guide, form, summary or sign")
	}
	if n := utf8.RuneCountInString(p.Title); n < 1 || n > maxTitle {
		return bad("title needs 1 to 120 characters")
	}
	if utf8.RuneCountInString(p.Text) > maxText || len(p.Values) > maxValues {
		return ErrTooLarge
	}
	n := 0
	for k, v := range p.Values {
		if len(k) > maxWord {
			return bad("a field's id is too long")
		}
		if n += utf8.RuneCountInString(v); n > maxText {
			return ErrTooLarge
		}
	}
	return nil
}

// SetPaper implements KioskDoor.
func (s *Service) SetPaper(ctx context.Context, kiosk, id, paper string, p wire.PaperState) (wire.Call, error) {
	if !slices.Contains([]string{"printing", "printed", "failed", "signed", "declined"}, p.State) {
		return wire.Call{}, bad("state is printing, printed, failed, signed or declined")
	}
	if utf8.RuneCountInString(p.Detail) > maxDetail {
		return wire.Call{}, bad("detail is too long")
	}
	var sealed Effects
	if p.State == "signed" {
		if err := checkSignature(p.Signature); err != nil {
			return wire.Call{}, err
		}
		if err := s.seal(ctx, &sealed, id, sealedSignature+paper, p.Signature); err != nil {
			return wire.Call{}, err
		}
	}
	return s.citizens(ctx, kiosk, id, func(c *Call, fx *Effects) error {
		i := slices.IndexFunc(c.Papers, func(x Paper) bool { return x.ID == paper })
		if i < 0 {
			return bad("there is no such paper")
		}
		x := &c.Papers[i]
		switch p.State {
		case "signed", "declined":
			if !c.Running() {
				return ErrOver
			}
			if x.Kind != "sign" && p.State == "signed" || x.HasSignature || x.State == "declined" {
				return notNow("this paper is not to be signed")
			}
			x.HasSignature = p.State == "signed"
			fx.Seal = append(fx.Seal, sealed.Seal...)
		default:
			if x.HasSignature { // that it is signed matters more than how its print goes
				x.Detail = p.State
				return nil
			}
			if x.State == "declined" || x.Kind == "sign" {
				return notNow("this paper is not to be printed")
			}
		}
		x.State, x.Detail = p.State, p.Detail
		return nil
	})
}

// checkSignature takes a PNG of a sensible size.
func checkSignature(data []byte) error {
	if len(data) > maxSignature {
		return ErrTooLarge
	}
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return bad("a signature is a PNG")
	}
	if c.Width < 1 || c.Height < 1 || c.Width > maxSide || c.Height > maxSide {
		return bad("a signature has at most 4096 pixels each way")
	}
	return nil
}

// Signature implements DeskDoor.
func (s *Service) Signature(ctx context.Context, user, ip, id, paper string) ([]byte, error) {
	c, err := s.load(ctx, AtDesk(user), id)
	if err != nil {
		return nil, err
	}
	if c.Lawyer != user {
		return nil, ErrForbidden
	}
	if !slices.ContainsFunc(c.Papers, func(p Paper) bool { return p.ID == paper && p.HasSignature }) {
		return nil, ErrUnknown
	}
	if err := s.audit(ctx, user, ip, "signature.seen", id, "paper "+paper); err != nil {
		return nil, err
	}
	data, err := s.d.Store.Unseal(ctx, id, sealedSignature+paper)
	if err != nil {
		return nil, err
	}
	var out []byte
	err = s.open(ctx, map[string][]byte{sealedSignature + paper: data}, id, sealedSignature+paper, &out)
	return out, err
}

// audit notes that somebody saw something personal; without the note they do not see it.
func (s *Service) audit(ctx context.Context, user, ip, action, target, detail string) error {
	err := s.d.Audit(ctx, fleet.AuditEntry{At: s.now(), Who: user, Action: action, Target: target, Detail: detail, IP: ip})
	if err != nil {
		return fmt.Errorf("cannot show it without a note in the audit: %w", err)
	}
	return nil
}
