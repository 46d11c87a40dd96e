package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
)

// testKey was made for these tests and opens testdata/browser.age.
const testKey = "AGE-SECRET-KEY-15VNTT4D7PUGMKYV59LZGEWRWGD72XYQZL34SC2ETXEWDTQ06XYQSZGXUS0"

// TestWhatABrowserSealed: npm age-encryption 0.3.1, which the console uses, wrote
// the file for the recipient of testKey.
func TestWhatABrowserSealed(t *testing.T) {
	a, err := NewAge([]byte(testKey))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join("testdata", "browser.age"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := New(config(t.TempDir()), Deps{Cipher: a, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	id := begin(t, v, "recording")
	if err := v.Append(t.Context(), id, 1, bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	if got := contentOf(t, v, id); got != strings.Repeat("测试甲的录像", 4000) {
		t.Errorf("%d bytes", len(got))
	}
}

func TestKeyIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	path, vault := filepath.Join(dir, "data", "vault.key"), filepath.Join(dir, "data", "vault")
	got := make([]*Age, 8)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			a, err := LoadKey(path, vault)
			if err != nil {
				t.Error(err)
			}
			got[i] = a
		})
	}
	all.Wait()
	for _, a := range got {
		if a == nil || a.Recipient() != got[0].Recipient() || !strings.HasPrefix(a.Recipient(), "age1") {
			t.Fatal("several keys were made")
		}
	}
	about, err := os.Stat(path)
	if err != nil || about.Mode().Perm() != 0o600 {
		t.Fatal(about.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 2 {
		t.Errorf("%v %v", left, err)
	}
}

func TestKeyFaults(t *testing.T) {
	dir := t.TempDir()
	path, vault := filepath.Join(dir, "vault.key"), filepath.Join(dir, "vault")
	first, err := LoadKey(path, vault)
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := SealBytes(first, "x", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	set := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(want string) {
		t.Helper()
		_, err := LoadKey(path, vault)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		if err != nil && strings.Contains(err.Error(), "SECRET-KEY-1Q") {
			t.Error("the error tells the key")
		}
	}
	set(string(old), 0o644)
	refused("run chmod 600")
	set("nonsense", 0o600)
	refused("cannot use the vault's key")
	set("", 0o600)
	refused("cannot use the vault's key")
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	set(other.String()+"\n", 0o600)
	refused("put the right key back, or add it below the new one")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	refused("is missing; put it back from its backup")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("a lost key was replaced")
	}
	set(other.String()+"\n"+string(old), 0o600) // a new key before the old one
	both, err := LoadKey(path, vault)
	if err != nil || both.Recipient() != other.Recipient().String() {
		t.Fatal(err)
	}
	if b, err := OpenBytes(both, "x", sealed); err != nil || string(b) != "secret" {
		t.Errorf("what the old key sealed does not open: %s %v", b, err)
	}
	if _, err := LoadKey(path, vault); err != nil {
		t.Error(err)
	}
}

func TestSealBytes(t *testing.T) {
	a := newAge(t)
	for _, text := range []string{"", "110101199003070011", strings.Repeat("长", 10000)} {
		b, err := SealBytes(a, "citizen of call-1", []byte(text))
		if err != nil || text != "" && bytes.Contains(b, []byte(text)) {
			t.Fatal(err)
		}
		if got, err := OpenBytes(a, "citizen of call-1", b); err != nil || string(got) != text {
			t.Errorf("%q %v", got, err)
		}
		if _, err := OpenBytes(a, "citizen of call-2", b); !errors.Is(err, ErrDamaged) {
			t.Error("a value opens under another label", err)
		}
		if _, err := OpenBytes(newAge(t), "citizen of call-1", b); !errors.Is(err, ErrDamaged) {
			t.Error("another key opens it", err)
		}
		b[len(b)-1] ^= 1
		if _, err := OpenBytes(a, "citizen of call-1", b); !errors.Is(err, ErrDamaged) {
			t.Error("a changed value opens", err)
		}
	}
	if _, err := OpenBytes(a, "x", make([]byte, 2*maxSmall)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if _, err := SealBytes(a, "x", make([]byte, maxSmall+1)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	largest, err := SealBytes(a, strings.Repeat("x", 255), make([]byte, maxSmall))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := OpenBytes(a, strings.Repeat("x", 255), largest); err != nil || len(b) != maxSmall {
		t.Error(len(b), err)
	}
	if _, err := SealBytes(a, "a\x00b", nil); err == nil {
		t.Error("a label that could be two")
	}
}
