package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"lawkiosk/fleet"
)

// Enrol implements fleet.Kiosks.
func (s *Store) Enrol(ctx context.Context, k fleet.Kiosk, token fleet.TokenHash) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO kiosks (id, name, region, centre, since, token) VALUES (?, ?, ?, ?, ?, ?)`,
		k.ID, k.Name, k.Region, k.Centre, millis(k.Since), token[:])
	if err != nil {
		return fmt.Errorf("cannot enrol kiosk %s: %w", k.ID, exists(err))
	}
	return nil
}

// Rename implements fleet.Kiosks.
func (s *Store) Rename(ctx context.Context, id, name string) error {
	return s.change(ctx, id, `UPDATE kiosks SET name = ? WHERE id = ?`, name, id)
}

// Retire implements fleet.Kiosks.
func (s *Store) Retire(ctx context.Context, id string) error {
	return s.change(ctx, id, `UPDATE kiosks SET retired = 1 WHERE id = ?`, id)
}

// SetToken implements fleet.Kiosks.
func (s *Store) SetToken(ctx context.Context, id string, token fleet.TokenHash) error {
	return s.change(ctx, id, `UPDATE kiosks SET token = ? WHERE id = ? AND retired = 0`, token[:], id)
}

func (s *Store) change(ctx context.Context, id, query string, args ...any) error {
	if err := one(s.write.ExecContext(ctx, query, args...)); err != nil {
		return fmt.Errorf("cannot change kiosk %s: %w", id, err)
	}
	return nil
}

// Token implements fleet.Kiosks.
func (s *Store) Token(ctx context.Context, id string) (h fleet.TokenHash, err error) {
	var token []byte
	var retired bool
	err = s.read.QueryRowContext(ctx, `SELECT token, retired FROM kiosks WHERE id = ?`, id).Scan(&token, &retired)
	if err != nil {
		return h, fmt.Errorf("cannot read kiosk %s: %w", id, notFound(err))
	}
	if retired {
		return h, fmt.Errorf("cannot admit kiosk %s: %w", id, fleet.ErrRetired)
	}
	copy(h[:], token)
	return h, nil
}

// Tokens implements fleet.Kiosks.
func (s *Store) Tokens(ctx context.Context) (map[string]fleet.TokenHash, error) {
	out := map[string]fleet.TokenHash{}
	err := s.each(ctx, `SELECT id, token FROM kiosks WHERE retired = 0`, nil, func(rows *sql.Rows) error {
		var id string
		var token []byte
		if err := rows.Scan(&id, &token); err != nil {
			return err
		}
		out[id] = fleet.TokenHash(token)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot read the kiosks' tokens: %w", err)
	}
	return out, nil
}

// Register implements fleet.Kiosks.
func (s *Store) Register(ctx context.Context) ([]fleet.Kiosk, error) {
	var out []fleet.Kiosk
	err := s.each(ctx, `SELECT id, name, region, centre, since, retired FROM kiosks ORDER BY id`, nil, func(rows *sql.Rows) error {
		var k fleet.Kiosk
		var since int64
		if err := rows.Scan(&k.ID, &k.Name, &k.Region, &k.Centre, &since, &k.Retired); err != nil {
			return err
		}
		k.Since = moment(since)
		out = append(out, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list the kiosks: %w", err)
	}
	return out, nil
}

// each runs a query of the readers and calls f for every row.
func (s *Store) each(ctx context.Context, query string, args []any, f func(*sql.Rows) error) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return unavailable(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return unavailable(rows.Err())
}
