package meeting

import (
	"crypto/rand"
	"encoding/hex"
	"math/big"
	"strings"

	"lawkiosk/fleet/wire"
)

// newID makes an opaque id of 128 random bits.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// digits makes n random digits.
func digits(n int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	v, err := rand.Int(rand.Reader, limit)
	if err != nil { // never (crypto/rand)
		panic(err)
	}
	s := v.String()
	return strings.Repeat("0", n-len(s)) + s
}

// receiptDigits is the length of a receipt's number, the check digit included.
const receiptDigits = 12

// newNumber makes a receipt's number: random digits and a check digit. Those
// that begin with wire.KioskNumber are the kiosks' own.
func newNumber() string {
	s := digits(receiptDigits - 1)
	for s[0] == wire.KioskNumber {
		s = digits(receiptDigits - 1)
	}
	return s + string(rune('0'+luhn(s)))
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

// CheckNumber reads a receipt's number as people write it, with blanks and
// hyphens, and says whether its check digit is right.
func CheckNumber(text string) (number string, ok bool) {
	number, ok = onlyDigits(text, receiptDigits)
	if !ok {
		return "", false
	}
	last := len(number) - 1
	return number, luhn(number[:last]) == int(number[last]-'0')
}

// onlyDigits reads n digits; blanks and hyphens between them do not count.
func onlyDigits(text string, n int) (string, bool) {
	if len(text) > 4*n {
		return "", false
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == ' ' || r == '-':
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			return "", false
		}
	}
	return b.String(), b.Len() == n
}
