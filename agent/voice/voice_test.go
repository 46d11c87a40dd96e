package voice_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"lawkiosk/agent/voice"
	"lawkiosk/agent/voice/voicetest"
	"lawkiosk/content"
	"lawkiosk/drivers"
)

func TestRecordings(t *testing.T) {
	dir := t.TempDir()
	voicetest.Record(t, dir)
	voicetest.Suite(t, voice.Recordings{Dir: dir})
}

func TestRecordingsThatAreDamaged(t *testing.T) {
	line, good := voicetest.Lines()[0], voicetest.Tone(time.Second)
	silent := append(bytes.Clone(good[:44]), make([]byte, len(good)-44)...)
	for name, c := range map[string]struct {
		wav  []byte
		want error
	}{
		"empty": {nil, voice.ErrDamaged}, "cut": {good[:len(good)/2], voice.ErrDamaged}, "head only": {good[:44], voice.ErrDamaged},
		"an MP3": {[]byte("ID3\x03 something else altogether"), voice.ErrDamaged}, "silent": {silent, voice.ErrDamaged},
		"too large": {make([]byte, voice.MaxBytes+1), voice.ErrTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, line.Name()+".wav"), c.wav, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := (voice.Recordings{Dir: dir}).Speak(t.Context(), line); !errors.Is(err, c.want) {
				t.Errorf("error %v", err)
			}
		})
	}
	t.Run("a link that leads out", func(t *testing.T) {
		dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "x.wav")
		if err := errors.Join(os.WriteFile(outside, good, 0o600), os.Symlink(outside, filepath.Join(dir, line.Name()+".wav"))); err != nil {
			t.Fatal(err)
		}
		if _, err := (voice.Recordings{Dir: dir}).Speak(t.Context(), line); err == nil {
			t.Error("it was followed")
		}
	})
	t.Run("no folder", func(t *testing.T) {
		r := voice.Recordings{Dir: filepath.Join(t.TempDir(), "none")}
		if _, err := r.Speak(t.Context(), line); err == nil || r.Check(t.Context()) == nil {
			t.Errorf("error %v", err)
		}
	})
}

// fake is a speaker for tests of the desk.
type fake struct {
	broken atomic.Bool
	said   atomic.Int32
	wav    []byte
	err    error
}

func (f *fake) Speak(context.Context, voice.Line) ([]byte, error) {
	f.said.Add(1)
	return f.wav, f.err
}

func (f *fake) Check(context.Context) error {
	if f.broken.Load() {
		return errors.New("cannot speak, plug it in")
	}
	return nil
}

func desk(c voice.Config, s ...voice.Named) *voice.Desk {
	return voice.New(c, slog.New(slog.DiscardHandler), s...)
}

func TestTheDeskAsksOneAfterTheOther(t *testing.T) {
	line := voicetest.Lines()[0]
	none, damaged, good := &fake{err: voice.ErrNone}, &fake{err: voice.ErrDamaged}, &fake{wav: []byte("sound")}
	d := desk(voice.Config{}, voice.Named{Name: "a", Speaker: none}, voice.Named{Name: "b", Speaker: damaged}, voice.Named{Name: "c", Speaker: good})
	for range 3 {
		if wav, err := d.Speak(t.Context(), line); err != nil || string(wav) != "sound" {
			t.Fatalf("%q, %v", wav, err)
		}
	}
	if good.said.Load() != 1 {
		t.Errorf("it was made %d times", good.said.Load())
	}
	d.Forget()
	if _, err := d.Speak(t.Context(), line); err != nil || good.said.Load() != 2 {
		t.Errorf("made %d times after the visit, error %v", good.said.Load(), err)
	}
	if _, err := desk(voice.Config{}, voice.Named{Name: "a", Speaker: none}).Speak(t.Context(), line); !errors.Is(err, voice.ErrNone) {
		t.Errorf("error %v", err)
	}
	if _, err := desk(voice.Config{}, voice.Named{Name: "b", Speaker: damaged}, voice.Named{Name: "a", Speaker: none}).Speak(t.Context(), line); !errors.Is(err, voice.ErrDamaged) {
		t.Errorf("error %v", err)
	}
}

func TestTheDeskKeepsLittle(t *testing.T) {
	f := &fake{wav: make([]byte, 40)}
	d := desk(voice.Config{Keep: 100}, voice.Named{Name: "f", Speaker: f})
	for _, text := range []string{"一", "二", "一", "三", "一", "二"} { // 二 goes when 三 comes
		if _, err := d.Speak(t.Context(), voice.Line{Text: text, Lang: content.Chinese}); err != nil {
			t.Fatal(err)
		}
	}
	if f.said.Load() != 4 {
		t.Errorf("%d sounds were made, want 4", f.said.Load())
	}
}

func TestTheDeskTellsWhetherItWorks(t *testing.T) {
	a, b := &fake{}, &fake{}
	a.broken.Store(true)
	d := desk(voice.Config{Every: time.Millisecond}, voice.Named{Name: "recordings", Speaker: a}, voice.Named{Name: "espeak", Speaker: b})
	if d.Ready() || d.Status().State != drivers.Starting || d.Info().Driver != "recordings+espeak" {
		t.Errorf("at the start %+v", d.Status())
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- d.Run(ctx, func(drivers.Status) {}) }()
	until(t, "the fault of one", func() bool { return d.Status().State == drivers.HardwareError && d.Status().Detail != "" && d.Ready() })
	b.broken.Store(true)
	until(t, "both to fail", func() bool { return !d.Ready() })
	a.broken.Store(false)
	b.broken.Store(false)
	until(t, "both to work", func() bool { return d.Status().State == drivers.Online && d.Ready() })
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(voicetest.Tone(10 * time.Millisecond))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEfmt \xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, wav []byte) {
		s, err := voice.Inspect(wav)
		if err != nil && !errors.Is(err, voice.ErrDamaged) {
			t.Fatalf("error %v", err)
		}
		if err == nil && (s.Rate == 0 || s.Length < 0 || s.Peak < 0 || s.Peak > 32768) {
			t.Fatalf("%+v", s)
		}
	})
}
