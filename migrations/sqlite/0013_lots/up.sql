-- Lots: what one file or one stack of paper brought waits apart until it is confirmed, and can be taken back until then.
-- A lot groups people; when it is confirmed, nothing says any more which responses came together.

-- The files and named batches that were imported, known again by a hash and by how many they hold of whom.
CREATE TABLE imports (
    digest      BLOB NOT NULL PRIMARY KEY, -- of survey, channel and file, or the batch's name; no response follows from it
    survey      TEXT NOT NULL,
    channel     TEXT NOT NULL,
    imported_on TEXT NOT NULL,
    identified  BOOLEAN NOT NULL, -- each of its rows has an id of the office's own
    profile     TEXT NOT NULL -- JSON: how many of which department and day
) WITHOUT ROWID;

-- The lots that wait.
CREATE TABLE lots (
    key     BLOB NOT NULL PRIMARY KEY, -- random
    digest  BLOB NOT NULL UNIQUE,
    name    TEXT NOT NULL, -- of the file or the batch
    survey  TEXT NOT NULL,
    channel TEXT NOT NULL,
    made_on TEXT NOT NULL,
    whole   BOOLEAN NOT NULL -- what brought it came to its end
) WITHOUT ROWID;

CREATE TABLE lot_responses (
    key        BLOB NOT NULL PRIMARY KEY,
    lot        BLOB NOT NULL,
    survey     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT NOT NULL,
    day        TEXT NOT NULL,
    channel    TEXT NOT NULL,
    language   TEXT,
    history    BOOLEAN NOT NULL,
    answers    TEXT NOT NULL,
    flags      INTEGER,
    booked     TEXT
) WITHOUT ROWID;

CREATE TABLE lot_comments (
    key         BLOB NOT NULL PRIMARY KEY,
    lot         BLOB NOT NULL,
    survey      TEXT NOT NULL,
    department  TEXT NOT NULL,
    quarter     TEXT NOT NULL,
    question    TEXT NOT NULL,
    body        TEXT NOT NULL,
    independent BOOLEAN NOT NULL
) WITHOUT ROWID;

-- Which receipts go when a lot is taken back.
CREATE TABLE lot_receipts (
    key BLOB NOT NULL PRIMARY KEY,
    lot BLOB NOT NULL
) WITHOUT ROWID;
