package mqttd

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/store/sqlite"
	"lawkiosk/fleet/wire"
)

const (
	benchKiosks  = 200
	benchRecords = 50 // records in a kiosk's message
)

func benchIDs() []string {
	var ids []string
	for i := range benchKiosks {
		ids = append(ids, fmt.Sprintf("520103-%03d", i))
	}
	return ids
}

// BenchmarkDurable compares durable records a second through MQTT with those
// of the store alone, fed transactions of the size that the endpoint formed in
// the same run. The ratio is what the door costs.
func BenchmarkDurable(b *testing.B) {
	var group float64 // messages in a transaction
	var through, alone float64
	b.Run("mqtt", func(b *testing.B) {
		ids := benchIDs()
		w := start(b, Config{}, ids...)
		clients := make([]*client, len(ids))
		for i, id := range ids {
			clients[i] = w.connect(id, "")
		}
		payloads := newPayloads(ids)
		before := w.store.groups.Load()
		var next atomic.Int64
		var wg sync.WaitGroup
		b.ResetTimer()
		for i, c := range clients {
			wg.Go(func() {
				for n := uint64(0); next.Add(1) <= int64(b.N); n++ {
					if !c.sent(wire.Topic(c.id, wire.ChannelRecords), payloads[i].at(n)) {
						b.Error("not acknowledged")
						return
					}
				}
			})
		}
		wg.Wait()
		b.StopTimer()
		group = float64(b.N) / float64(w.store.groups.Load()-before)
		through = float64(b.N) * benchRecords / b.Elapsed().Seconds()
		b.ReportMetric(through, "records/s")
		b.ReportMetric(group, "messages/commit")
	})
	b.Run("sqlite", func(b *testing.B) {
		ids := benchIDs()
		s, err := sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "fleet.db"))
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		for _, id := range ids {
			if err := s.Enrol(context.Background(), fleet.Kiosk{ID: id, Region: "520103", Centre: "c", Since: time.Now()}, fleet.HashToken(id)); err != nil {
				b.Fatal(err)
			}
		}
		size := max(1, int(group+0.5))
		first := make([]uint64, len(ids))
		records := batch(1, benchRecords).Records
		b.ResetTimer()
		for done := 0; done < b.N; {
			var messages []fleet.Upward
			for ; len(messages) < size && done < b.N; done++ {
				i := done % len(ids)
				x := wire.Batch{V: wire.Version, Outbox: "o", First: first[i] + 1, Records: records}
				first[i] += benchRecords
				messages = append(messages, fleet.Upward{Kiosk: ids[i], Received: time.Now(), Batch: &x})
			}
			if _, err := s.Ingest(context.Background(), messages); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		alone = float64(b.N) * benchRecords / b.Elapsed().Seconds()
		b.ReportMetric(alone, "records/s")
		if through > 0 {
			b.ReportMetric(100*through/alone, "%mqtt/sqlite")
		}
	})
}

// BenchmarkBareInsert is SQLite with neither this endpoint nor this store: the
// same rows into one plain table, in transactions of the given number of rows.
func BenchmarkBareInsert(b *testing.B) {
	for _, rows := range []int{50, 1600, 4600} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			db, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			if _, err := db.Exec(`CREATE TABLE records (kiosk INTEGER, outbox INTEGER, seq INTEGER, at INTEGER, received INTEGER,
				kind TEXT, data BLOB, PRIMARY KEY (kiosk, outbox, seq)) WITHOUT ROWID`); err != nil {
				b.Fatal(err)
			}
			insert, err := db.Prepare(`INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)`)
			if err != nil {
				b.Fatal(err)
			}
			defer insert.Close()
			r := batch(1, 1).Records[0]
			seq := 0
			b.ResetTimer()
			for range b.N {
				tx, err := db.Begin()
				if err != nil {
					b.Fatal(err)
				}
				func() {
					st := tx.Stmt(insert)
					defer st.Close()
					for range rows {
						seq++
						if _, err := st.Exec(seq/benchRecords%benchKiosks, 1, seq, r.At.UnixMilli(), r.At.UnixMilli(), string(r.Kind), []byte(r.Data)); err != nil {
							b.Fatal(err)
						}
					}
				}()
				if err := tx.Commit(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// payloads makes a kiosk's messages cheaply: only the first sequence changes.
type payloads struct{ head, tail []byte }

func newPayloads(ids []string) []payloads {
	out := make([]payloads, len(ids))
	tail := encode(batch(1, benchRecords).Records)
	for i := range out {
		out[i] = payloads{head: []byte(`{"v":1,"outbox":"o","first":`), tail: append([]byte(`,"records":`), append(tail, '}')...)}
	}
	return out
}

func (p payloads) at(n uint64) []byte {
	b := append([]byte(nil), p.head...)
	b = fmt.Appendf(b, "%d", n*benchRecords+1)
	return append(b, p.tail...)
}
