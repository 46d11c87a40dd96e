package voice

import (
	"encoding/binary"
	"fmt"
	"time"
)

// Sound is what a WAV file holds.
type Sound struct {
	Rate     int // samples a second
	Channels int
	Length   time.Duration
	Peak     int // the loudest sample, 0 to 32768
	Loud     int // the root of the mean square
}

const (
	riffBytes  = 12
	chunkBytes = 8
)

// Inspect reads a WAV file of 16-bit PCM wholly. The error wraps ErrDamaged.
func Inspect(wav []byte) (Sound, error) {
	s, data, err := parse(wav)
	if err != nil {
		return Sound{}, err
	}
	if int(binary.LittleEndian.Uint32(wav[4:]))+8 > len(wav) {
		return Sound{}, fmt.Errorf("cannot read the sound: it ends early: %w", ErrDamaged)
	}
	var squares float64
	for i := 0; i+1 < len(data); i += 2 {
		v := int(int16(binary.LittleEndian.Uint16(data[i:]))) //nolint:gosec // PCM samples are signed
		s.Peak = max(s.Peak, v, -v)
		squares += float64(v) * float64(v)
	}
	samples := len(data) / 2
	s.Length = time.Duration(samples/s.Channels) * time.Second / time.Duration(s.Rate)
	s.Loud = root(squares / float64(samples))
	return s, nil
}

// parse finds a WAV file's form and samples. A stream's data chunk claims more
// bytes than there are: then all that follow are meant.
func parse(wav []byte) (Sound, []byte, error) {
	bad := func(what string) (Sound, []byte, error) {
		return Sound{}, nil, fmt.Errorf("cannot read the sound: %s: %w", what, ErrDamaged)
	}
	if len(wav) < riffBytes || string(wav[:4]) != "RIFF" || string(wav[8:12]) != "WAVE" {
		return bad("it is no WAV file")
	}
	var s Sound
	for at := riffBytes; at+chunkBytes <= len(wav); {
		name, size := string(wav[at:at+4]), int(binary.LittleEndian.Uint32(wav[at+4:]))
		body := wav[at+chunkBytes:]
		switch {
		case name == "data":
			body = body[:min(size, len(body))&^1]
			if s.Rate == 0 || len(body) == 0 {
				return bad("it has no form or no samples")
			}
			return s, body, nil
		case size > len(body):
			return bad("a part ends early")
		case name == "fmt ":
			if size < 16 || binary.LittleEndian.Uint16(body) != 1 || binary.LittleEndian.Uint16(body[14:]) != 16 {
				return bad("it is not 16-bit PCM")
			}
			s.Channels, s.Rate = int(binary.LittleEndian.Uint16(body[2:])), int(binary.LittleEndian.Uint32(body[4:]))
			if s.Channels < 1 || s.Channels > 2 || s.Rate < 8000 || s.Rate > 96000 {
				return bad("its form is odd")
			}
		}
		at += chunkBytes + size + size&1
	}
	return bad("it has no samples")
}

// finish gives a stream of WAV the lengths that a file has.
func finish(stream []byte) ([]byte, error) {
	s, data, err := parse(stream)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, 44+len(data))
	le := binary.LittleEndian
	out = append(out, "RIFF"...)
	out = le.AppendUint32(out, uint32(36+len(data))) //nolint:gosec // at most MaxBytes
	out = append(out, "WAVEfmt "...)
	out = le.AppendUint32(out, 16)
	out = le.AppendUint16(out, 1)
	out = le.AppendUint16(out, uint16(s.Channels))          //nolint:gosec // one or two
	out = le.AppendUint32(out, uint32(s.Rate))              //nolint:gosec // at most 96000
	out = le.AppendUint32(out, uint32(s.Rate*s.Channels*2)) //nolint:gosec // as above
	out = le.AppendUint16(out, uint16(s.Channels*2))        //nolint:gosec // as above
	out = le.AppendUint16(out, 16)
	out = append(out, "data"...)
	out = le.AppendUint32(out, uint32(len(data))) //nolint:gosec // at most MaxBytes
	return append(out, data...), nil
}
