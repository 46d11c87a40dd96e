package vault

import (
	"path/filepath"
	"strings"
	"testing"
)

func FuzzHeader(f *testing.F) {
	good, err := Header{V: 1, ID: strings.Repeat("A", 26), Kind: "voice", Cipher: "age-x25519", Recipient: "age1x", Created: noon(), Type: "audio/webm"}.bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"v":1,"id":"../../etc/passwd","kind":"voice"}`))
	f.Add([]byte(`{"v":2}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := parseHeader(b)
		if err != nil {
			return
		}
		again, err := h.bytes()
		if err != nil {
			t.Fatalf("%+v is read and cannot be written: %v", h, err)
		}
		if same, err := parseHeader(again); err != nil || same.ID != h.ID || same.Kind != h.Kind || !same.Created.Equal(h.Created) {
			t.Fatalf("%+v comes back as %+v: %v", h, same, err)
		}
		if filepath.Base(h.ID) != h.ID {
			t.Fatalf("id %q is a path", h.ID)
		}
	})
}

func FuzzPieceNumber(f *testing.F) {
	for _, name := range []string{"000001.age", "100000.age", "1.age", "-00001.age", "000001.age.tmp", "+00001.age"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if n, ok := pieceNumber(name); ok && pieceName(n) != name {
			t.Fatalf("%q is %d", name, n)
		}
	})
}

func FuzzOpenBytes(f *testing.F) {
	a, err := NewAge([]byte(testKey)) // a fixed one, so that what this finds can be found again
	if err != nil {
		f.Fatal(err)
	}
	good, err := SealBytes(a, "x", []byte("text"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("age-encryption.org/v1\n-> X25519 AAAA\nAAAA\n--- AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := OpenBytes(a, "x", b); err == nil && string(plain) != "text" {
			t.Fatalf("%q was never sealed", plain)
		}
	})
}
