-- +goose Up
-- What citizens say of drafts and of the service. Random keys instead of an
-- order and no hour: nobody learns from these tables who said it.
CREATE TABLE opinions (
    key     BLOB PRIMARY KEY,
    opinion TEXT NOT NULL,
    number  TEXT NOT NULL,
    day     TEXT NOT NULL,
    region  TEXT NOT NULL,
    lang    TEXT NOT NULL,
    answers TEXT NOT NULL, -- JSON, places from 1 by question
    sealed  BLOB           -- a free text, NULL: none
) WITHOUT ROWID;
CREATE INDEX opinions_by_draft ON opinions (opinion, day);

CREATE TABLE ratings (
    key     BLOB    PRIMARY KEY,
    day     TEXT    NOT NULL,
    region  TEXT    NOT NULL,
    kiosk   TEXT    NOT NULL,
    service TEXT    NOT NULL,
    item    TEXT    NOT NULL,
    theme   TEXT    NOT NULL,
    grade   INTEGER NOT NULL,
    tags    TEXT    NOT NULL, -- JSON list
    righted TEXT    NOT NULL DEFAULT '', -- the day on which a low one was put right
    who     TEXT    NOT NULL DEFAULT '',
    note    TEXT    NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX ratings_day ON ratings (day, region);
CREATE INDEX ratings_low ON ratings (day) WHERE grade <= 2;

-- +goose Down
DROP TABLE ratings;
DROP TABLE opinions;
