-- Questions nest: each is told for whole blocks of people, with the newest of them. Blocks of before are nested by the
-- program, from `old_blocks`, which it then drops. Tables of a quarter are sums of classes, and no longer cuts.

DROP TABLE freezes;
DROP TABLE pairs;
DROP TABLE cuts;

DROP INDEX blocks_by_tick;
ALTER TABLE blocks RENAME TO old_blocks;
CREATE TABLE blocks (
    survey     TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    key        BLOB NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT, -- none: an office block
    history    BOOLEAN NOT NULL, -- imported: a stream of its own
    carried    BOOLEAN NOT NULL, -- some of its people waited when an earlier period was closed
    first_day  TEXT NOT NULL,
    closed_on  TEXT NOT NULL, -- the day of its step; it counts as closed on the day of its tick
    tick       BIGINT NOT NULL,
    place      INTEGER NOT NULL, -- among the blocks of its step, in the order in which they were closed
    counts     TEXT NOT NULL, -- JSON: of its people, and of the questions that are told with it
    PRIMARY KEY (survey, last_day, key)
) WITHOUT ROWID;
CREATE INDEX blocks_by_tick ON blocks (tick);

-- What is yet to be told of the questions of a stream in a period that is open.
CREATE TABLE tails (
    survey     TEXT NOT NULL,
    period     TEXT NOT NULL, -- its first day
    history    BOOLEAN NOT NULL,
    department TEXT NOT NULL, -- empty: the office
    questions  TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, period, history, department)
) WITHOUT ROWID;

-- Those whose rows were purged while they waited, by the month that they count for.
CREATE TABLE waiting (
    survey     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT NOT NULL,
    history    BOOLEAN NOT NULL,
    month      TEXT NOT NULL, -- its first day
    tally      TEXT NOT NULL, -- JSON
    PRIMARY KEY (survey, version, department, history, month)
) WITHOUT ROWID;

-- The day that a response counts for, where that is not the day it was collected.
ALTER TABLE responses ADD COLUMN booked TEXT;
ALTER TABLE released_responses ADD COLUMN booked TEXT;
ALTER TABLE released_responses RENAME COLUMN quarter TO period;

-- Whether it counts towards the fewest people that comments may be told of.
ALTER TABLE comments ADD COLUMN independent BOOLEAN NOT NULL DEFAULT TRUE;
