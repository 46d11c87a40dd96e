package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
)

// tasksAtOnce is how many tasks a list holds where it says nothing.
const tasksAtOnce = 200

const taskSQL = `SELECT id, kind, number, call, topic, region, centre, speech, created, due, state, lawyer, about, grade, tags,
	voices, text, phone, done, who FROM meeting_tasks `

func putTask(ctx context.Context, tx *sql.Tx, t *meeting.Task) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO meeting_tasks (id, kind, number, call, topic, region, centre, speech, created, due, state,
		lawyer, about, grade, tags, voices, text, phone, done, who) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		t.ID, t.Kind, t.Number, t.Call, t.Topic, t.Region, t.Centre, t.Speech, millis(t.Created), millis(t.Due), string(t.State),
		t.Lawyer, t.About, t.Grade, words(t.Tags), t.Voices, t.HasText, t.HasPhone, millis(t.Done), t.By)
	return err
}

func scanTask(scan func(...any) error) (t meeting.Task, err error) {
	var created, due, done int64
	err = scan(&t.ID, &t.Kind, &t.Number, &t.Call, &t.Topic, &t.Region, &t.Centre, &t.Speech, &created, &due, &t.State, &t.Lawyer, &t.About,
		&t.Grade, wordList{&t.Tags}, &t.Voices, &t.HasText, &t.HasPhone, &done, &t.By)
	t.Created, t.Due, t.Done = moment(created), moment(due), moment(done)
	return t, err
}

// Task implements meeting.Store.
func (s *Store) Task(ctx context.Context, id string) (meeting.Task, error) {
	return oneTask(s.read.QueryRowContext(ctx, taskSQL+`WHERE id = ?`, id))
}

func oneTask(row *sql.Row) (meeting.Task, error) {
	t, err := scanTask(row.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return t, meeting.ErrUnknown
	}
	if err != nil {
		return t, fmt.Errorf("cannot read a task: %w", unavailable(err))
	}
	return t, nil
}

// UpdateTask implements meeting.Store.
func (s *Store) UpdateTask(ctx context.Context, id string, f func(t *meeting.Task, fx *meeting.Effects) error) (meeting.Task, error) {
	var t meeting.Task
	err := s.inTx(ctx, func(tx *sql.Tx) (err error) {
		if t, err = oneTask(tx.QueryRowContext(ctx, taskSQL+`WHERE id = ?`, id)); err != nil {
			return err
		}
		var fx meeting.Effects
		if err := f(&t, &fx); err != nil {
			return err
		}
		if err := putTask(ctx, tx, &t); err != nil {
			return err
		}
		return apply(ctx, tx, &fx)
	})
	return t, err
}

// chosen is a TaskFilter as a condition.
func chosen(f meeting.TaskFilter) (string, []any) {
	parts, args := []string{"1"}, []any{}
	add := func(sql string, values ...any) {
		parts, args = append(parts, sql), append(args, values...)
	}
	if f.Kind != "" {
		add("kind = ?", f.Kind)
	}
	switch f.State {
	case "open":
		add("state <> 'done'")
	case "done":
		add("state = 'done'")
	}
	if f.Lead {
		add("(kind <> 'rating' OR about <> ?)", f.Lawyer)
	} else {
		add("kind <> 'rating'")
	}
	if !f.All {
		add("(lawyer = ? OR lawyer = '' AND (? OR region IN (SELECT value FROM json_each(?))))", f.Lawyer, f.City, words(f.Regions))
	}
	return strings.Join(parts, " AND "), args
}

// Tasks implements meeting.Store. The ones done last come first among those done.
func (s *Store) Tasks(ctx context.Context, f meeting.TaskFilter) ([]meeting.Task, error) {
	where, args := chosen(f)
	order := ` ORDER BY due, id LIMIT ?`
	if f.State == "done" {
		order = ` ORDER BY done DESC, id LIMIT ?`
	}
	limit := f.Limit
	if limit <= 0 {
		limit = tasksAtOnce
	}
	out := []meeting.Task{}
	err := s.each(ctx, taskSQL+`WHERE `+where+order, append(args, limit), func(rows *sql.Rows) error {
		t, err := scanTask(rows.Scan)
		out = append(out, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list tasks: %w", err)
	}
	return out, nil
}

// CountTasks implements meeting.Store.
func (s *Store) CountTasks(ctx context.Context, f meeting.TaskFilter) (map[string]int, error) {
	where, args := chosen(f)
	out := map[string]int{}
	err := s.each(ctx, `SELECT kind, count(*) FROM meeting_tasks WHERE `+where+` GROUP BY kind`, args, func(rows *sql.Rows) error {
		var kind string
		var n int
		err := rows.Scan(&kind, &n)
		out[kind] = n
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot count tasks: %w", err)
	}
	return out, nil
}

// Receipt implements meeting.Store.
func (s *Store) Receipt(ctx context.Context, number string) (meeting.Receipt, error) {
	var r meeting.Receipt
	var issued, begins, replyBy, replied int64
	err := s.read.QueryRowContext(ctx, `SELECT number, kind, call, task, issued, begins, reply_by, centre, topic, state, replied, user, lawyer
		FROM meeting_receipts WHERE number = ?`, number).Scan(&r.Number, &r.Kind, &r.Call, &r.Task, &issued, &begins, &replyBy,
		&r.Centre, &r.Topic, &r.State, &replied, &r.User, &r.Lawyer)
	if errors.Is(err, sql.ErrNoRows) {
		return r, meeting.ErrReceipt
	}
	if err != nil {
		return r, fmt.Errorf("cannot read a receipt: %w", unavailable(err))
	}
	r.Issued, r.Begin, r.ReplyBy, r.Replied = moment(issued), moment(begins), moment(replyBy), moment(replied)
	return r, nil
}

// Booked implements meeting.Store.
func (s *Store) Booked(ctx context.Context, from, to time.Time) ([]meeting.Booking, error) {
	out := []meeting.Booking{}
	err := s.each(ctx, `SELECT begins, ends, region, number, lawyer FROM meeting_bookings WHERE begins >= ? AND begins < ? ORDER BY begins, lawyer`,
		[]any{millis(from), millis(to)}, func(rows *sql.Rows) error {
			var b meeting.Booking
			var begins, ends int64
			var lawyer string
			err := rows.Scan(&begins, &ends, &b.Region, &b.Number, &lawyer)
			b.Begin, b.End, b.Lawyers = moment(begins), moment(ends), []string{lawyer}
			out = append(out, b)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot list bookings: %w", err)
	}
	return out, nil
}

// Invitation implements meeting.Store.
func (s *Store) Invitation(ctx context.Context, secret fleet.TokenHash, now time.Time) (meeting.Invitation, error) {
	var i meeting.Invitation
	var code, link []byte
	var expires int64
	err := s.read.QueryRowContext(ctx, `SELECT code, link, call, role, who, expires FROM meeting_invitations
		WHERE (code = ?1 OR link = ?1) AND used = 0 AND expires > ?2`, secret[:], millis(now)).Scan(&code, &link, &i.Call, &i.Role, &i.By, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return i, meeting.ErrInvitation
	}
	if err != nil {
		return i, fmt.Errorf("cannot read an invitation: %w", unavailable(err))
	}
	copy(i.Code[:], code)
	copy(i.Link[:], link)
	i.Expires = moment(expires)
	return i, nil
}

// Sealed implements meeting.Store.
func (s *Store) Sealed(ctx context.Context, owner string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := s.each(ctx, `SELECT name, data FROM meeting_sealed WHERE owner = ? AND name NOT LIKE 'voice.%' AND name NOT LIKE 'signature.%'`,
		[]any{owner}, func(rows *sql.Rows) error {
			var name string
			var data []byte
			err := rows.Scan(&name, &data)
			out[name] = data
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot read what is sealed: %w", err)
	}
	return out, nil
}

// Unseal implements meeting.Store.
func (s *Store) Unseal(ctx context.Context, owner, name string) (data []byte, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT data FROM meeting_sealed WHERE owner = ? AND name = ?`, owner, name).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, meeting.ErrUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read what is sealed: %w", unavailable(err))
	}
	return data, nil
}

// Forget implements meeting.Store. With what was sealed goes the masked name.
func (s *Store) Forget(ctx context.Context, now time.Time) (removed int, next time.Time, err error) {
	var due int64
	first := `SELECT ifnull(min(until), 0) FROM meeting_sealed WHERE until > 0`
	if err := s.read.QueryRowContext(ctx, first).Scan(&due); err != nil {
		return 0, time.Time{}, fmt.Errorf("cannot remove what is due: %w", unavailable(err))
	}
	if due == 0 || due > millis(now) {
		return 0, moment(due), nil
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT doc FROM calls WHERE state = 'ended' AND id IN
			(SELECT owner FROM meeting_sealed WHERE until > 0 AND until <= ? AND name = 'citizen')`, millis(now))
		calls, err := scanCalls(rows, err)
		if err != nil {
			return err
		}
		for i := range calls {
			calls[i].ForgetNames()
			if err := putCall(ctx, tx, &calls[i]); err != nil {
				return err
			}
		}
		r, err := tx.ExecContext(ctx, `DELETE FROM meeting_sealed WHERE until > 0 AND until <= ?`, millis(now))
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		removed = int(n)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM meeting_invitations WHERE expires <= ?`, millis(now))
		if err == nil {
			err = tx.QueryRowContext(ctx, first).Scan(&due)
		}
		return err
	})
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("cannot remove what is due: %w", err)
	}
	return removed, moment(due), nil
}

// Alarms implements meeting.Store.
func (s *Store) Alarms(ctx context.Context) ([]fleet.Attention, error) {
	out := []fleet.Attention{}
	err := s.each(ctx, `SELECT kiosk, region, centre, what, since, detail FROM meeting_alarms ORDER BY since DESC, region, kiosk, what LIMIT 500`,
		nil, func(rows *sql.Rows) error {
			var a fleet.Attention
			var since int64
			err := rows.Scan(&a.Kiosk, &a.Region, &a.Centre, &a.What, &since, &a.Detail)
			a.Since = moment(since)
			out = append(out, a)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot list alarms: %w", err)
	}
	return out, nil
}

// SetAlarms implements meeting.Store.
func (s *Store) SetAlarms(ctx context.Context, fx meeting.Effects) (changed bool, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		n, err := effects{ctx, tx}.alarms(&fx)
		changed = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("cannot set alarms: %w", err)
	}
	return changed, nil
}
