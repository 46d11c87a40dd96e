package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// headerVersion is that of the form of headers. 1: the first.
const headerVersion = 1

// maxHeader bounds a header's file; one is about 300 bytes.
const maxHeader = 4 << 10

// Header is what the index says of a blob. It holds no personal data, so that
// the index may be listed and backed up openly.
type Header struct {
	V         int       `json:"v"`
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`            // rule of how long it is kept
	Owner     string    `json:"owner,omitempty"` // such as a call's id, never a person's name
	Type      string    `json:"type,omitempty"`  // media type
	Cipher    string    `json:"cipher"`          // Cipher.Name
	Recipient string    `json:"recipient"`       // for whom it was sealed when it began
	Created   time.Time `json:"created"`
	Finished  time.Time `json:"finished,omitzero"`
	Pieces    int       `json:"pieces,omitempty"` // once finished
}

// Forms of a header's values. An id becomes a file's name, so that nothing else may pass.
var (
	idForm    = regexp.MustCompile(`^[A-Z2-7]{26}$`)
	kindForm  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	ownerForm = regexp.MustCompile(`^[A-Za-z0-9._:-]{0,64}$`)
	typeForm  = regexp.MustCompile(`^([a-z]+/[a-z0-9.+-]+(;[a-z0-9=,.+-]+)*)?$`)
)

func (h Header) check() error {
	switch {
	case h.V != headerVersion:
		return fmt.Errorf("form %d is not known", h.V)
	case !idForm.MatchString(h.ID):
		return errors.New("its id is none")
	case !kindForm.MatchString(h.Kind):
		return fmt.Errorf("kind %q is not allowed", h.Kind)
	case !ownerForm.MatchString(h.Owner):
		return errors.New("the owner must have at most 64 letters, digits, dots, colons, hyphens and underscores")
	case len(h.Type) > 100 || !typeForm.MatchString(h.Type):
		return errors.New("the media type is not one in small letters without spaces")
	case h.Created.IsZero() || h.Pieces < 0 || h.Pieces > maxPieces || len(h.Cipher) > 32 || len(h.Recipient) > 512:
		return errors.New("a value is out of range")
	}
	return nil
}

// parseHeader reads a file of the index.
func parseHeader(b []byte) (Header, error) {
	var h Header
	if len(b) > maxHeader {
		return h, fmt.Errorf("%w: a header of %d bytes", ErrDamaged, len(b))
	}
	if err := json.Unmarshal(b, &h); err != nil {
		return Header{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err := h.check(); err != nil {
		return Header{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return h, nil
}

func (h Header) bytes() ([]byte, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	b, err := json.Marshal(h)
	return append(b, '\n'), err
}
