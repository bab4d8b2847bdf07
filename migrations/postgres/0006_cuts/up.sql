-- What is frozen of a quarter when it is over, beside its blocks: inserted once, never changed. Readers see the rows of
-- completed ticks only.

-- Tables by one dimension, a row for each part.
CREATE TABLE cuts (
    survey     TEXT NOT NULL,
    quarter    TEXT NOT NULL,
    key        BYTEA NOT NULL,
    version    INTEGER NOT NULL,
    dimension  TEXT NOT NULL,
    department TEXT, -- none: the whole office
    part       INTEGER NOT NULL, -- the place among the parts of its table
    categories TEXT NOT NULL, -- JSON
    tick       BIGINT NOT NULL,
    counts     TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, quarter, key)
);
CREATE INDEX cuts_by_tick ON cuts (tick);

-- Tables of two questions.
CREATE TABLE pairs (
    survey          TEXT NOT NULL,
    quarter         TEXT NOT NULL,
    key             BYTEA NOT NULL,
    version         INTEGER NOT NULL,
    department      TEXT, -- none: the whole office
    row_question    TEXT NOT NULL,
    column_question TEXT NOT NULL,
    tick            BIGINT NOT NULL,
    cells           TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, quarter, key)
);
CREATE INDEX pairs_by_tick ON pairs (tick);

-- Which blocks are in such tables: those of ticks up to and including this one.
CREATE TABLE freezes (
    survey  TEXT NOT NULL,
    version INTEGER NOT NULL,
    quarter TEXT NOT NULL,
    tick    BIGINT NOT NULL,
    PRIMARY KEY (survey, version, quarter, tick)
);

-- Signs of misuse, a bit each; none: there is no sign. The block is that which a released response is counted in.
ALTER TABLE responses ADD COLUMN flags INTEGER;
ALTER TABLE released_responses ADD COLUMN flags INTEGER;
ALTER TABLE released_responses ADD COLUMN block BYTEA;
