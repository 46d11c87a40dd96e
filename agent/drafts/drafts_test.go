package drafts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func values() map[string]string {
	return map[string]string{"name": "测试甲", "id-number": "110101199003070978", "facts": "欠了三个月工资"}
}

// clock is a time that a test moves.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

func start() *clock { return &clock{now: time.Now().UTC().Truncate(time.Second)} }

func safeAt(dir string, c *clock) *Safe {
	return New(dir, Deps{Now: c.read, Log: slog.New(slog.DiscardHandler)})
}

// saved saves the values above and gives the code.
func saved(t *testing.T, s *Safe) string {
	t.Helper()
	code, _, err := s.Save("legal-aid", values(), "")
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// wrongOf gives a code that checks and differs.
func wrongOf(code string, n int) string {
	for i := 0; ; i++ {
		payload := fmt.Sprintf("%011d", (int(code[0])*1_000_003+n*7919+i)%100_000_000_000)
		if c := payload + fmt.Sprint(luhn(payload)); c != code {
			return c
		}
	}
}

func draftFile(t *testing.T, dir string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"+draftExt))
	if err != nil || len(list) != 1 {
		t.Fatalf("files %v, %v", list, err)
	}
	return list[0]
}

func TestADraftComesBackAsOftenAsOneLikes(t *testing.T) {
	c, dir := start(), t.TempDir()
	code := saved(t, safeAt(dir, c))
	for range 2 { // each by a kioskd that was started again
		d, err := safeAt(dir, c).Open(code)
		if err != nil || d.Form != "legal-aid" || !maps.Equal(d.Values, values()) || !d.Until.Equal(c.now.Add(Keep)) {
			t.Fatalf("%+v %v", d, err)
		}
	}
}

func TestTheDiskTellsNothing(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	s := New(dir, Deps{Log: slog.New(slog.NewTextHandler(&log, nil))})
	code := saved(t, s)
	d, err := s.Open(code)
	if err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&log, nil)).Info("a draft", "draft", d)
	fmt.Fprint(&log, d)
	path := draftFile(t, dir)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"file": string(data), "name": path, "log": log.String()} {
		for _, secret := range []string{code, "测试甲", "110101", "工资"} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s holds %q", where, secret)
			}
		}
	}
	for _, name := range []string{filepath.Base(path), secretName} {
		if fi, err := os.Stat(filepath.Join(dir, name)); err != nil || fi.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, fi, err)
		}
	}
}

func TestASizeTellsLittle(t *testing.T) {
	s := safeAt(t.TempDir(), start())
	k, err := s.stretch(newCode())
	if err != nil {
		t.Fatal(err)
	}
	var sizes [2]int
	for i, text := range []string{"", strings.Repeat("长", 1000)} {
		data, err := seal(Draft{Form: "f", Values: map[string]string{"a": text}}, k)
		if err != nil {
			t.Fatal(err)
		}
		sizes[i] = len(data)
	}
	if sizes[0] != sizes[1] {
		t.Errorf("sizes %v", sizes)
	}
}

func TestAStrangersKioskOpensNothing(t *testing.T) {
	c, here, there := start(), t.TempDir(), t.TempDir()
	code := saved(t, safeAt(here, c))
	other := safeAt(there, c)
	saved(t, other)
	data, err := os.ReadFile(draftFile(t, here))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(there, filepath.Base(draftFile(t, here))), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(code); !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
}

func TestSavingAgainReplaces(t *testing.T) {
	c, dir := start(), t.TempDir()
	s := safeAt(dir, c)
	code := saved(t, s)
	c.now = c.now.Add(6 * 24 * time.Hour)
	again, until, err := s.Save("legal-aid", map[string]string{"name": "测试乙"}, code)
	if err != nil || again != code || !until.Equal(c.now.Add(Keep)) {
		t.Fatalf("%v %v", until, err)
	}
	draftFile(t, dir) // one only
	if d, err := s.Open(code); err != nil || d.Values["name"] != "测试乙" || len(d.Values) != 1 {
		t.Fatalf("%v %v", d, err)
	}
	if err := s.Delete(code); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(code); !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	if next, _, err := s.Save("legal-aid", values(), code); err != nil || next == code {
		t.Fatalf("a code whose draft is gone was used again, %v", err)
	}
}

func TestSevenDaysAndNoLonger(t *testing.T) {
	c, dir := start(), t.TempDir()
	s := safeAt(dir, c)
	code := saved(t, s)
	c.now = c.now.Add(Keep - time.Second)
	s.sweep()
	if _, err := s.Open(code); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Second)
	if _, err := s.Open(code); !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	if n, err := s.count(); n != 0 || err != nil {
		t.Fatalf("%d are left, %v", n, err)
	}
}

func TestTheSweepRunsAtTheStartAndEveryHour(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "half"+draftExt+tempExt), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := New(dir, Deps{Log: slog.New(slog.DiscardHandler)})
		saved(t, s)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		if _, unfinished, err := s.list(); err != nil || len(unfinished) != 0 {
			t.Errorf("left %v, %v", unfinished, err)
		}
		time.Sleep(Keep - time.Minute) // the bubble's time
		synctest.Wait()
		if n, _ := s.count(); n != 1 {
			t.Errorf("%d before the end", n)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if n, _ := s.count(); n != 0 {
			t.Errorf("%d after it", n)
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestGuessesWait(t *testing.T) {
	c := start()
	s := safeAt(t.TempDir(), c)
	code := saved(t, s)
	for _, bad := range []string{"", "1", "12345678901x", "123456789012345", code[:11] + string('0'+(code[11]-'0'+1)%10)} {
		if _, err := s.Open(bad); !errors.Is(err, ErrUnknown) {
			t.Fatalf("%q: %v", bad, err)
		}
	}
	for i := range Tries {
		do := []func(string) error{s.Delete, func(c string) error { _, err := s.Open(c); return err }}[i%2]
		if err := do(wrongOf(code, i)); !errors.Is(err, ErrUnknown) {
			t.Fatalf("guess %d: %v", i, err)
		}
		c.now = c.now.Add(time.Minute)
	}
	if _, err := s.Open(code); !errors.Is(err, ErrTries) {
		t.Fatalf("the right one after %d wrong: %v", Tries, err)
	}
	if err := s.Delete(code); !errors.Is(err, ErrTries) {
		t.Fatal(err)
	}
	if next, _, err := s.Save("legal-aid", values(), code); err != nil || next == code {
		t.Fatalf("saving had to wait or told of a code: %v", err)
	}
	c.now = c.now.Add(TryWindow - Tries*time.Minute)
	if _, err := s.Open(code); err != nil {
		t.Fatalf("after the wait: %v", err)
	}
}

func TestBounds(t *testing.T) {
	dir := t.TempDir()
	s := safeAt(dir, start())
	code := saved(t, s)
	if _, _, err := s.Save("f", map[string]string{"a": strings.Repeat("x", MaxBytes)}, ""); !errors.Is(err, ErrLarge) {
		t.Fatal(err)
	}
	for i := range MaxFiles - 1 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, draftExt)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Save("f", values(), ""); !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	if _, _, err := s.Save("f", values(), code); err != nil {
		t.Fatalf("replacing needs no room: %v", err)
	}
	if d, err := s.Open(code); err != nil || d.Form != "f" {
		t.Fatalf("among many: %v %v", d, err)
	}
}

func TestADamagedFileHarmsNoOther(t *testing.T) {
	for name, harm := range map[string]func([]byte) []byte{
		"empty":        func([]byte) []byte { return nil },
		"cut":          func(b []byte) []byte { return b[:len(b)-1] },
		"cut early":    func(b []byte) []byte { return b[:head+10] },
		"a bit":        func(b []byte) []byte { b[len(b)-100] ^= 1; return b },
		"time":         func(b []byte) []byte { b[head-1] ^= 1; return b },
		"other":        func([]byte) []byte { return []byte("hello") },
		"large":        func(b []byte) []byte { return append(b, make([]byte, maxSealed)...) },
		"costly":       func(b []byte) []byte { return bytes.Replace(b, []byte(" 10\n"), []byte(" 28\n"), 1) },
		"another file": func([]byte) []byte { return []byte(magic + "\xff\xff\xff\xff\xff\xff\xff\xff") },
	} {
		t.Run(name, func(t *testing.T) {
			c, dir := start(), t.TempDir()
			s := safeAt(dir, c)
			code := saved(t, s)
			path := draftFile(t, dir)
			other := saved(t, s)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, harm(data), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Open(code); !errors.Is(err, ErrDamaged) {
				t.Fatal(err)
			}
			s.sweep()
			if _, err := s.Open(other); err != nil {
				t.Fatal(err)
			}
			if next, _, err := s.Save("f", values(), code); err != nil || next != code {
				t.Fatalf("replacing a damaged one: %v", err)
			}
			if err := os.WriteFile(path, harm(data), 0o600); err != nil {
				t.Fatal(err)
			}
			c.now = c.now.Add(Keep + time.Minute)
			s.sweep()
			if n, err := s.count(); n != 0 || err != nil {
				t.Fatalf("%d are left after their time, %v", n, err)
			}
		})
	}
}

func TestADamagedSecretIsReplaced(t *testing.T) {
	c, dir := start(), t.TempDir()
	code := saved(t, safeAt(dir, c))
	if err := os.WriteFile(filepath.Join(dir, secretName), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := safeAt(dir, c)
	if _, err := s.Open(code); !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	next := saved(t, s)
	if _, err := safeAt(dir, c).Open(next); err != nil {
		t.Fatal(err)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := safeAt(dir, start())
	if _, _, err := s.Save("f", values(), ""); err == nil || strings.Contains(err.Error(), "测试甲") {
		t.Fatal(err)
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c := newCode()
		if !Valid(c) || seen[c] {
			t.Fatalf("%s", c)
		}
		seen[c] = true
	}
	for code, want := range map[string]bool{"000000000000": true, "799273987130": false, "079927398713": true, "79927398713": false, "07992739871３": false} {
		if Valid(code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
}

// FuzzUnseal reads any file: nothing but a draft that was sealed opens.
func FuzzUnseal(f *testing.F) {
	k := keys{name: "n", pass: "p"}
	whole, err := seal(Draft{Form: "legal-aid", Values: values(), Until: time.Unix(1_800_000_000, 0)}, k)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{whole, whole[:head], whole[:len(whole)-1], []byte(magic), {}, append([]byte(magic), make([]byte, 8)...)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := unseal(data, k)
		if err == nil && (d.Form != "legal-aid" || !maps.Equal(d.Values, values())) {
			t.Fatalf("opened %q as another draft", data)
		}
		if _, err := untilOf(data); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
	})
}

func BenchmarkStretch(b *testing.B) {
	s := safeAt(b.TempDir(), start())
	code := newCode()
	for b.Loop() {
		if _, err := s.stretch(code); err != nil {
			b.Fatal(err)
		}
	}
}
