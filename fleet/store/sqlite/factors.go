package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"lawkiosk/fleet"
)

// SetFactor implements fleet.Factors.
func (s *Store) SetFactor(ctx context.Context, user string, f fleet.Factor) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := setFactor(ctx, tx, user, f); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user = ?`, user)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot set the second factor of %s: %w", user, err)
	}
	return nil
}

func setFactor(ctx context.Context, tx *sql.Tx, user string, f fleet.Factor) error {
	secret := f.Secret
	if secret == nil {
		secret = []byte{} // the column holds no NULL
	}
	// The step stays: a new secret's codes are later ones.
	if err := one(tx.ExecContext(ctx, `UPDATE users SET secret = ? WHERE name = ?`, secret, user)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM recovery WHERE user = ?`, user); err != nil {
		return err
	}
	for _, c := range f.Recovery {
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO recovery (user, code) VALUES (?, ?)`, user, c[:]); err != nil {
			return err
		}
	}
	return nil
}

// UseStep implements fleet.Factors.
func (s *Store) UseStep(ctx context.Context, user string, step int64) error {
	r, err := s.write.ExecContext(ctx, `UPDATE users SET step = ? WHERE name = ? AND step < ?`, step, user, step)
	if err != nil {
		return fmt.Errorf("cannot take a code of %s: %w", user, unavailable(err))
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("cannot take a code of %s a second time: %w", user, fleet.ErrRefused)
	}
	return nil
}

// UseRecovery implements fleet.Factors.
func (s *Store) UseRecovery(ctx context.Context, user string, code fleet.TokenHash) (left int, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM recovery WHERE user = ? AND code = ?`, user, code[:])
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return fleet.ErrRefused
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM recovery WHERE user = ?`, user).Scan(&left)
	})
	if err != nil {
		return 0, fmt.Errorf("cannot take a recovery code of %s: %w", user, err)
	}
	return left, nil
}
