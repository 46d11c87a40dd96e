package sqlite

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"lawkiosk/fleet"
)

// TestOlderDatabase: people and sessions of a database from before lawyers are
// still there, and it can go back.
func TestOlderDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fleet.db")
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	to := func(version int64) {
		t.Helper()
		db, err := sql.Open("sqlite", dsn(path, "_txlock=immediate"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
		if err != nil {
			t.Fatal(err)
		}
		if at, err := p.GetDBVersion(t.Context()); err != nil || at > version {
			_, err = p.DownTo(t.Context(), version)
			if err != nil {
				t.Fatal(err)
			}
			return
		}
		if _, err := p.UpTo(t.Context(), version); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), `INSERT INTO users (name, role, password, created) VALUES ('zhang', 'operator', 'hash', 1)`); err != nil {
			t.Fatal(err)
		}
	}
	open := func() *Store {
		t.Helper()
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	to(1)
	for range 2 {
		s := open()
		u, err := s.User(t.Context(), "zhang")
		if err != nil || u.Role != fleet.Operator || u.Secret != nil || u.Created != time.UnixMilli(1).UTC() {
			t.Fatalf("%+v %v", u, err)
		}
		if err := s.SetFactor(t.Context(), "zhang", fleet.Factor{Secret: []byte("x")}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		to(1)
	}
}
