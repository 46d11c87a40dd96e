package load

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"time"

	"lawkiosk/fleet/wire"
)

// Times of a simulated citizen who waits for a lawyer.
const (
	hereEvery   = 5 * time.Second
	mostPatient = 4 * time.Minute
	leastWait   = 5 * time.Second
	hangUpTime  = 10 * time.Second
	mostAnswer  = 1 << 20 // bytes of an answer
)

// call is one citizen who asks for a lawyer, says that he is there while he
// waits, and leaves when his patience ends or the ladder does. A lawyer who
// answers meets an empty room: media are not simulated.
func (k *kiosk) call(ctx context.Context) {
	var c wire.Call
	wish := wire.NewCall{Visit: rand.Text()[:16], Topic: "unpaid-wages", Lang: "zh-CN", Speech: "mandarin", Consent: wire.Consent{Video: true}}
	began := time.Now()
	if err := k.ask(ctx, http.MethodPost, wire.PathCalls, wish, &c); err != nil {
		k.stats.add(func(s *Stats) { s.CallsRefused++ })
		return
	}
	k.stats.add(func(s *Stats) { s.Calls++ })
	patience := k.patience
	if patience == 0 {
		patience = leastWait + time.Duration(mathrand.Int64N(int64(mostPatient))) //nolint:gosec // a simulation
	}
	for c.State == wire.CallWaiting && time.Since(began) < patience && pause(ctx, hereEvery) {
		if c.Queue != nil {
			k.stats.add(func(s *Stats) { s.LongestQueue = max(s.LongestQueue, c.Queue.Place) })
		}
		if err := k.ask(ctx, http.MethodPost, path(wire.PathHere, c.ID), wire.Here{Camera: "on", Microphone: "on"}, &c); err != nil {
			k.stats.add(func(s *Stats) { s.CallFaults++ }) // asked again in a while, as a kiosk does
		}
	}
	k.stats.add(func(s *Stats) {
		switch c.State {
		case wire.CallTalking:
			s.CallsAnswered++
		case wire.CallUnanswered:
			s.CallsUnanswered++
		default: // left before anybody answered
		}
	})
	bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangUpTime)
	defer cancel()
	if err := k.ask(bye, http.MethodPost, path(wire.PathEnd, c.ID), wire.End{How: "left"}, nil); err != nil {
		k.stats.add(func(s *Stats) { s.CallFaults++ })
	}
}

func path(pattern, id string) string { return strings.Replace(pattern, "{id}", id, 1) }

// ask speaks with the fleet's door for kiosks.
func (k *kiosk) ask(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, ackTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(k.cfg.API, "/")+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.SetBasicAuth(k.id.ID, k.id.Token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := k.web.Do(req)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("answer %s", resp.Status)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}
