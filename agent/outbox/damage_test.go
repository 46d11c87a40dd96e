package outbox

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"lawkiosk/fleet/wire"
)

func TestADamagedFileGivesBackWhatIsWhole(t *testing.T) {
	page := os.Getpagesize()
	const n = 200
	damages := map[string]func(raw []byte) []byte{
		"both meta pages":     func(raw []byte) []byte { clear(raw[:2*page]); return raw },
		"cut in half":         func(raw []byte) []byte { return raw[:len(raw)/2] },
		"cut to three pages":  func(raw []byte) []byte { return raw[:3*page] },
		"cut to 100 bytes":    func(raw []byte) []byte { return raw[:100] },
		"garbage":             func(raw []byte) []byte { return []byte("not a database at all, but long enough to look at") },
		"one flipped payload": flipInFrame,
		"a page in the middle": func(raw []byte) []byte {
			p := len(raw) / page / 2
			clear(raw[p*page : (p+1)*page])
			return raw
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "outbox.db")
			o := open(t, path)
			for i := range n {
				if err := o.Append(record(t, i)); err != nil {
					t.Fatal(err)
				}
			}
			if err := o.Close(); err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			raw = damage(raw)
			if err := os.WriteFile(path, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			checkSalvaged(t, path, raw, n)
		})
	}
}

// checkSalvaged opens a file with the given raw bytes and demands every whole
// record, under its own sequence, and a report where it was damaged.
func checkSalvaged(t *testing.T, path string, raw []byte, n int) {
	t.Helper()
	whole, own := map[uint64]bool{}, ""
	for _, f := range scan(raw) {
		whole[f.seq] = true
		own = idText(f.id)
	}
	o := open(t, path)
	_, batches := drain(t, o, 50)
	got, reports := map[uint64]string{}, 0
	for _, b := range batches {
		for i, r := range b.Records {
			seq := b.First + uint64(i)
			if r.Kind == wire.KindOutboxDamaged {
				reports++
				continue
			}
			// A damaged page number can point anywhere in memory. This
			// process maps many outboxes, a kiosk's only its own.
			if own != "" && b.Outbox != own {
				continue
			}
			// Damage that is found while sending brings back what was sent
			// before, under its own sequence, by which the fleet drops it.
			got[seq] = guideOf(t, r)
			if want := fmt.Sprint("guide-", seq-1); got[seq] != want {
				t.Errorf("sequence %d holds %s, want %s", seq, got[seq], want)
			}
		}
	}
	for seq := range whole {
		if _, ok := got[seq]; !ok {
			t.Errorf("record %d was whole in the file and is gone", seq)
		}
	}
	if reports > 1 || (reports == 0 && len(got) != n) {
		t.Errorf("%d reports of damage with %d of %d records", reports, len(got), n)
	}
	if err := o.Append(record(t, 1000)); err != nil {
		t.Errorf("the mended outbox takes no record: %v", err)
	}
	aside, _ := filepath.Glob(path + ".damaged-*")
	if reports == 1 && len(aside) != 1 {
		t.Errorf("the damaged file was not put aside: %v", aside)
	}
}

func flipInFrame(raw []byte) []byte {
	for i := len(raw) - headerLen; i > 0; i-- {
		if _, n, err := decode(raw[i:]); err == nil {
			raw[i+n-2] ^= 0x40
			return raw
		}
	}
	return raw
}

func TestRandomDamageNeverPanics(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "outbox.db")
	o := open(t, path)
	for i := range 120 {
		if err := o.Append(record(t, i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 7))
		raw := append([]byte(nil), sound...)
		for range 1 + rng.IntN(40) {
			raw[rng.IntN(len(raw))] ^= byte(1 << rng.IntN(8))
		}
		if rng.IntN(3) == 0 {
			raw = raw[:rng.IntN(len(raw))]
		}
		p := filepath.Join(dir, fmt.Sprintf("damaged-%d.db", seed))
		if err := os.WriteFile(p, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		checkSalvaged(t, p, raw, 120)
	}
}

func FuzzScan(f *testing.F) {
	v, err := encode(frame{id: [8]byte{1}, seq: 7, rec: wire.Record{Kind: "x", Data: json.RawMessage(`{}`)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(v)
	f.Add(append(append([]byte("junk"), v...), v[:20]...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, fr := range scan(raw) {
			again, err := encode(fr)
			if err != nil {
				t.Fatal(err)
			}
			if back, _, err := decode(again); err != nil || compare(back, fr) != 0 {
				t.Fatalf("a frame does not survive encoding: %v", err)
			}
		}
	})
}
