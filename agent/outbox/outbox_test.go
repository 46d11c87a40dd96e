package outbox

import (
	"encoding/json"
	"fmt"
	"log/slog"
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
