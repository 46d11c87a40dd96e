package idcardtest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong with the simulator's next answers.
type Fault struct {
	// Kind is one of:
	//   "status"       answer with Code in SW3 and no data, and do nothing
	//   "bad-checksum" answer with a wrong checksum
	//   "garbage"      send Bytes of noise, a false preamble among them, before the answer
	//   "fragments"    send the answer in pieces of Bytes, Delay apart
	//   "cut"          stop in the middle of the answer
	//   "lift"         the card is lifted in the middle of the answer, whose rest is missing
	//   "silent"       do not answer
	Kind string `json:"kind"`
	// Step is the command that it happens to: "reset", "status", "sam", "find",
	// "select", "read"; "" for any.
	Step string `json:"step,omitempty"`
	Code byte   `json:"code,omitempty"`
	// Times is how often it happens; 0 for until it is cleared.
	Times int           `json:"times,omitempty"`
	Bytes int           `json:"bytes,omitempty"`
	Delay time.Duration `json:"delay,omitempty"` // nanoseconds in JSON
}

// FaultKinds are the kinds that Inject takes.
func FaultKinds() []string {
	return []string{"status", "bad-checksum", "garbage", "fragments", "cut", "lift", "silent"}
}

// check tells what is wrong with a fault.
func (f Fault) check() error {
	known := []string{"", string(stepReset), string(stepStatus), string(stepSAM), string(stepFind), string(stepSelect), string(stepRead)}
	switch {
	case !slices.Contains(FaultKinds(), f.Kind):
		return fmt.Errorf("cannot inject fault: kind %q is not known, use one of: %s", f.Kind, strings.Join(FaultKinds(), ", "))
	case !slices.Contains(known, f.Step):
		return fmt.Errorf("cannot inject fault: step %q is not known, use one of: %s", f.Step, strings.Join(known[1:], ", "))
	case f.Times < 0 || f.Bytes < 0 || f.Bytes > 4096 || f.Delay < 0 || f.Delay > time.Minute:
		return fmt.Errorf("cannot inject fault: times, bytes (at most 4096) and delay (at most 1m) must not be negative or larger")
	}
	return nil
}

// plan is how one answer is sent.
type plan struct {
	bytes  []byte
	piece  int           // bytes per write, 0 for all at once
	delay  time.Duration // between pieces
	lift   bool          // lift the card when all is sent
	silent bool
}

// spoil applies a fault to an answer.
func (f Fault) spoil(p plan) plan {
	switch f.Kind {
	case "bad-checksum":
		p.bytes[len(p.bytes)-1] ^= 0x5A
	case "garbage":
		p.bytes = append(noise(f.Bytes), p.bytes...)
	case "fragments":
		p.piece, p.delay = max(1, f.Bytes), f.Delay
	case "cut":
		p.bytes = p.bytes[:len(p.bytes)/2]
	case "lift":
		p.bytes, p.lift = p.bytes[:len(p.bytes)/2], true
	case "silent":
		p.silent = true
	}
	return p
}

// noise gives n bytes that hold the beginning of a frame but no frame.
func noise(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(0x55 + 37*i)
	}
	copy(out, []byte{0xAA, 0xAA, 0x96, 0xAA, 0xAA})
	return out
}
