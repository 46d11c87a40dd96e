package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"filippo.io/age"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedIn); dir != "" {
		appendUntilKilled(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func newAge(t testing.TB) *Age {
	t.Helper()
	i, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	a, err := NewAge([]byte(i.String()))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func config(dir string) Config {
	return Config{Dir: dir, Spare: 1, Kinds: map[string]Kind{
		"recording": {Keep: 30 * 24 * time.Hour, MaxBytes: 8 << 20}, "voice": {Keep: 24 * time.Hour, MaxBytes: 4 << 20},
	}}
}

func newVault(t testing.TB) *Vault {
	t.Helper()
	v, err := New(config(t.TempDir()), Deps{Cipher: newAge(t), Log: slog.New(slog.DiscardHandler), Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// browser seals as npm age-encryption does: it has the recipient and no key.
func browser(t testing.TB, recipient, text string) []byte {
	t.Helper()
	r, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func begin(t testing.TB, v *Vault, kind string) string {
	t.Helper()
	id, err := v.Begin(t.Context(), kind, Meta{Owner: "call-1", Type: "video/webm"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// recording makes a blob of the given pieces, "" for one that never came.
func recording(t testing.TB, v *Vault, pieces ...string) string {
	t.Helper()
	id := begin(t, v, "recording")
	for i, text := range pieces {
		if text == "" {
			continue
		}
		if err := v.Append(t.Context(), id, i+1, bytes.NewReader(browser(t, v.Recipient(), text))); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// content reads a blob with a mark for each piece that cannot be read.
func contentOf(t testing.TB, v *Vault, id string) string {
	t.Helper()
	r, err := v.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out strings.Builder
	for {
		_, err := io.Copy(&out, r)
		var bad *PieceError
		switch {
		case err == nil:
			return out.String()
		case !errors.As(err, &bad):
			t.Fatal(err)
		case errors.Is(err, ErrMissing):
			fmt.Fprintf(&out, "[%d missing]", bad.N)
		case errors.Is(err, ErrDamaged):
			fmt.Fprintf(&out, "[%d damaged]", bad.N)
		}
		if !r.Skip() {
			t.Fatal("an error of a piece that cannot be skipped")
		}
	}
}

func TestSealAndOpen(t *testing.T) {
	v := newVault(t)
	for _, size := range []int{0, 1, sealedHere - 1, sealedHere, sealedHere + 1, 2*sealedHere + 7} {
		text := strings.Repeat("测试甲的话;", size/16+1)[:size]
		id, n, err := v.Seal(t.Context(), "voice", Meta{Owner: "call-1", Type: "audio/webm;codecs=opus"}, iotest.OneByteReader(strings.NewReader(text)))
		if err != nil || n != int64(size) {
			t.Fatal(n, err)
		}
		if got := contentOf(t, v, id); got != text {
			t.Errorf("%d bytes come back as %d", size, len(got))
		}
		i, err := v.Stat(t.Context(), id)
		if err != nil || i.Finished.IsZero() || i.Pieces != i.There || len(i.Gaps) > 0 || i.Owner != "call-1" || i.Bytes < int64(size) {
			t.Errorf("%+v %v", i, err)
		}
	}
	err := filepath.WalkDir(v.cfg.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		about, err := d.Info()
		if err != nil {
			return err
		}
		if about.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", path, about.Mode())
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte("测试甲")) {
			t.Errorf("%s is in the open", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSealThatFailsLeavesNothing(t *testing.T) {
	v := newVault(t)
	for what, r := range map[string]io.Reader{
		"cut off": io.MultiReader(strings.NewReader("begin"), iotest.ErrReader(io.ErrUnexpectedEOF)),
		"large":   strings.NewReader(strings.Repeat("x", 4<<20+1)),
	} {
		if id, _, err := v.Seal(t.Context(), "voice", Meta{}, r); err == nil {
			t.Errorf("%s: sealed as %s", what, id)
		}
	}
	all, err := v.List(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("%v %v", all, err)
	}
	if left, err := os.ReadDir(v.pieces()); err != nil || len(left) != 0 {
		t.Errorf("%v %v", left, err)
	}
}

func TestPiecesFromBrowsers(t *testing.T) {
	v := newVault(t)
	id := begin(t, v, "recording")
	one, two := browser(t, v.Recipient(), "one"), browser(t, v.Recipient(), "two")
	put := func(id string, n int, b []byte) error { return v.Append(t.Context(), id, n, bytes.NewReader(b)) }
	for _, c := range []struct {
		what string
		err  error
		want error
	}{
		{"the second first", put(id, 2, two), nil},
		{"the first", put(id, 1, one), nil},
		{"the first again", put(id, 1, one), nil},
		{"another first", put(id, 1, two), ErrDiffers},
		{"piece 0", put(id, 0, one), ErrRefused},
		{"a large number", put(id, maxPieces+1, one), ErrRefused},
		{"in the open", put(id, 3, []byte("plain words")), ErrDamaged},
		{"empty", put(id, 3, nil), ErrDamaged},
		{"for another", put(id, 3, browser(t, newAge(t).Recipient(), "x")), ErrDamaged},
		{"cut off", put(id, 3, one[:len(one)-1]), ErrDamaged},
		{"large", put(id, 3, browser(t, v.Recipient(), strings.Repeat("x", 1<<20))), ErrTooLarge},
		{"unknown", put(strings.Repeat("A", 26), 1, one), ErrNotFound},
		{"a path", put("../../../../etc/passwd", 1, one), ErrNotFound},
		{"nothing", put("", 1, one), ErrNotFound},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.err, c.want)
		}
	}
	if err := v.Write(t.Context(), id, 3, []byte("three")); err != nil {
		t.Fatal(err)
	}
	if err := v.Write(t.Context(), id, 3, []byte("other")); err != nil {
		t.Fatal(err)
	}
	if got := contentOf(t, v, id); got != "onetwothree" {
		t.Error(got)
	}
	if _, err := v.Finish(t.Context(), id, 0); err != nil {
		t.Fatal(err)
	}
	if err := put(id, 1, one); err != nil {
		t.Errorf("a piece that was sent twice, the second time late: %v", err)
	}
	if err := put(id, 4, one); !errors.Is(err, ErrFinished) {
		t.Error(err)
	}
	if _, err := v.Begin(t.Context(), "gossip", Meta{}); !errors.Is(err, ErrRefused) {
		t.Error("a kind without a rule", err)
	}
	for _, m := range []Meta{{Owner: "测试甲"}, {Owner: "a/b"}, {Type: "video/webm; x"}, {Owner: strings.Repeat("x", 65)}} {
		if _, err := v.Begin(t.Context(), "recording", m); !errors.Is(err, ErrRefused) {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

func TestBlobHasALimit(t *testing.T) {
	v := newVault(t)
	v.cfg.Kinds["recording"] = Kind{Keep: time.Hour, MaxBytes: 1000}
	id := recording(t, v, "one", "two")
	err := v.Append(t.Context(), id, 3, bytes.NewReader(browser(t, v.Recipient(), strings.Repeat("x", 800))))
	if !errors.Is(err, ErrTooLarge) || contentOf(t, v, id) != "onetwo" {
		t.Error(err)
	}
}

func TestGaps(t *testing.T) {
	v := newVault(t)
	id := recording(t, v, "one", "", "three")
	var gaps *GapsError
	if _, err := v.Finish(t.Context(), id, 5); !errors.As(err, &gaps) || !slices.Equal(gaps.Missing, []int{2, 4, 5}) {
		t.Fatal(err)
	}
	if i, err := v.Stat(t.Context(), id); err != nil || !slices.Equal(i.Gaps, []int{2}) || !i.Finished.IsZero() {
		t.Fatalf("%+v %v", i, err)
	}
	if got := contentOf(t, v, id); got != "one[2 missing]three" {
		t.Error(got)
	}
	if err := v.Write(t.Context(), id, 2, []byte("two")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if i, err := v.Finish(t.Context(), id, 3); err != nil || i.Pieces != 3 || i.There != 3 || i.Finished.IsZero() {
			t.Fatalf("%+v %v", i, err)
		}
	}
	if _, err := v.Finish(t.Context(), id, -1); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	again, err := New(v.cfg, v.deps)
	if err != nil {
		t.Fatal(err)
	}
	if got := contentOf(t, again, id); got != "onetwothree" {
		t.Error(got)
	}
}
