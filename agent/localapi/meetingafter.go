package localapi

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/meeting"
	"lawkiosk/fleet/wire"
)

// maxMessageText is the longest written message, in characters.
const maxMessageText = 2000

// Slots is the list of times that can be booked.
type slotList struct{ Body []wire.Slot }

func (s *Server) afterRoutes(api huma.API) {
	register(api, s, op(http.MethodGet, "/api/meeting/slots", "getSlots", "Times at which a lawyer can be booked"),
		func(ctx context.Context, in *InVisit) (*slotList, error) {
			i, err := s.quietFor(in.Token)
			if err != nil {
				return nil, err
			}
			list, err := s.deps.Meetings.Slots(ctx, i.ID)
			return &slotList{full(list)}, err
		})
	register(api, s, op(http.MethodPost, "/api/meeting/booking", "bookSlot", "Book a lawyer"),
		func(ctx context.Context, in *struct {
			InVisit
			Body struct {
				Slot  string `json:"slot" minLength:"1" maxLength:"64"`
				Phone string `json:"phone,omitempty" maxLength:"20"`
			}
		},
		) (*body[wire.Call], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err == nil && !phoneNumber(in.Body.Phone) {
				err = &meeting.Fault{Code: wire.CallCodeBad}
			}
			if err != nil {
				return nil, err
			}
			c, err := s.deps.Meetings.Book(ctx, i.ID, wire.NewBooking(in.Body))
			return &body[wire.Call]{c}, err
		})
	message := op(http.MethodPost, "/api/meeting/message", "leaveMessage", "Leave a written message")
	message.MaxBodyBytes = 32 << 10
	register(api, s, message, func(ctx context.Context, in *struct {
		InVisit
		Body struct {
			Text  string `json:"text" minLength:"1"`
			Phone string `json:"phone,omitempty" maxLength:"20"`
		}
	},
	) (*body[wire.Call], error) {
		i, err := s.deps.Visits.Check(in.Token)
		n := utf8.RuneCountInString(in.Body.Text)
		switch {
		case err != nil:
			return nil, err
		case n > maxMessageText:
			return nil, &meeting.Fault{Code: wire.CallCodeTooLarge}
		case strings.TrimSpace(in.Body.Text) == "" || !phoneNumber(in.Body.Phone):
			return nil, &meeting.Fault{Code: wire.CallCodeBad}
		}
		c, err := s.deps.Meetings.Message(ctx, i.ID, wire.NewMessage(in.Body))
		return &body[wire.Call]{c}, err
	})
	voice := op(http.MethodPost, "/api/meeting/voice", "leaveVoice", "Leave a spoken message: audio/webm or audio/ogg, at most 4 MiB")
	voice.MaxBodyBytes = wire.MaxVoiceBytes + 64<<10 // a little more, for the better sentence
	register(api, s, voice, s.voice)
	register(api, s, op(http.MethodPost, "/api/meeting/rating", "rateMeeting", "Rate the service: five grades, voluntary"),
		func(ctx context.Context, in *struct {
			InVisit
			Body struct {
				Grade int      `json:"grade" minimum:"1" maximum:"5"`
				Tags  []string `json:"tags,omitempty" maxItems:"16"`
			}
		},
		) (*body[wire.Call], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			c, err := s.deps.Meetings.Rate(ctx, i.ID, wire.Rating(in.Body))
			if err == nil {
				s.deps.Feedback.NoRating(i.ID) // once for each visit
			}
			return &body[wire.Call]{c}, err
		})
	register(api, s, op(http.MethodPost, "/api/receipts", "getReceipt", "What became of a booking or a message"),
		func(ctx context.Context, in *struct {
			InVisit
			Body struct {
				Number string `json:"number" maxLength:"20"`
			}
		},
		) (*body[wire.Receipt], error) {
			i, err := s.deps.Visits.Check(in.Token)
			if err != nil {
				return nil, err
			}
			number := strings.NewReplacer(" ", "", "-", "").Replace(in.Body.Number)
			if !digits(number, 12) {
				return nil, &meeting.Fault{Code: wire.CallCodeReceipt}
			}
			r, err := s.deps.Meetings.Receipt(ctx, i.ID, number)
			return &body[wire.Receipt]{r}, err
		})
}

type inVoice struct {
	InVisit
	Kind    string `header:"Content-Type"`
	RawBody []byte `contentType:"audio/webm"`
}

// voice passes a spoken message on if it is what browsers record.
func (s *Server) voice(ctx context.Context, in *inVoice) (*body[wire.Call], error) {
	i, err := s.deps.Visits.Check(in.Token)
	if err != nil {
		return nil, err
	}
	if len(in.RawBody) > wire.MaxVoiceBytes {
		return nil, &meeting.Fault{Code: wire.CallCodeTooLarge}
	}
	kind, _, _ := strings.Cut(in.Kind, ";")
	begins := map[string][]byte{"audio/webm": {0x1A, 0x45, 0xDF, 0xA3}, "audio/ogg": []byte("OggS")}[strings.ToLower(strings.TrimSpace(kind))]
	if begins == nil || !bytes.HasPrefix(in.RawBody, begins) {
		return nil, &meeting.Fault{Code: wire.CallCodeBad}
	}
	c, err := s.deps.Meetings.Voice(ctx, i.ID, strings.TrimSpace(kind), in.RawBody)
	return &body[wire.Call]{c}, err
}
