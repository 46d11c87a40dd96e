package idcardtest

// step is what a command asks for.
type step string

// The commands that the simulator answers.
const (
	stepReset  step = "reset"
	stepStatus step = "status"
	stepSAM    step = "sam"
	stepFind   step = "find"
	stepSelect step = "select"
	stepRead   step = "read"
	stepOther  step = "other"
)

// steps gives the meaning of CMD and PARA, high byte first, for a model.
func steps(model string) map[uint16]step {
	m := map[uint16]step{
		0x10FF: stepReset, 0x11FF: stepStatus, 0x12FF: stepSAM,
		0x2001: stepFind, 0x2002: stepSelect, 0x3001: stepRead,
	}
	if model == "cvr" {
		delete(m, 0x2001)
		delete(m, 0x2002)
		delete(m, 0x3001)
		m[0x0081], m[0x0082], m[0x0083] = stepFind, stepSelect, stepRead
	}
	return m
}

// request is one command as it arrived, or what was wrong with it.
type request struct {
	code  uint16 // CMD and PARA
	wrong byte   // SW3 to refuse it with, 0 for none
}

// listener takes commands out of the bytes that a driver writes, one byte at a
// time, the way a small controller does.
type listener struct {
	state int // bytes of the preamble and header seen
	need  int
	body  []byte
	sum   byte
}

// hear takes one byte and gives a request when that byte completed it.
func (l *listener) hear(b byte) (request, bool) {
	head := [...]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69}
	switch {
	case l.state < len(head):
		switch {
		case b == head[l.state]:
			l.state++
		case b == 0xAA && l.state == 3: // a fourth AA: the last three still count
		case b == 0xAA:
			l.state = 1
		default:
			l.state = 0
		}
		return request{}, false
	case l.state == len(head):
		l.need, l.sum, l.state = int(b)<<8, b, l.state+1
		return request{}, false
	case l.state == len(head)+1:
		l.need, l.sum, l.state = l.need|int(b), l.sum^b, l.state+1
		l.body = l.body[:0]
		if l.need < 3 || l.need > 300 {
			l.state = 0
			return request{wrong: 0x11}, true
		}
		return request{}, false
	}
	l.body = append(l.body, b)
	l.sum ^= b
	if len(l.body) < l.need {
		return request{}, false
	}
	l.state = 0
	if l.sum != 0 {
		return request{wrong: 0x10}, true
	}
	return request{code: uint16(l.body[0])<<8 | uint16(l.body[1])}, true
}

// answer builds a reply with SW3 and data.
func answer(sw3 byte, data ...byte) []byte {
	n := len(data) + 4
	out := make([]byte, 0, n+7)
	out = append(out, 0xAA, 0xAA, 0xAA, 0x96, 0x69, byte(n>>8), byte(n), 0x00, 0x00, sw3)
	out = append(out, data...)
	var sum byte
	for _, b := range out[5:] {
		sum ^= b
	}
	return append(out, sum)
}
