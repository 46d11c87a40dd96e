package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	sqlitelib "modernc.org/sqlite/lib"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
	"lawkiosk/fleet/wire"
)

var _ meeting.Store = (*Store)(nil)

// AddCall implements meeting.Store.
func (s *Store) AddCall(ctx context.Context, c meeting.Call, fx meeting.Effects) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := putCall(ctx, tx, &c); err != nil {
			return err
		}
		if err := putSeats(ctx, tx, &c); err != nil {
			return err
		}
		return apply(ctx, tx, &fx)
	})
	if err != nil {
		return fmt.Errorf("cannot add a call: %w", err)
	}
	return nil
}

func putCall(ctx context.Context, tx *sql.Tx, c *meeting.Call) error {
	doc, err := json.Marshal(c)
	if err != nil {
		return err
	}
	local := c.Began.In(fleet.Zone())
	waited := int64(-1)
	if !c.Answered.IsZero() {
		waited = c.Answered.Sub(c.Began).Milliseconds()
	}
	reached := c.State == wire.CallUnanswered
	_, err = tx.ExecContext(ctx, `INSERT INTO calls (id, state, how, kiosk, region, day, weekday, hour, began, answered, waited, reached, doc)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state, how = excluded.how,
		answered = excluded.answered, waited = excluded.waited, reached = max(reached, excluded.reached), doc = excluded.doc`,
		c.ID, string(c.State), c.How, c.Kiosk, c.Region, fleet.Day(c.Began), (int(local.Weekday())+6)%7+1, local.Hour(),
		millis(c.Began), millis(c.Answered), waited, reached, doc)
	return err
}

// seats lists who is in a call that runs.
func seats(c *meeting.Call) [][2]string {
	out := [][2]string{}
	if !c.Running() {
		return out
	}
	for i := range c.People {
		if p := &c.People[i]; !p.Gone && (p.Kiosk != "" || p.User != "") {
			out = append(out, [2]string{p.Kiosk, p.User})
		}
	}
	return out
}

func putSeats(ctx context.Context, tx *sql.Tx, c *meeting.Call) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM call_seats WHERE call = ?`, c.ID); err != nil {
		return err
	}
	for _, x := range seats(c) {
		_, err := tx.ExecContext(ctx, `INSERT INTO call_seats (call, kiosk, user) VALUES (?, ?, ?)`, c.ID, x[0], x[1])
		if isUnique(err) {
			return meeting.ErrBusy
		}
		if err != nil {
			return err
		}
		if x[0] == "" {
			continue
		}
		_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO kiosk_calls (kiosk, call) VALUES (?, ?)`, x[0], c.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func oneCall(row *sql.Row) (meeting.Call, error) {
	var c meeting.Call
	var doc []byte
	err := row.Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return c, meeting.ErrUnknown
	}
	if err == nil {
		err = json.Unmarshal(doc, &c)
	}
	if err != nil {
		return c, fmt.Errorf("cannot read a call: %w", unavailable(err))
	}
	return c, nil
}

// Call implements meeting.Store.
func (s *Store) Call(ctx context.Context, id string) (meeting.Call, error) {
	return oneCall(s.read.QueryRowContext(ctx, `SELECT doc FROM calls WHERE id = ?`, id))
}

// KioskCall implements meeting.Store.
func (s *Store) KioskCall(ctx context.Context, kiosk string) (meeting.Call, error) {
	return oneCall(s.read.QueryRowContext(ctx, `SELECT c.doc FROM kiosk_calls k JOIN calls c ON c.id = k.call WHERE k.kiosk = ?`, kiosk))
}

const runningSQL = `SELECT doc FROM calls WHERE state <> 'ended' ORDER BY began, id`

// Running implements meeting.Store.
func (s *Store) Running(ctx context.Context) ([]meeting.Call, error) {
	rows, err := s.read.QueryContext(ctx, runningSQL)
	out, err := scanCalls(rows, err)
	if err != nil {
		return nil, fmt.Errorf("cannot list the calls: %w", unavailable(err))
	}
	return out, nil
}

func scanCalls(rows *sql.Rows, err error) ([]meeting.Call, error) {
	out := []meeting.Call{}
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var c meeting.Call
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		if err := json.Unmarshal(doc, &c); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// UpdateCall implements meeting.Store.
func (s *Store) UpdateCall(ctx context.Context, id string, f func(c *meeting.Call, fx *meeting.Effects) error) (meeting.Call, error) {
	var c meeting.Call
	err := s.inTx(ctx, func(tx *sql.Tx) (err error) {
		if c, err = oneCall(tx.QueryRowContext(ctx, `SELECT doc FROM calls WHERE id = ?`, id)); err != nil {
			return err
		}
		before := remember(&c)
		var fx meeting.Effects
		if err := f(&c, &fx); err != nil {
			return err
		}
		if err := before.put(ctx, tx, &c); err != nil {
			return err
		}
		return apply(ctx, tx, &fx)
	})
	return c, err
}

// UpdateRunning implements meeting.Store.
func (s *Store) UpdateRunning(ctx context.Context, f func(calls []*meeting.Call, fx *meeting.Effects) error) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, runningSQL)
		list, err := scanCalls(rows, err)
		if err != nil {
			return err
		}
		calls, before := make([]*meeting.Call, len(list)), make([]memory, len(list))
		for i := range list {
			calls[i], before[i] = &list[i], remember(&list[i])
		}
		var fx meeting.Effects
		if err := f(calls, &fx); err != nil {
			return err
		}
		for i := range calls {
			if err := before[i].put(ctx, tx, calls[i]); err != nil {
				return err
			}
		}
		return apply(ctx, tx, &fx)
	})
}

// memory is a call before a change.
type memory struct {
	doc   []byte
	seats [][2]string
}

func remember(c *meeting.Call) memory {
	doc, err := json.Marshal(c)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return memory{doc, seats(c)}
}

// put writes a call where it changed.
func (m memory) put(ctx context.Context, tx *sql.Tx, c *meeting.Call) error {
	doc, err := json.Marshal(c)
	if err != nil || bytes.Equal(doc, m.doc) {
		return err
	}
	if err := putCall(ctx, tx, c); err != nil {
		return err
	}
	if slices.Equal(m.seats, seats(c)) {
		return nil
	}
	return putSeats(ctx, tx, c)
}

// isUnique says that a row with the same key is there.
func isUnique(err error) bool {
	c := code(err)
	return c == sqlitelib.SQLITE_CONSTRAINT_UNIQUE || c == sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY
}
