// Package personal makes personal data a type: a name, an identity number, a
// phone number prints masked through fmt, slog and JSON, and the plain value
// needs a call of Reveal that a reviewer can search for.
//
// The masks are those of docs/security.md: name 张*, number 1****************X
// (first and last), phone 138****1234, anything else by its length only.
// Every package may import personal; it imports the standard library only.
package personal

import (
	"strings"
	"unicode/utf8"
)

// secret is a string that masks itself. The types below differ in their mask.
//
// The string stands behind a pointer because fmt calls no method of a value in
// an unexported field: there it would print a plain string, and prints an
// address instead. A pointer makes == useless, so it does not compile.
type secret struct {
	_     [0]func()
	plain *string
}

func hide(plain string) secret {
	if plain == "" {
		return secret{}
	}
	return secret{plain: &plain}
}

// Reveal gives the plain value. Use it only to show, print or fill in what the
// person asked for, never for a log, a record or an error.
func (s secret) Reveal() string {
	if s.plain == nil {
		return ""
	}
	return *s.plain
}

// Empty reports whether there is no value.
func (s secret) Empty() bool { return s.plain == nil }

func maskName(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(r) + strings.Repeat("*", utf8.RuneCountInString(s[n:]))
}

func maskID(s string) string {
	if len(s) < 3 {
		return strings.Repeat("*", len(s))
	}
	return s[:1] + strings.Repeat("*", len(s)-2) + s[len(s)-1:]
}

func maskPhone(s string) string {
	if len(s) < 8 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + strings.Repeat("*", len(s)-7) + s[len(s)-4:]
}

func maskAll(s string) string { return strings.Repeat("*", utf8.RuneCountInString(s)) }
