package voice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"lawkiosk/content"
	"lawkiosk/content/spoken"
)

// Voices of espeak-ng. Its voice "cmn" knows no characters, so Chinese is given
// as pinyin with tones.
const (
	voiceChinese = "cmn-latn-pinyin"
	voiceEnglish = "en"
)

// DefaultSpeed is slow speech, in espeak-ng's words a minute.
const DefaultSpeed = 150

// amplitude keeps the loudest vowels from being cut off, which they are at the
// usual 100.
const amplitude = "70"

// DefaultTimeout is how long espeak-ng may take for one line; the longest takes
// it a second on a small board.
const DefaultTimeout = 10 * time.Second

// Espeak has espeak-ng say lines: a process for each, which gets its text by its
// standard input and gives the sound by its output.
type Espeak struct {
	Command string        // path of espeak-ng
	Speed   int           // DefaultSpeed if 0
	Timeout time.Duration // DefaultTimeout if 0
}

// Speak runs espeak-ng for a line.
func (e Espeak) Speak(ctx context.Context, l Line) ([]byte, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	name, text := voiceChinese, spoken.Pinyin(l.Text)
	if l.Lang == content.English {
		name, text = voiceEnglish, spoken.English(l.Text)
	}
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("cannot say a text without words: %w", ErrNone)
	}
	return e.run(ctx, name, text+"\n")
}

// Check has espeak-ng say a word in both languages.
func (e Espeak) Check(ctx context.Context) error {
	for _, l := range []Line{{"您好", content.Chinese}, {"Hello", content.English}} {
		wav, err := e.Speak(ctx, l)
		if err != nil {
			return err
		}
		if s, err := Inspect(wav); err != nil || s.Peak == 0 {
			return fmt.Errorf("cannot hear %s: its sound for %s is silent", e.Command, l.Lang)
		}
	}
	return nil
}

func (e Espeak) run(ctx context.Context, name, text string) ([]byte, error) {
	limit, speed := e.Timeout, e.Speed
	if limit <= 0 {
		limit = DefaultTimeout
	}
	if speed <= 0 {
		speed = DefaultSpeed
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, e.Command, "-v", name, "-s", strconv.Itoa(speed), "-a", amplitude, "-b", "1", "--stdin", "--stdout") //nolint:gosec // the operator's own key
	cmd.Env = []string{"LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	cmd.Stdin = strings.NewReader(text)
	out, said := &capped{max: MaxBytes}, &capped{max: 4 << 10, drop: true}
	cmd.Stdout, cmd.Stderr = out, said
	// A script in its place may have children: all of them go.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	switch {
	case out.over:
		return nil, fmt.Errorf("cannot use the sound of %s: %w", e.Command, ErrTooLong)
	case ctx.Err() != nil:
		return nil, fmt.Errorf("cannot wait for %s any longer than %s: %w", e.Command, limit, ctx.Err())
	case err != nil:
		return nil, childError(e.Command, err, said.b.String())
	}
	return finish(out.b.Bytes())
}

// childError says what a child that failed said last.
func childError(command string, err error, said string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("cannot start %s: %w", command, err)
	}
	if first, _, _ := strings.Cut(strings.TrimSpace(said), "\n"); first != "" {
		return fmt.Errorf("cannot use %s: it says %q", command, first)
	}
	return fmt.Errorf("cannot use %s: it ended with %s", command, exit.ProcessState)
}

// capped keeps what is written up to a limit; beyond it, it fails or drops.
type capped struct {
	b    bytes.Buffer
	max  int
	drop bool
	over bool
}

func (c *capped) Write(p []byte) (int, error) {
	room := c.max - c.b.Len()
	if len(p) <= room {
		return c.b.Write(p)
	}
	c.over = !c.drop
	c.b.Write(p[:room])
	if c.drop {
		return len(p), nil
	}
	return room, ErrTooLong
}

func root(v float64) int { return int(math.Sqrt(v)) }
