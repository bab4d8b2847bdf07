-- Lots: what one file or one stack of paper brought waits apart until it is confirmed, and can be taken back until then.
-- A lot groups people; when it is confirmed, nothing says any more which responses came together.

-- The files and named batches that were imported, known again by a hash and by how many they hold of whom.
CREATE TABLE imports (
    digest      BYTEA NOT NULL PRIMARY KEY, -- of survey, channel and file, or the batch's name; no response follows from it
    survey      TEXT COLLATE "C" NOT NULL,
    channel     TEXT COLLATE "C" NOT NULL,
    imported_on TEXT COLLATE "C" NOT NULL,
    identified  BOOLEAN NOT NULL, -- each of its rows has an id of the office's own
    profile     TEXT COLLATE "C" NOT NULL -- JSON: how many of which department and day
);

-- The lots that wait.
CREATE TABLE lots (
    key     BYTEA NOT NULL PRIMARY KEY, -- random
    digest  BYTEA NOT NULL UNIQUE,
    name    TEXT COLLATE "C" NOT NULL, -- of the file or the batch
    survey  TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    made_on TEXT COLLATE "C" NOT NULL,
    whole   BOOLEAN NOT NULL -- what brought it came to its end
);

CREATE TABLE lot_responses (
    key        BYTEA NOT NULL PRIMARY KEY,
    lot        BYTEA NOT NULL,
    survey     TEXT COLLATE "C" NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    day        TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    language   TEXT COLLATE "C",
    history    BOOLEAN NOT NULL,
    answers    TEXT COLLATE "C" NOT NULL,
    flags      INTEGER,
    booked     TEXT COLLATE "C"
);

CREATE TABLE lot_comments (
    key         BYTEA NOT NULL PRIMARY KEY,
    lot         BYTEA NOT NULL,
    survey      TEXT COLLATE "C" NOT NULL,
    department  TEXT COLLATE "C" NOT NULL,
    quarter     TEXT COLLATE "C" NOT NULL,
    question    TEXT COLLATE "C" NOT NULL,
    body        TEXT COLLATE "C" NOT NULL,
    independent BOOLEAN NOT NULL
);

-- Which receipts go when a lot is taken back.
CREATE TABLE lot_receipts (
    key BYTEA NOT NULL PRIMARY KEY,
    lot BYTEA NOT NULL
);
