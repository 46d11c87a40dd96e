package drafts

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"

	"golang.org/x/crypto/scrypt"
)

const (
	codeDigits = 12 // the last one is a check digit, as in receipts' numbers
	cost       = 1 << 15
	blockSize  = 8 // with cost: 32 MiB and about 100 ms on a kiosk
	nameBytes  = 16
	keyBytes   = 32
)

// keys is what a code stands for: the name of its file and what opens it.
// Neither tells the other, and finding either from the other's side means to
// stretch every code there is: a cheap hash as name would make the key's own
// cost useless to whoever has taken the disk.
type keys struct {
	name string
	pass string
}

// stretch makes the keys of a code on this kiosk.
func (s *Safe) stretch(code string) (keys, error) {
	secret, err := s.machine()
	if err != nil {
		return keys{}, err
	}
	b, err := scrypt.Key([]byte(code), secret, cost, blockSize, 1, nameBytes+keyBytes)
	if err != nil {
		return keys{}, fmt.Errorf("cannot make a draft's key: %w", err)
	}
	return keys{name: hex.EncodeToString(b[:nameBytes]), pass: hex.EncodeToString(b[nameBytes:])}, nil
}

// newCode makes a random code.
func newCode() string {
	most := new(big.Int).Exp(big.NewInt(10), big.NewInt(codeDigits-1), nil)
	n, err := rand.Int(rand.Reader, most)
	if err != nil { // crypto/rand ends the program rather than fail
		panic(err)
	}
	payload := fmt.Sprintf("%0*d", codeDigits-1, n)
	return payload + string(rune('0'+luhn(payload)))
}

// Valid tells whether a code has 12 digits of which the last fits the others.
func Valid(code string) bool {
	if len(code) != codeDigits {
		return false
	}
	for _, c := range code {
		if c < '0' || c > '9' {
			return false
		}
	}
	return luhn(code[:codeDigits-1]) == int(code[codeDigits-1]-'0')
}

// luhn is the check digit of ISO/IEC 7812-1 for a payload of digits.
func luhn(payload string) int {
	sum := 0
	for i := range len(payload) {
		d := int(payload[len(payload)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}
