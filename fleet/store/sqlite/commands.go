package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"lawkiosk/fleet"
)

const commandSQL = `SELECT c.id, k.id, c.kind, c.state, c.who, c.created, c.expires, c.sent, c.sends, c.ended, c.detail
	FROM commands c JOIN kiosks k ON k.n = c.kiosk `

// AddCommand implements fleet.Commands.
func (s *Store) AddCommand(ctx context.Context, c fleet.Command) error {
	_, err := s.Token(ctx, c.Kiosk) // known and not retired
	if err == nil {
		err = one(s.write.ExecContext(ctx, `INSERT INTO commands (id, kiosk, kind, state, who, created, expires)
			SELECT ?, n, ?, ?, ?, ?, ? FROM kiosks WHERE id = ? AND retired = 0`,
			c.ID, string(c.Kind), string(fleet.CommandWaiting), c.By, millis(c.Created), millis(c.Expires), c.Kiosk))
	}
	if err != nil {
		return fmt.Errorf("cannot command kiosk %s: %w", c.Kiosk, exists(err))
	}
	return nil
}

// Command implements fleet.Commands.
func (s *Store) Command(ctx context.Context, id string) (fleet.Command, error) {
	cs, err := s.commands(ctx, commandSQL+`WHERE c.id = ?`, id)
	if err == nil && len(cs) == 0 {
		err = fmt.Errorf("cannot read command %s: %w", id, fleet.ErrNotFound)
	}
	if err != nil {
		return fleet.Command{}, err
	}
	return cs[0], nil
}

// KioskCommands implements fleet.Commands.
func (s *Store) KioskCommands(ctx context.Context, kiosk string, limit int) ([]fleet.Command, error) {
	return s.commands(ctx, commandSQL+`WHERE k.id = ? ORDER BY c.created DESC, c.id LIMIT ?`, kiosk, limit)
}

// OpenCommands implements fleet.Commands.
func (s *Store) OpenCommands(ctx context.Context, kiosk string, now time.Time) ([]fleet.Command, error) {
	return s.commands(ctx, commandSQL+`WHERE c.state IN ('waiting', 'sent') AND k.retired = 0 AND c.expires > ? AND (? = '' OR k.id = ?)
		ORDER BY c.created`, millis(now), kiosk, kiosk)
}

func (s *Store) commands(ctx context.Context, query string, args ...any) ([]fleet.Command, error) {
	out := []fleet.Command{}
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		c, err := scanCommand(rows)
		out = append(out, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list commands: %w", err)
	}
	return out, nil
}

func scanCommand(rows *sql.Rows) (c fleet.Command, err error) {
	var created, expires, sent, ended int64
	err = rows.Scan(&c.ID, &c.Kiosk, &c.Kind, &c.State, &c.By, &created, &expires, &sent, &c.Sends, &ended, &c.Detail)
	c.Created, c.Expires, c.Sent, c.Ended = moment(created), moment(expires), moment(sent), moment(ended)
	return c, err
}

// MarkSent implements fleet.Commands.
func (s *Store) MarkSent(ctx context.Context, ids []string, at time.Time) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			_, err := tx.ExecContext(ctx, `UPDATE commands SET state = 'sent', sent = ?, sends = sends + 1
				WHERE id = ? AND state IN ('waiting', 'sent')`, millis(at), id)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot mark commands as sent: %w", err)
	}
	return nil
}

// Expire implements fleet.Commands.
func (s *Store) Expire(ctx context.Context, now time.Time) ([]fleet.Command, error) {
	due, err := s.commands(ctx, commandSQL+`WHERE c.state IN ('waiting', 'sent') AND c.expires <= ?`, millis(now))
	if err != nil || len(due) == 0 {
		return nil, err
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		for i := range due {
			_, err := tx.ExecContext(ctx, `UPDATE commands SET state = 'expired', ended = ?
				WHERE id = ? AND state IN ('waiting', 'sent')`, millis(now), due[i].ID)
			if err != nil {
				return err
			}
			due[i].State, due[i].Ended = fleet.CommandExpired, moment(millis(now))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot end expired commands: %w", err)
	}
	return due, nil
}
