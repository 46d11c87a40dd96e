package load

import (
	"slices"
	"sync"
	"time"

	"lawkiosk/fleet/wire"
)

// outbox holds records until they are acknowledged, as a kiosk's file does,
// but in memory.
type outbox struct {
	name string
	more chan struct{}

	mu      sync.Mutex
	next    uint64 // sequence of records[0]
	records []wire.Record
	sent    uint64 // highest sequence ever sent
}

func (o *outbox) append(kind wire.Kind, body any) error {
	r, err := wire.NewRecord(time.Now(), kind, body)
	if err != nil {
		return err
	}
	o.mu.Lock()
	o.records = append(o.records, r)
	o.mu.Unlock()
	select {
	case o.more <- struct{}{}:
	default: // told already
	}
	return nil
}

// peek gives the oldest records as a batch, and how many of them go out again.
func (o *outbox) peek() (b wire.Batch, again int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := min(len(o.records), wire.MaxBatchRecords)
	b = wire.Batch{V: wire.Version, Outbox: o.name, First: o.next, Records: slices.Clone(o.records[:n])}
	last := o.next + uint64(n) - 1 //nolint:gosec // small
	if o.sent >= o.next {
		again = int(min(o.sent, last) - o.next + 1) //nolint:gosec // small
	}
	o.sent = max(o.sent, last)
	return b, again
}

// acked forgets records after their acknowledgement.
func (o *outbox) acked(b wire.Batch) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := len(b.Records)
	o.records = slices.Delete(o.records, 0, n)
	o.next += uint64(n) //nolint:gosec // small
}

func (o *outbox) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.records)
}

func (s *Stats) quantile(q float64) time.Duration {
	if len(s.latencies) == 0 {
		return 0
	}
	slices.Sort(s.latencies)
	i := int(q*float64(len(s.latencies))) - 1
	return s.latencies[max(i, 0)].Round(10 * time.Microsecond)
}
