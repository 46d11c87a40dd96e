package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"lawkiosk/fleet"
	"lawkiosk/fleet/wire"
)

// said stores what a citizen said, apart from the list of records.
func (g *group) said(k *kioskRow, r wire.Record) error {
	key := make([]byte, 16)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	if o, ok := fleet.Opinion(r); ok {
		answers, err := json.Marshal(o.Answers)
		if err != nil {
			return err
		}
		var sealed any
		if len(o.Text) > 0 {
			sealed = o.Text
		}
		_, err = g.exec(g.st.addOpinion, key, o.Opinion, o.Number, fleet.Day(r.At), o.Lang, answers, sealed, k.n)
		return err
	}
	if s, ok := fleet.Rated(r); ok {
		tags, err := json.Marshal(append([]string{}, s.Tags...))
		if err != nil {
			return err
		}
		_, err = g.exec(g.st.addRating, key, fleet.Day(r.At), s.Service, s.Item, s.Theme, s.Grade, tags, k.n)
		return err
	}
	return nil
}

// Opinions implements fleet.Civic.
func (s *Store) Opinions(ctx context.Context) ([]fleet.OpinionCount, error) {
	out := []fleet.OpinionCount{}
	at := map[string]int{}
	err := s.each(ctx, `SELECT opinion, count(*), count(sealed), min(day), max(day) FROM opinions GROUP BY opinion ORDER BY opinion`, nil, func(rows *sql.Rows) error {
		c := fleet.OpinionCount{Answers: map[string]map[int]int{}, ByRegion: map[string]int{}}
		err := rows.Scan(&c.Opinion, &c.N, &c.Texts, &c.First, &c.Last)
		at[c.Opinion] = len(out)
		out = append(out, c)
		return err
	})
	if err == nil {
		err = s.each(ctx, `SELECT opinion, region, count(*) FROM opinions GROUP BY opinion, region`, nil, func(rows *sql.Rows) error {
			var opinion, region string
			var n int
			err := rows.Scan(&opinion, &region, &n)
			if i, ok := at[opinion]; ok {
				out[i].ByRegion[region] = n
			}
			return err
		})
	}
	if err == nil {
		err = s.each(ctx, `SELECT o.opinion, a.key, a.value, count(*) FROM opinions o, json_each(o.answers) a GROUP BY 1, 2, 3`, nil, func(rows *sql.Rows) error {
			var opinion, question string
			var place, n int
			err := rows.Scan(&opinion, &question, &place, &n)
			if i, ok := at[opinion]; ok {
				if out[i].Answers[question] == nil {
					out[i].Answers[question] = map[int]int{}
				}
				out[i].Answers[question][place] = n
			}
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("cannot count opinions: %w", err)
	}
	return out, nil
}

// OpinionTexts implements fleet.Civic.
func (s *Store) OpinionTexts(ctx context.Context, opinion string, limit int) ([]fleet.OpinionText, error) {
	out := []fleet.OpinionText{}
	err := s.each(ctx, `SELECT number, day, region, answers, sealed FROM opinions WHERE opinion = ? AND sealed IS NOT NULL ORDER BY day DESC, key LIMIT ?`,
		[]any{opinion, limit}, func(rows *sql.Rows) error {
			var t fleet.OpinionText
			var answers []byte
			err := rows.Scan(&t.Number, &t.Day, &t.Region, &answers, &t.Sealed)
			if err == nil {
				err = json.Unmarshal(answers, &t.Answers)
			}
			out = append(out, t)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("cannot read opinions: %w", err)
	}
	return out, nil
}

// ratedSQL joins ratings of calls to those of all other services.
const ratedSQL = `WITH r AS (SELECT day, region, service, theme, grade, tags FROM ratings WHERE day BETWEEN ?1 AND ?2
	UNION ALL SELECT day, region, 'video', '', grade, CASE WHEN json_valid(tags) THEN tags ELSE '[]' END FROM meeting_ratings WHERE day BETWEEN ?1 AND ?2),
	f AS (SELECT * FROM r WHERE ?3 = '' OR region = ?3) `

// Ratings implements fleet.Civic.
func (s *Store) Ratings(ctx context.Context, from, to, region string) (fleet.RatingFigures, error) {
	f := fleet.RatingFigures{ByGrade: map[int]int{}, Reasons: map[string]int{}, Faults: map[string]int{}}
	args := []any{from, to, region}
	err := s.each(ctx, ratedSQL+`SELECT grade, count(*) FROM f GROUP BY grade`, args, func(rows *sql.Rows) error {
		var grade, n int
		err := rows.Scan(&grade, &n)
		f.ByGrade[grade] = n
		f.N += n
		return err
	})
	for _, g := range []struct {
		column string
		into   *[]fleet.RatingCount
	}{{"region", &f.ByRegion}, {"service", &f.ByService}, {"theme", &f.ByTheme}} {
		*g.into = []fleet.RatingCount{}
		if err != nil {
			break
		}
		err = s.each(ctx, ratedSQL+`SELECT `+g.column+`, count(*), sum(grade), sum(grade <= 2) FROM f WHERE `+g.column+` <> '' GROUP BY 1 ORDER BY 2 DESC, 1`, args, func(rows *sql.Rows) error {
			var c fleet.RatingCount
			err := rows.Scan(&c.Group, &c.N, &c.Sum, &c.Low)
			*g.into = append(*g.into, c)
			return err
		})
	}
	if err == nil {
		err = s.each(ctx, ratedSQL+`SELECT t.value, grade <= 2, count(*) FROM f, json_each(f.tags) t GROUP BY 1, 2`, args, func(rows *sql.Rows) error {
			var tag string
			var low bool
			var n int
			err := rows.Scan(&tag, &low, &n)
			if low {
				f.Faults[tag] = n
			} else {
				f.Reasons[tag] = n
			}
			return err
		})
	}
	if err != nil {
		return fleet.RatingFigures{}, fmt.Errorf("cannot sum up ratings: %w", err)
	}
	return f, nil
}

// LowRatings implements fleet.Civic.
func (s *Store) LowRatings(ctx context.Context, region string, limit int) ([]fleet.LowRating, error) {
	out := []fleet.LowRating{}
	err := s.each(ctx, `SELECT key, day, kiosk, region, service, item, theme, grade, tags, righted, who, note FROM ratings
		WHERE grade <= 2 AND (?1 = '' OR region = ?1)
		ORDER BY righted <> '', CASE WHEN righted = '' THEN day END, righted DESC, key LIMIT ?2`, []any{region, limit}, func(rows *sql.Rows) error {
		var l fleet.LowRating
		var key, tags []byte
		err := rows.Scan(&key, &l.Day, &l.Kiosk, &l.Region, &l.Service, &l.Item, &l.Theme, &l.Grade, &tags, &l.Righted, &l.Who, &l.Note)
		if err == nil {
			err = json.Unmarshal(tags, &l.Tags)
		}
		l.Key = hex.EncodeToString(key)
		out = append(out, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot read low ratings: %w", err)
	}
	return out, nil
}

// PutRight implements fleet.Civic.
func (s *Store) PutRight(ctx context.Context, key, day, who, note string) error {
	raw, err := hex.DecodeString(key)
	if err != nil {
		return fmt.Errorf("cannot put a rating right: %w", fleet.ErrNotFound)
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		var righted string
		err := tx.QueryRowContext(ctx, `SELECT righted FROM ratings WHERE key = ? AND grade <= 2`, raw).Scan(&righted)
		switch {
		case err == nil && righted != "":
			return fleet.ErrExists
		case err != nil:
			return notFound(err)
		}
		_, err = tx.ExecContext(ctx, `UPDATE ratings SET righted = ?, who = ?, note = ? WHERE key = ?`, day, who, note, raw)
		return err
	})
	if err != nil {
		return fmt.Errorf("cannot put a rating right: %w", err)
	}
	return nil
}
