package mqttd

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lawkiosk/fleet"
)

// errCommit is wrapped by errors of messages that the store did not take.
var errCommit = errors.New("message was not committed")

var errStopped = errors.New("endpoint is stopping")

// Limits of one transaction, and of the messages that wait for the next one.
const (
	groupMessages = 512
	groupRecords  = 16384
	queueLength   = 1024
	commitTimeout = 30 * time.Second
)

// committer gathers the messages that arrive while a transaction runs into the
// next transaction. The more arrive at once, the cheaper each becomes.
type committer struct {
	store     Store
	committed func(fleet.Upward, fleet.Outcome)
	queue     chan item
	stop      chan struct{} // closed to end the loop
	done      chan struct{} // closed when the loop has ended

	seconds           prometheus.Histogram
	messages          prometheus.Histogram
	records, repeated prometheus.Counter
}

type item struct {
	message fleet.Upward
	answer  chan<- error
}

func newCommitter(store Store, committed func(fleet.Upward, fleet.Outcome)) *committer {
	return &committer{
		store: store, committed: committed,
		queue: make(chan item, queueLength), stop: make(chan struct{}), done: make(chan struct{}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "lawkiosk_commit_seconds", Help: "Duration of the store's transactions.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14),
		}),
		messages: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "lawkiosk_commit_messages", Help: "Messages in one transaction.", Buckets: prometheus.ExponentialBuckets(1, 2, 10),
		}),
		records:  prometheus.NewCounter(prometheus.CounterOpts{Name: "lawkiosk_records_total", Help: "Records stored."}),
		repeated: prometheus.NewCounter(prometheus.CounterOpts{Name: "lawkiosk_records_repeated_total", Help: "Records that were stored already."}),
	}
}

// start runs the loop; the function it gives ends it and waits.
func (c *committer) start(ctx context.Context) (stop func()) {
	ctx = context.WithoutCancel(ctx) // a message that was taken is answered even while stopping
	go func() {
		defer close(c.done)
		c.loop(ctx)
	}()
	var once sync.Once
	return func() {
		once.Do(func() { close(c.stop) })
		<-c.done
	}
}

func (c *committer) loop(ctx context.Context) {
	group := make([]item, 0, groupMessages)
	for {
		select {
		case <-c.stop:
			return
		case first := <-c.queue:
			group = c.gather(append(group[:0], first))
			c.commit(ctx, group)
		}
	}
}

func (c *committer) gather(group []item) []item {
	records := 0
	for {
		if b := group[len(group)-1].message.Batch; b != nil {
			records += len(b.Records)
		}
		if len(group) == groupMessages || records >= groupRecords {
			return group
		}
		select {
		case next := <-c.queue:
			group = append(group, next)
		default:
			return group
		}
	}
}

// commit stores a group. Where that fails it is tried in halves, so that a
// message that the store cannot take costs its own kiosk only; unless the store
// can take none at all, because each try may cost seconds then.
func (c *committer) commit(ctx context.Context, group []item) {
	messages := make([]fleet.Upward, len(group))
	for i := range group {
		messages[i] = group[i].message
	}
	bounded, cancel := context.WithTimeout(ctx, commitTimeout)
	began := time.Now()
	outcomes, err := c.store.Ingest(bounded, messages)
	cancel()
	c.seconds.Observe(time.Since(began).Seconds())
	c.messages.Observe(float64(len(group)))
	if err != nil {
		if len(group) > 1 && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, fleet.ErrUnavailable) {
			c.commit(ctx, group[:len(group)/2])
			c.commit(ctx, group[len(group)/2:])
			return
		}
		for _, it := range group {
			it.answer <- errors.Join(errCommit, err)
		}
		return
	}
	for i, it := range group {
		c.records.Add(float64(outcomes[i].Stored))
		c.repeated.Add(float64(outcomes[i].Repeated))
		it.answer <- outcomes[i].Err
		if outcomes[i].Err == nil {
			c.committed(it.message, outcomes[i])
		}
	}
}

// submit blocks until the message is committed or refused.
func (c *committer) submit(m fleet.Upward) error { return c.hand(m)() }

// hand puts a message behind those handed before; the function it gives waits
// until the message is committed or refused.
func (c *committer) hand(m fleet.Upward) (wait func() error) {
	back := make(chan error, 1)
	select {
	case c.queue <- item{m, back}:
	case <-c.done:
		return func() error { return errors.Join(errCommit, errStopped) }
	}
	return func() error {
		select {
		case err := <-back:
			return err
		case <-c.done:
			return errors.Join(errCommit, errStopped)
		}
	}
}
