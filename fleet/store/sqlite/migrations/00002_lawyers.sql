-- +goose Up
ALTER TABLE users ADD COLUMN secret BLOB NOT NULL DEFAULT x''; -- of the second factor, sealed
ALTER TABLE users ADD COLUMN step INTEGER NOT NULL DEFAULT 0;  -- the last time step that was used

CREATE TABLE recovery (
    user TEXT NOT NULL REFERENCES users (name),
    code BLOB NOT NULL, -- SHA-256
    PRIMARY KEY (user, code)
) WITHOUT ROWID;

-- Lists are JSON arrays: they are read and written as a whole.
CREATE TABLE lawyers (
    user       TEXT    PRIMARY KEY REFERENCES users (name),
    display    TEXT    NOT NULL,
    licence    TEXT    NOT NULL,
    firm       TEXT    NOT NULL,
    regions    TEXT    NOT NULL,
    skills     TEXT    NOT NULL,
    speaks     TEXT    NOT NULL,
    pools      TEXT    NOT NULL,
    duty       TEXT    NOT NULL DEFAULT '', -- '': no word yet
    duty_since INTEGER NOT NULL DEFAULT 0,
    desk_seen  INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE shifts (
    lawyer  TEXT    NOT NULL REFERENCES lawyers (user),
    weekday INTEGER NOT NULL,
    since   TEXT    NOT NULL,
    until   TEXT    NOT NULL,
    region  TEXT    NOT NULL,
    PRIMARY KEY (lawyer, weekday, since, until, region)
) WITHOUT ROWID;

CREATE TABLE shift_exceptions (
    day    TEXT NOT NULL,
    lawyer TEXT NULL REFERENCES lawyers (user), -- NULL: everybody
    since  TEXT NOT NULL,
    until  TEXT NOT NULL,
    region TEXT NOT NULL,
    note   TEXT NOT NULL
);

-- +goose Down
DROP TABLE shift_exceptions;
DROP TABLE shifts;
DROP TABLE lawyers;
DROP TABLE recovery;
ALTER TABLE users DROP COLUMN step;
ALTER TABLE users DROP COLUMN secret;
