ALTER TABLE comments DROP COLUMN independent;
ALTER TABLE released_responses RENAME COLUMN period TO quarter;
ALTER TABLE released_responses DROP COLUMN booked;
ALTER TABLE responses DROP COLUMN booked;
DROP TABLE waiting;
DROP TABLE tails;
DROP TABLE blocks;
CREATE TABLE blocks (
    survey     TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    key        BLOB NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT,
    first_day  TEXT NOT NULL,
    closed_on  TEXT NOT NULL,
    tick       BIGINT NOT NULL,
    counts     TEXT NOT NULL,
    PRIMARY KEY (survey, last_day, key)
) WITHOUT ROWID;
CREATE INDEX blocks_by_tick ON blocks (tick);
-- Tables by one dimension, a row for each part.
CREATE TABLE cuts (
    survey     TEXT NOT NULL,
    quarter    TEXT NOT NULL,
    key        BLOB NOT NULL,
    version    INTEGER NOT NULL,
    dimension  TEXT NOT NULL,
    department TEXT, -- none: the whole office
    part       INTEGER NOT NULL, -- the place among the parts of its table
    categories TEXT NOT NULL, -- JSON
    tick       BIGINT NOT NULL,
    counts     TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, quarter, key)
) WITHOUT ROWID;
CREATE INDEX cuts_by_tick ON cuts (tick);

-- Tables of two questions.
CREATE TABLE pairs (
    survey          TEXT NOT NULL,
    quarter         TEXT NOT NULL,
    key             BLOB NOT NULL,
    version         INTEGER NOT NULL,
    department      TEXT, -- none: the whole office
    row_question    TEXT NOT NULL,
    column_question TEXT NOT NULL,
    tick            BIGINT NOT NULL,
    cells           TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, quarter, key)
) WITHOUT ROWID;
CREATE INDEX pairs_by_tick ON pairs (tick);

-- Which blocks are in such tables: those of ticks up to and including this one.
CREATE TABLE freezes (
    survey  TEXT NOT NULL,
    version INTEGER NOT NULL,
    quarter TEXT NOT NULL,
    tick    BIGINT NOT NULL,
    PRIMARY KEY (survey, version, quarter, tick)
) WITHOUT ROWID;

