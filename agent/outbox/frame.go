package outbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"lawkiosk/fleet/wire"
)

// A value in the file is a frame:
//
//	magic(8) id(8) seq(8) length(4) crc(4) payload(length)
//
// Integers are big-endian; payload is the record's JSON; crc is CRC-32C over
// everything else. id and seq repeat the key, so a frame means the same
// wherever in the file it is found.
const headerLen = 8 + 8 + 8 + 4 + 4

var (
	magic      = [...]byte{'L', 'K', 'o', 'b', 0x9d, 0x01, 0x0a, 0xe7}
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errFrame   = errors.New("a record's frame is damaged")
)

type frame struct {
	id  [8]byte
	seq uint64
	rec wire.Record
}

func encode(f frame) ([]byte, error) {
	payload, err := json.Marshal(f.rec)
	if err != nil {
		return nil, fmt.Errorf("cannot encode a %s record: %w", f.rec.Kind, err)
	}
	b := make([]byte, 0, headerLen+len(payload))
	b = append(b, magic[:]...)
	b = append(b, f.id[:]...)
	b = binary.BigEndian.AppendUint64(b, f.seq)
	b = binary.BigEndian.AppendUint32(b, uint32(len(payload)))
	b = binary.BigEndian.AppendUint32(b, checksum(b, payload))
	return append(b, payload...), nil
}

// checksum covers the header before the checksum itself, and the payload.
func checksum(header, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(header[:headerLen-4], castagnoli), castagnoli, payload)
}

// decode reads the frame at the start of b and tells how long it is.
func decode(b []byte) (f frame, length int, err error) {
	if len(b) < headerLen || !bytes.Equal(b[:8], magic[:]) {
		return f, 0, errFrame
	}
	n := int(binary.BigEndian.Uint32(b[24:28]))
	if n > 2*wire.MaxRecordBytes || len(b) < headerLen+n {
		return f, 0, errFrame
	}
	payload := b[headerLen : headerLen+n]
	if binary.BigEndian.Uint32(b[28:32]) != checksum(b, payload) {
		return f, 0, errFrame
	}
	copy(f.id[:], b[8:16])
	f.seq = binary.BigEndian.Uint64(b[16:24])
	if err := json.Unmarshal(payload, &f.rec); err != nil {
		return f, 0, errFrame
	}
	return f, headerLen + n, nil
}

// scan finds every whole frame in the raw bytes of a file, whatever happened
// to the tree around them, sorted by identity and sequence. Some may have been
// confirmed and deleted long ago: their pages were free but not yet reused.
// The fleet knows them by identity and sequence and drops them.
func scan(raw []byte) []frame {
	var found []frame
	for {
		i := bytes.Index(raw, magic[:])
		if i < 0 {
			break
		}
		f, n, err := decode(raw[i:])
		if err != nil {
			n = 1
		} else {
			found = append(found, f)
		}
		raw = raw[i+n:]
	}
	slices.SortFunc(found, compare)
	return slices.CompactFunc(found, func(a, b frame) bool { return compare(a, b) == 0 })
}

func compare(a, b frame) int {
	if c := bytes.Compare(a.id[:], b.id[:]); c != 0 {
		return c
	}
	switch {
	case a.seq < b.seq:
		return -1
	case a.seq > b.seq:
		return 1
	}
	return 0
}
