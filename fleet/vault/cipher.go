package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Cipher seals for one key pair. Another one, such as of SM2 and SM4, takes its
// place here; its Name in a blob's header tells what opens it.
type Cipher interface {
	// Name stands in the header of each blob, such as "age-x25519".
	Name() string
	// Recipient is the public part, with which a browser seals.
	Recipient() string
	// Seal gives a writer whose input comes out of w sealed; its Close ends it.
	Seal(w io.Writer) (io.WriteCloser, error)
	// Open gives what was sealed. Its Read fails where that was changed or cut.
	Open(r io.Reader) (io.Reader, error)
}

// Age is the Cipher of age-encryption.org/v1 with X25519 and ChaCha20-Poly1305.
// The program age opens what it sealed, with the same key file.
type Age struct {
	recipient  *age.X25519Recipient
	identities []age.Identity
}

var _ Cipher = (*Age)(nil)

// NewAge reads a key file as age-keygen writes it. The first key seals; all of
// them open, so that a new key is put before the old ones.
func NewAge(file []byte) (*Age, error) {
	identities, err := age.ParseIdentities(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	first, ok := identities[0].(*age.X25519Identity)
	if !ok {
		return nil, errors.New("the first key is not an X25519 key (AGE-SECRET-KEY-1…)")
	}
	return &Age{recipient: first.Recipient(), identities: identities}, nil
}

// Name implements Cipher.
func (a *Age) Name() string { return "age-x25519" }

// Recipient implements Cipher: "age1…".
func (a *Age) Recipient() string { return a.recipient.String() }

// Opens reports whether one of the keys opens what was sealed for a recipient.
func (a *Age) Opens(recipient string) bool {
	for _, i := range a.identities {
		if x, ok := i.(*age.X25519Identity); ok && x.Recipient().String() == recipient {
			return true
		}
	}
	return false
}

// Seal implements Cipher.
func (a *Age) Seal(w io.Writer) (io.WriteCloser, error) { return age.Encrypt(w, a.recipient) }

// Open implements Cipher.
func (a *Age) Open(r io.Reader) (io.Reader, error) { return age.Decrypt(r, a.identities...) }

// maxSmall is the largest value of SealBytes: several times a spoken message.
const maxSmall = 16 << 20

// SealBytes seals a small value, such as a column of the database. The label
// says what it is and whose: a value moved elsewhere does not open there.
func SealBytes(c Cipher, label string, plain []byte) ([]byte, error) {
	if strings.ContainsRune(label, 0) || len(label) > 255 {
		return nil, fmt.Errorf("cannot seal: label %q is not allowed", label)
	}
	if len(plain) > maxSmall {
		return nil, fmt.Errorf("cannot seal %s: %w", label, ErrTooLarge) // what could not be opened is not sealed
	}
	return seal(c, append(append([]byte(label), 0), plain...))
}

// OpenBytes opens what SealBytes sealed under the same label.
func OpenBytes(c Cipher, label string, sealed []byte) ([]byte, error) {
	if len(sealed) > maxSmall+maxSmall/256 { // with what sealing adds
		return nil, fmt.Errorf("cannot open %s: %w", label, ErrTooLarge)
	}
	plain, err := open(c, sealed)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", label, err)
	}
	rest, ok := bytes.CutPrefix(plain, append([]byte(label), 0))
	if !ok {
		return nil, fmt.Errorf("cannot open %s: it was sealed as something else: %w", label, ErrDamaged)
	}
	return rest, nil
}

func seal(c Cipher, plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := c.Seal(&out)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot seal: %w", err)
	}
	return out.Bytes(), nil
}

func open(c Cipher, sealed []byte) ([]byte, error) {
	r, err := c.Open(bytes.NewReader(sealed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return plain, nil
}
