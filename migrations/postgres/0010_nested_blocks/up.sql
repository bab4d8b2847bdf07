-- Questions nest: each is told for whole blocks of people, with the newest of them. Blocks of before are nested by the
-- program, from `old_blocks`, which it then drops. Tables of a quarter are sums of classes, and no longer cuts.

DROP TABLE freezes;
DROP TABLE pairs;
DROP TABLE cuts;

DROP INDEX blocks_by_tick;
ALTER TABLE blocks RENAME TO old_blocks;
ALTER INDEX blocks_pkey RENAME TO old_blocks_pkey;
CREATE TABLE blocks (
    survey     TEXT COLLATE "C" NOT NULL,
    last_day   TEXT COLLATE "C" NOT NULL,
    key        BYTEA NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C", -- none: an office block
    history    BOOLEAN NOT NULL, -- imported: a stream of its own
    carried    BOOLEAN NOT NULL, -- some of its people waited when an earlier period was closed
    first_day  TEXT COLLATE "C" NOT NULL,
    closed_on  TEXT COLLATE "C" NOT NULL, -- the day of its step; it counts as closed on the day of its tick
    tick       BIGINT NOT NULL,
    place      INTEGER NOT NULL, -- among the blocks of its step, in the order in which they were closed
    counts     TEXT COLLATE "C" NOT NULL, -- JSON: of its people, and of the questions that are told with it
    PRIMARY KEY (survey, last_day, key)
);
CREATE INDEX blocks_by_tick ON blocks (tick);

-- What is yet to be told of the questions of a stream in a period that is open.
CREATE TABLE tails (
    survey     TEXT COLLATE "C" NOT NULL,
    period     TEXT COLLATE "C" NOT NULL, -- its first day
    history    BOOLEAN NOT NULL,
    department TEXT COLLATE "C" NOT NULL, -- empty: the office
    questions  TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (survey, period, history, department)
);

-- Those whose rows were purged while they waited, by the month that they count for.
CREATE TABLE waiting (
    survey     TEXT COLLATE "C" NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    history    BOOLEAN NOT NULL,
    month      TEXT COLLATE "C" NOT NULL, -- its first day
    tally      TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (survey, version, department, history, month)
);

-- The day that a response counts for, where that is not the day it was collected.
ALTER TABLE responses ADD COLUMN booked TEXT COLLATE "C";
ALTER TABLE released_responses ADD COLUMN booked TEXT COLLATE "C";
ALTER TABLE released_responses RENAME COLUMN quarter TO period;

-- Whether it counts towards the fewest people that comments may be told of.
ALTER TABLE comments ADD COLUMN independent BOOLEAN NOT NULL DEFAULT TRUE;
