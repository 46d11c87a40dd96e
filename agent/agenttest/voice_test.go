package agenttest_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lawkiosk/agent/agenttest"
	"lawkiosk/agent/config"
	"lawkiosk/agent/localapi"
	"lawkiosk/agent/voice"
	"lawkiosk/agent/voice/voicetest"
	"lawkiosk/content"
	"lawkiosk/content/contenttest"
	"lawkiosk/content/prompt"
)

type ask map[string]string

var idle = ask{"kind": "frame", "id": "idle", "lang": "zh-CN"}

// ready waits until the kiosk says that it reads aloud.
func ready(k *agenttest.Kiosk, page *agenttest.Page) {
	k.Until("the voice to be ready", func() bool {
		var term localapi.Terminal
		page.Must(http.MethodGet, "/api/terminal", nil, &term)
		return term.Voice.Ready
	})
}

func espeak(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("espeak-ng")
	if err != nil && os.Getenv("LAWKIOSK_PEERS") == "required" {
		t.Fatal("espeak-ng is missing: apt-get install espeak-ng")
	} else if err != nil {
		t.Skip("espeak-ng is not installed")
	}
	return path
}

func TestTheKioskReadsItsContentAloud(t *testing.T) {
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, Voice: config.Voice{Espeak: espeak(t)}})
	page := k.Launch()
	if a := page.Do(http.MethodPost, "/api/voice", idle, nil); a.Problem.Code != "visit.over" {
		t.Errorf("without a visit: %d %s", a.Status, a.Body)
	}
	page.Begin()
	ready(k, page)
	pack := contenttest.Synthetic(24)
	section := string(pack.Guides[content.Chinese][agenttest.Guide].Sections[0].Key)
	for _, what := range []ask{
		idle,
		{"kind": "frame", "id": "hello", "lang": "en"},
		{"kind": "guide", "id": agenttest.Guide, "lang": "zh-CN"},
		{"kind": "section", "id": agenttest.Guide, "part": section, "lang": "en"},
	} {
		a := page.Do(http.MethodPost, "/api/voice", what, nil)
		heard, err := voice.Inspect(a.Body)
		if a.Status != 200 || a.Header.Get("Content-Type") != "audio/wav" || err != nil || heard.Peak == 0 || heard.Length < time.Second/2 {
			t.Errorf("%v: %d %s, %+v, %v", what, a.Status, a.Header.Get("Content-Type"), heard, err)
		}
	}
	for _, c := range []struct {
		what ask
		code string
	}{
		{ask{"kind": "guide", "id": "none", "lang": "zh-CN"}, "item.none"},
		{ask{"kind": "question", "id": "none", "part": "x", "lang": "zh-CN"}, "item.none"},
		{ask{"kind": "frame", "id": "rm -rf /", "lang": "zh-CN"}, "item.none"},
		{ask{"kind": "text", "id": "say this", "lang": "zh-CN"}, "request.bad"},
		{ask{"kind": "frame", "id": "idle", "lang": "tlh"}, "request.bad"},
		{ask{"kind": "frame", "id": string(make([]byte, 65)), "lang": "zh-CN"}, "request.bad"},
		{ask{"kind": "frame", "id": "idle", "lang": "zh-CN", "text": "anything"}, "request.bad"},
		{ask{"kind": "frame", "id": string(make([]byte, 5000)), "lang": "zh-CN"}, "request.large"},
	} {
		if a := page.Do(http.MethodPost, "/api/voice", c.what, nil); a.Problem.Code != c.code {
			t.Errorf("%.60v gave %d %.200s, want %s", c.what, a.Status, a.Body, c.code)
		}
	}
}

// TestAStudioComesFirst: a recording is taken, a damaged one is passed over.
func TestAStudioComesFirst(t *testing.T) {
	dir := t.TempDir()
	text, _ := prompt.Find(contenttest.Synthetic(1), prompt.Ref{Kind: prompt.Frame, ID: prompt.FrameIdle, Lang: content.Chinese})
	file, tone := filepath.Join(dir, text.Name()+".wav"), voicetest.Tone(time.Second)
	if err := os.WriteFile(file, tone, 0o600); err != nil {
		t.Fatal(err)
	}
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, Voice: config.Voice{Espeak: espeak(t), Recordings: dir}})
	page := k.Launch()
	page.Begin()
	ready(k, page)
	if a := page.Do(http.MethodPost, "/api/voice", idle, nil); !slices.Equal(a.Body, tone) {
		t.Errorf("%d, %d bytes, want the recording's %d", a.Status, len(a.Body), len(tone))
	}
	if err := os.WriteFile(file, tone[:100], 0o600); err != nil {
		t.Fatal(err)
	}
	page.Must(http.MethodDelete, "/api/visits/current", nil, nil) // sounds are forgotten with the visit
	page.Begin()
	a := page.Do(http.MethodPost, "/api/voice", idle, nil)
	if heard, err := voice.Inspect(a.Body); a.Status != 200 || err != nil || heard.Length < time.Second {
		t.Errorf("with a damaged recording: %d, %+v, %v", a.Status, heard, err)
	}
}

func TestAVoiceThatDoesNotWork(t *testing.T) {
	for name, c := range map[string]struct {
		voice config.Voice
		code  string
	}{
		"none is configured":      {config.Voice{}, "voice.none"},
		"espeak-ng is missing":    {config.Voice{Espeak: filepath.Join(t.TempDir(), "espeak-ng")}, "voice.failed"},
		"espeak-ng fails":         {config.Voice{Espeak: voicetest.Program(t, "exit 1")}, "voice.failed"},
		"nothing is recorded":     {config.Voice{Recordings: t.TempDir()}, "voice.none"},
		"recordings do not exist": {config.Voice{Recordings: filepath.Join(t.TempDir(), "none")}, "voice.failed"},
	} {
		t.Run(name, func(t *testing.T) {
			k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, Voice: c.voice})
			page := k.Launch()
			page.Begin()
			a := page.Do(http.MethodPost, "/api/voice", idle, nil)
			if a.Problem.Code != c.code || a.Problem.Detail == "" {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			var term localapi.Terminal
			page.Must(http.MethodGet, "/api/terminal", nil, &term)
			if term.Voice.Ready && name != "nothing is recorded" {
				t.Error("the page is told that the kiosk reads aloud")
			}
		})
	}
}

// TestAHungVoiceHoldsNothingUp: a page that goes away has the synthesiser
// killed, and the next one is served.
func TestAHungVoiceHoldsNothingUp(t *testing.T) {
	flag := filepath.Join(t.TempDir(), "hang")
	script := "[ -e " + flag + " ] && exec sleep 600; exec " + espeak(t) + ` "$@"`
	k := agenttest.Start(t, agenttest.Options{NoPrinter: true, NoReader: true, Voice: config.Voice{Espeak: voicetest.Program(t, script)}})
	page := k.Launch()
	page.Begin()
	ready(k, page)
	if err := os.WriteFile(flag, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	page.Abandon(ctx, http.MethodPost, "/api/voice", idle)
	if err := os.Remove(flag); err != nil {
		t.Fatal(err)
	}
	if a := page.Do(http.MethodPost, "/api/voice", idle, nil); a.Status != 200 {
		t.Errorf("after that: %d %s", a.Status, a.Body)
	}
}
