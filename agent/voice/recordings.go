package voice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Recordings gives what a studio recorded: a folder of WAV files named as
// "contentctl prompts" lists them.
type Recordings struct {
	Dir string
}

// Speak reads a line's recording.
func (r Recordings) Speak(ctx context.Context, l Line) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("cannot read a recording: %w", err)
	}
	root, err := os.OpenRoot(r.Dir) // a link in the folder leads nowhere else
	if err != nil {
		return nil, fmt.Errorf("cannot open the recordings: %w", err)
	}
	defer root.Close()
	name := l.Name() + ".wav"
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot find the recording %s: %w", name, ErrNone)
	} else if err != nil {
		return nil, fmt.Errorf("cannot open a recording: %w", err)
	}
	defer f.Close()
	wav, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot read the recording %s: %w", name, err)
	case len(wav) > MaxBytes:
		return nil, fmt.Errorf("cannot use the recording %s: %w", name, ErrTooLong)
	}
	if s, err := Inspect(wav); err != nil {
		return nil, fmt.Errorf("cannot use the recording %s: %w", name, err)
	} else if s.Peak == 0 {
		return nil, fmt.Errorf("cannot use the recording %s: it is silent: %w", name, ErrDamaged)
	}
	return wav, nil
}

// Check tells whether the folder can be read.
func (r Recordings) Check(context.Context) error {
	if _, err := os.ReadDir(r.Dir); err != nil {
		return fmt.Errorf("cannot read the folder of recordings, change voice.recordings or its rights: %w", err)
	}
	return nil
}
