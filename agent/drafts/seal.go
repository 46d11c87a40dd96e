package drafts

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
)

const (
	magic = "lawkiosk draft 1\n"
	head  = len(magic) + 8 // and until when, seconds since 1970, so that a draft can be deleted without its code

	// The key is stretched already; age's own stretching only adds a salt of
	// each file.
	ageWork = 10
	// room is padded to, so that a file's size does not tell how much was
	// written.
	room = 4 << 10
	// maxSealed is the largest file that is read.
	maxSealed = MaxBytes + room + 4<<10
)

// seal makes a draft's file.
func seal(d Draft, k keys) ([]byte, error) {
	plain, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("cannot keep a draft: %w", err)
	}
	if len(plain) > MaxBytes {
		return nil, ErrLarge
	}
	plain = append(plain, strings.Repeat(" ", (room-len(plain)%room)%room)...) // JSON may end in spaces
	to, err := age.NewScryptRecipient(k.pass)
	if err != nil {
		return nil, fmt.Errorf("cannot seal a draft: %w", err)
	}
	to.SetWorkFactor(ageWork)
	var out bytes.Buffer
	out.WriteString(magic)
	out.Write(binary.BigEndian.AppendUint64(nil, uint64(d.Until.Unix())))
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot seal a draft: %w", err)
	}
	return out.Bytes(), nil
}

// untilOf reads from a file's beginning when it is to be deleted.
func untilOf(data []byte) (time.Time, error) {
	if len(data) < head || string(data[:len(magic)]) != magic {
		return time.Time{}, fmt.Errorf("%w: its beginning is not a draft's", ErrDamaged)
	}
	s := binary.BigEndian.Uint64(data[len(magic):head])
	if s > 1<<40 {
		return time.Time{}, fmt.Errorf("%w: its time cannot be", ErrDamaged)
	}
	return time.Unix(int64(s), 0).UTC(), nil
}

// unseal opens a draft's file.
func unseal(data []byte, k keys) (Draft, error) {
	until, err := untilOf(data)
	if err != nil {
		return Draft{}, err
	}
	id, err := age.NewScryptIdentity(k.pass)
	if err != nil {
		return Draft{}, fmt.Errorf("cannot open a draft: %w", err)
	}
	id.SetMaxWorkFactor(ageWork)
	r, err := age.Decrypt(bytes.NewReader(data[head:]), id)
	if err != nil {
		return Draft{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, MaxBytes+room))
	if err != nil {
		return Draft{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	var d Draft
	if err := json.Unmarshal(plain, &d); err != nil {
		return Draft{}, fmt.Errorf("%w: its content is not a draft", ErrDamaged) // the error itself could quote it
	}
	if !d.Until.Equal(until) {
		return Draft{}, fmt.Errorf("%w: its two times differ", ErrDamaged)
	}
	if d.Values == nil {
		d.Values = map[string]string{}
	}
	return d, nil
}
