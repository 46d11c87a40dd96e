package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lawkiosk/fleet"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/store/storetest"
	"lawkiosk/fleet/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t testing.TB, path string) *sqlite.Store {
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) (fleet.Store, func() fleet.Store) {
		path := filepath.Join(t.TempDir(), "有 空格", "fleet.db")
		return open(t, path), func() fleet.Store { return open(t, path) }
	})
}

func TestAuditCannotBeChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	s := open(t, path)
	if err := s.Record(t.Context(), fleet.AuditEntry{At: time.Now(), Who: "x", Action: "y"}); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{"UPDATE audit SET who = 'z'", "DELETE FROM audit"} {
		if _, err := db.ExecContext(t.Context(), q); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	if _, err := sqlite.Open(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "cannot open database") {
		t.Fatal(err)
	}
}

// fill enrols n kiosks spread over ten counties, each connected.
func fill(t testing.TB, s *sqlite.Store, n int) {
	now := time.Now()
	var group []fleet.Upward
	for i := range n {
		region := fmt.Sprint(520101 + i%10)
		id := fmt.Sprintf("%s-%05d", region, i)
		k := fleet.Kiosk{ID: id, Name: id, Region: region, Centre: fmt.Sprintf("%s-centre-%d", region, i%20), Since: now}
		if err := s.Enrol(t.Context(), k, fleet.HashToken(id)); err != nil {
			t.Fatal(err)
		}
		rec, _ := wire.NewRecord(now, wire.KindVisitBegan, wire.VisitBegan{Visit: "v"})
		group = append(group,
			fleet.Upward{Kiosk: id, Received: now, Presence: &wire.Presence{V: 1, Online: true, Session: "s"}},
			fleet.Upward{Kiosk: id, Received: now, Health: &wire.Health{V: 1, At: now, Boot: "b", N: 1, InService: i%7 > 0, Devices: []wire.Device{
				{Class: "printer", Driver: "ipp", State: "online", At: now, Supplies: []wire.Supply{{Kind: "paper", Name: "tray-1", Level: []string{"full", "out"}[i%50/49]}}},
				{Class: "idcard", Driver: "sdt", State: "online", At: now},
			}}},
			fleet.Upward{Kiosk: id, Received: now, Batch: &wire.Batch{V: 1, Outbox: "o", First: 1, Records: []wire.Record{rec}}})
	}
	if _, err := s.Ingest(t.Context(), group); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkOverview10kKiosks(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "fleet.db"))
	fill(b, s, 10000)
	day := fleet.Day(time.Now())
	b.Run("overview", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Count(b.Context(), day); err != nil {
				b.Fatal(err)
			}
			if _, err := s.Attentions(b.Context(), 200); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, f := range map[string]fleet.KioskFilter{
		"page": {Limit: 51}, "last page": {Limit: 51, After: "520110-09900"}, "impaired": {State: fleet.Impaired, Limit: 51},
		"text": {Text: "0999", Limit: 51}, "county": {Region: "520103"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, total, err := s.List(b.Context(), f, day); err != nil || total == 0 {
					b.Fatal(total, err)
				}
			}
		})
	}
}
