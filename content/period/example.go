package period

import (
	"fmt"
	"time"

	"lawkiosk/content"
)

const clock = "2006-01-02T15:04"

// FactsOf reads an example's facts.
func FactsOf(p *content.Period, e content.Example) (Facts, error) {
	var f Facts
	var err error
	if p.Unit == content.Hours {
		f.Start, err = time.Parse(clock, e.Start)
	} else {
		f.Start, err = Day(e.Start)
	}
	if err != nil {
		return Facts{}, fmt.Errorf("start: %w", err)
	}
	for _, text := range e.Interrupted {
		d, err := Day(text)
		if err != nil {
			return Facts{}, fmt.Errorf("interrupted: %w", err)
		}
		f.Interrupted = append(f.Interrupted, d)
	}
	if len(e.Obstacle) != 0 {
		if len(e.Obstacle) != 2 {
			return Facts{}, fmt.Errorf("obstacle: %d days, a first and a last one are wanted", len(e.Obstacle))
		}
		from, err := Day(e.Obstacle[0])
		if err != nil {
			return Facts{}, fmt.Errorf("obstacle: %w", err)
		}
		to, err := Day(e.Obstacle[1])
		if err != nil {
			return Facts{}, fmt.Errorf("obstacle: %w", err)
		}
		f.Obstacles = []Obstacle{{from, to}}
	}
	if e.Longest != "" {
		if f.Longest, err = Day(e.Longest); err != nil {
			return Facts{}, fmt.Errorf("longest: %w", err)
		}
	}
	return f, nil
}

// CheckExample counts an example and says what differs.
func (c *Calendar) CheckExample(p *content.Period, e content.Example) error {
	f, err := FactsOf(p, e)
	if err != nil {
		return err
	}
	r, err := c.Count(p, f, time.Date(f.Start.Year(), f.Start.Month(), f.Start.Day(), 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	layout := time.DateOnly
	if p.Unit == content.Hours {
		layout = clock
	}
	if got := r.Last.Format(layout); got != e.Last {
		return fmt.Errorf("from %s the last day is %s by the rule, %s by the example (%s)", e.Start, got, e.Last, e.Why)
	}
	return nil
}
