package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"lawkiosk/fleet"
)

// AddUser implements fleet.Users.
func (s *Store) AddUser(ctx context.Context, u fleet.User) error {
	if err := s.inTx(ctx, func(tx *sql.Tx) error { return addUser(ctx, tx, u) }); err != nil {
		return fmt.Errorf("cannot add user %s: %w", u.Name, err)
	}
	return nil
}

func addUser(ctx context.Context, tx *sql.Tx, u fleet.User) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO users (name, role, password, disabled, created) VALUES (?, ?, ?, ?, ?)`,
		u.Name, string(u.Role), u.Password, u.Disabled, millis(u.Created))
	if err != nil {
		return exists(err)
	}
	return nil
}

// User implements fleet.Users.
func (s *Store) User(ctx context.Context, name string) (fleet.User, error) {
	us, err := s.users(ctx, `SELECT name, role, password, secret, disabled, created FROM users WHERE name = ?`, name)
	if err == nil && len(us) == 0 {
		err = fmt.Errorf("cannot read user %s: %w", name, fleet.ErrNotFound)
	}
	if err != nil {
		return fleet.User{}, err
	}
	return us[0], nil
}

// UserList implements fleet.Users.
func (s *Store) UserList(ctx context.Context) ([]fleet.User, error) {
	return s.users(ctx, `SELECT name, role, password, secret, disabled, created FROM users ORDER BY name`)
}

func (s *Store) users(ctx context.Context, query string, args ...any) ([]fleet.User, error) {
	out := []fleet.User{}
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		var u fleet.User
		var created int64
		err := rows.Scan(&u.Name, &u.Role, &u.Password, &u.Secret, &u.Disabled, &created)
		u.Created = moment(created)
		if len(u.Secret) == 0 {
			u.Secret = nil
		}
		out = append(out, u)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list users: %w", err)
	}
	return out, nil
}

// SetPassword implements fleet.Users.
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	return s.changeUser(ctx, name, `UPDATE users SET password = ? WHERE name = ?`, password)
}

// SetDisabled implements fleet.Users.
func (s *Store) SetDisabled(ctx context.Context, name string, disabled bool) error {
	return s.changeUser(ctx, name, `UPDATE users SET disabled = ? WHERE name = ?`, disabled)
}

func (s *Store) changeUser(ctx context.Context, name, query string, value any) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := one(tx.ExecContext(ctx, query, value, name)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user = ?`, name)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot change user %s: %w", name, err)
	}
	return nil
}

// OpenSession implements fleet.Sessions.
func (s *Store) OpenSession(ctx context.Context, x fleet.Session) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO sessions (token, user, began, seen) VALUES (?, ?, ?, ?)`,
		x.Token[:], x.User, millis(x.Began), millis(x.Seen))
	if err != nil {
		return fmt.Errorf("cannot open a session: %w", unavailable(err))
	}
	return nil
}

// Session implements fleet.Sessions.
func (s *Store) Session(ctx context.Context, token fleet.TokenHash) (fleet.Session, error) {
	x := fleet.Session{Token: token}
	var began, seen int64
	err := s.read.QueryRowContext(ctx, `SELECT s.user, u.role, ifnull(l.display, ''), s.began, s.seen
		FROM sessions s JOIN users u ON u.name = s.user LEFT JOIN lawyers l ON l.user = s.user
		WHERE s.token = ? AND u.disabled = 0`, token[:]).Scan(&x.User, &x.Role, &x.Shown, &began, &seen)
	if err != nil {
		return fleet.Session{}, fmt.Errorf("cannot read a session: %w", notFound(err))
	}
	x.Began, x.Seen = moment(began), moment(seen)
	return x, nil
}

// TouchSession implements fleet.Sessions.
func (s *Store) TouchSession(ctx context.Context, token fleet.TokenHash, at time.Time) error {
	if err := one(s.write.ExecContext(ctx, `UPDATE sessions SET seen = max(seen, ?) WHERE token = ?`, millis(at), token[:])); err != nil {
		return fmt.Errorf("cannot renew a session: %w", err)
	}
	return nil
}

// CloseSession implements fleet.Sessions.
func (s *Store) CloseSession(ctx context.Context, token fleet.TokenHash) error {
	if _, err := s.write.ExecContext(ctx, `DELETE FROM sessions WHERE token = ?`, token[:]); err != nil {
		return fmt.Errorf("cannot close a session: %w", unavailable(err))
	}
	return nil
}

// CloseSessions implements fleet.Sessions.
func (s *Store) CloseSessions(ctx context.Context, idle, oldest time.Time) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM sessions WHERE seen < ? OR began < ?`, millis(idle), millis(oldest))
	if err != nil {
		return fmt.Errorf("cannot close old sessions: %w", unavailable(err))
	}
	return nil
}

// Record implements fleet.Audit.
func (s *Store) Record(ctx context.Context, e fleet.AuditEntry) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO audit (at, who, action, target, detail, ip) VALUES (?, ?, ?, ?, ?, ?)`,
		millis(e.At), e.Who, e.Action, e.Target, e.Detail, e.IP)
	if err != nil {
		return fmt.Errorf("cannot write the audit: %w", unavailable(err))
	}
	return nil
}

// AuditList implements fleet.Audit.
func (s *Store) AuditList(ctx context.Context, before int64, limit int) ([]fleet.AuditEntry, error) {
	if before <= 0 {
		before = 1 << 62
	}
	out := []fleet.AuditEntry{}
	err := s.each(ctx, `SELECT n, at, who, action, target, detail, ip FROM audit WHERE n < ? ORDER BY n DESC LIMIT ?`,
		[]any{before, limit}, func(rows *sql.Rows) error {
			var e fleet.AuditEntry
			var at int64
			err := rows.Scan(&e.N, &at, &e.Who, &e.Action, &e.Target, &e.Detail, &e.IP)
			e.At = moment(at)
			out = append(out, e)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot read the audit: %w", err)
	}
	return out, nil
}
