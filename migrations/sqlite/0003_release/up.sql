-- What was released: inserted once, never changed. Readers see the blocks of completed ticks only.

CREATE TABLE blocks (
    survey     TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    key        BLOB NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT, -- none: an office block
    first_day  TEXT NOT NULL,
    closed_on  TEXT NOT NULL, -- the day of its step; it counts as closed on the day of its tick
    tick       BIGINT NOT NULL,
    counts     TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, last_day, key)
) WITHOUT ROWID;
CREATE INDEX blocks_by_tick ON blocks (tick);

CREATE TABLE ticks (
    number BIGINT NOT NULL PRIMARY KEY,
    day    TEXT NOT NULL
);

-- Period closes: every day up to and including this one is closed.
CREATE TABLE closes (
    through   TEXT NOT NULL PRIMARY KEY,
    closed_on TEXT NOT NULL
) WITHOUT ROWID;
