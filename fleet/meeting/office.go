package meeting

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// Classes of alarms.
const (
	classRate  = "meeting.answer-rate"
	classWait  = "meeting.wait"
	classStaff = "staff"
	alarmStaff = "staff.called"
)

// maxDays is the longest time that figures are made of.
const maxDays = 366

// Figures implements Office.
func (s *Service) Figures(ctx context.Context, from, to, region string) (Summary, error) {
	if err := checkDays(from, to); err != nil {
		return Summary{}, err
	}
	return s.d.Store.Summary(ctx, from, to, region)
}

// LawyerFigures implements Office.
func (s *Service) LawyerFigures(ctx context.Context, from, to string) ([]LawyerFigures, error) {
	if err := checkDays(from, to); err != nil {
		return nil, err
	}
	list, err := s.d.Store.LawyerFigures(ctx, from, to)
	if err != nil {
		return nil, err
	}
	lawyers, err := s.d.People.LawyerList(ctx)
	if err != nil {
		return nil, err
	}
	byUser := map[string]int{}
	for i := range list {
		byUser[list[i].User] = i
	}
	for _, l := range lawyers {
		if i, known := byUser[l.User]; known {
			list[i].Display = l.Display
		} else {
			list = append(list, LawyerFigures{User: l.User, Display: l.Display, Rate: -1, MedianAnswerS: -1})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].User < list[j].User })
	return list, nil
}

func checkDays(from, to string) error {
	a, err := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err != nil || err2 != nil || b.Before(a) || b.Sub(a) > maxDays*24*time.Hour {
		return bad("from and to are dates such as 2026-11-22, at most a year apart")
	}
	return nil
}

// NowFigures implements Office.
func (s *Service) NowFigures(ctx context.Context) (Now, error) {
	now := s.now()
	list, err := s.d.Store.Running(ctx)
	if err != nil {
		return Now{}, err
	}
	sc, err := s.scene(ctx, now, pointers(list))
	if err != nil {
		return Now{}, err
	}
	today, err := s.d.Store.Summary(ctx, fleet.Day(now), fleet.Day(now), "")
	if err != nil {
		return Now{}, err
	}
	n := Now{Now: now, Unanswered: today.Unanswered, Regions: []RegionNow{}}
	at := map[string]int{}
	region := func(code string) *RegionNow {
		i, known := at[code]
		if !known {
			i, at[code] = len(n.Regions), len(n.Regions)
			n.Regions = append(n.Regions, RegionNow{Code: code})
		}
		return &n.Regions[i]
	}
	if pack := s.d.Places(); pack != nil {
		for _, r := range pack.Regions {
			if r.Parent != "" {
				region(r.Code)
			}
		}
	}
	for i := range list {
		r := region(list[i].Region)
		switch list[i].State {
		case wire.CallWaiting:
			n.Waiting++
			r.Waiting++
			r.Longest = max(r.Longest, bounded(now.Sub(list[i].Began)))
		case wire.CallTalking:
			n.Talking++
			r.Talking++
		default: // at the ladder's end
		}
	}
	for i := range sc.lawyers {
		l := &sc.lawyers[i]
		if !sc.onDuty(l.User) {
			continue
		}
		n.OnDuty++
		if sc.busy[l.User] != "" {
			n.Busy++
		}
		for _, code := range l.Regions {
			region(code).OnDuty++
		}
	}
	slices.SortFunc(n.Regions, func(a, b RegionNow) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return n, nil
}

// Alarms implements Office.
func (s *Service) Alarms(ctx context.Context) ([]fleet.Attention, error) {
	return s.d.Store.Alarms(ctx)
}

// lookAtThresholds raises and clears the counties' alarms.
func (s *Service) lookAtThresholds(ctx context.Context, now time.Time) (time.Time, error) {
	if !s.alarmsAt.IsZero() && now.Sub(s.alarmsAt) < thresholds && now.Sub(s.alarmsAt) >= 0 {
		return s.alarmsAt.Add(thresholds), nil
	}
	rule := s.rules.Alarm
	counted, err := s.d.Store.Since(ctx, now.Add(-rule.Window))
	if err != nil {
		return now.Add(again), fmt.Errorf("cannot look at the thresholds: %w", err)
	}
	had, err := s.d.Store.Alarms(ctx)
	if err != nil {
		return now.Add(again), fmt.Errorf("cannot look at the thresholds: %w", err)
	}
	var fx Effects
	stays := map[string]bool{}
	raise := func(region, what, detail string) {
		stays[region+what] = true
		fx.Alarms = append(fx.Alarms, fleet.Attention{Region: region, Problem: fleet.Problem{What: what, Since: now, Detail: detail}})
	}
	for _, c := range counted {
		if c.Calls < rule.MinCalls {
			continue
		}
		if c.Rate >= 0 && c.Rate < rule.AnswerRate {
			raise(c.Region, classRate, fmt.Sprintf("%.0f %% < %.0f %%", 100*c.Rate, 100*rule.AnswerRate))
		}
		if c.P95S >= 0 && time.Duration(c.P95S)*time.Second > rule.WaitP95 {
			raise(c.Region, classWait, fmt.Sprintf("%d s > %.0f s", c.P95S, rule.WaitP95.Seconds()))
		}
	}
	for _, a := range had {
		if a.Kiosk == "" && !stays[a.Region+a.What] {
			fx.Well = append(fx.Well, Well{Region: a.Region, Class: a.What})
		}
	}
	s.alarmsAt = now
	if len(fx.Alarms)+len(fx.Well) > 0 {
		changed, err := s.d.Store.SetAlarms(ctx, fx)
		if err != nil {
			return now.Add(again), fmt.Errorf("cannot raise alarms: %w", err)
		}
		if changed {
			s.d.Live.Meetings()
		}
	}
	if len(counted) > 0 { // the window moves on
		return now.Add(5 * time.Minute), nil
	}
	return now.Add(lookAgain), nil
}

// median is the middle one, the lower where there are two.
func median(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}
