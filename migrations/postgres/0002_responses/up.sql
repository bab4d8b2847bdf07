-- What respondents send. Keys are random and belong to no client. Nothing here is finer than a day.
-- PostgreSQL keeps pending rows in the order of their groups; once released they are written in the order of their keys.

-- Accepted and not yet released.
CREATE TABLE responses (
    key        BYTEA NOT NULL PRIMARY KEY,
    survey     TEXT COLLATE "C" NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    day        TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    language   TEXT COLLATE "C",
    history    BOOLEAN NOT NULL, -- imported: it may belong to a period that is closed
    answers    TEXT COLLATE "C" NOT NULL -- JSON, closed answers only
);

-- Released, and kept until some days after their quarter.
CREATE TABLE released_responses (
    quarter    TEXT COLLATE "C" NOT NULL,
    key        BYTEA NOT NULL,
    survey     TEXT COLLATE "C" NOT NULL,
    version    INTEGER NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    day        TEXT COLLATE "C" NOT NULL,
    channel    TEXT COLLATE "C" NOT NULL,
    language   TEXT COLLATE "C",
    answers    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (quarter, key)
);

-- Answers in words, scrubbed of identifiers; linked to a department and a quarter and to nothing else.
CREATE TABLE comments (
    key        BYTEA NOT NULL PRIMARY KEY,
    survey     TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    quarter    TEXT COLLATE "C" NOT NULL,
    question   TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL
);

-- Proof that a response id was accepted. The id is not kept: the key is a hash of it,
-- and the fingerprint is the content's, keyed by the id, so that nobody can compute it from a response.
CREATE TABLE receipts (
    key         BYTEA NOT NULL PRIMARY KEY,
    fingerprint BYTEA NOT NULL,
    received_on TEXT COLLATE "C" NOT NULL
);
