-- What the office enters itself, beside its surveys; and the comments that were released, with what was decided about them.

CREATE TABLE visits (
    month      TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (month, department)
);

CREATE TABLE targets (
    survey TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES surveys (slug),
    list   TEXT COLLATE "C" NOT NULL -- JSON, the whole list
);

CREATE TABLE actions (
    id            BYTEA NOT NULL PRIMARY KEY,
    title         TEXT COLLATE "C" NOT NULL,
    source        TEXT COLLATE "C" NOT NULL,
    finding       TEXT COLLATE "C" NOT NULL,
    survey        TEXT COLLATE "C" NOT NULL REFERENCES surveys (slug),
    question      TEXT COLLATE "C" NOT NULL,
    department    TEXT COLLATE "C", -- none: the whole office
    owner         TEXT COLLATE "C" NOT NULL,
    decided_on    TEXT COLLATE "C" NOT NULL,
    due_on        TEXT COLLATE "C" NOT NULL,
    done_on       TEXT COLLATE "C",
    before_period TEXT COLLATE "C",
    after_period  TEXT COLLATE "C",
    public_words  TEXT COLLATE "C" -- JSON; none: residents are not told
);

-- Counted by hand; never merged with a survey.
CREATE TABLE complaints (
    quarter              TEXT COLLATE "C" NOT NULL,
    department           TEXT COLLATE "C" NOT NULL,
    complaints_received  INTEGER NOT NULL,
    complaints_on_time   INTEGER NOT NULL,
    complaints_justified INTEGER NOT NULL,
    motions_received     INTEGER NOT NULL,
    motions_on_time      INTEGER NOT NULL,
    motions_justified    INTEGER NOT NULL,
    PRIMARY KEY (quarter, department)
);

-- Moved here from comments, at least k of a question together. Readers see those of completed ticks only.
CREATE TABLE released_comments (
    key        BYTEA NOT NULL PRIMARY KEY,
    survey     TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C", -- none: told for the whole office, and the department is forgotten
    quarter    TEXT COLLATE "C" NOT NULL,
    question   TEXT COLLATE "C" NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    tick       BIGINT NOT NULL,
    decision   TEXT COLLATE "C", -- an administrator's; none: not yet
    theme      TEXT COLLATE "C"
);
CREATE INDEX released_comments_by_quarter ON released_comments (survey, quarter);
