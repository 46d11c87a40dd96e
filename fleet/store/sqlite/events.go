package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"lawkiosk/fleet"
)

// Events implements fleet.Status. The cursor is "outbox.sequence"; outboxes
// are numbered as they came, so a newer disk's records are the newer ones.
func (s *Store) Events(ctx context.Context, id, before string, limit int) ([]fleet.Event, error) {
	box, seq := int64(1<<62), int64(1<<62)
	if before != "" {
		if n, err := fmt.Sscanf(before, "%d.%d", &box, &seq); err != nil || n != 2 {
			return nil, fmt.Errorf("cannot read the cursor %.40q: %w", before, fleet.ErrRefused)
		}
	}
	kiosk, err := s.number(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []fleet.Event{}
	err = s.each(ctx, `SELECT outbox, seq, at, received, kind, data FROM records WHERE kiosk = ? AND (outbox, seq) < (?, ?)
		ORDER BY outbox DESC, seq DESC LIMIT ?`, []any{kiosk, box, seq, limit}, func(rows *sql.Rows) error {
		var e fleet.Event
		var box, at, received int64
		var data []byte
		if err := rows.Scan(&box, &e.Seq, &at, &received, &e.Kind, &data); err != nil {
			return err
		}
		e.Cursor = fmt.Sprintf("%d.%d", box, e.Seq)
		e.At, e.Received, e.Data = moment(at), moment(received), data
		out = append(out, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list the events of kiosk %s: %w", id, err)
	}
	return out, nil
}

func (s *Store) number(ctx context.Context, id string) (n int64, err error) {
	if err = s.read.QueryRowContext(ctx, `SELECT n FROM kiosks WHERE id = ?`, id).Scan(&n); err != nil {
		return 0, fmt.Errorf("cannot read kiosk %s: %w", id, notFound(err))
	}
	return n, nil
}

// Days implements fleet.Status.
func (s *Store) Days(ctx context.Context, id string, limit int) ([]fleet.DayCounts, error) {
	out := []fleet.DayCounts{}
	err := s.each(ctx, `SELECT d.day, d.visits, d.guides, d.prints, d.cards FROM days d JOIN kiosks k ON k.n = d.kiosk
		WHERE k.id = ? ORDER BY d.day DESC LIMIT ?`, []any{id, limit}, func(rows *sql.Rows) error {
		var d fleet.DayCounts
		err := rows.Scan(&d.Day, &d.Visits, &d.Guides, &d.Prints, &d.Cards)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list the days of kiosk %s: %w", id, err)
	}
	return out, nil
}

// Missing implements fleet.Status.
func (s *Store) Missing(ctx context.Context, id string) (n uint64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT ifnull(sum(g.last - g.first + 1), 0) FROM gaps g JOIN outboxes o ON o.n = g.outbox
		JOIN kiosks k ON k.n = o.kiosk WHERE k.id = ?`, id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("cannot count what is missing of kiosk %s: %w", id, err)
	}
	return n, nil
}
