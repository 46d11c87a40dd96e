package outbox

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func record(t *testing.T, n int) wire.Record {
	t.Helper()
	r, err := wire.NewRecord(time.Unix(1_770_000_000, 0), wire.KindGuideViewed, wire.GuideViewed{Visit: "v", Guide: fmt.Sprint("guide-", n), Via: "tile"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func guideOf(t *testing.T, r wire.Record) string {
	t.Helper()
	var g wire.GuideViewed
	if err := json.Unmarshal(r.Data, &g); err != nil {
		t.Fatal(err)
	}
	return g.Guide
}

func open(t *testing.T, path string) *Outbox {
	t.Helper()
	o, err := Open(path, quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

// drain sends everything and gives it back by identity.
func drain(t *testing.T, o *Outbox, maxRecords int) (recs []wire.Record, batches []wire.Batch) {
	t.Helper()
	for range 100_000 {
		b, ok, err := o.Peek(maxRecords, wire.MaxMessageBytes)
		if err != nil {
			t.Fatal(err)
		}
		if !ok && o.Len() == 0 {
			return recs, batches
		}
		recs = append(recs, b.Records...)
		if ok {
			batches = append(batches, b)
		}
		if err := o.Done(b); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the outbox never becomes empty")
	return nil, nil
}

func TestRecordsComeOutInOrderOnceAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.db")
	o := open(t, path)
	for i := range 25 {
		if err := o.Append(record(t, i)); err != nil {
			t.Fatal(err)
		}
	}
	b, ok, err := o.Peek(10, wire.MaxMessageBytes)
	if err != nil || !ok || len(b.Records) != 10 || b.First != 1 {
		t.Fatalf("first batch: %d records from %d, ok %v, err %v", len(b.Records), b.First, ok, err)
	}
	again, _, _ := o.Peek(10, wire.MaxMessageBytes)
	if again.First != b.First {
		t.Fatal("a peek must not take records away")
	}
	if err := o.Done(b); err != nil {
		t.Fatal(err)
	}
	if err := o.Done(b); err != nil || o.Len() != 15 {
		t.Fatalf("a repeated confirmation: %v, %d left, want 15", err, o.Len())
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = open(t, path)
	recs, batches := drain(t, o, 10)
	if len(recs) != 15 || guideOf(t, recs[0]) != "guide-10" || batches[0].First != 11 || batches[0].Outbox != b.Outbox {
		t.Fatalf("after reopening: %d records, first %s at %d", len(recs), guideOf(t, recs[0]), batches[0].First)
	}
	if err := o.Append(record(t, 25)); err != nil {
		t.Fatal(err)
	}
	if b, _, _ := o.Peek(1, 1); b.First != 26 {
		t.Fatalf("sequence %d after an empty outbox, want 26: a sequence must never be given out twice", b.First)
	}
}

func TestWhatIsToldOnceIsToldOnceAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.db")
	o := open(t, path)
	for range 2 {
		if err := o.AppendOnce("visit v ended", record(t, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = open(t, path)
	if err := o.AppendOnce("visit v ended", record(t, 1)); err != nil {
		t.Fatal(err)
	}
	if err := o.AppendOnce("visit w ended", record(t, 2)); err != nil {
		t.Fatal(err)
	}
	if recs, _ := drain(t, o, 10); len(recs) != 2 || o.Len() != 0 {
		t.Fatalf("%d records, want one for each of two notes", len(recs))
	}
}

func TestOldNotesAreForgotten(t *testing.T) {
	db, _, err := openSound(filepath.Join(t.TempDir(), "outbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		for i := range uint64(3 * manyNotes) {
			if known, err := remember(tx, fmt.Sprint("note ", i), i); known || err != nil {
				t.Fatalf("note %d: known %v, %v", i, known, err)
			}
		}
		if n := tx.Bucket(bucketNotes).Stats().KeyN; n > manyNotes {
			t.Errorf("%d notes are kept, at most %d should be", n, manyNotes)
		}
		known, err := remember(tx, fmt.Sprint("note ", 3*manyNotes-1), 3*manyNotes)
		if !known {
			t.Error("the newest note is forgotten")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestABatchStaysUnderTheMessageLimit(t *testing.T) {
	o := open(t, filepath.Join(t.TempDir(), "outbox.db"))
	big, err := wire.NewRecord(time.Now(), wire.KindDevice, wire.Device{Detail: string(make([]byte, 2000))})
	if err != nil {
		t.Fatal(err)
	}
	for range 60 {
		if err := o.Append(big); err != nil {
			t.Fatal(err)
		}
	}
	recs, batches := drain(t, o, wire.MaxBatchRecords)
	for _, b := range batches {
		if data, _ := json.Marshal(b); len(data) > wire.MaxMessageBytes {
			t.Errorf("a batch of %d bytes, at most %d are allowed", len(data), wire.MaxMessageBytes)
		}
	}
	if len(recs) != 60 || len(batches) < 2 {
		t.Fatalf("%d records in %d batches", len(recs), len(batches))
	}
}

func TestAppendsFromManyGoroutinesKeepEachOne(t *testing.T) {
	o := open(t, filepath.Join(t.TempDir(), "outbox.db"))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 10 {
				if err := o.Append(record(t, g*10+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	recs, _ := drain(t, o, 7)
	for _, r := range recs {
		seen[guideOf(t, r)] = true
	}
	if len(seen) != 80 || len(recs) != 80 {
		t.Fatalf("%d records, %d different, want 80", len(recs), len(seen))
	}
}

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

func TestAFileOpenElsewhereIsAnErrorNotDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.db")
	open(t, path)
	if _, err := Open(path, quiet()); err == nil {
		t.Fatal("a file open elsewhere was opened")
	}
	if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) != 0 {
		t.Fatal("a file open elsewhere was taken for damaged")
	}
}

func TestAClosedOutboxSaysSo(t *testing.T) {
	o := open(t, filepath.Join(t.TempDir(), "outbox.db"))
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	if err := o.Append(record(t, 1)); err == nil {
		t.Error("a closed outbox took a record")
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

func BenchmarkAppend(b *testing.B) {
	o, err := Open(filepath.Join(b.TempDir(), "outbox.db"), quiet())
	if err != nil {
		b.Fatal(err)
	}
	defer o.Close()
	r, _ := wire.NewRecord(time.Now(), wire.KindGuideViewed, wire.GuideViewed{Guide: "g"})
	for b.Loop() {
		if err := o.Append(r); err != nil {
			b.Fatal(err)
		}
	}
}
