package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// rowsAtOnce is how many records one INSERT takes; measured on a small
// machine, more gains nothing.
const rowsAtOnce = 32

// statements are those of Ingest, prepared once for the writing connection.
type statements struct {
	kiosk, putState, putHealth                *sql.Stmt
	problems, dropProblems, addProblem        *sql.Stmt
	outbox, addOutbox, setNext                *sql.Stmt
	gaps, addGap, dropGap, addDay, endCommand *sql.Stmt
	addRecord, addRecords                     *sql.Stmt
	addOpinion, addRating                     *sql.Stmt
	all                                       []*sql.Stmt
}

const insertRecord = `INSERT OR IGNORE INTO records (kiosk, outbox, seq, at, received, kind, data) VALUES `

func (s *statements) prepare(ctx context.Context, db *sql.DB) error {
	var failed error
	p := func(query string) *sql.Stmt {
		st, err := db.PrepareContext(ctx, query)
		if err != nil {
			failed = errors.Join(failed, err)
			return nil
		}
		s.all = append(s.all, st)
		return st
	}
	s.kiosk = p(`SELECT k.n, k.retired, ifnull(s.online, 0), ifnull(s.session, ''), ifnull(s.run, ''), ifnull(s.since, 0),
		ifnull(s.last_seen, 0), ifnull(s.agent, ''), ifnull(s.content, ''), ifnull(s.boot, ''), ifnull(s.boot_n, 0),
		ifnull(s.old_boot, ''), ifnull(s.in_service, 0), ifnull(s.problems, 0), ifnull(s.visible, 0)
		FROM kiosks k LEFT JOIN states s ON s.kiosk = k.n WHERE k.id = ?`)
	s.putState = p(`INSERT OR REPLACE INTO states (kiosk, online, session, run, since, last_seen, agent, content,
		boot, boot_n, old_boot, in_service, problems, visible) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	s.putHealth = p(`INSERT OR REPLACE INTO health (kiosk, doc) VALUES (?, ?)`)
	s.problems = p(`SELECT what, since, detail FROM problems WHERE kiosk = ?`)
	s.dropProblems = p(`DELETE FROM problems WHERE kiosk = ?`)
	s.addProblem = p(`INSERT INTO problems (kiosk, what, since, detail) VALUES (?, ?, ?, ?)`)
	s.outbox = p(`SELECT n, next FROM outboxes WHERE kiosk = ? AND name = ?`)
	s.addOutbox = p(`INSERT INTO outboxes (kiosk, name, next) VALUES (?, ?, 1)`)
	s.setNext = p(`UPDATE outboxes SET next = ? WHERE n = ?`)
	s.gaps = p(`SELECT first, last FROM gaps WHERE outbox = ? AND last >= ? AND first <= ? ORDER BY first`)
	s.addGap = p(`INSERT INTO gaps (outbox, first, last) VALUES (?, ?, ?)`)
	s.dropGap = p(`DELETE FROM gaps WHERE outbox = ? AND first = ?`)
	s.addDay = p(`INSERT INTO days (day, kiosk, visits, guides, prints, cards) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (day, kiosk) DO UPDATE SET visits = visits + excluded.visits, guides = guides + excluded.guides,
		prints = prints + excluded.prints, cards = cards + excluded.cards`)
	s.endCommand = p(`UPDATE commands SET state = ?, ended = ?, detail = ?
		WHERE id = ? AND kiosk = ? AND state IN ('waiting', 'sent', 'expired')`)
	s.addOpinion = p(`INSERT INTO opinions (key, opinion, number, day, region, lang, answers, sealed)
		SELECT ?, ?, ?, ?, region, ?, ?, ? FROM kiosks WHERE n = ?`)
	s.addRating = p(`INSERT INTO ratings (key, day, region, kiosk, service, item, theme, grade, tags)
		SELECT ?, ?, region, id, ?, ?, ?, ?, ? FROM kiosks WHERE n = ?`)
	row := "(?, ?, ?, ?, ?, ?, ?)"
	s.addRecord = p(insertRecord + row)
	s.addRecords = p(insertRecord + strings.Repeat(row+", ", rowsAtOnce-1) + row)
	return failed
}

func (s *statements) close() (err error) {
	for _, st := range s.all {
		err = errors.Join(err, st.Close())
	}
	return err
}
