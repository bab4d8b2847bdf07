-- What was released: inserted once, never changed. Readers see the blocks of completed ticks only.

CREATE TABLE blocks (
    survey     TEXT COLLATE "C" NOT NULL,
    last_day   TEXT COLLATE "C" NOT NULL,
    key        BYTEA NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C", -- none: an office block
    first_day  TEXT COLLATE "C" NOT NULL,
    closed_on  TEXT COLLATE "C" NOT NULL, -- the day of its step; it counts as closed on the day of its tick
    tick       BIGINT NOT NULL,
    counts     TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (survey, last_day, key)
);
CREATE INDEX blocks_by_tick ON blocks (tick);

CREATE TABLE ticks (
    number BIGINT NOT NULL PRIMARY KEY,
    day    TEXT COLLATE "C" NOT NULL
);

-- Period closes: every day up to and including this one is closed.
CREATE TABLE closes (
    through   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    closed_on TEXT COLLATE "C" NOT NULL
);
