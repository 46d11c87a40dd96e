package meeting

import (
	"time"

	"lawkiosk/fleet/wire"
)

// tally counts what happened in a call for its record, without a word about
// anybody. Times are the kiosk's own.
type tally struct {
	began    time.Time
	answered time.Time // zero: nobody answered
	talked   time.Duration
	since    time.Time // talking since, zero while not
	printed  int
	signed   int
	closed   bool // the record is written
}

// turn notes a change of state.
func (t *tally) turn(from, to wire.CallState, now time.Time) {
	if from == to {
		return
	}
	if !t.since.IsZero() {
		t.talked += now.Sub(t.since)
		t.since = time.Time{}
	}
	if to == wire.CallTalking {
		t.since = now
		if t.answered.IsZero() {
			t.answered = now
		}
	}
}

// record is the call's record.
func (t *tally) record(s *session, how string, now time.Time) wire.MeetingEnded {
	talked := t.talked
	if !t.since.IsZero() {
		talked += now.Sub(t.since)
	}
	waited := now.Sub(t.began)
	if !t.answered.IsZero() {
		waited = t.answered.Sub(t.began)
	}
	return wire.MeetingEnded{
		Visit: s.visit, How: how, WaitS: seconds(waited), TalkS: seconds(talked),
		Papers: len(s.call.Papers), Printed: t.printed, Signed: t.signed,
	}
}

func seconds(d time.Duration) int { return max(0, int(d/time.Second)) }
