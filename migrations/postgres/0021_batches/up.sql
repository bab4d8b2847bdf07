-- Stacks of paper: how well one was typed is counted while it waits, and what is left of it is its size.

ALTER TABLE lots ADD COLUMN unreadable BIGINT NOT NULL DEFAULT 0; -- answers that nobody could read
ALTER TABLE lots ADD COLUMN compared BIGINT NOT NULL DEFAULT 0;   -- answers that were typed twice
ALTER TABLE lots ADD COLUMN different BIGINT NOT NULL DEFAULT 0;  -- those of them that were typed differently

-- Which form of its stack a response is, so that it can be typed a second time. Gone when the lot is.
CREATE TABLE lot_places (
    key     BYTEA NOT NULL PRIMARY KEY, -- of the response
    lot     BYTEA NOT NULL,
    place   INTEGER NOT NULL, -- from 1
    checked BOOLEAN NOT NULL  -- it was typed a second time
);

-- The stacks of paper that were confirmed: how many forms of which department and month each held. No response follows
-- from a stack.
CREATE TABLE batches (
    key          BYTEA NOT NULL PRIMARY KEY, -- random, and not the lot's
    survey       TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    confirmed_on TEXT COLLATE "C" NOT NULL,
    forms        TEXT COLLATE "C" NOT NULL, -- JSON: how many of which department and month
    unreadable   BIGINT NOT NULL,
    compared     BIGINT NOT NULL,
    different    BIGINT NOT NULL
);
