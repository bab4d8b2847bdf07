-- What came of each day, as far as nightly ticks have counted: more than a department's pace explains is marked, held, and
-- can be set aside whole. Nothing here is written between ticks but what administrators order.

-- none: no tick has counted it yet; 0: it may be told; 1: its day is held.
ALTER TABLE responses ADD COLUMN held INTEGER;

CREATE TABLE days (
    survey     TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    day        TEXT COLLATE "C" NOT NULL, -- that they were collected on
    received   INTEGER NOT NULL,
    surplus    INTEGER NOT NULL, -- how many of them are marked as a burst
    set_aside  INTEGER NOT NULL,
    held_since TEXT COLLATE "C", -- the day of the tick that found too many; none: it is not held
    PRIMARY KEY (survey, department, channel, day)
);

-- What is to be set aside by the next tick.
CREATE TABLE set_aside_orders (
    survey     TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    day        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (survey, department, channel, day)
);

-- How many were set aside, of the whole office. They are told at least k at a time.
CREATE TABLE set_aside (
    survey  TEXT COLLATE "C" NOT NULL,
    quarter TEXT COLLATE "C" NOT NULL,
    tick    BIGINT NOT NULL,
    number  INTEGER NOT NULL,
    told    BIGINT, -- the tick that tells them; none: they are too few as yet
    PRIMARY KEY (survey, quarter, tick)
);
