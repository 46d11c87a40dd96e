// Package voicetest is the suite that every speaker passes, and what its tests
// need: sounds, and programs that behave badly in the synthesiser's place.
package voicetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/agent/voice"
	"lawkiosk/content"
)

// Lines are what a speaker under test can say.
func Lines() []voice.Line {
	return []voice.Line{
		{Text: "谁欠您的钱？可以选：公司、厂、店。工地包工头。", Lang: content.Chinese},
		{Text: "2027年3月14日前，申请书2份，10500元的50%。", Lang: content.Chinese},
		{Text: "Who owes you the money?", Lang: content.English},
	}
}

// Suite is what every speaker must do; it can say Lines.
func Suite(t *testing.T, s voice.Speaker) {
	t.Run("it works", func(t *testing.T) {
		if err := s.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("its sounds can be heard and are not cut off", func(t *testing.T) {
		for _, l := range Lines() {
			wav, err := s.Speak(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			heard, err := voice.Inspect(wav)
			if err != nil {
				t.Fatal(err)
			}
			if heard.Length < 500*time.Millisecond || heard.Loud < 300 || heard.Peak >= math.MaxInt16 {
				t.Errorf("%q gave %+v", l.Text, heard)
			}
		}
	})
	t.Run("the same line gives the same sound", func(t *testing.T) {
		one, err := s.Speak(t.Context(), Lines()[0])
		if err != nil {
			t.Fatal(err)
		}
		two, err := s.Speak(t.Context(), Lines()[0])
		if err != nil || !bytes.Equal(one, two) {
			t.Errorf("two sounds differ, error %v", err)
		}
	})
	t.Run("what cannot be said is refused", func(t *testing.T) {
		for _, c := range []struct {
			line voice.Line
			want error
		}{
			{voice.Line{Text: " \n", Lang: content.Chinese}, voice.ErrNone},
			{voice.Line{Text: "你好", Lang: "tlh"}, voice.ErrNone},
			{voice.Line{Text: "？？？", Lang: content.Chinese}, voice.ErrNone},
			{voice.Line{Text: strings.Repeat("长", voice.MaxRunes+1), Lang: content.Chinese}, voice.ErrTooLong},
		} {
			if _, err := s.Speak(t.Context(), c.line); !errors.Is(err, c.want) {
				t.Errorf("%.20q gave %v", c.line.Text, err)
			}
		}
	})
	t.Run("nobody waits for it any longer", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Speak(ctx, Lines()[0]); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

// Tone makes a WAV file of a quiet tone.
func Tone(length time.Duration) []byte {
	const rate = 16000
	n := int(length * rate / time.Second)
	var b bytes.Buffer
	b.WriteString("RIFF")
	le := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes everything
	le(uint32(36 + 2*n))                                               //nolint:gosec // a second or two
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16)} {
		le(v)
	}
	b.WriteString("data")
	le(uint32(2 * n)) //nolint:gosec // as above
	for i := range n {
		le(int16(6000 * math.Sin(2*math.Pi*440*float64(i)/rate)))
	}
	return b.Bytes()
}

// Record writes recordings of Lines into a folder.
func Record(t testing.TB, dir string) {
	t.Helper()
	for _, l := range Lines() {
		if err := os.WriteFile(filepath.Join(dir, l.Name()+".wav"), Tone(time.Second), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Program writes a shell script to stand where espeak-ng should.
func Program(t testing.TB, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "espeak-ng")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil { //nolint:gosec // it must run
		t.Fatal(err)
	}
	return path
}
