-- What came of each day, as far as nightly ticks have counted: more than a department's pace explains is marked, held, and
-- can be set aside whole. Nothing here is written between ticks but what administrators order.

-- none: no tick has counted it yet; 0: it may be told; 1: its day is held.
ALTER TABLE responses ADD COLUMN held INTEGER;

CREATE TABLE days (
    survey     TEXT NOT NULL,
    department TEXT NOT NULL,
    channel    TEXT NOT NULL,
    day        TEXT NOT NULL, -- that they were collected on
    received   INTEGER NOT NULL,
    surplus    INTEGER NOT NULL, -- how many of them are marked as a burst
    set_aside  INTEGER NOT NULL,
    held_since TEXT, -- the day of the tick that found too many; none: it is not held
    PRIMARY KEY (survey, department, channel, day)
) WITHOUT ROWID;

-- What is to be set aside by the next tick.
CREATE TABLE set_aside_orders (
    survey     TEXT NOT NULL,
    department TEXT NOT NULL,
    channel    TEXT NOT NULL,
    day        TEXT NOT NULL,
    PRIMARY KEY (survey, department, channel, day)
) WITHOUT ROWID;

-- How many were set aside, of the whole office. They are told at least k at a time.
CREATE TABLE set_aside (
    survey  TEXT NOT NULL,
    quarter TEXT NOT NULL,
    tick    BIGINT NOT NULL,
    number  INTEGER NOT NULL,
    told    BIGINT, -- the tick that tells them; none: they are too few as yet
    PRIMARY KEY (survey, quarter, tick)
) WITHOUT ROWID;
