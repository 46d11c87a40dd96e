package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"lawkiosk/fleet"
)

// AddLawyer implements fleet.Lawyers.
func (s *Store) AddLawyer(ctx context.Context, u fleet.User, l fleet.Lawyer, f fleet.Factor) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := addUser(ctx, tx, u); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO lawyers (user, display, licence, firm, regions, skills, speaks, pools)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, u.Name, l.Display, l.Licence, l.Firm, words(l.Regions), words(l.Skills), words(l.Speaks), words(l.Pools))
		if err != nil {
			return err
		}
		return setFactor(ctx, tx, u.Name, f)
	})
	if err != nil {
		return fmt.Errorf("cannot add lawyer %s: %w", u.Name, err)
	}
	return nil
}

// SetLawyer implements fleet.Lawyers.
func (s *Store) SetLawyer(ctx context.Context, l fleet.Lawyer) error {
	err := one(s.write.ExecContext(ctx, `UPDATE lawyers SET display = ?, licence = ?, firm = ?, regions = ?, skills = ?, speaks = ?, pools = ?
		WHERE user = ?`, l.Display, l.Licence, l.Firm, words(l.Regions), words(l.Skills), words(l.Speaks), words(l.Pools), l.User))
	if err != nil {
		return fmt.Errorf("cannot change lawyer %s: %w", l.User, err)
	}
	return nil
}

// Lawyer implements fleet.Lawyers.
func (s *Store) Lawyer(ctx context.Context, user string) (fleet.Lawyer, error) {
	ls, err := s.lawyers(ctx, `AND l.user = ?`, user)
	if err == nil && len(ls) == 0 {
		err = fmt.Errorf("cannot read lawyer %s: %w", user, fleet.ErrNotFound)
	}
	if err != nil {
		return fleet.Lawyer{}, err
	}
	return ls[0], nil
}

// LawyerList implements fleet.Lawyers.
func (s *Store) LawyerList(ctx context.Context) ([]fleet.Lawyer, error) { return s.lawyers(ctx, "") }

func (s *Store) lawyers(ctx context.Context, where string, args ...any) ([]fleet.Lawyer, error) {
	out := []fleet.Lawyer{}
	err := s.each(ctx, `SELECT l.user, u.role, l.display, l.licence, l.firm, l.regions, l.skills, l.speaks, l.pools
		FROM lawyers l JOIN users u ON u.name = l.user WHERE u.disabled = 0 `+where+` ORDER BY l.user`, args, func(rows *sql.Rows) error {
		var l fleet.Lawyer
		err := rows.Scan(&l.User, &l.Role, &l.Display, &l.Licence, &l.Firm,
			wordList{&l.Regions}, wordList{&l.Skills}, wordList{&l.Speaks}, wordList{&l.Pools})
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list lawyers: %w", err)
	}
	return out, nil
}

// SetDuty implements fleet.Duties.
func (s *Store) SetDuty(ctx context.Context, lawyer string, state fleet.DutyState, at time.Time) (changed bool, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		var before fleet.DutyState
		if err := tx.QueryRowContext(ctx, `SELECT duty FROM lawyers WHERE user = ?`, lawyer).Scan(&before); err != nil {
			return notFound(err)
		}
		changed = before != state
		_, err := tx.ExecContext(ctx, `UPDATE lawyers SET duty = ?1, duty_since = CASE duty WHEN ?1 THEN duty_since ELSE ?2 END,
			desk_seen = max(desk_seen, ?2) WHERE user = ?3`, string(state), millis(at), lawyer)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("cannot set the duty of %s: %w", lawyer, err)
	}
	return changed, nil
}

// deskStep is how exactly it is kept when a desk was heard of: what is no
// news is no commit, for which the kiosks' records would have to wait.
const deskStep = 10 * time.Second

// SeeDesk implements fleet.Duties.
func (s *Store) SeeDesk(ctx context.Context, lawyer string, at time.Time) error {
	_, err := s.write.ExecContext(ctx, `UPDATE lawyers SET desk_seen = ?1 WHERE user = ?2 AND desk_seen <= ?1 - ?3`,
		millis(at), lawyer, deskStep.Milliseconds())
	if err != nil {
		return fmt.Errorf("cannot note the desk of %s: %w", lawyer, unavailable(err))
	}
	return nil
}

// DutyList implements fleet.Duties.
func (s *Store) DutyList(ctx context.Context) ([]fleet.Duty, error) {
	out := []fleet.Duty{}
	err := s.each(ctx, `SELECT l.user, l.duty, l.duty_since, l.desk_seen FROM lawyers l JOIN users u ON u.name = l.user
		WHERE u.disabled = 0 AND l.duty <> '' ORDER BY l.user`, nil, func(rows *sql.Rows) error {
		var d fleet.Duty
		var since, seen int64
		err := rows.Scan(&d.Lawyer, &d.State, &since, &seen)
		d.Since, d.Seen = moment(since), moment(seen)
		out = append(out, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list who is on duty: %w", err)
	}
	return out, nil
}

// words writes a list as JSON.
func words(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(b)
}

// wordList reads what words wrote.
type wordList struct{ to *[]string }

// Scan implements sql.Scanner.
func (w wordList) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("a list is %T", v)
	}
	*w.to = []string{}
	return json.Unmarshal([]byte(text), w.to)
}
