package sdt

import (
	"bytes"
	"errors"
)

// Sizes of a frame's body: all that follows the two length bytes.
const (
	headBytes = 7 // preamble and length
	minBody   = 4 // SW1 SW2 SW3 XOR
	// maxBody is the longest reply of the protocol: three lengths, 256 bytes of
	// text, 1024 of photo, 1024 of fingerprint. A longer length is damage.
	maxBody = 3 + 6 + 256 + 1024 + 1024 + 1
)

var preamble = []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}

// What a decoder can miss.
var (
	errShort    = errors.New("the reply is not complete yet")
	errChecksum = errors.New("the reply's checksum is wrong")
)

// command is one CMD and PARA of the protocol.
type command struct{ cmd, para byte }

// frame gives the bytes that go to the reader.
func (c command) frame() []byte {
	f := append(bytes.Clone(preamble), 0, 3, c.cmd, c.para)
	return append(f, xor(f[len(preamble):]))
}

// reply is one answer of the reader.
type reply struct {
	sw   [3]byte
	data []byte // valid until the decoder is fed again
}

// code is SW3, the byte that tells how a command went.
func (r reply) code() code { return code(r.sw[2]) }

// decoder finds replies in a stream of bytes. It skips what comes before a
// preamble, waits for what is missing and finds its feet again after damage.
type decoder struct{ buf []byte }

// feed adds bytes as they arrive.
func (d *decoder) feed(p []byte) { d.buf = append(d.buf, p...) }

// reset forgets everything fed so far.
func (d *decoder) reset() { d.buf = d.buf[:0] }

// started reports whether a frame has begun and is not complete.
func (d *decoder) started() bool { return len(d.buf) >= len(preamble) }

// next takes one reply out of the stream. errShort: feed more bytes.
// errChecksum: a damaged frame was dropped; another may follow, call next again.
func (d *decoder) next() (reply, error) {
	for {
		d.align()
		if len(d.buf) < headBytes {
			return reply{}, errShort
		}
		n := int(d.buf[5])<<8 | int(d.buf[6])
		if n < minBody || n > maxBody {
			d.drop(len(preamble))
			continue
		}
		if len(d.buf) < headBytes+n {
			return reply{}, errShort
		}
		f := d.buf[:headBytes+n]
		if xor(f[len(preamble):]) != 0 {
			// Only the preamble goes: a whole frame may stand inside what a
			// damaged length made us take for this one.
			d.drop(len(preamble))
			return reply{}, errChecksum
		}
		r := reply{sw: [3]byte(f[7:10]), data: bytes.Clone(f[10 : len(f)-1])}
		d.drop(len(f))
		return r, nil
	}
}

// resync gives up the frame that has begun, for a caller that heard nothing
// for so long that the rest will not come, and looks for one behind it.
func (d *decoder) resync() {
	if d.started() {
		d.drop(len(preamble))
	}
}

// align drops everything before the first preamble, or before what may be the
// beginning of one.
func (d *decoder) align() {
	if i := bytes.Index(d.buf, preamble); i >= 0 {
		d.drop(i)
		return
	}
	for n := min(len(preamble)-1, len(d.buf)); n >= 0; n-- {
		if bytes.HasPrefix(preamble, d.buf[len(d.buf)-n:]) {
			d.drop(len(d.buf) - n)
			return
		}
	}
}

func (d *decoder) drop(n int) { d.buf = append(d.buf[:0], d.buf[n:]...) }

// xor folds bytes; over a frame with its own checksum the result is zero.
func xor(p []byte) (x byte) {
	for _, b := range p {
		x ^= b
	}
	return x
}
