package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"lawkiosk/fleet"
)

// Roster implements fleet.Rosters.
func (s *Store) Roster(ctx context.Context) (fleet.Roster, error) {
	tx, err := s.read.BeginTx(ctx, nil) // both lists of the same moment
	if err != nil {
		return fleet.Roster{}, fmt.Errorf("cannot read the roster: %w", unavailable(err))
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	r := fleet.Roster{Shifts: []fleet.Shift{}, Exceptions: []fleet.Exception{}}
	rows, err := tx.QueryContext(ctx, `SELECT lawyer, weekday, since, until, region FROM shifts`)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var x fleet.Shift
		err := rows.Scan(&x.Lawyer, &x.Weekday, &x.From, &x.To, &x.Region)
		r.Shifts = append(r.Shifts, x)
		return err
	})
	if err == nil {
		rows, err = tx.QueryContext(ctx, `SELECT ifnull(lawyer, ''), day, since, until, region, note FROM shift_exceptions`)
		err = scanAll(rows, err, func(rows *sql.Rows) error {
			var x fleet.Exception
			err := rows.Scan(&x.Lawyer, &x.Day, &x.From, &x.To, &x.Region, &x.Note)
			r.Exceptions = append(r.Exceptions, x)
			return err
		})
	}
	if err != nil {
		return fleet.Roster{}, fmt.Errorf("cannot read the roster: %w", unavailable(err))
	}
	return r.Tidy(), nil
}

// SetRoster implements fleet.Rosters.
func (s *Store) SetRoster(ctx context.Context, r fleet.Roster) error {
	if err := r.Check(); err != nil {
		return fmt.Errorf("cannot set the roster: %w (%w)", err, fleet.ErrRefused)
	}
	r = r.Tidy()
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM shifts`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM shift_exceptions`); err != nil {
			return err
		}
		for _, x := range r.Shifts {
			_, err := tx.ExecContext(ctx, `INSERT INTO shifts (lawyer, weekday, since, until, region) VALUES (?, ?, ?, ?, ?)`,
				x.Lawyer, x.Weekday, x.From, x.To, x.Region)
			if err != nil {
				return fmt.Errorf("lawyer %s: %w", x.Lawyer, missing(err))
			}
		}
		for _, x := range r.Exceptions {
			_, err := tx.ExecContext(ctx, `INSERT INTO shift_exceptions (day, lawyer, since, until, region, note) VALUES (?, nullif(?, ''), ?, ?, ?, ?)`,
				x.Day, x.Lawyer, x.From, x.To, x.Region, x.Note)
			if err != nil {
				return fmt.Errorf("lawyer %s: %w", x.Lawyer, missing(err))
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot set the roster: %w", err)
	}
	return nil
}

func scanAll(rows *sql.Rows, err error, f func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
