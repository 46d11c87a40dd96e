package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lawkiosk/content"
	"lawkiosk/fleet"
	"lawkiosk/fleet/store/sqlite"
)

// Enrolled is a kiosk and its token.
type Enrolled struct{ ID, Token string }

// EnrolSimulated enrols n kiosks for a load test, spread over the counties'
// centres of the content pack, in the database that a configuration names. Those
// that exist get a new token.
func EnrolSimulated(ctx context.Context, config string, n int) (out []Enrolled, err error) {
	cfg, err := ReadConfig(config)
	if err != nil {
		return nil, err
	}
	pack, err := content.OpenPack(cfg.Pack, cfg.Keys)
	if err != nil {
		return nil, err
	}
	var centres []content.Centre
	for _, c := range pack.Centres {
		if r, ok := pack.Region(c.Region); ok && r.Parent != "" {
			centres = append(centres, c)
		}
	}
	if len(centres) == 0 {
		return nil, errors.New("cannot enrol kiosks: the content pack has no county with a centre")
	}
	s, err := sqlite.Open(ctx, cfg.Database())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for i := range n {
		c := centres[i%len(centres)]
		e := Enrolled{ID: fmt.Sprintf("%s-load-%05d", c.Region, i/len(centres)+1), Token: NewToken()}
		k := fleet.Kiosk{ID: e.ID, Name: fmt.Sprintf("模拟终端 %d", i+1), Region: c.Region, Centre: c.ID, Since: time.Now()}
		err := s.Enrol(ctx, k, fleet.HashToken(e.Token))
		if errors.Is(err, fleet.ErrExists) {
			err = s.SetToken(ctx, e.ID, fleet.HashToken(e.Token))
		}
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, s.Record(ctx, fleet.AuditEntry{At: time.Now(), Who: commandLine, Action: "kiosk.add", Detail: fmt.Sprintf("%d simulated", n)})
}
