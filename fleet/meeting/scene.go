package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// scene is all that decides who is rung: who is on duty, and who is in a call.
type scene struct {
	now     time.Time
	lawyers []fleet.Lawyer // by user
	duty    map[string]fleet.DutyState
	silent  time.Time         // when the first desk that is on duty will have been silent for too long
	busy    map[string]string // user to call
	besides func(region string) []string
}

// scene reads who is there. Desks that were heard of shortly before a start
// have the grace to come back.
func (s *Service) scene(ctx context.Context, now time.Time, calls []*Call) (*scene, error) {
	sc, err := s.people(ctx, now)
	if err == nil {
		sc.fill(calls)
	}
	return sc, err
}

func (s *Service) people(ctx context.Context, now time.Time) (*scene, error) {
	lawyers, err := s.d.People.LawyerList(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot see who is there: %w", err)
	}
	duties, err := s.d.People.DutyList(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot see who is there: %w", err)
	}
	sc := &scene{now: now, lawyers: lawyers, duty: map[string]fleet.DutyState{}, besides: s.besides}
	for _, d := range duties {
		// At is right until a minute of silence; that it had before the start does not count.
		back := s.started.Add(grace - fleet.DeskSilence)
		if d.Seen.Before(back) && d.Seen.After(s.started.Add(-deskGrace)) {
			d.Seen = back
		}
		sc.duty[d.Lawyer] = d.At(now)
		if sc.duty[d.Lawyer] == fleet.DutyOn {
			sc.silent = earliest(sc.silent, d.Seen.Add(fleet.DeskSilence))
		}
	}
	return sc, nil
}

// fill notes who is in a call.
func (sc *scene) fill(calls []*Call) {
	sc.busy = map[string]string{}
	for _, c := range calls {
		for i := range c.People {
			if p := &c.People[i]; p.User != "" && !p.Gone && c.Running() {
				sc.busy[p.User] = c.ID
			}
		}
	}
}

func (sc *scene) lawyer(user string) *fleet.Lawyer {
	for i := range sc.lawyers {
		if sc.lawyers[i].User == user {
			return &sc.lawyers[i]
		}
	}
	return nil
}

// onDuty says that a lawyer is there: free, or in a call.
func (sc *scene) onDuty(user string) bool {
	return sc.duty[user] == fleet.DutyOn || sc.busy[user] != ""
}

// free says that a desk may ring.
func (sc *scene) free(user string) bool {
	return sc.duty[user] == fleet.DutyOn && sc.busy[user] == ""
}

// in says whether a step in a county is for a lawyer.
func (sc *scene) in(step, region string, l *fleet.Lawyer) bool {
	switch step {
	case wire.StepOwn:
		return slices.Contains(l.Regions, region)
	case wire.StepCity:
		return slices.Contains(l.Pools, fleet.PoolCity)
	case wire.StepNeighbours:
		for _, r := range sc.besides(region) {
			if slices.Contains(l.Regions, r) {
				return true
			}
		}
	}
	return false
}

// reached says whether a call has come to a lawyer: a desk that was rung at an
// earlier step rings on, because whoever becomes free may answer.
func (sc *scene) reached(c *Call, l *fleet.Lawyer) bool {
	if l.User == c.Favoured {
		return true
	}
	for i := 0; i <= c.Step && i < len(c.Ladder); i++ {
		if sc.in(c.Ladder[i].Step, c.Region, l) {
			return true
		}
	}
	return false
}

// rank is how well a lawyer fits: topic and speech count one each. What the
// citizen did not choose fits everybody.
func rank(c *Call, l *fleet.Lawyer) int {
	n := 0
	if c.Topic == "" || slices.Contains(l.Skills, c.Topic) {
		n++
	}
	if c.Speech == "" || slices.Contains(l.Speaks, c.Speech) {
		n++
	}
	return n
}

// third is until when a step rings only at those who fit best.
func (c *Call) third() time.Time {
	if c.Step >= len(c.Ladder) {
		return c.StepFrom
	}
	return c.StepFrom.Add(time.Duration(c.Ladder[c.Step].Seconds) * time.Second / 3)
}

// ringing lists who is to be rung now.
func (sc *scene) ringing(c *Call) []string {
	if c.State != wire.CallWaiting {
		return nil
	}
	may := func(user string) bool { return sc.free(user) && !slices.Contains(c.Declined, user) }
	first := sc.now.Before(c.third())
	if first && c.Step == 0 && c.Favoured != "" && may(c.Favoured) {
		return []string{c.Favoured}
	}
	best := -1
	for i := range sc.lawyers {
		if l := &sc.lawyers[i]; may(l.User) && sc.in(c.step(), c.Region, l) {
			best = max(best, rank(c, l))
		}
	}
	var out []string
	for i := range sc.lawyers {
		l := &sc.lawyers[i]
		if !may(l.User) || !sc.reached(c, l) {
			continue
		}
		if _, before := c.Rung[l.User]; first && !before && sc.in(c.step(), c.Region, l) && rank(c, l) < best {
			continue
		}
		out = append(out, l.User)
	}
	return out
}

// of lists who is on duty for a step of a call, free or busy.
func (sc *scene) of(c *Call, step string) []string {
	var out []string
	for i := range sc.lawyers {
		if l := &sc.lawyers[i]; sc.onDuty(l.User) && (sc.in(step, c.Region, l) || c.Step == 0 && l.User == c.Favoured) {
			out = append(out, l.User)
		}
	}
	return out
}

// sees lists all on duty whom a call has reached.
func (sc *scene) sees(c *Call) map[string]bool {
	out := map[string]bool{}
	for i := range sc.lawyers {
		if l := &sc.lawyers[i]; sc.onDuty(l.User) && sc.reached(c, l) {
			out[l.User] = true
		}
	}
	return out
}

// before is the order of the queue: who came back, who was booked, who came first.
func before(a, b *Call) bool {
	switch {
	case a.Head != b.Head:
		return a.Head
	case (a.Booking != "") != (b.Booking != ""):
		return a.Booking != ""
	case !a.Began.Equal(b.Began):
		return a.Began.Before(b.Began)
	}
	return a.ID < b.ID
}

// places numbers those who wait: a call is behind those before it in the order
// that wait for the same county or for one of the same lawyers.
func (sc *scene) places(calls []*Call) {
	var waiting []*Call
	for _, c := range calls {
		if c.State == wire.CallWaiting {
			waiting = append(waiting, c)
		}
	}
	slices.SortFunc(waiting, func(a, b *Call) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	seen := make([]map[string]bool, len(waiting))
	for i, c := range waiting {
		seen[i] = sc.sees(c)
		c.Place = 1
		for j, o := range waiting[:i] {
			if o.Region == c.Region || share(seen[i], seen[j]) {
				c.Place++
			}
		}
		c.OnDuty = len(sc.of(c, c.step()))
	}
}

func share(a, b map[string]bool) bool {
	for k := range a {
		if b[k] {
			return true
		}
	}
	return false
}
