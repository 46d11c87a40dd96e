package content_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"lawkiosk/content"
	"lawkiosk/content/contenttest"
)

func read(b []byte, keys ...ed25519.PublicKey) (*content.Pack, error) {
	return content.ReadPack(bytes.NewReader(b), int64(len(b)), keys)
}

func TestPackComesBackAsItWas(t *testing.T) {
	want := contenttest.Synthetic(9)
	got, err := content.OpenPack(contenttest.File(t, want), []ed25519.PublicKey{contenttest.PublicKey()})
	if err != nil {
		t.Fatal(err)
	}
	if got.Info.Key != content.KeyID(contenttest.PublicKey()) || !got.Info.BuiltAt.Equal(contenttest.BuiltAt()) || got.Info.Bytes == 0 {
		t.Errorf("info = %+v", got.Info)
	}
	got.Info = content.PackInfo{}
	if !reflect.DeepEqual(got, want) {
		t.Error("the pack read differs from the pack written")
	}
}

func TestPackIsDeterministic(t *testing.T) {
	a, b := contenttest.Bytes(t, contenttest.Synthetic(20)), contenttest.Bytes(t, contenttest.Synthetic(20))
	if !bytes.Equal(a, b) {
		t.Error("two builds of the same content differ")
	}
}

func TestWritePackRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*content.Pack){
		`version "soon" must be like`:             func(p *content.Pack) { p.Version = "soon" },
		"no search documents in zh-CN":            func(p *content.Pack) { p.Search = nil },
		"guides/guide-1.md: title: is missing":    func(p *content.Pack) { p.Guides[content.Chinese]["guide-1"].Title = "" },
		"guides/guide-2.en.md: is missing":        func(p *content.Pack) { delete(p.Guides[content.English], "guide-2") },
		`slide[1].guide: "nowhere" is no guide`:   func(p *content.Pack) { p.Slides[0].Guide = "nowhere" },
		`region: "000000" is no region`:           func(p *content.Pack) { p.Centres[0].Region = "000000" },
		`"no-form" is no form`:                    func(p *content.Pack) { p.Themes[0].Forms = []string{"no-form"} },
		`calls itself "other"`:                    func(p *content.Pack) { p.Forms["synthetic-form"].ID = "other" },
		"合成法 has no article 301, its last is 300": func(p *content.Pack) { p.Guides[content.Chinese]["guide-1"].Basis[0].Article = "300-301" },
	} {
		t.Run(name, func(t *testing.T) {
			p := contenttest.Synthetic(2)
			spoil(p)
			err := content.WritePack(io.Discard, p, contenttest.BuiltAt(), contenttest.Key())
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("error %v, want %q", err, name)
			}
		})
	}
}

// entry is a file of an archive under a test's hands.
type entry struct {
	name string
	data []byte
}

func unpack(t *testing.T, b []byte) []entry {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out []entry
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, entry{f.Name, data})
	}
	return out
}

func archive(t *testing.T, entries []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// resign lists what the entries hold in the manifest and signs it with the trusted
// key, as an author with the key but a bad tool could.
func resign(t *testing.T, entries []entry, change func(m map[string]any)) []entry {
	t.Helper()
	files := []map[string]any{}
	for _, e := range entries[2:] {
		sum := sha256.Sum256(e.data)
		files = append(files, map[string]any{"name": e.name, "size": len(e.data), "sha256": hex.EncodeToString(sum[:])})
	}
	m := map[string]any{"format": 1, "version": "2026.11.22-1", "built_at": contenttest.BuiltAt(), "files": files}
	change(m)
	head, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	id := content.KeyID(contenttest.PublicKey())
	sig, err := json.Marshal(map[string]any{
		"algorithm": "ed25519", "key": id,
		"signature": ed25519.Sign(contenttest.Key(), append([]byte("lawkiosk content pack v1\n"+id+"\n"), head...)),
	})
	if err != nil {
		t.Fatal(err)
	}
	entries[0].data, entries[1].data = head, sig
	return entries
}

func TestPackIsRefused(t *testing.T) {
	good := contenttest.Bytes(t, contenttest.Synthetic(3))
	keep := func(map[string]any) {}
	tests := []struct {
		name, want string
		make       func(t *testing.T) []byte
	}{
		{"empty file", "no whole pack file", func(*testing.T) []byte { return nil }},
		{"no zip", "no whole pack file", func(*testing.T) []byte { return []byte(strings.Repeat("garbage ", 100)) }},
		{"cut off", "no whole pack file", func(*testing.T) []byte { return good[:len(good)-20] }},
		{"zip of something else", "does not begin with manifest.json", func(t *testing.T) []byte {
			return archive(t, []entry{{"a", nil}, {"b", nil}, {"c", nil}})
		}},
		{"manifest changed", "changed after it was signed", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[0].data = bytes.Replace(e[0].data, []byte("2026.11.22-1"), []byte("2027.11.22-1"), 1)
			return archive(t, e)
		}},
		{"signature of nothing", "signature cannot be read", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[1].data = []byte("{")
			return archive(t, e)
		}},
		{"other algorithm", `unknown kind "none"`, func(t *testing.T) []byte {
			e := unpack(t, good)
			e[1].data = []byte(`{"algorithm":"none"}`)
			return archive(t, e)
		}},
		{"file changed", "is not the one that was signed", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[5].data[10] ^= 1
			return archive(t, e)
		}},
		{"file longer", "has more than the", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[5].data = append(e[5].data, ' ')
			return archive(t, e)
		}},
		{"bomb", "has more than the", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[5].data = make([]byte, 80<<20)
			return archive(t, e)
		}},
		{"manifest bomb", "has more than the", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[0].data = make([]byte, 8<<20)
			return archive(t, e)
		}},
		{"file left out", "its manifest lists", func(t *testing.T) []byte { return archive(t, unpack(t, good)[:9]) }},
		{"extra file", "its manifest lists", func(t *testing.T) []byte {
			return archive(t, append(unpack(t, good), entry{"zzz.json", []byte("{}")}))
		}},
		{"files swapped", "where its manifest lists", func(t *testing.T) []byte {
			e := unpack(t, good)
			e[4], e[5] = e[5], e[4]
			return archive(t, e)
		}},
		{"path traversal", "no allowed name", func(t *testing.T) []byte {
			e := unpack(t, good)
			e = append(e, entry{"../../etc/passwd", []byte("x")})
			return archive(t, resign(t, e, keep))
		}},
		{"same name twice", "in order, once", func(t *testing.T) []byte {
			e := unpack(t, good)
			e = append(e, e[len(e)-1])
			return archive(t, resign(t, e, keep))
		}},
		{"unknown kind of file", "unknown kind", func(t *testing.T) []byte {
			e := append(unpack(t, good), entry{"zzz.json", []byte("{}")})
			return archive(t, resign(t, e, keep))
		}},
		{"listed too large", "unpacks to more", func(t *testing.T) []byte {
			return archive(t, resign(t, unpack(t, good), func(m map[string]any) {
				for _, f := range m["files"].([]map[string]any) {
					f["size"] = 60 << 20
				}
			}))
		}},
		{"later format", "update the program", func(t *testing.T) []byte {
			return archive(t, resign(t, unpack(t, good), func(m map[string]any) { m["format"] = 2 }))
		}},
		{"no version", "is no version", func(t *testing.T) []byte {
			return archive(t, resign(t, unpack(t, good), func(m map[string]any) { m["version"] = "x" }))
		}},
		{"no search documents", "no search documents in en", func(t *testing.T) []byte {
			e := unpack(t, good)
			for i := range e {
				if e[i].name == "search/en.json" {
					e[i].data = []byte("[]")
				}
			}
			return archive(t, resign(t, e, keep))
		}},
		{"content with a mistake", "content has a mistake: guides/guide-1.en.md: title: is missing", func(t *testing.T) []byte {
			e := unpack(t, good)
			for i := range e {
				if e[i].name == "guides/en/guide-1.json" {
					e[i].data = bytes.Replace(e[i].data, []byte("Synthetic guide 1"), nil, 1)
				}
			}
			return archive(t, resign(t, e, keep))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := read(tt.make(t), contenttest.PublicKey())
			if err == nil || p != nil {
				t.Fatal("was read")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q, want %q", err, tt.want)
			}
		})
	}
}

func TestPackByAnotherKeyIsRefused(t *testing.T) {
	other, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	file := contenttest.File(t, contenttest.Synthetic(1))
	for name, keys := range map[string][]ed25519.PublicKey{"another": {other}, "none": nil, "short": {other[:5]}} {
		if _, err := content.OpenPack(file, keys); err == nil || !strings.Contains(err.Error(), "cannot use pack "+file+": its signature is by a key") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := content.OpenPack(file, []ed25519.PublicKey{other, contenttest.PublicKey()}); err != nil {
		t.Errorf("second key of two: %v", err)
	}
	if p, err := content.PeekPack(file); err != nil || p.Info.Key != content.KeyID(contenttest.PublicKey()) {
		t.Errorf("PeekPack: %v", err)
	}
}

func TestOpenPackWithoutFile(t *testing.T) {
	if _, err := content.OpenPack(filepath.Join(t.TempDir(), "none"), nil); err == nil || !strings.Contains(err.Error(), "cannot use pack") {
		t.Errorf("error %v", err)
	}
}

func FuzzReadPack(f *testing.F) {
	good := contenttest.Bytes(f, contenttest.Synthetic(1))
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := read(b, contenttest.PublicKey())
		if (p == nil) == (err == nil) {
			t.Errorf("pack %v, error %v", p, err)
		}
		if err == nil {
			noErrors(t, p)
		}
	})
}

func BenchmarkOpenPack(b *testing.B) {
	for _, n := range []int{27, 200} { // the themes of the field; a large city's content
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			file := contenttest.File(b, contenttest.Synthetic(n))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := content.OpenPack(file, []ed25519.PublicKey{contenttest.PublicKey()}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// noErrors expects that a pack that was read has at most warnings.
func noErrors(t *testing.T, p *content.Pack) {
	t.Helper()
	for _, f := range p.Check() {
		if !f.Warning {
			t.Errorf("a pack was read in spite of %s", f)
		}
	}
}

// FuzzReadSignedFile puts any bytes into one file of a pack that is signed all the
// same: reading must end in an error or in content without mistakes.
func FuzzReadSignedFile(f *testing.F) {
	good := contenttest.Bytes(f, contenttest.Synthetic(1))
	f.Add(uint8(3), []byte(`null`))
	f.Add(uint8(4), []byte(`{"id":"guide-1","lang":"zh-CN","sections":[{"blocks":[{"items":[null]}]}]}`))
	f.Add(uint8(10), []byte(`[{"id":"theme-1","guides":["guide-1","x"]}]`))
	f.Fuzz(func(t *testing.T, at uint8, data []byte) {
		e := unpack(t, good)
		e[2+int(at)%(len(e)-2)].data = data
		p, err := read(archive(t, resign(t, e, func(map[string]any) {})), contenttest.PublicKey())
		if err == nil {
			noErrors(t, p)
		}
	})
}
