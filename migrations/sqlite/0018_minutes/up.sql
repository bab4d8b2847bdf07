-- What the quality manager concludes, in the edition that was issued with it.
ALTER TABLE reviews ADD COLUMN conclusions TEXT;

-- The page of each department, frozen with the edition.
CREATE TABLE department_documents (
    survey     TEXT    NOT NULL,
    period     TEXT    NOT NULL,
    edition    INTEGER NOT NULL,
    department TEXT    NOT NULL,
    form       TEXT    NOT NULL, -- json or html
    language   TEXT    NOT NULL, -- empty: all of them
    body       BLOB    NOT NULL,
    PRIMARY KEY (survey, period, edition, department, form, language),
    FOREIGN KEY (survey, period, edition) REFERENCES reviews (survey, period, edition)
) WITHOUT ROWID;

-- The minutes of the meeting that a review was brought to. A correction is the next edition of them.
CREATE TABLE minutes (
    survey    TEXT    NOT NULL,
    period    TEXT    NOT NULL,
    edition   INTEGER NOT NULL, -- of the minutes
    review    INTEGER NOT NULL, -- the edition of the review
    held_on   TEXT    NOT NULL,
    issued_on TEXT    NOT NULL,
    reason    TEXT,             -- why there is another edition than the first
    software  TEXT    NOT NULL, -- the version of the program that made it
    sha256    TEXT    NOT NULL, -- of its document in JSON, in hexadecimal digits
    PRIMARY KEY (survey, period, edition),
    FOREIGN KEY (survey, period, review) REFERENCES reviews (survey, period, edition)
) WITHOUT ROWID;

CREATE TABLE minutes_documents (
    survey   TEXT    NOT NULL,
    period   TEXT    NOT NULL,
    edition  INTEGER NOT NULL,
    form     TEXT    NOT NULL, -- json, html or xlsx
    language TEXT    NOT NULL, -- empty: all of them
    body     BLOB    NOT NULL,
    PRIMARY KEY (survey, period, edition, form, language),
    FOREIGN KEY (survey, period, edition) REFERENCES minutes (survey, period, edition)
) WITHOUT ROWID;
