package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/meeting"
)

// apply writes what a change brings along, in its transaction.
func apply(ctx context.Context, tx *sql.Tx, fx *meeting.Effects) error {
	x := effects{ctx, tx}
	if fx.Booking != nil { // first: it says whose the task is
		if err := x.book(fx); err != nil {
			return err
		}
	}
	if fx.Use != nil {
		if err := x.use(fx.Use, fx.UsedAt); err != nil {
			return err
		}
	}
	return errors.Join(x.after(fx), x.tell(fx), x.count(fx))
}

type effects struct {
	ctx context.Context //nolint:containedctx // of one transaction
	tx  *sql.Tx
}

func (x effects) exec(query string, args ...any) error {
	_, err := x.tx.ExecContext(x.ctx, query, args...)
	return err
}

// book gives the slot to the first lawyer who is not booked then.
func (x effects) book(fx *meeting.Effects) error {
	b := fx.Booking
	for _, lawyer := range b.Lawyers {
		err := x.exec(`INSERT INTO meeting_bookings (begins, lawyer, ends, region, number) VALUES (?, ?, ?, ?, ?)`,
			millis(b.Begin), lawyer, millis(b.End), b.Region, b.Number)
		if isUnique(err) {
			continue
		}
		if err == nil && fx.Booked != nil {
			fx.Booked(lawyer)
		}
		return err
	}
	return meeting.ErrSlotTaken
}

// use takes an invitation, once.
func (x effects) use(i *meeting.Invitation, at time.Time) error {
	r, err := x.tx.ExecContext(x.ctx, `UPDATE meeting_invitations SET used = ? WHERE code = ? AND used = 0 AND expires > ?`,
		millis(at), i.Code[:], millis(at))
	err = one(r, err)
	if errors.Is(err, fleet.ErrNotFound) {
		return meeting.ErrInvitation
	}
	return err
}

// after writes what is to be done after a call.
func (x effects) after(fx *meeting.Effects) error {
	for i := range fx.Tasks {
		if err := putTask(x.ctx, x.tx, &fx.Tasks[i]); err != nil {
			return err
		}
	}
	for _, r := range fx.Receipts {
		err := x.exec(`INSERT INTO meeting_receipts (number, kind, call, task, issued, begins, reply_by, centre, topic, state, replied, user, lawyer)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.Number, r.Kind, r.Call, r.Task, millis(r.Issued), millis(r.Begin), millis(r.ReplyBy),
			r.Centre, r.Topic, r.State, millis(r.Replied), r.User, r.Lawyer)
		if err != nil {
			return err
		}
	}
	for _, r := range fx.TaskDone {
		err := x.exec(`UPDATE meeting_tasks SET state = 'done', done = ?, who = ?, lawyer = ? WHERE number = ? AND state <> 'done'`,
			millis(r.At), r.By, r.By, r.Number)
		if err == nil {
			err = x.replied(r)
		}
		if err != nil {
			return err
		}
	}
	if fx.Replied != nil {
		return x.replied(*fx.Replied)
	}
	return nil
}

func (x effects) replied(r meeting.Replied) error {
	return x.exec(`UPDATE meeting_receipts SET state = 'done', replied = ?, user = ?, lawyer = ? WHERE number = ? AND state = 'open'`,
		millis(r.At), r.By, r.Shown, r.Number)
}

// tell writes what is kept sealed, and who may come in.
func (x effects) tell(fx *meeting.Effects) error {
	for _, v := range fx.Seal {
		err := x.exec(`INSERT INTO meeting_sealed (owner, name, data) VALUES (?, ?, ?) ON CONFLICT (owner, name) DO UPDATE SET data = excluded.data`,
			v.Owner, v.Name, v.Data)
		if err != nil {
			return err
		}
		// A call that has ended has its time already: what comes later goes with it.
		err = x.exec(`UPDATE meeting_sealed SET until = (SELECT max(until) FROM meeting_sealed WHERE owner = ?1) WHERE owner = ?1`, v.Owner)
		if err != nil {
			return err
		}
	}
	for owner, until := range fx.KeepUntil {
		if err := x.exec(`UPDATE meeting_sealed SET until = ? WHERE owner = ?`, millis(until), owner); err != nil {
			return err
		}
	}
	for _, i := range fx.Invitations {
		old := i.Expires.AddDate(0, 0, -1)
		if err := x.exec(`DELETE FROM meeting_invitations WHERE expires < ?`, millis(old)); err != nil {
			return err
		}
		err := x.exec(`INSERT INTO meeting_invitations (code, link, call, role, who, expires) VALUES (?, ?, ?, ?, ?, ?)`,
			i.Code[:], i.Link[:], i.Call, i.Role, i.By, millis(i.Expires))
		if err != nil {
			return err
		}
	}
	return nil
}

// count writes what figures and alarms are made of.
func (x effects) count(fx *meeting.Effects) error {
	for _, r := range fx.Ratings {
		var key [16]byte
		_, _ = rand.Read(key[:]) // never fails
		err := x.exec(`INSERT INTO meeting_ratings (key, day, region, lawyer, grade, tags) VALUES (?, ?, ?, ?, ?, ?)`,
			key[:], r.Day, r.Region, r.Lawyer, r.Grade, words(r.Tags))
		if err != nil {
			return err
		}
	}
	for _, c := range fx.Steps {
		err := x.exec(`INSERT INTO meeting_steps (day, region, step, n) VALUES (?, ?, ?, 1) ON CONFLICT (day, region, step) DO UPDATE SET n = n + 1`,
			c.Day, c.Region, c.Step)
		if err != nil {
			return err
		}
	}
	for i := range fx.Rings {
		if err := x.ring(&fx.Rings[i]); err != nil {
			return err
		}
	}
	_, err := x.alarms(fx)
	return err
}

func (x effects) ring(r *meeting.Ring) error {
	at := millis(r.At)
	switch r.Outcome {
	case "":
		return x.exec(`INSERT OR IGNORE INTO meeting_rings (call, lawyer, began, day) VALUES (?, ?, ?, ?)`, r.Call, r.Lawyer, at, fleet.Day(r.At))
	case "talked":
		return x.exec(`UPDATE meeting_rings SET talked = talked + ?1 WHERE call = ?2 AND lawyer = ?3 AND began =
			(SELECT max(began) FROM meeting_rings WHERE call = ?2 AND lawyer = ?3 AND outcome = 'answered')`, r.Talk.Milliseconds(), r.Call, r.Lawyer)
	}
	return x.exec(`UPDATE meeting_rings SET outcome = ?1, took = ?2 - began WHERE call = ?3 AND lawyer = ?4 AND outcome = '' AND began =
		(SELECT max(began) FROM meeting_rings WHERE call = ?3 AND lawyer = ?4)`, r.Outcome, at, r.Call, r.Lawyer)
}

// alarms clears and raises; one that stays keeps its time.
func (x effects) alarms(fx *meeting.Effects) (changed int64, err error) {
	do := func(query string, args ...any) error {
		r, err := x.tx.ExecContext(x.ctx, query, args...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		changed += n
		return err
	}
	for _, w := range fx.Well {
		err := do(`DELETE FROM meeting_alarms WHERE kiosk = ?1 AND (?1 <> '' OR region = ?2) AND (what = ?3 OR what LIKE ?3 || '.%') AND what <> ?4`,
			w.Kiosk, w.Region, w.Class, w.Except)
		if err != nil {
			return changed, err
		}
	}
	for _, a := range fx.Alarms {
		err := do(`INSERT INTO meeting_alarms (region, kiosk, what, centre, since, detail) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (region, kiosk, what) DO UPDATE SET detail = excluded.detail WHERE detail <> excluded.detail`,
			a.Region, a.Kiosk, a.What, a.Centre, millis(a.Since), a.Detail)
		if err != nil {
			return changed, err
		}
	}
	return changed, nil
}
