-- What administrators look after. Nothing here is about a respondent.

CREATE TABLE departments (
    code    TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL, -- JSON, by language
    site    TEXT NOT NULL,
    active  BOOLEAN NOT NULL,
    matters TEXT NOT NULL -- JSON
) WITHOUT ROWID;

CREATE TABLE surveys (
    slug       TEXT NOT NULL PRIMARY KEY,
    draft      TEXT, -- JSON, a questionnaire
    created_on TEXT NOT NULL
) WITHOUT ROWID;

-- Published questionnaires: inserted once, never changed.
CREATE TABLE versions (
    survey        TEXT NOT NULL REFERENCES surveys (slug),
    number        INTEGER NOT NULL,
    questionnaire TEXT NOT NULL, -- JSON
    departments   TEXT NOT NULL, -- JSON, as they were called on that day
    published_on  TEXT NOT NULL,
    PRIMARY KEY (survey, number)
) WITHOUT ROWID;

CREATE TABLE keys (
    id          BLOB NOT NULL PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE, -- SHA-256 of the secret; the secret is nowhere
    name        TEXT NOT NULL,
    scope       TEXT NOT NULL,
    departments TEXT NOT NULL, -- JSON, empty: all
    created_on  TEXT NOT NULL,
    expires_on  TEXT,
    revoked_on  TEXT
) WITHOUT ROWID;

-- What administrators and analysts did; never what respondents do.
CREATE TABLE audit (
    at      BIGINT NOT NULL, -- seconds since 1970
    id      BLOB NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (at, id)
) WITHOUT ROWID;

-- Counts the changes to all of the above except the audit log, so that processes notice each other's.
CREATE TABLE catalogue (
    id       INTEGER NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
);
INSERT INTO catalogue (id, revision) VALUES (1, 1);
