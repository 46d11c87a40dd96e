package agent

import (
	"log/slog"

	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/voice"
)

// newVoice makes what reads aloud, nil where nothing is configured. A studio's
// recordings are asked first.
func newVoice(c config.Voice, log *slog.Logger) *voice.Desk {
	var speakers []voice.Named
	if c.Recordings != "" {
		speakers = append(speakers, voice.Named{Name: "recordings", Speaker: voice.Recordings{Dir: c.Recordings}})
	}
	if c.Espeak != "" {
		speakers = append(speakers, voice.Named{Name: "espeak", Speaker: voice.Espeak{Command: c.Espeak, Speed: c.Speed}})
	}
	if len(speakers) == 0 {
		return nil
	}
	return voice.New(voice.Config{}, log, speakers...)
}

// speaker gives the voice to the page's server; nil stays nil.
func (p *parts) speaker() localapi.Voice {
	if p.voice == nil {
		return nil
	}
	return p.voice
}
