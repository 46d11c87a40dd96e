package totp

import (
	"encoding/base32"
	"net/url"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lawkiosk/fleet"
	"lawkiosk/fleet/vault"
)

func cipher(t testing.TB) vault.Cipher {
	t.Helper()
	i, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	c, err := vault.NewAge([]byte(i.String()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestVectors are those of RFC 6238, appendix B, cut to six digits.
func TestVectors(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		got, err := Code(secret, time.Unix(at, 0))
		if err != nil || got != want {
			t.Errorf("%d: %s %v, want %s", at, got, err, want)
		}
	}
}

func TestStep(t *testing.T) {
	f, err := Make("wang")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_800_000_015, 0)
	at := now.Unix() / period
	for off, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code, err := Code(f.Secret, now.Add(time.Duration(off)*period*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		step, ok := Step(f.Secret, " "+code[:3]+" "+code[3:], now)
		if ok != want || ok && step != at+off {
			t.Errorf("%d steps off: %d %v", off, step-at, ok)
		}
	}
	for _, bad := range []string{"", "12345", "1234567", "abcdef", "－１２３４５"} {
		if _, ok := Step(f.Secret, bad, now); ok {
			t.Errorf("%q is a code", bad)
		}
	}
	if _, ok := Step("not base32!", "123456", now); ok {
		t.Error("a secret that is none has codes")
	}
}

func TestFresh(t *testing.T) {
	f, err := Make("王律师")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(f.URI)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Query().Get("secret") != f.Secret || len(f.Secret) != 32 || !strings.HasSuffix(u.Path, "王律师") {
		t.Fatalf("%s %v", f.URI, err)
	}
	c := cipher(t)
	kept, err := f.Factor(c, "wang")
	if err != nil || len(kept.Recovery) != recoveries || strings.Contains(string(kept.Secret), f.Secret) {
		t.Fatalf("%+v %v", kept, err)
	}
	if got, err := Secret(c, "wang", kept.Secret); err != nil || got != f.Secret {
		t.Fatal(got, err)
	}
	if _, err := Secret(c, "chen", kept.Secret); err == nil {
		t.Fatal("another user's secret opens")
	}
	seen := map[fleet.TokenHash]bool{}
	for i, code := range f.Recovery {
		h, ok := Recovery("wang", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
		if !ok || h != kept.Recovery[i] || seen[h] {
			t.Errorf("%s: %v", code, ok)
		}
		seen[h] = true
		if other, _ := Recovery("chen", code); other == h {
			t.Error("one hash for two users")
		}
	}
	if _, ok := Recovery("wang", "123456"); ok {
		t.Error("a code of the phone is no recovery code")
	}
}
