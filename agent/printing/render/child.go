package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// DefaultTimeout is how long a child may take: a page takes a fraction of a
// second, a slow board ten times as long.
const DefaultTimeout = 20 * time.Second

// Child renders in a process of its own, so that the fonts never stay in the
// daemon's memory and a crash costs one page.
type Child struct {
	Exe     string        // the binary that runs Main, kioskd itself
	Args    []string      // "render" if nil
	Timeout time.Duration // DefaultTimeout if 0
}

// Render starts the child and gives its paper.
func (c Child) Render(ctx context.Context, r Request) (Paper, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return Paper{}, errRequest
	}
	if len(raw) > MaxRequestBytes {
		return Paper{}, fmt.Errorf("cannot render: %w", ErrTooLong)
	}
	limit := c.Timeout
	if limit <= 0 {
		limit = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := c.Args
	if args == nil {
		args = []string{"render"}
	}
	cmd := exec.CommandContext(ctx, c.Exe, args...)
	cmd.WaitDelay = time.Second
	cmd.Stdin = bytes.NewReader(raw)
	out, said := &capped{max: MaxPaperBytes + 256}, &capped{max: 4 << 10, drop: true}
	cmd.Stdout, cmd.Stderr = out, said
	err = cmd.Run()
	if out.over {
		return Paper{}, fmt.Errorf("cannot render: %w", ErrTooLong)
	}
	if ctx.Err() != nil {
		return Paper{}, fmt.Errorf("cannot render: stopped after %s: %w", limit, ctx.Err())
	}
	if err != nil {
		return Paper{}, childError(err, said.b.String())
	}
	return readAnswer(out.b.Bytes())
}

// childError makes an error of what the child said last. A crash's trace may
// quote memory, so that only a plain sentence is passed on.
func childError(err error, said string) error {
	said = strings.TrimSpace(said)
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("cannot start the renderer: %w", err)
	}
	if said == "" || strings.Contains(said, "\n") || exit.ExitCode() != 1 {
		return fmt.Errorf("cannot render: the renderer ended with %s", exit.ProcessState)
	}
	return errors.New(said)
}

var errTooMuch = errors.New("too much output")

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
	c.b.Write(p[:max(room, 0)])
	if c.drop {
		return len(p), nil
	}
	c.over = true
	return 0, errTooMuch
}
