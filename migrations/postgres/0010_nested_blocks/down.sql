ALTER TABLE comments DROP COLUMN independent;
ALTER TABLE released_responses RENAME COLUMN period TO quarter;
ALTER TABLE released_responses DROP COLUMN booked;
ALTER TABLE responses DROP COLUMN booked;
DROP TABLE waiting;
DROP TABLE tails;
DROP TABLE blocks;
CREATE TABLE blocks (
    survey     TEXT COLLATE "C" NOT NULL,
    last_day   TEXT COLLATE "C" NOT NULL,
    key        BYTEA NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C",
    first_day  TEXT COLLATE "C" NOT NULL,
    closed_on  TEXT COLLATE "C" NOT NULL,
    tick       BIGINT NOT NULL,
    counts     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (survey, last_day, key)
);
CREATE INDEX blocks_by_tick ON blocks (tick);
-- Tables by one dimension, a row for each part.
CREATE TABLE cuts (
    survey     TEXT COLLATE "C" NOT NULL,
    quarter    TEXT COLLATE "C" NOT NULL,
    key        BYTEA NOT NULL,
    version    INTEGER NOT NULL,
    dimension  TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C", -- none: the whole office
    part       INTEGER NOT NULL, -- the place among the parts of its table
    categories TEXT COLLATE "C" NOT NULL, -- JSON
    tick       BIGINT NOT NULL,
    counts     TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (survey, quarter, key)
);
CREATE INDEX cuts_by_tick ON cuts (tick);

-- Tables of two questions.
CREATE TABLE pairs (
    survey          TEXT COLLATE "C" NOT NULL,
    quarter         TEXT COLLATE "C" NOT NULL,
    key             BYTEA NOT NULL,
    version         INTEGER NOT NULL,
    department      TEXT COLLATE "C", -- none: the whole office
    row_question    TEXT COLLATE "C" NOT NULL,
    column_question TEXT COLLATE "C" NOT NULL,
    tick            BIGINT NOT NULL,
    cells           TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (survey, quarter, key)
);
CREATE INDEX pairs_by_tick ON pairs (tick);

-- Which blocks are in such tables: those of ticks up to and including this one.
CREATE TABLE freezes (
    survey  TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    quarter TEXT COLLATE "C" NOT NULL,
    tick    BIGINT NOT NULL,
    PRIMARY KEY (survey, version, quarter, tick)
);

