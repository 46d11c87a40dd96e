// Package password keeps people's passwords: argon2id in PHC form, the rules a
// new one must meet, and made ones. fleet/httpapi and fleet/server import it.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Cost of a hash: OWASP's second recommendation of 2024 for argon2id.
const (
	memoryKB = 19 * 1024
	passes   = 2
	lanes    = 1
	saltLen  = 16
	keyLen   = 32
)

// Lengths of a password in characters.
const (
	MinLength = 10
	MaxLength = 128
)

// Check says whether a person's new password is good enough for MLPS: at
// least ten characters of three kinds, without the user's name in it.
func Check(name, password string) error {
	n := utf8.RuneCountInString(password)
	if n < MinLength || n > MaxLength {
		return fmt.Errorf("cannot use this password: it has %d characters, %d to %d are allowed", n, MinLength, MaxLength)
	}
	if name != "" && strings.Contains(strings.ToLower(password), strings.ToLower(name)) {
		return errors.New("cannot use this password: it contains the user's name")
	}
	var lower, upper, digit, other int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	if lower+upper+digit+other < 3 {
		return errors.New("cannot use this password: mix at least three of small letters, capitals, digits and other signs")
	}
	return nil
}

// Make makes a password of 100 random bits that is easy to read out: five
// groups of four characters without those that look alike.
func Make() string {
	const signs = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	for {
		raw := make([]byte, 0, 24)
		buf := make([]byte, 64)
		rand.Read(buf) //nolint:errcheck // crypto/rand.Read never fails
		for _, b := range buf {
			if int(b) < 256/len(signs)*len(signs) && len(raw) < 24 { // without bias
				if len(raw)%5 == 4 {
					raw = append(raw, '-')
				}
				raw = append(raw, signs[int(b)%len(signs)])
			}
		}
		if p := strings.TrimSuffix(string(raw), "-"); len(raw) == 24 && Check("", p) == nil {
			return p
		}
	}
}

// Hash hashes a password for the store.
func Hash(password string) string {
	salt := make([]byte, saltLen)
	rand.Read(salt) //nolint:errcheck // crypto/rand.Read never fails
	key := argon2.IDKey([]byte(password), salt, passes, memoryKB, lanes, keyLen)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKB, passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// Verify says whether a password belongs to a hash. An empty or unreadable
// hash takes as long as a wrong password.
func Verify(hash, password string) bool {
	var version, memory, time, threads int
	salt, want := make([]byte, saltLen), make([]byte, keyLen)
	ok := false
	if parts := strings.Split(hash, "$"); len(parts) == 6 && parts[1] == "argon2id" {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads)
		s, err3 := base64.RawStdEncoding.DecodeString(parts[4])
		k, err4 := base64.RawStdEncoding.DecodeString(parts[5])
		ok = errors.Join(err1, err2, err3, err4) == nil && version == argon2.Version && len(k) == keyLen &&
			memory > 0 && memory <= 1<<20 && time > 0 && time <= 16 && threads > 0 && threads <= 16
		if ok {
			salt, want = s, k
		}
	}
	if !ok {
		memory, time, threads = memoryKB, passes, lanes
	}
	key := argon2.IDKey([]byte(password), salt, uint32(time), uint32(memory), uint8(threads), keyLen) //nolint:gosec // bounded above
	return subtle.ConstantTimeCompare(key, want) == 1 && ok
}
