-- What administrators look after. Nothing here is about a respondent.

CREATE TABLE departments (
    code    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name    TEXT COLLATE "C" NOT NULL, -- JSON, by language
    site    TEXT COLLATE "C" NOT NULL,
    active  BOOLEAN NOT NULL,
    matters TEXT COLLATE "C" NOT NULL -- JSON
);

CREATE TABLE surveys (
    slug       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    draft      TEXT COLLATE "C", -- JSON, a questionnaire
    created_on TEXT COLLATE "C" NOT NULL
);

-- Published questionnaires: inserted once, never changed.
CREATE TABLE versions (
    survey        TEXT COLLATE "C" NOT NULL REFERENCES surveys (slug),
    number        INTEGER NOT NULL,
    questionnaire TEXT COLLATE "C" NOT NULL, -- JSON
    departments   TEXT COLLATE "C" NOT NULL, -- JSON, as they were called on that day
    published_on  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (survey, number)
);

CREATE TABLE keys (
    id          BYTEA NOT NULL PRIMARY KEY,
    hash        BYTEA NOT NULL UNIQUE, -- SHA-256 of the secret; the secret is nowhere
    name        TEXT COLLATE "C" NOT NULL,
    scope       TEXT COLLATE "C" NOT NULL,
    departments TEXT COLLATE "C" NOT NULL, -- JSON, empty: all
    created_on  TEXT COLLATE "C" NOT NULL,
    expires_on  TEXT COLLATE "C",
    revoked_on  TEXT COLLATE "C"
);

-- What administrators and analysts did; never what respondents do.
CREATE TABLE audit (
    at      BIGINT NOT NULL, -- seconds since 1970
    id      BYTEA NOT NULL,
    actor   TEXT COLLATE "C" NOT NULL,
    action  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (at, id)
);

-- Counts the changes to all of the above except the audit log, so that processes notice each other's.
CREATE TABLE catalogue (
    id       INTEGER NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL
);
INSERT INTO catalogue (id, revision) VALUES (1, 1);
