-- What residents' pages take from the office, and what is set about a survey without being asked. Nothing here is about a respondent.

-- At most one row; none: the office's standard document counts.
CREATE TABLE office (
    id       INTEGER NOT NULL PRIMARY KEY,
    document TEXT NOT NULL -- JSON
);

-- Unlike its versions these change at any time; none: the defaults count.
CREATE TABLE survey_settings (
    survey   TEXT NOT NULL PRIMARY KEY REFERENCES surveys (slug),
    settings TEXT NOT NULL -- JSON
) WITHOUT ROWID;
