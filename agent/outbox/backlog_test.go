package outbox

import (
	"path/filepath"
	"testing"

	"lawkiosk/fleet/wire"
)

// Thirty days without the fleet: 300 visits a day of five records each.
const monthOfRecords = 30 * 300 * 5

func TestAMonthWithoutTheFleetFits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.db")
	o := open(t, path)
	rec := record(t, 1)
	recs := make([]wire.Record, 500)
	for i := range recs {
		recs[i] = rec
	}
	for range monthOfRecords / len(recs) {
		if err := o.Append(recs...); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = open(t, path)
	if o.Len() != monthOfRecords {
		t.Fatalf("%d records after reopening, want %d", o.Len(), monthOfRecords)
	}
	t.Logf("%d records take %d bytes", o.Len(), o.Size())
	if o.Size() > 64<<20 {
		t.Errorf("a month takes %d bytes: docs/operating.md promises less than 64 MiB", o.Size())
	}
	next := uint64(1)
	for o.Len() > 0 {
		b, ok, err := o.Peek(wire.MaxBatchRecords, wire.MaxMessageBytes)
		if err != nil || !ok || b.First != next {
			t.Fatalf("batch from %d, want %d: ok %v, %v", b.First, next, ok, err)
		}
		next += uint64(len(b.Records))
		if err := o.Done(b); err != nil {
			t.Fatal(err)
		}
	}
	if next != monthOfRecords+1 {
		t.Errorf("%d records came out, want %d", next-1, monthOfRecords)
	}
}
