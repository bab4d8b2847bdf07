-- What respondents send. Keys are random and belong to no client, and rows are stored by key:
-- storage order says nothing about arrival order. Nothing here is finer than a day.

-- Accepted and not yet released.
CREATE TABLE responses (
    key        BLOB NOT NULL PRIMARY KEY,
    survey     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT NOT NULL,
    day        TEXT NOT NULL,
    channel    TEXT NOT NULL,
    language   TEXT,
    history    BOOLEAN NOT NULL, -- imported: it may belong to a period that is closed
    answers    TEXT NOT NULL -- JSON, closed answers only
) WITHOUT ROWID;

-- Released, and kept until some days after their quarter.
CREATE TABLE released_responses (
    quarter    TEXT NOT NULL,
    key        BLOB NOT NULL,
    survey     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT NOT NULL,
    day        TEXT NOT NULL,
    channel    TEXT NOT NULL,
    language   TEXT,
    answers    TEXT NOT NULL,
    PRIMARY KEY (quarter, key)
) WITHOUT ROWID;

-- Answers in words, scrubbed of identifiers; linked to a department and a quarter and to nothing else.
CREATE TABLE comments (
    key        BLOB NOT NULL PRIMARY KEY,
    survey     TEXT NOT NULL,
    department TEXT NOT NULL,
    quarter    TEXT NOT NULL,
    question   TEXT NOT NULL,
    body       TEXT NOT NULL
) WITHOUT ROWID;

-- Proof that a response id was accepted. The id is not kept: the key is a hash of it,
-- and the fingerprint is the content's, keyed by the id, so that nobody can compute it from a response.
CREATE TABLE receipts (
    key         BLOB NOT NULL PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    received_on TEXT NOT NULL
) WITHOUT ROWID;
