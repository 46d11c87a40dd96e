package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

func visits(first uint64, n int) []fleet.Upward {
	b := &wire.Batch{V: wire.Version, Outbox: "o", First: first}
	for i := range n {
		r, err := wire.NewRecord(time.Now(), wire.KindVisitBegan, wire.VisitBegan{Visit: fmt.Sprint(i, strings.Repeat("x", 500))})
		if err != nil {
			panic(err)
		}
		b.Records = append(b.Records, r)
	}
	return []fleet.Upward{{Kiosk: "520103-001", Received: time.Now(), Batch: b}}
}

// TestFullDisk: what does not fit is refused as a whole and named, and taken
// when there is space again.
func TestFullDisk(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "fleet.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Enrol(t.Context(), fleet.Kiosk{ID: "520103-001", Region: "520103", Centre: "c", Since: time.Now()}, fleet.TokenHash{}); err != nil {
		t.Fatal(err)
	}
	limit := func(pages string) {
		t.Helper()
		if _, err := s.write.ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite makes it the size that the file has
	for range 3 {
		if _, err := s.Ingest(t.Context(), visits(1, 400)); !errors.Is(err, fleet.ErrUnavailable) || !strings.Contains(err.Error(), "make space") {
			t.Fatal(err)
		}
	}
	if k, err := s.Kiosk(t.Context(), "520103-001", fleet.Day(time.Now())); err != nil || k.Today.Visits != 0 {
		t.Fatalf("%+v %v", k, err)
	}
	limit("1000000")
	o, err := s.Ingest(t.Context(), visits(1, 400))
	if err != nil || o[0].Stored != 400 || o[0].Missing != 0 {
		t.Fatalf("%+v %v", o, err)
	}
}
