package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/store/storetest"
)

func TestMeetings(t *testing.T) {
	storetest.RunMeetings(t, func(t *testing.T) (meeting.Store, func() meeting.Store) {
		path := filepath.Join(t.TempDir(), "fleet.db")
		return open(t, path), func() meeting.Store { return open(t, path) }
	})
}

// BenchmarkFigures100kCalls counts calls of a year, 274 a day.
func BenchmarkFigures100kCalls(b *testing.B) {
	path := filepath.Join(b.TempDir(), "fleet.db")
	s := open(b, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(b.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
		INSERT INTO calls SELECT printf('%032x', i), 'ended', 'finished', '520103-001', '5201' || (10 + i % 10), date('2026-01-01', (i / 274) || ' days'),
		1 + i / 274 % 7, 9 + i % 8, 1767225600000 + i * 315360, 1, i * 7919 % 180000, 0, zeroblob(2000) FROM n`)
	if err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]func() error{
		"day":   func() error { _, err := s.Summary(b.Context(), "2026-06-01", "2026-06-01", ""); return err },
		"year":  func() error { _, err := s.Summary(b.Context(), "2026-01-01", "2026-12-31", ""); return err },
		"since": func() error { _, err := s.Since(b.Context(), time.UnixMilli(1767225600000+99000*315360)); return err },
		"waits": func() error {
			_, err := s.Waits(b.Context(), meeting.WaitQuery{Region: "520113", Since: time.UnixMilli(1), Weekdays: [2]int{1, 5}, Hours: [2]int{10, 12}, Limit: 50})
			return err
		},
		"running": func() error { _, err := s.Running(b.Context()); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
