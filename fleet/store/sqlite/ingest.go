package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// BeginRun implements fleet.Ingest.
func (s *Store) BeginRun(ctx context.Context, run string, at time.Time) error {
	_, err := s.write.ExecContext(ctx, `UPDATE states SET online = 0, since = ? WHERE online = 1 AND run <> ?`, millis(at), run)
	if err != nil {
		return fmt.Errorf("cannot begin a run: %w", unavailable(err))
	}
	s.run.Store(&run)
	return nil
}

// Ingest implements fleet.Ingest.
func (s *Store) Ingest(ctx context.Context, messages []fleet.Upward) ([]fleet.Outcome, error) {
	outcomes := make([]fleet.Outcome, len(messages))
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		g := group{
			ctx: ctx, tx: tx, st: &s.stmt, run: *s.run.Load(),
			bound: map[*sql.Stmt]*sql.Stmt{}, kiosks: map[string]*kioskRow{}, days: map[dayKey]*fleet.Counts{},
		}
		defer g.release()
		for i := range messages {
			var err error
			if outcomes[i], err = g.take(&messages[i]); err != nil {
				return err
			}
		}
		return g.write()
	})
	if err != nil {
		return nil, fmt.Errorf("cannot store %d messages: %w", len(messages), err)
	}
	return outcomes, nil
}

// group is one transaction's work: rows are read once, changed in memory and
// written at the end.
type group struct {
	ctx     context.Context //nolint:containedctx // lives as long as the call that made it
	tx      *sql.Tx
	st      *statements
	run     string
	bound   map[*sql.Stmt]*sql.Stmt
	kiosks  map[string]*kioskRow
	days    map[dayKey]*fleet.Counts
	records []any // arguments of insertRecord, 7 for each record
}

type dayKey struct {
	day   string
	kiosk int64
}

type kioskRow struct {
	n                             int64
	retired, online, inService    bool
	session, run, agent, content  string
	since, lastSeen               int64
	boot, oldBoot                 string
	bootN, problems               int64
	visible                       int64
	known, stateDirty, healthNews bool
	health                        *wire.Health
}

// bound is a statement of the transaction. Who uses it does not own it:
// release closes it.
type bound interface {
	ExecContext(ctx context.Context, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, args ...any) *sql.Row
}

// on binds a statement to the transaction, once.
func (g *group) on(st *sql.Stmt) bound {
	b, ok := g.bound[st]
	if !ok {
		b = g.tx.StmtContext(g.ctx, st)
		g.bound[st] = b
	}
	return b
}

// release closes what on has bound; the prepared statements behind stay.
func (g *group) release() {
	for _, b := range g.bound {
		_ = b.Close() // gives back a use of the prepared statement, which cannot fail
	}
}

func (g *group) exec(st *sql.Stmt, args ...any) (sql.Result, error) {
	return g.on(st).ExecContext(g.ctx, args...)
}

func (g *group) kiosk(id string) (*kioskRow, error) {
	if k, ok := g.kiosks[id]; ok {
		return k, nil
	}
	k := &kioskRow{known: true}
	err := g.on(g.st.kiosk).QueryRowContext(g.ctx, id).Scan(&k.n, &k.retired, &k.online, &k.session,
		&k.run, &k.since, &k.lastSeen, &k.agent, &k.content, &k.boot, &k.bootN, &k.oldBoot, &k.inService, &k.problems, &k.visible)
	if errors.Is(err, sql.ErrNoRows) {
		k.known = false
	} else if err != nil {
		return nil, err
	}
	g.kiosks[id] = k
	return k, nil
}

func (g *group) take(m *fleet.Upward) (o fleet.Outcome, err error) {
	k, err := g.kiosk(m.Kiosk)
	switch {
	case err != nil:
		return o, err
	case !k.known:
		return fleet.Outcome{Err: fmt.Errorf("cannot store a message of kiosk %s: %w", m.Kiosk, fleet.ErrNotFound)}, nil
	case k.retired:
		return fleet.Outcome{Err: fmt.Errorf("cannot store a message of kiosk %s: %w", m.Kiosk, fleet.ErrRetired)}, nil
	}
	received := millis(m.Received)
	switch {
	case m.Presence != nil:
		o.Changed = k.present(m.Presence, received, g.run)
	case m.Health != nil:
		o.Changed = k.report(m.Health)
		k.saw(received)
	case m.Batch != nil:
		k.saw(received)
		err = g.batch(k, m.Batch, received, &o)
	}
	return o, err
}

func (k *kioskRow) saw(received int64) {
	k.lastSeen = max(k.lastSeen, received)
	k.stateDirty = true
}

// present takes a presence. A kiosk that comes again with a new session makes
// the will of its older one meaningless, in whatever order they arrive.
func (k *kioskRow) present(p *wire.Presence, received int64, run string) (changed bool) {
	if !p.Online {
		if !k.online || k.session != p.Session {
			return false
		}
		k.online, k.since, k.stateDirty = false, received, true
		return true
	}
	changed = !k.online || k.agent != p.Agent
	if !k.online {
		k.since = received
	}
	k.online, k.session, k.run, k.agent = true, p.Session, run, p.Agent
	k.saw(received)
	return changed
}

// report takes a health document unless it is older than the one before: a
// smaller count of the same boot, or the boot that this one replaced.
func (k *kioskRow) report(h *wire.Health) (changed bool) {
	n := int64(h.N & (1<<63 - 1))
	if h.Boot == k.boot && n <= k.bootN || h.Boot == k.oldBoot && h.Boot != "" {
		return false
	}
	if h.Boot != k.boot {
		k.oldBoot = k.boot
	}
	v := visible(h)
	changed = v != k.visible
	k.healthNews = k.healthNews || changed
	k.boot, k.bootN, k.visible, k.health = h.Boot, n, v, h
	k.inService, k.agent, k.content = h.InService, h.Agent, h.Content
	return changed
}

// visible hashes what operators see of a health document, so that a document
// that only says "still so" wakes nobody.
func visible(h *wire.Health) int64 {
	f := fnv.New64a()
	seen := *h
	seen.At, seen.N, seen.UptimeSec, seen.OutboxLen, seen.OutboxSize, seen.DiskFree, seen.MemPSS = time.Time{}, 0, 0, 0, 0, 0, 0
	seen.Devices = append([]wire.Device(nil), h.Devices...)
	for i := range seen.Devices {
		seen.Devices[i].At = time.Time{}
	}
	_ = json.NewEncoder(f).Encode(seen) // a decoded document and a hash cannot fail
	return int64(f.Sum64())             //nolint:gosec // only compared
}

// write brings what the messages changed into the tables.
func (g *group) write() error {
	for _, k := range g.kiosks {
		if k.health != nil {
			if err := g.writeHealth(k); err != nil {
				return err
			}
		}
		if !k.stateDirty {
			continue
		}
		_, err := g.exec(g.st.putState, k.n, k.online, k.session, k.run, k.since, k.lastSeen, k.agent, k.content,
			k.boot, k.bootN, k.oldBoot, k.inService, k.problems, k.visible)
		if err != nil {
			return err
		}
	}
	for key, c := range g.days {
		if _, err := g.exec(g.st.addDay, key.day, key.kiosk, c.Visits, c.Guides, c.Prints, c.Cards); err != nil {
			return err
		}
	}
	const width = 7
	rest := g.records
	for ; len(rest) >= width*rowsAtOnce; rest = rest[width*rowsAtOnce:] {
		if _, err := g.exec(g.st.addRecords, rest[:width*rowsAtOnce]...); err != nil {
			return err
		}
	}
	for ; len(rest) > 0; rest = rest[width:] {
		if _, err := g.exec(g.st.addRecord, rest[:width]...); err != nil {
			return err
		}
	}
	return nil
}

func (g *group) writeHealth(k *kioskRow) error {
	doc, err := json.Marshal(k.health)
	if err != nil {
		return err
	}
	if _, err := g.exec(g.st.putHealth, k.n, doc); err != nil {
		return err
	}
	if !k.healthNews {
		return nil
	}
	before, err := readProblems(g.on(g.st.problems).QueryContext(g.ctx, k.n))
	if err != nil {
		return err
	}
	now := fleet.Problems(*k.health, before)
	k.problems = int64(len(now))
	if _, err := g.exec(g.st.dropProblems, k.n); err != nil {
		return err
	}
	for _, p := range now {
		if _, err := g.exec(g.st.addProblem, k.n, p.What, millis(p.Since), p.Detail); err != nil {
			return err
		}
	}
	return nil
}

func readProblems(rows *sql.Rows, err error) ([]fleet.Problem, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []fleet.Problem
	for rows.Next() {
		var p fleet.Problem
		var since int64
		if err := rows.Scan(&p.What, &since, &p.Detail); err != nil {
			return nil, err
		}
		p.Since = moment(since)
		out = append(out, p)
	}
	return out, rows.Err()
}
