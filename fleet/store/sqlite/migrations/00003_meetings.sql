-- +goose Up
-- A call is one document; the columns are what lists, figures and timers ask for.
-- What is personal is in meeting_sealed only, sealed. Times are milliseconds, 0 means never.
CREATE TABLE calls (
    id       TEXT    PRIMARY KEY,
    state    TEXT    NOT NULL,
    how      TEXT    NOT NULL,
    kiosk    TEXT    NOT NULL,
    region   TEXT    NOT NULL,
    day      TEXT    NOT NULL, -- in the fleet's zone, as weekday (1 Monday) and hour
    weekday  INTEGER NOT NULL,
    hour     INTEGER NOT NULL,
    began    INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    waited   INTEGER NOT NULL, -- milliseconds until answered, -1: was not
    reached  INTEGER NOT NULL, -- 1: came to the ladder's end
    doc      BLOB    NOT NULL
) WITHOUT ROWID;
CREATE INDEX calls_running ON calls (began) WHERE state <> 'ended';
-- These hold all that figures need, so that no document is read for them.
CREATE INDEX calls_by_day ON calls (day, region, hour, waited, how, state, reached);
CREATE INDEX calls_began ON calls (began, region, waited, how, state, reached);
CREATE INDEX calls_waits ON calls (region, began, weekday, hour, waited) WHERE waited >= 0;

-- Who is in a call that runs: a kiosk and a lawyer in one at most.
CREATE TABLE call_seats (
    call  TEXT NOT NULL REFERENCES calls (id),
    kiosk TEXT NOT NULL,
    user  TEXT NOT NULL,
    PRIMARY KEY (call, kiosk, user)
) WITHOUT ROWID;
CREATE UNIQUE INDEX seats_kiosk ON call_seats (kiosk) WHERE kiosk <> '';
CREATE UNIQUE INDEX seats_user ON call_seats (user) WHERE user <> '';

-- The newest call of a kiosk, begun or joined.
CREATE TABLE kiosk_calls (
    kiosk TEXT PRIMARY KEY,
    call  TEXT NOT NULL REFERENCES calls (id)
) WITHOUT ROWID;

CREATE TABLE meeting_sealed (
    owner TEXT    NOT NULL, -- id of a call or task
    name  TEXT    NOT NULL,
    data  BLOB    NOT NULL,
    until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, name)
) WITHOUT ROWID;
CREATE INDEX meeting_sealed_due ON meeting_sealed (until) WHERE until > 0;

CREATE TABLE meeting_tasks (
    id       TEXT    PRIMARY KEY,
    kind     TEXT    NOT NULL,
    number   TEXT    NOT NULL,
    call     TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    region   TEXT    NOT NULL,
    centre   TEXT    NOT NULL,
    speech   TEXT    NOT NULL,
    created  INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    state    TEXT    NOT NULL,
    lawyer   TEXT    NOT NULL,
    about    TEXT    NOT NULL,
    grade    INTEGER NOT NULL,
    tags     TEXT    NOT NULL,
    voices   INTEGER NOT NULL,
    text     INTEGER NOT NULL,
    phone    INTEGER NOT NULL,
    done     INTEGER NOT NULL,
    who      TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX meeting_tasks_open ON meeting_tasks (due) WHERE state <> 'done';
CREATE INDEX meeting_tasks_done ON meeting_tasks (done) WHERE state = 'done';
CREATE INDEX meeting_tasks_number ON meeting_tasks (number) WHERE number <> '';

CREATE TABLE meeting_receipts (
    number   TEXT    PRIMARY KEY,
    kind     TEXT    NOT NULL,
    call     TEXT    NOT NULL,
    task     TEXT    NOT NULL,
    issued   INTEGER NOT NULL,
    begins   INTEGER NOT NULL,
    reply_by INTEGER NOT NULL,
    centre   TEXT    NOT NULL,
    topic    TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    replied  INTEGER NOT NULL,
    user     TEXT    NOT NULL,
    lawyer   TEXT    NOT NULL
) WITHOUT ROWID;

-- One booking for a lawyer at a time: what makes booking the last slot safe.
CREATE TABLE meeting_bookings (
    begins INTEGER NOT NULL,
    lawyer TEXT    NOT NULL,
    ends   INTEGER NOT NULL,
    region TEXT    NOT NULL,
    number TEXT    NOT NULL,
    PRIMARY KEY (begins, lawyer)
) WITHOUT ROWID;

CREATE TABLE meeting_invitations (
    code    BLOB    PRIMARY KEY, -- SHA-256, as link
    link    BLOB    NOT NULL UNIQUE,
    call    TEXT    NOT NULL,
    role    TEXT    NOT NULL,
    who     TEXT    NOT NULL,
    expires INTEGER NOT NULL,
    used    INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- No call, no hour, and a random key instead of an order: nobody learns from it who rated.
CREATE TABLE meeting_ratings (
    key    BLOB    PRIMARY KEY,
    day    TEXT    NOT NULL,
    region TEXT    NOT NULL,
    lawyer TEXT    NOT NULL,
    grade  INTEGER NOT NULL,
    tags   TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX meeting_ratings_day ON meeting_ratings (day, region);

CREATE TABLE meeting_steps (
    day    TEXT    NOT NULL,
    region TEXT    NOT NULL,
    step   TEXT    NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (day, region, step)
) WITHOUT ROWID;

CREATE TABLE meeting_rings (
    call    TEXT    NOT NULL,
    lawyer  TEXT    NOT NULL,
    began   INTEGER NOT NULL,
    day     TEXT    NOT NULL,
    outcome TEXT    NOT NULL DEFAULT '',
    took    INTEGER NOT NULL DEFAULT 0, -- milliseconds until the outcome
    talked  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (call, lawyer, began)
) WITHOUT ROWID;
CREATE INDEX meeting_rings_day ON meeting_rings (day, lawyer);

CREATE TABLE meeting_alarms (
    region TEXT    NOT NULL,
    kiosk  TEXT    NOT NULL,
    what   TEXT    NOT NULL,
    centre TEXT    NOT NULL,
    since  INTEGER NOT NULL,
    detail TEXT    NOT NULL,
    PRIMARY KEY (region, kiosk, what)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE meeting_alarms;
DROP TABLE meeting_rings;
DROP TABLE meeting_steps;
DROP TABLE meeting_ratings;
DROP TABLE meeting_invitations;
DROP TABLE meeting_bookings;
DROP TABLE meeting_receipts;
DROP TABLE meeting_tasks;
DROP TABLE meeting_sealed;
DROP TABLE kiosk_calls;
DROP TABLE call_seats;
DROP TABLE calls;
