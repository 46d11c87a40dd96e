package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	sqlitedriver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"lawkiosk/fleet"
)

// primary is the part of a SQLite code that names the fault; the rest is detail.
const primary = 0xff

func code(err error) int {
	var e *sqlitedriver.Error
	if !errors.As(err, &e) {
		return sqlitelib.SQLITE_OK
	}
	return e.Code()
}

func exists(err error) error {
	switch code(err) {
	case sqlitelib.SQLITE_CONSTRAINT_UNIQUE, sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fleet.ErrExists
	}
	return unavailable(err)
}

// unavailable marks the faults of the file or the disk, which no message or
// request has caused, and says what helps against each.
func unavailable(err error) error {
	if errors.Is(err, fleet.ErrUnavailable) {
		return err
	}
	var help string
	switch code(err) & primary {
	case sqlitelib.SQLITE_FULL:
		help = "make space on the disk of data_dir"
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
		help = "another program holds the database; end it"
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_PERM:
		help = "let the user that runs fleetd write to data_dir"
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB:
		help = "the file is damaged; put it aside and restore a backup"
	case sqlitelib.SQLITE_IOERR:
		help = "the disk of data_dir fails or is full; look at the system's log"
	default:
		return err
	}
	return fmt.Errorf("%w (%w): %s", fleet.ErrUnavailable, err, help)
}

// one turns "no row changed" into ErrNotFound.
func one(r sql.Result, err error) error {
	if err != nil {
		return unavailable(err)
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		return fleet.ErrNotFound
	}
	return err
}

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fleet.ErrNotFound
	}
	return unavailable(err)
}

// missing is for rows that point to others.
func missing(err error) error {
	if code(err) == sqlitelib.SQLITE_CONSTRAINT_FOREIGNKEY {
		return fleet.ErrNotFound
	}
	return unavailable(err)
}
