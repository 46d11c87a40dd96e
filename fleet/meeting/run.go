package meeting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// How often, at the latest, the loop looks at what no row makes due.
const (
	lookAgain  = time.Hour        // retention, thresholds whose window moves on
	again      = 5 * time.Second  // after a fault of the database
	thresholds = 20 * time.Second // between two looks at the thresholds
	expectFor  = time.Minute      // an expected wait is used again so long
)

// Run keeps the calls moving until ctx ends. It sleeps until the next row is
// due or something changed.
func (s *Service) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		case <-s.poked:
		}
		next, err := s.sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			s.d.Log.Error("cannot move the calls on; trying again", "error", err)
			timer.Reset(again)
		default:
			timer.Reset(max(0, next.Sub(s.now())))
		}
	}
}

// sweep settles all calls at once and gives when to do so again.
func (s *Service) sweep(ctx context.Context) (time.Time, error) {
	s.sweeping.Lock()
	defer s.sweeping.Unlock()
	next, err := s.settleAll(ctx)
	if err != nil {
		return next, err
	}
	now := s.now()
	soon, err := s.lookAtThresholds(ctx, now)
	next = earliest(next, soon)
	if err != nil {
		return next, err
	}
	soon, err = s.forget(ctx, now)
	return earliest(next, soon), err
}

// settleAll looks without writing first: mostly nothing is due.
func (s *Service) settleAll(ctx context.Context) (time.Time, error) {
	list, err := s.d.Store.Running(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("cannot read the calls: %w", err)
	}
	if len(list) == 0 {
		return s.now().Add(lookAgain), nil
	}
	sc, err := s.people(ctx, s.now())
	if err != nil {
		return time.Time{}, err
	}
	expect := map[string]int{}
	calls := make([]*Call, len(list))
	for i := range list {
		calls[i] = &list[i]
		if expect[list[i].Region], err = s.expect(ctx, list[i].Region, sc.now); err != nil {
			return time.Time{}, err
		}
	}
	next, done := s.settleThese(sc, calls, expect, &Effects{})
	if len(done) == 0 {
		return next, nil
	}
	err = s.d.Store.UpdateRunning(ctx, func(calls []*Call, fx *Effects) error {
		next, done = s.settleThese(sc, calls, expect, fx)
		return nil
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("cannot move the calls on: %w", err)
	}
	for _, w := range done {
		s.follow(ctx, w)
	}
	return next, nil
}

// settleThese settles calls of one moment together; a second round rings the
// desks that the first one freed.
func (s *Service) settleThese(sc *scene, calls []*Call, expect map[string]int, fx *Effects) (next time.Time, done []*was) {
	next = sc.now.Add(lookAgain)
	before := make([]seen, len(calls))
	sc.fill(calls)
	for i, c := range calls {
		before[i] = see(c)
		s.settle(sc, c, fx)
	}
	sc.fill(calls)
	for _, c := range calls {
		next = earliest(next, s.settle(sc, c, fx))
		if c.State == wire.CallWaiting {
			next = earliest(next, sc.silent)
		}
		if e, known := expect[c.Region]; known && c.Running() {
			c.ExpectS = e
		}
	}
	sc.places(calls)
	for i, c := range calls {
		if w := before[i].changed(c); w != nil {
			done = append(done, w)
		}
	}
	return next, done
}

// expect is the median wait of the last answered calls of a county in like
// hours, in seconds; -1: there are too few to say.
func (s *Service) expect(ctx context.Context, region string, now time.Time) (int, error) {
	s.mu.Lock()
	e, known := s.expected[region]
	s.mu.Unlock()
	if known && now.Sub(e.at) < expectFor && now.Sub(e.at) >= 0 {
		return e.seconds, nil
	}
	local := now.In(fleet.Zone())
	q := WaitQuery{
		Region: region, Since: now.AddDate(0, 0, -56), Limit: 50, Weekdays: [2]int{1, 5},
		Hours: [2]int{max(0, local.Hour()-1), min(23, local.Hour()+1)},
	}
	if weekday(local) > 5 {
		q.Weekdays = [2]int{6, 7}
	}
	waits, err := s.d.Store.Waits(ctx, q)
	if err != nil {
		return -1, fmt.Errorf("cannot see how long others waited: %w", err)
	}
	seconds := -1
	if len(waits) >= enough {
		seconds = int(median(waits).Round(time.Second) / time.Second)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expected[region] = expected{now, seconds}
	return seconds, nil
}

// enough answered calls make an expectation.
const enough = 5

type expected struct {
	at      time.Time
	seconds int
}

// forget removes what is due.
func (s *Service) forget(ctx context.Context, now time.Time) (time.Time, error) {
	if now.Before(s.forgetAt) {
		return s.forgetAt, nil
	}
	n, next, err := s.d.Store.Forget(ctx, now)
	if err != nil {
		return now.Add(lookAgain), fmt.Errorf("cannot remove what is due: %w", err)
	}
	if n > 0 {
		s.d.Log.Info("personal data removed by rule", "items", n)
		if err := s.d.Audit(ctx, fleet.AuditEntry{At: now, Who: "fleetd", Action: "meeting.retention", Detail: fmt.Sprintf("%d items", n)}); err != nil {
			return now.Add(lookAgain), errors.Join(errors.New("cannot write to the audit that data was removed"), err)
		}
	}
	s.forgetAt = latest(earliest(next, now.Add(lookAgain)), now.Add(time.Minute))
	return s.forgetAt, nil
}
