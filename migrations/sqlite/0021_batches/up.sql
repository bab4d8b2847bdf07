-- Stacks of paper: how well one was typed is counted while it waits, and what is left of it is its size.

ALTER TABLE lots ADD COLUMN unreadable BIGINT NOT NULL DEFAULT 0; -- answers that nobody could read
ALTER TABLE lots ADD COLUMN compared BIGINT NOT NULL DEFAULT 0;   -- answers that were typed twice
ALTER TABLE lots ADD COLUMN different BIGINT NOT NULL DEFAULT 0;  -- those of them that were typed differently

-- Which form of its stack a response is, so that it can be typed a second time. Gone when the lot is.
CREATE TABLE lot_places (
    key     BLOB NOT NULL PRIMARY KEY, -- of the response
    lot     BLOB NOT NULL,
    place   INTEGER NOT NULL, -- from 1
    checked BOOLEAN NOT NULL  -- it was typed a second time
) WITHOUT ROWID;

-- The stacks of paper that were confirmed: how many forms of which department and month each held. No response follows
-- from a stack.
CREATE TABLE batches (
    key          BLOB NOT NULL PRIMARY KEY, -- random, and not the lot's
    survey       TEXT NOT NULL,
    name         TEXT NOT NULL,
    confirmed_on TEXT NOT NULL,
    forms        TEXT NOT NULL, -- JSON: how many of which department and month
    unreadable   BIGINT NOT NULL,
    compared     BIGINT NOT NULL,
    different    BIGINT NOT NULL
) WITHOUT ROWID;
