package httpapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lawkiosk/fleet"
	"lawkiosk/fleet/totp"
	"lawkiosk/fleet/vault"
)

// arm gives a user a second factor and the world a clock that stands.
func (w *world) arm(user string) totp.Fresh {
	w.Helper()
	if w.api.deps.Cipher == nil {
		i, err := age.GenerateX25519Identity()
		if err != nil {
			w.Fatal(err)
		}
		if w.api.deps.Cipher, err = vault.NewAge([]byte(i.String())); err != nil {
			w.Fatal(err)
		}
	}
	fresh, err := totp.Make(user)
	if err != nil {
		w.Fatal(err)
	}
	kept, err := fresh.Factor(w.api.deps.Cipher, user)
	if err != nil {
		w.Fatal(err)
	}
	if err := w.store.SetFactor(w.Context(), user, kept); err != nil {
		w.Fatal(err)
	}
	return fresh
}

func (w *world) enter(user, password, code string) answer {
	return w.do("POST", "/api/session", fmt.Sprintf(`{"name":%q,"password":%q,"code":%q}`, user, password, code))
}

func (w *world) code(f totp.Fresh) string {
	w.Helper()
	c, err := totp.Code(f.Secret, w.api.deps.Now())
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func TestSecondFactor(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	at := time.Date(2026, 11, 22, 12, 0, 7, 0, time.UTC)
	w.api.deps.Now = func() time.Time { return at }
	if r := w.do("POST", "/api/session", fmt.Sprintf(`{"name":"wang","password":%q}`, right)); r.status != 403 || !strings.Contains(r.body, "session.code-unset") {
		t.Fatal("a lawyer without a second factor", r)
	}
	f := w.arm("wang")
	expect := func(what string, r answer, status int, text string) {
		t.Helper()
		if r.status != status || !strings.Contains(r.body, text) || status != 200 && r.header.Get("Set-Cookie") != "" {
			t.Fatalf("%s: %d %s", what, r.status, r.body)
		}
	}
	wrong := w.enter("wang", "wrong", "")
	expect("wrong password", wrong, 401, "session.refused")
	if r := w.enter("wang", "wrong", w.code(f)); r.body != wrong.body {
		t.Fatalf("a right code tells of a wrong password: %s", r.body)
	}
	expect("no code", w.enter("wang", right, ""), 401, "session.code-wanted")
	expect("in", w.enter("wang", right, w.code(f)), 200, `"display":"wang律师"`)
	expect("the same code", w.enter("wang", right, w.code(f)), 401, "session.code-wrong")
	at = at.Add(30 * time.Second)
	expect("the next code", w.enter("wang", right, w.code(f)), 200, `"role":"lawyer"`)
	at = at.Add(-30 * time.Second)
	expect("the code before", w.enter("wang", right, w.code(f)), 401, "session.code-wrong")
	at = at.Add(3 * time.Minute)
	late := w.code(f)
	at = at.Add(time.Minute)
	expect("a code of two steps ago", w.enter("wang", right, late), 401, "session.code-wrong")
	expect("recovery code", w.enter("wang", right, strings.ToLower(f.Recovery[3])), 200, "wang")
	expect("recovery code again", w.enter("wang", right, f.Recovery[3]), 401, "session.code-wrong")
	g := w.arm("wang")
	expect("a code of the old secret", w.enter("wang", right, w.code(f)), 401, "session.code-wrong")
	expect("a recovery code of the old set", w.enter("wang", right, f.Recovery[4]), 401, "session.code-wrong")
	expect("the new secret", w.enter("wang", right, w.code(g)), 200, "wang")

	expect("an operator without", w.enter("op", right, ""), 200, `"display":"op"`)
	h := w.arm("op")
	expect("an operator with one", w.enter("op", right, ""), 401, "session.code-wanted")
	expect("an operator's code", w.enter("op", right, w.code(h)), 200, `"role":"operator"`)
	expect("another's code", w.enter("op", right, w.code(g)), 401, "session.code-wrong")

	entries, err := w.store.AuditList(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range entries {
		if e.Who == "wang" {
			said = append(said, strings.TrimSpace(e.Action+" "+e.Detail))
		}
		if strings.Contains(e.Detail, right) || strings.Contains(e.Detail, f.Recovery[3]) {
			t.Error("the audit tells a secret")
		}
	}
	for _, want := range []string{"session.code-unset", "session.refused", "session.code-wanted", "session.open lawyer, code", "session.code-refused", "session.open lawyer, recovery code, 9 left"} {
		if !slices.Contains(said, want) {
			t.Errorf("the audit lacks %q: %q", want, said)
		}
	}
}

func TestCodesAreLockedLikePasswords(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	at := time.Date(2026, 11, 22, 12, 0, 7, 0, time.UTC)
	w.api.deps.Now = func() time.Time { return at }
	w.api.lockout = newLockout(w.api.deps.Now)
	f := w.arm("wang")
	bad := "000000"
	if w.code(f) == bad {
		bad = "000001"
	}
	if r := w.enter("wang", right, ""); r.status != 401 {
		t.Fatal(r)
	}
	for i := range lockAfter - 1 {
		if r := w.enter("wang", right, bad); r.status != 401 {
			t.Fatal(i, r)
		}
	}
	if r := w.enter("wang", right, w.code(f)); r.status != 429 {
		t.Fatal("a thief with the password guesses on", r)
	}
	at = at.Add(lockTime)
	if r := w.enter("wang", right, w.code(f)); r.status != 200 {
		t.Fatal(r)
	}
}

// TestOneCodeOpensOneDoor: many sign-ins at once with one code, and one gets in.
func TestOneCodeOpensOneDoor(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	at := time.Date(2026, 11, 22, 12, 0, 7, 0, time.UTC)
	w.api.deps.Now = func() time.Time { return at }
	f := w.arm("wang")
	for _, code := range []string{w.code(f), f.Recovery[0]} {
		w.api.lockout = newLockout(w.api.deps.Now)
		const n = lockAfter
		got := make(chan int, n)
		for range n {
			go func() {
				got <- w.from("192.0.2.7:4000", "POST", "/api/session", fmt.Sprintf(`{"name":"wang","password":%q,"code":%q}`, right, code)).Code
			}()
		}
		in := 0
		for range n {
			if <-got == 200 {
				in++
			}
		}
		if in != 1 {
			t.Errorf("%d sign-ins with one code", in)
		}
	}
}

func TestDamagedSecret(t *testing.T) {
	w := start(t, "http://127.0.0.1:9000")
	w.arm("wang")
	if err := w.store.SetFactor(t.Context(), "wang", fleet.Factor{Secret: []byte("age-encryption.org/v1\nnonsense")}); err != nil {
		t.Fatal(err)
	}
	if r := w.enter("wang", right, "123456"); r.status != 500 || strings.Contains(r.body, "age") {
		t.Fatal(r)
	}
}
