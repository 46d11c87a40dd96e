package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// stateSQL is fleet.StateOf in SQL, so that lists are filtered and counted
// where the rows are; the store's suite compares the two.
const stateSQL = `CASE WHEN ifnull(s.last_seen, 0) = 0 THEN 'never-seen' WHEN s.online = 0 THEN 'offline'
	WHEN s.in_service = 1 AND s.problems = 0 THEN 'in-service' ELSE 'impaired' END`

const statusSQL = `SELECT k.n, k.id, k.name, k.region, k.centre, k.since, k.retired, ` + stateSQL + `,
	ifnull(s.online, 0), ifnull(s.since, 0), ifnull(s.last_seen, 0), ifnull(s.agent, ''), ifnull(s.content, ''),
	ifnull(s.in_service, 0), ifnull(s.problems, 0), h.doc,
	ifnull(d.visits, 0), ifnull(d.guides, 0), ifnull(d.prints, 0), ifnull(d.cards, 0)
	FROM kiosks k LEFT JOIN states s ON s.kiosk = k.n LEFT JOIN health h ON h.kiosk = k.n
	LEFT JOIN days d ON d.day = ? AND d.kiosk = k.n `

// List implements fleet.Status.
func (s *Store) List(ctx context.Context, f fleet.KioskFilter, day string) ([]fleet.KioskStatus, int, error) {
	where, args := conditions(f)
	var total int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM kiosks k LEFT JOIN states s ON s.kiosk = k.n WHERE `+where, args...).Scan(&total)
	if err != nil {
		return nil, 0, fmt.Errorf("cannot count the kiosks: %w", err)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	query := statusSQL + `WHERE ` + where + ` AND k.id > ? ORDER BY k.id LIMIT ?`
	items, err := s.statuses(ctx, query, append(append([]any{day}, args...), f.After, limit))
	if err != nil {
		return nil, 0, fmt.Errorf("cannot list the kiosks: %w", err)
	}
	return items, total, nil
}

func conditions(f fleet.KioskFilter) (where string, args []any) {
	parts := []string{"k.retired = 0"}
	add := func(sql string, values ...any) {
		parts = append(parts, sql)
		args = append(args, values...)
	}
	if f.Region != "" {
		add("k.region = ?", f.Region)
	}
	if f.Centre != "" {
		add("k.centre = ?", f.Centre)
	}
	if f.State != "" {
		add("("+stateSQL+") = ?", string(f.State))
	}
	if f.Text != "" {
		text := strings.ToLower(f.Text) // ids are small letters
		add("(instr(k.id, ?) > 0 OR instr(lower(k.name), ?) > 0)", text, text)
	}
	return strings.Join(parts, " AND "), args
}

// Kiosk implements fleet.Status.
func (s *Store) Kiosk(ctx context.Context, id, day string) (fleet.KioskStatus, error) {
	items, err := s.statuses(ctx, statusSQL+`WHERE k.id = ?`, []any{day, id})
	if err == nil && len(items) == 0 {
		err = fleet.ErrNotFound
	}
	if err != nil {
		return fleet.KioskStatus{}, fmt.Errorf("cannot read kiosk %s: %w", id, err)
	}
	return items[0], nil
}

func (s *Store) statuses(ctx context.Context, query string, args []any) ([]fleet.KioskStatus, error) {
	out := []fleet.KioskStatus{}
	troubled := map[int64]int{} // kiosks with problems: number to place in out
	err := s.each(ctx, query, args, func(rows *sql.Rows) error {
		var k fleet.KioskStatus
		var n, enrolled, since, seen int64
		var problems int
		var doc []byte
		err := rows.Scan(&n, &k.ID, &k.Name, &k.Region, &k.Centre, &enrolled, &k.Retired, &k.State, &k.Online, &since, &seen,
			&k.Agent, &k.Content, &k.InService, &problems, &doc, &k.Today.Visits, &k.Today.Guides, &k.Today.Prints, &k.Today.Cards)
		if err != nil {
			return err
		}
		k.Since, k.SinceAt, k.LastSeen = moment(enrolled), moment(since), moment(seen)
		if doc != nil {
			var h wire.Health
			if err := json.Unmarshal(doc, &h); err != nil {
				return err
			}
			k.Devices = h.Devices
		}
		if problems > 0 {
			troubled[n] = len(out)
		}
		out = append(out, k)
		return nil
	})
	if err == nil {
		err = s.problemsOf(ctx, troubled, out)
	}
	return out, err
}

// problemsOf reads the problems of kiosks, numbers to places in the list, at once.
func (s *Store) problemsOf(ctx context.Context, kiosks map[int64]int, list []fleet.KioskStatus) error {
	if len(kiosks) == 0 {
		return nil
	}
	numbers, err := json.Marshal(slices.Sorted(maps.Keys(kiosks)))
	if err != nil {
		return err
	}
	return s.each(ctx, `SELECT kiosk, what, since, detail FROM problems WHERE kiosk IN (SELECT value FROM json_each(?)) ORDER BY kiosk, what`,
		[]any{string(numbers)}, func(rows *sql.Rows) error {
			var n, since int64
			var p fleet.Problem
			if err := rows.Scan(&n, &p.What, &since, &p.Detail); err != nil {
				return err
			}
			p.Since = moment(since)
			k := &list[kiosks[n]]
			k.Problems = append(k.Problems, p)
			return nil
		})
}

// Health implements fleet.Status.
func (s *Store) Health(ctx context.Context, id string) (*wire.Health, error) {
	var doc []byte
	err := s.read.QueryRowContext(ctx, `SELECT h.doc FROM kiosks k LEFT JOIN health h ON h.kiosk = k.n WHERE k.id = ?`, id).Scan(&doc)
	if err != nil {
		return nil, fmt.Errorf("cannot read the health of kiosk %s: %w", id, notFound(err))
	}
	if doc == nil {
		return nil, nil
	}
	h := &wire.Health{}
	if err := json.Unmarshal(doc, h); err != nil {
		return nil, fmt.Errorf("cannot read the health of kiosk %s: %w", id, err)
	}
	return h, nil
}

// Count implements fleet.Status.
func (s *Store) Count(ctx context.Context, day string) ([]fleet.CentreCount, error) {
	var out []fleet.CentreCount
	err := s.each(ctx, `SELECT k.region, k.centre, `+stateSQL+` AS state, count(*), ifnull(sum(d.visits), 0), ifnull(sum(d.guides), 0),
		ifnull(sum(d.prints), 0), ifnull(sum(d.cards), 0) FROM kiosks k LEFT JOIN states s ON s.kiosk = k.n
		LEFT JOIN days d ON d.day = ? AND d.kiosk = k.n WHERE k.retired = 0 GROUP BY k.region, k.centre, state`,
		[]any{day}, func(rows *sql.Rows) error {
			var c fleet.CentreCount
			err := rows.Scan(&c.Region, &c.Centre, &c.State, &c.Kiosks, &c.Today.Visits, &c.Today.Guides, &c.Today.Prints, &c.Today.Cards)
			out = append(out, c)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot count the kiosks: %w", err)
	}
	return out, nil
}

// Attentions implements fleet.Status. A kiosk that is not connected is one
// matter, whatever it said of its devices before.
func (s *Store) Attentions(ctx context.Context, limit int) ([]fleet.Attention, error) {
	out := []fleet.Attention{}
	err := s.each(ctx, `SELECT k.id, k.region, k.centre, p.what, p.since, p.detail
			FROM problems p JOIN kiosks k ON k.n = p.kiosk JOIN states s ON s.kiosk = k.n WHERE s.online = 1 AND k.retired = 0
		UNION ALL SELECT k.id, k.region, k.centre, CASE WHEN ifnull(s.last_seen, 0) = 0 THEN 'never-seen' ELSE 'offline' END,
			CASE WHEN ifnull(s.last_seen, 0) = 0 THEN k.since ELSE s.since END, ''
			FROM kiosks k LEFT JOIN states s ON s.kiosk = k.n WHERE ifnull(s.online, 0) = 0 AND k.retired = 0
		ORDER BY 5 DESC, 1, 4 LIMIT ?`, []any{limit}, func(rows *sql.Rows) error {
		var a fleet.Attention
		var since int64
		err := rows.Scan(&a.Kiosk, &a.Region, &a.Centre, &a.What, &since, &a.Detail)
		a.Since = moment(since)
		out = append(out, a)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list what needs attention: %w", err)
	}
	return out, nil
}
