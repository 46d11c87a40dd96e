package sqlite

import (
	"database/sql"
	"encoding/json"
	"errors"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// batch takes an outbox's records: those not yet known are stored, those
// known are repetitions, and what was skipped is noted as a gap. A gap is
// filled when its records come after all.
func (g *group) batch(k *kioskRow, b *wire.Batch, received int64, o *fleet.Outcome) error {
	box, next, err := g.outbox(k.n, b.Outbox)
	if err != nil {
		return err
	}
	first := int64(b.First) //nolint:gosec // wire.Batch.Check bounds it
	last := first + int64(len(b.Records)) - 1
	if first > next {
		if _, err := g.exec(g.st.addGap, box, next, first-1); err != nil {
			return err
		}
		o.Missing = uint64(first - next) //nolint:gosec // positive
		next = first
	}
	filled := map[int64]bool{}
	if first < next {
		if err := g.fill(box, first, min(last, next-1), filled); err != nil {
			return err
		}
	}
	for i, r := range b.Records {
		seq := first + int64(i)
		if seq < next && !filled[seq] {
			o.Repeated++
			continue
		}
		o.Stored++
		listed := fleet.Listed(r)
		g.records = append(g.records, k.n, box, seq, millis(r.At), received, string(r.Kind), []byte(listed.Data))
		if err := g.meaning(k, r, received, o); err != nil {
			return err
		}
		if err := g.said(k, r); err != nil {
			return err
		}
	}
	o.Changed = o.Stored > 0 || o.Missing > 0
	if last+1 <= next {
		return nil
	}
	_, err = g.exec(g.st.setNext, last+1, box)
	return err
}

func (g *group) outbox(kiosk int64, name string) (n, next int64, err error) {
	err = g.on(g.st.outbox).QueryRowContext(g.ctx, kiosk, name).Scan(&n, &next)
	if !errors.Is(err, sql.ErrNoRows) {
		return n, next, err
	}
	r, err := g.exec(g.st.addOutbox, kiosk, name)
	if err != nil {
		return 0, 0, err
	}
	n, err = r.LastInsertId()
	return n, 1, err
}

// fill takes the sequences first to last out of the outbox's gaps and marks
// those that were in one.
func (g *group) fill(box, first, last int64, filled map[int64]bool) error {
	type gap struct{ first, last int64 }
	rows, err := g.on(g.st.gaps).QueryContext(g.ctx, box, first, last)
	if err != nil {
		return err
	}
	defer rows.Close()
	var gaps []gap
	for rows.Next() {
		var x gap
		if err := rows.Scan(&x.first, &x.last); err != nil {
			return err
		}
		gaps = append(gaps, x)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, x := range gaps {
		if _, err := g.exec(g.st.dropGap, box, x.first); err != nil {
			return err
		}
		for seq := max(x.first, first); seq <= min(x.last, last); seq++ {
			filled[seq] = true
		}
		for _, rest := range []gap{{x.first, first - 1}, {last + 1, x.last}} {
			if rest.first > rest.last {
				continue
			}
			if _, err := g.exec(g.st.addGap, box, rest.first, rest.last); err != nil {
				return err
			}
		}
	}
	return nil
}

// meaning adds a new record to its day's figures and lets it end the command
// that it answers.
func (g *group) meaning(k *kioskRow, r wire.Record, received int64, o *fleet.Outcome) error {
	if c := fleet.Count(r); c != (fleet.Counts{}) {
		key := dayKey{fleet.Day(r.At), k.n}
		if g.days[key] == nil {
			g.days[key] = &fleet.Counts{}
		}
		g.days[key].Add(c)
	}
	if r.Kind != wire.KindCommandDone {
		return nil
	}
	var done wire.CommandDone
	_ = json.Unmarshal(r.Data, &done) // of another form: names no command, so the command stays open
	state := fleet.CommandFailed
	switch done.Outcome {
	case "done":
		state = fleet.CommandDone
	case "expired":
		state = fleet.CommandExpired
	}
	res, err := g.exec(g.st.endCommand, string(state), received, done.Detail, done.ID, k.n)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	o.Answered = append(o.Answered, done.ID)
	return nil
}
