// Package voice reads the kiosk's own texts aloud without a network: a studio's
// recording where there is one, else what a synthesiser on the machine says.
// Only prompts of the content are spoken, never what a visitor entered.
//
// Package agent imports it; it imports content, drivers and what makes texts
// sayable. Any other synthesiser is one more Speaker.
package voice

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"lawkiosk/content"
	"lawkiosk/content/prompt"
)

// Line is what is to be said.
type Line struct {
	Text string
	Lang content.Lang
}

// Name is what a recording of the line is called, without ".wav".
func (l Line) Name() string { return prompt.Name(l.Lang, l.Text) }

// MaxRunes is how long a line may be: the longest part of a guide has less than
// a third of it in Chinese, two thirds in English.
const MaxRunes = 3000

// MaxBytes is how large a sound may be, about six minutes.
const MaxBytes = 16 << 20

// Speaker gives a line's sound as a WAV file of 16-bit PCM. One that has nothing
// for a line gives an error that wraps ErrNone.
type Speaker interface {
	Speak(ctx context.Context, l Line) ([]byte, error)
	// Check tells whether the speaker works, in a sentence for an operator.
	Check(ctx context.Context) error
}

// Errors of speakers.
var (
	ErrNone    = errors.New("nothing here can say that")
	ErrTooLong = errors.New("the text or its sound is too long")
	ErrDamaged = errors.New("the sound is damaged")
)

// check refuses what no speaker takes.
func (l Line) check() error {
	switch {
	case strings.TrimSpace(l.Text) == "":
		return fmt.Errorf("cannot say an empty text: %w", ErrNone)
	case utf8.RuneCountInString(l.Text) > MaxRunes:
		return fmt.Errorf("cannot say more than %d characters: %w", MaxRunes, ErrTooLong)
	case l.Lang != content.Chinese && l.Lang != content.English:
		return fmt.Errorf("cannot speak the language %.10q: %w", l.Lang, ErrNone)
	}
	return nil
}
