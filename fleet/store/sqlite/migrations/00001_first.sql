-- +goose Up
-- All times are milliseconds since 1970 UTC; 0 means never.
CREATE TABLE kiosks (
    n       INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL UNIQUE,
    name    TEXT    NOT NULL,
    region  TEXT    NOT NULL,
    centre  TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 0,
    token   BLOB    NOT NULL
);

-- What the fleet knows of a kiosk now, one narrow row, so that the overview
-- of thousands of kiosks reads few pages.
CREATE TABLE states (
    kiosk      INTEGER PRIMARY KEY REFERENCES kiosks (n),
    online     INTEGER NOT NULL DEFAULT 0,
    session    TEXT    NOT NULL DEFAULT '',
    run        TEXT    NOT NULL DEFAULT '',
    since      INTEGER NOT NULL DEFAULT 0,
    last_seen  INTEGER NOT NULL DEFAULT 0,
    agent      TEXT    NOT NULL DEFAULT '',
    content    TEXT    NOT NULL DEFAULT '',
    boot       TEXT    NOT NULL DEFAULT '',
    boot_n     INTEGER NOT NULL DEFAULT 0,
    old_boot   TEXT    NOT NULL DEFAULT '',
    in_service INTEGER NOT NULL DEFAULT 0,
    problems   INTEGER NOT NULL DEFAULT 0,
    visible    INTEGER NOT NULL DEFAULT 0 -- hash of what operators see of the health document
);

CREATE TABLE health (
    kiosk INTEGER PRIMARY KEY REFERENCES kiosks (n),
    doc   BLOB NOT NULL
);

CREATE TABLE problems (
    kiosk  INTEGER NOT NULL REFERENCES kiosks (n),
    what   TEXT    NOT NULL,
    since  INTEGER NOT NULL,
    detail TEXT    NOT NULL,
    PRIMARY KEY (kiosk, what)
) WITHOUT ROWID;

-- next is the sequence that has not yet come; gaps are the ranges before it
-- that never came.
CREATE TABLE outboxes (
    n     INTEGER PRIMARY KEY,
    kiosk INTEGER NOT NULL REFERENCES kiosks (n),
    name  TEXT    NOT NULL,
    next  INTEGER NOT NULL,
    UNIQUE (kiosk, name)
);

CREATE TABLE gaps (
    outbox INTEGER NOT NULL REFERENCES outboxes (n),
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (outbox, first)
) WITHOUT ROWID;

CREATE TABLE records (
    kiosk    INTEGER NOT NULL,
    outbox   INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    received INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (kiosk, outbox, seq)
) WITHOUT ROWID;

CREATE TABLE days (
    day    TEXT    NOT NULL,
    kiosk  INTEGER NOT NULL REFERENCES kiosks (n),
    visits INTEGER NOT NULL,
    guides INTEGER NOT NULL,
    prints INTEGER NOT NULL,
    cards  INTEGER NOT NULL,
    PRIMARY KEY (day, kiosk)
) WITHOUT ROWID;
CREATE INDEX days_by_kiosk ON days (kiosk, day);

CREATE TABLE commands (
    id      TEXT    PRIMARY KEY,
    kiosk   INTEGER NOT NULL REFERENCES kiosks (n),
    kind    TEXT    NOT NULL,
    state   TEXT    NOT NULL,
    who     TEXT    NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    sent    INTEGER NOT NULL DEFAULT 0,
    sends   INTEGER NOT NULL DEFAULT 0,
    ended   INTEGER NOT NULL DEFAULT 0,
    detail  TEXT    NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX commands_by_kiosk ON commands (kiosk, created);
CREATE INDEX commands_open ON commands (kiosk) WHERE state IN ('waiting', 'sent');

CREATE TABLE users (
    name     TEXT    PRIMARY KEY,
    role     TEXT    NOT NULL,
    password TEXT    NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    created  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
    token BLOB    PRIMARY KEY,
    user  TEXT    NOT NULL REFERENCES users (name),
    began INTEGER NOT NULL,
    seen  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
    n      INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    action TEXT    NOT NULL,
    target TEXT    NOT NULL,
    detail TEXT    NOT NULL,
    ip     TEXT    NOT NULL
);
-- +goose StatementBegin
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE commands;
DROP TABLE days;
DROP TABLE records;
DROP TABLE gaps;
DROP TABLE outboxes;
DROP TABLE problems;
DROP TABLE health;
DROP TABLE states;
DROP TABLE kiosks;
