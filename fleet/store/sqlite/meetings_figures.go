package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"lawkiosk/fleet/meeting"
)

// Waits implements meeting.Figures.
func (s *Store) Waits(ctx context.Context, q meeting.WaitQuery) ([]time.Duration, error) {
	var out []time.Duration
	err := s.each(ctx, `SELECT waited FROM calls WHERE region = ? AND began >= ? AND waited >= 0 AND weekday BETWEEN ? AND ?
		AND hour BETWEEN ? AND ? ORDER BY began DESC LIMIT ?`,
		[]any{q.Region, millis(q.Since), q.Weekdays[0], q.Weekdays[1], q.Hours[0], q.Hours[1], q.Limit}, func(rows *sql.Rows) error {
			var ms int64
			err := rows.Scan(&ms)
			out = append(out, time.Duration(ms)*time.Millisecond)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot read how long calls waited: %w", err)
	}
	return out, nil
}

// countSQL counts calls by a group. Nearest-rank percentiles: the smallest wait
// that is at least as long as that share of them. Lost ones were answered.
const countSQL = `WITH c AS (SELECT waited, how, state, reached, %[1]s AS g, row_number() OVER (PARTITION BY %[1]s, waited >= 0 ORDER BY waited) AS rank,
		count(*) OVER (PARTITION BY %[1]s, waited >= 0) AS many FROM calls WHERE %[2]s)
	SELECT g, count(*), ifnull(sum(waited >= 0), 0), ifnull(sum(waited < 0 AND how IN ('abandoned', 'vanished')), 0), ifnull(sum(reached), 0),
		ifnull(sum(how = 'booked'), 0), ifnull(sum(how = 'message'), 0), ifnull(sum(how = 'lost'), 0),
		ifnull(max(CASE WHEN waited >= 0 AND rank = (many + 1) / 2 THEN waited END), -1),
		ifnull(max(CASE WHEN waited >= 0 AND rank = (many * 95 + 99) / 100 THEN waited END), -1),
		ifnull(sum(waited >= 0 OR state NOT IN ('waiting')), 0)
	FROM c GROUP BY g ORDER BY g`

func (s *Store) count(ctx context.Context, group, where string, args []any, f func(group string, c meeting.Counted)) error {
	return s.each(ctx, fmt.Sprintf(countSQL, group, where), args, func(rows *sql.Rows) error {
		var c meeting.Counted
		var g string
		var median, p95 int64
		var settled int
		err := rows.Scan(&g, &c.Calls, &c.Answered, &c.Abandoned, &c.Unanswered, &c.Booked, &c.Messages, &c.Lost, &median, &p95, &settled)
		c.MedianS, c.P95S, c.Rate = seconds(median), seconds(p95), -1
		if settled > 0 {
			c.Rate = float64(c.Answered) / float64(settled)
		}
		f(g, c)
		return err
	})
}

// seconds rounds milliseconds; -1 stays.
func seconds(ms int64) int {
	if ms < 0 {
		return -1
	}
	return int((ms + 500) / 1000)
}

// Since implements meeting.Figures.
func (s *Store) Since(ctx context.Context, at time.Time) ([]meeting.Counted, error) {
	out := []meeting.Counted{}
	err := s.count(ctx, "region", "began >= ?", []any{millis(at)}, func(region string, c meeting.Counted) {
		c.Region = region
		out = append(out, c)
	})
	if err != nil {
		return nil, fmt.Errorf("cannot count calls: %w", err)
	}
	return out, nil
}

// Summary implements meeting.Figures.
func (s *Store) Summary(ctx context.Context, from, to, region string) (meeting.Summary, error) {
	m := meeting.Summary{
		Counted:  meeting.Counted{MedianS: -1, P95S: -1, Rate: -1, Region: region},
		ByRegion: []meeting.Counted{}, ByHour: []meeting.Counted{}, Steps: map[string]int{},
	}
	m.Ratings.ByGrade = map[int]int{}
	where, args := "day BETWEEN ? AND ?", []any{from, to}
	if region != "" {
		where, args = where+" AND region = ?", append(args, region)
	}
	err := s.count(ctx, "''", where, args, func(_ string, c meeting.Counted) {
		c.Region = region
		m.Counted = c
	})
	if err == nil {
		err = s.count(ctx, "region", where, args, func(region string, c meeting.Counted) {
			c.Region = region
			m.ByRegion = append(m.ByRegion, c)
		})
	}
	if err == nil {
		err = s.count(ctx, "printf('%02d', hour)", where, args, func(hour string, c meeting.Counted) {
			_, _ = fmt.Sscanf(hour, "%d", &c.Hour) // two digits
			m.ByHour = append(m.ByHour, c)
		})
	}
	if err == nil {
		err = s.each(ctx, `SELECT step, sum(n) FROM meeting_steps WHERE `+where+` GROUP BY step`, args, func(rows *sql.Rows) error {
			var step string
			var n int
			err := rows.Scan(&step, &n)
			m.Steps[step] = n
			return err
		})
	}
	if err == nil {
		err = s.each(ctx, `SELECT grade, count(*) FROM meeting_ratings WHERE `+where+` GROUP BY grade`, args, func(rows *sql.Rows) error {
			var grade, n int
			err := rows.Scan(&grade, &n)
			m.Ratings.ByGrade[grade] = n
			m.Ratings.N += n
			return err
		})
	}
	if err != nil {
		return m, fmt.Errorf("cannot count calls: %w", err)
	}
	return m, nil
}

// LawyerFigures implements meeting.Figures. The rate leaves out rings that
// somebody else answered, and those that still ring.
func (s *Store) LawyerFigures(ctx context.Context, from, to string) ([]meeting.LawyerFigures, error) {
	out := []meeting.LawyerFigures{}
	err := s.each(ctx, `WITH r AS (SELECT lawyer, outcome, took, talked, row_number() OVER (PARTITION BY lawyer, outcome = 'answered' ORDER BY took) AS rank,
			count(*) OVER (PARTITION BY lawyer, outcome = 'answered') AS many FROM meeting_rings WHERE day BETWEEN ? AND ?)
		SELECT lawyer, count(*), sum(outcome = 'answered'), sum(outcome = 'declined'), sum(outcome = 'missed'),
			ifnull(max(CASE WHEN outcome = 'answered' AND rank = (many + 1) / 2 THEN took END), -1), sum(talked)
		FROM r GROUP BY lawyer ORDER BY lawyer`, []any{from, to}, func(rows *sql.Rows) error {
		var l meeting.LawyerFigures
		var took, talked int64
		err := rows.Scan(&l.User, &l.Rung, &l.Answered, &l.Declined, &l.Missed, &took, &talked)
		l.MedianAnswerS, l.TalkS, l.Rate = seconds(took), seconds(talked), -1
		if n := l.Answered + l.Declined + l.Missed; n > 0 {
			l.Rate = float64(l.Answered) / float64(n)
		}
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot count what lawyers answered: %w", err)
	}
	return out, nil
}
