package localapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lawkiosk/agent/voice"
	"lawkiosk/content"
	"lawkiosk/content/prompt"
)

// Voice is what the server needs of reading aloud.
type Voice interface {
	Speak(ctx context.Context, l voice.Line) ([]byte, error)
}

// errVoice is wrapped where a voice that is there fails.
var errVoice = errors.New("the voice failed")

type inRead struct {
	InVisit
	Body struct {
		Kind prompt.Kind  `json:"kind" enum:"question,plan,guide,section,frame"`
		ID   string       `json:"id" maxLength:"64" doc:"journey, guide or sentence of the kiosk"`
		Part string       `json:"part,omitempty" maxLength:"64" doc:"question, plan or section"`
		Lang content.Lang `json:"lang" enum:"zh-CN,en"`
		Auto bool         `json:"auto,omitempty" doc:"said by itself, without a touch: refused for discreet themes"`
	}
}

// sound is a WAV file.
type sound struct {
	Type string `header:"Content-Type"`
	Body []byte
}

// voiceRoutes read aloud what the content has, and nothing else: no text comes
// from the page. Being read to is no touch of the screen.
func (s *Server) voiceRoutes(api huma.API) {
	o := op(http.MethodPost, "/api/voice", "readAloud", "A text of the content as sound (WAV)")
	register(api, s, o, func(ctx context.Context, in *inRead) (*sound, error) {
		if _, err := s.deps.Visits.Of(in.Token); err != nil {
			return nil, err
		}
		if s.deps.Voice == nil {
			return nil, fmt.Errorf("cannot read aloud, none is configured: %w", voice.ErrNone)
		}
		p, err := s.deps.Content.Pack(ctx)
		if err != nil {
			return nil, err
		}
		found, ok := prompt.Find(p, prompt.Ref{Kind: in.Body.Kind, ID: in.Body.ID, Part: in.Body.Part, Lang: in.Body.Lang})
		if !ok {
			return nil, ErrNoItem
		}
		if found.Discreet && in.Body.Auto {
			return nil, fmt.Errorf("cannot say by itself what others must not hear: %w", voice.ErrNone)
		}
		wav, err := s.deps.Voice.Speak(ctx, voice.Line{Text: found.Text, Lang: found.Lang})
		if err != nil {
			if errors.Is(err, voice.ErrNone) {
				return nil, err
			}
			return nil, fmt.Errorf("%w: %w", errVoice, err)
		}
		return &sound{Type: "audio/wav", Body: wav}, nil
	})
}

func voiceWords() map[string]sentence {
	return map[string]sentence{
		"voice.none": {
			http.StatusNotFound,
			both{"这一段没有声音", "No sound for this"},
			both{"这一段读不出来，文字都在屏幕上。需要的话，请工作人员念给您听。", "This part cannot be read aloud; the words are on the screen. Staff can read them to you."},
		},
		"voice.failed": {
			http.StatusServiceUnavailable,
			both{"现在读不出来", "Reading aloud does not work now"},
			both{"声音出了点问题，文字都在屏幕上，什么也没有丢。请再点一次，或请工作人员念给您听。", "The sound failed; the words are on the screen and nothing is lost. Please touch again, or ask staff to read them to you."},
		},
	}
}
