package relay

import (
	"encoding/binary"
	"errors"
	"io"
)

// maxFrame bounds a frame in bytes. Browsers keep media and data packets below
// 1,300 bytes, for the network between relay and room takes no larger ones.
const maxFrame = 2048

var (
	errNotTURN  = errors.New("neither a STUN message nor channel data")
	errTooLarge = errors.New("a frame is larger than any packet")
)

const (
	headerChannel = 4  // bytes: number, length
	headerSTUN    = 20 // bytes: type, length, cookie, transaction
)

// readFrame reads one STUN message (RFC 8489, section 5) or one padded channel
// data message (RFC 8656, section 12.5) into b, which has room for maxFrame.
func readFrame(r io.Reader, b []byte) (n int, err error) {
	if _, err := io.ReadFull(r, b[:headerChannel]); err != nil {
		return 0, err
	}
	n, err = frameSize([headerChannel]byte(b))
	if err != nil {
		return 0, err
	}
	_, err = io.ReadFull(r, b[headerChannel:n])
	return n, err
}

// frameSize tells a frame's size in bytes from its first four.
func frameSize(head [headerChannel]byte) (int, error) {
	length := int(binary.BigEndian.Uint16(head[2:]))
	var n int
	switch {
	case head[0] <= 1 && length%4 == 0: // a request or an indication
		n = headerSTUN + length
	case head[0] >= 0x40 && head[0] <= 0x7F:
		n = headerChannel + (length+3)&^3
	default:
		return 0, errNotTURN
	}
	if n > maxFrame {
		return 0, errTooLarge
	}
	return n, nil
}
