-- What the office enters itself, beside its surveys; and the comments that were released, with what was decided about them.

CREATE TABLE visits (
    month      TEXT NOT NULL,
    department TEXT NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (month, department)
) WITHOUT ROWID;

CREATE TABLE targets (
    survey TEXT NOT NULL PRIMARY KEY REFERENCES surveys (slug),
    list   TEXT NOT NULL -- JSON, the whole list
) WITHOUT ROWID;

CREATE TABLE actions (
    id            BLOB NOT NULL PRIMARY KEY,
    title         TEXT NOT NULL,
    source        TEXT NOT NULL,
    finding       TEXT NOT NULL,
    survey        TEXT NOT NULL REFERENCES surveys (slug),
    question      TEXT NOT NULL,
    department    TEXT, -- none: the whole office
    owner         TEXT NOT NULL,
    decided_on    TEXT NOT NULL,
    due_on        TEXT NOT NULL,
    done_on       TEXT,
    before_period TEXT,
    after_period  TEXT,
    public_words  TEXT -- JSON; none: residents are not told
) WITHOUT ROWID;

-- Counted by hand; never merged with a survey.
CREATE TABLE complaints (
    quarter              TEXT NOT NULL,
    department           TEXT NOT NULL,
    complaints_received  INTEGER NOT NULL,
    complaints_on_time   INTEGER NOT NULL,
    complaints_justified INTEGER NOT NULL,
    motions_received     INTEGER NOT NULL,
    motions_on_time      INTEGER NOT NULL,
    motions_justified    INTEGER NOT NULL,
    PRIMARY KEY (quarter, department)
) WITHOUT ROWID;

-- Moved here from comments, at least k of a question together. Readers see those of completed ticks only.
CREATE TABLE released_comments (
    key        BLOB NOT NULL PRIMARY KEY,
    survey     TEXT NOT NULL,
    department TEXT, -- none: told for the whole office, and the department is forgotten
    quarter    TEXT NOT NULL,
    question   TEXT NOT NULL,
    body       TEXT NOT NULL,
    tick       BIGINT NOT NULL,
    decision   TEXT, -- an administrator's; none: not yet
    theme      TEXT
) WITHOUT ROWID;
CREATE INDEX released_comments_by_quarter ON released_comments (survey, quarter);
