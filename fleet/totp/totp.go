// Package totp makes and checks second factors: six-digit codes of RFC 6238
// (SHA-1, 30 s, as every authenticator app has them) and recovery codes for who
// has lost the phone. fleet/httpapi and fleet/server import it.
package totp

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"lawkiosk/fleet"
	"lawkiosk/fleet/vault"
)

const (
	period     = 30 // seconds
	skew       = 1  // steps by which a phone's clock may differ
	issuer     = "lawkiosk"
	recoveries = 10 // codes
	recoverLen = 16 // characters of base32: 80 bits, too many to search, so that a plain hash keeps them
)

// Fresh is a new second factor, in the open. It is shown once.
type Fresh struct {
	Secret   string   // base32
	URI      string   // otpauth://…, for a QR code
	Recovery []string // "ABCD-EFGH-IJKL-MNOP"
}

// Make makes a second factor for a user.
func Make(user string) (Fresh, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: user, Period: period, SecretSize: 20, Rand: rand.Reader})
	if err != nil {
		return Fresh{}, fmt.Errorf("cannot make a second factor: %w", err)
	}
	f := Fresh{Secret: key.Secret(), URI: key.URL()}
	for range recoveries {
		c := rand.Text()[:recoverLen]
		f.Recovery = append(f.Recovery, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
	}
	return f, nil
}

// Factor gives what the store keeps of it: the secret sealed, the recovery codes hashed.
func (f Fresh) Factor(c vault.Cipher, user string) (fleet.Factor, error) {
	sealed, err := vault.SealBytes(c, label(user), []byte(f.Secret))
	if err != nil {
		return fleet.Factor{}, fmt.Errorf("cannot keep a second factor: %w", err)
	}
	out := fleet.Factor{Secret: sealed}
	for _, code := range f.Recovery {
		h, _ := Recovery(user, code)
		out.Recovery = append(out.Recovery, h)
	}
	return out, nil
}

// Secret opens what Factor sealed for the same user.
func Secret(c vault.Cipher, user string, sealed []byte) (string, error) {
	b, err := vault.OpenBytes(c, label(user), sealed)
	return string(b), err
}

func label(user string) string { return "second factor of " + user }

// Code is what a phone shows at a time.
func Code(secret string, at time.Time) (string, error) { return codeOf(secret, at.Unix()/period) }

func codeOf(secret string, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // after 1970
}

// Step finds the time step that a code belongs to, of those that a clock one
// step off would show. All of them are compared, in constant time.
func Step(secret, code string, now time.Time) (step int64, ok bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	at := now.Unix() / period
	for s := at - skew; s <= at+skew; s++ {
		want, err := codeOf(secret, s)
		if err != nil {
			return 0, false
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// Recovery hashes a recovery code as a person typed it; ok is false for what
// cannot be one.
func Recovery(user, typed string) (h fleet.TokenHash, ok bool) {
	code := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(typed))
	if len(code) != recoverLen {
		return fleet.TokenHash{}, false
	}
	return fleet.HashToken(user + "\x00" + code), true
}
