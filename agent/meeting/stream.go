package meeting

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Limits of the live stream.
const (
	maxEvent    = 512 << 10        // bytes of one event: a snapshot with long texts to sign
	quietAtMost = 45 * time.Second // the fleet sends a comment every 15 s
)

var errStream = errors.New("not a stream of events")

// event is one server-sent event (HTML, section 9.2).
type event struct {
	name string
	data []byte
}

// readEvents reads server-sent events until the stream ends. alive is told of
// every line, tell of every event with data; an error of tell ends the reading.
func readEvents(r io.Reader, alive func(), tell func(event) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 4<<10), maxEvent)
	s.Split(lines)
	var e event
	for s.Scan() {
		alive()
		line := s.Bytes()
		if len(line) == 0 { // an empty line ends an event
			if len(e.data) > 0 {
				e.data = e.data[:len(e.data)-1] // the last line's end is not data
				if err := tell(e); err != nil {
					return err
				}
			}
			e = event{}
			continue
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(name) {
		case "event":
			e.name = string(value)
		case "data":
			if len(e.data)+len(value) >= maxEvent {
				return fmt.Errorf("an event of more than %d bytes: %w", maxEvent, errStream)
			}
			e.data = append(append(e.data, value...), '\n')
		default: // comments, id, retry
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%w: %w", errStream, err)
	}
	return nil
}

// lines splits at CR, LF or both, as the standard says; what is not ended at
// the end of the stream is dropped.
func lines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0 && atEOF:
		return len(data), nil, nil
	case i < 0 || (data[i] == '\r' && i+1 == len(data) && !atEOF): // the line feed may follow
		return 0, nil, nil
	case data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	default:
		return i + 1, data[:i], nil
	}
}

// stream connects to the live events and reads them until it breaks, goes
// quiet or ctx ends. opened is called once it stands.
func (d *Door) stream(ctx context.Context, path string, opened func(), tell func(event) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	quiet := time.AfterFunc(quietAtMost, func() { cancel(fmt.Errorf("nothing heard for %s: %w", quietAtMost, ErrOffline)) })
	defer quiet.Stop()
	resp, err := d.send(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		data, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10)) // what cannot be read has no code
		return errors.Join(read(resp.StatusCode, data, new(any)), errStream)
	}
	opened()
	err = readEvents(resp.Body, func() { quiet.Reset(quietAtMost) }, tell)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err == nil {
		err = fmt.Errorf("the fleet ended the stream: %w", ErrOffline)
	}
	return err
}
