package idcardtest

import "encoding/binary"

// respond works out the answer to a command, as the security module would, and
// spoils it by the faults that wait for it.
func (s *Simulator) respond(q request) plan {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.wrong != 0 {
		return plan{bytes: answer(q.wrong)}
	}
	at, ok := s.steps[q.code]
	if !ok {
		at = stepOther
	}
	faults := s.due(at)
	for _, f := range faults {
		if f.Kind == "status" {
			return spoilAll(plan{bytes: answer(f.Code)}, faults)
		}
	}
	return spoilAll(plan{bytes: s.work(at)}, faults)
}

// work does what a command asks and gives the sound answer.
func (s *Simulator) work(at step) []byte {
	switch at {
	case stepReset:
		s.module = moduleIdle
		return answer(0x90)
	case stepStatus:
		return answer(0x90)
	case stepSAM:
		return answer(0x90, samNumber()...)
	case stepFind:
		if s.card == nil || s.module == moduleSelected {
			return answer(0x80)
		}
		s.module = moduleFound
		return answer(0x9F, 0, 0, 0, 0)
	case stepSelect:
		if s.card == nil || s.module == moduleIdle {
			return answer(0x81)
		}
		s.module = moduleSelected
		return answer(0x90, 0, 0, 0, 0, 0, 0, 0, 0)
	case stepRead:
		if s.card == nil || s.module != moduleSelected {
			return answer(0x41)
		}
		if s.card.Strange {
			return answer(0x40)
		}
		s.reads++
		s.tell()
		return answer(0x90, payload(s.card.Text, s.card.Photo)...)
	case stepOther:
	}
	return answer(0x21)
}

// due takes the faults that happen to this answer and counts them.
func (s *Simulator) due(at step) []Fault {
	var now, rest []Fault
	for _, f := range s.faults {
		if f.Step != "" && f.Step != string(at) {
			rest = append(rest, f)
			continue
		}
		now = append(now, f)
		switch f.Times {
		case 0:
			rest = append(rest, f)
		case 1:
		default:
			f.Times--
			rest = append(rest, f)
		}
	}
	s.faults = rest
	if len(now) > 0 {
		s.tell()
	}
	return now
}

func spoilAll(p plan, faults []Fault) plan {
	for _, f := range faults {
		p = f.spoil(p)
	}
	return p
}

// payload is the data of an answer to read: both lengths, text, photo.
func payload(text, photo []byte) []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(len(text)))
	out = binary.BigEndian.AppendUint16(out, uint16(len(photo)))
	return append(append(out, text...), photo...)
}

// samNumber is the number of a security module that nobody makes: version
// 05.03, 1 January 2014, numbers 1 and 2, all little-endian.
func samNumber() []byte {
	out := []byte{5, 0, 3, 0}
	out = binary.LittleEndian.AppendUint32(out, 20140101)
	out = binary.LittleEndian.AppendUint32(out, 1)
	return binary.LittleEndian.AppendUint32(out, 2)
}
