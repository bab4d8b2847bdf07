-- What the quality manager concludes, in the edition that was issued with it.
ALTER TABLE reviews ADD COLUMN conclusions TEXT COLLATE "C";

-- The page of each department, frozen with the edition.
CREATE TABLE department_documents (
    survey     TEXT COLLATE "C" NOT NULL,
    period     TEXT COLLATE "C" NOT NULL,
    edition    INTEGER NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    form       TEXT COLLATE "C" NOT NULL, -- json or html
    language   TEXT COLLATE "C" NOT NULL, -- empty: all of them
    body       BYTEA   NOT NULL,
    PRIMARY KEY (survey, period, edition, department, form, language),
    FOREIGN KEY (survey, period, edition) REFERENCES reviews (survey, period, edition)
);

-- The minutes of the meeting that a review was brought to. A correction is the next edition of them.
CREATE TABLE minutes (
    survey    TEXT COLLATE "C" NOT NULL,
    period    TEXT COLLATE "C" NOT NULL,
    edition   INTEGER NOT NULL, -- of the minutes
    review    INTEGER NOT NULL, -- the edition of the review
    held_on   TEXT COLLATE "C" NOT NULL,
    issued_on TEXT COLLATE "C" NOT NULL,
    reason    TEXT COLLATE "C",         -- why there is another edition than the first
    software  TEXT COLLATE "C" NOT NULL, -- the version of the program that made it
    sha256    TEXT COLLATE "C" NOT NULL, -- of its document in JSON, in hexadecimal digits
    PRIMARY KEY (survey, period, edition),
    FOREIGN KEY (survey, period, review) REFERENCES reviews (survey, period, edition)
);

CREATE TABLE minutes_documents (
    survey   TEXT COLLATE "C" NOT NULL,
    period   TEXT COLLATE "C" NOT NULL,
    edition  INTEGER NOT NULL,
    form     TEXT COLLATE "C" NOT NULL, -- json, html or xlsx
    language TEXT COLLATE "C" NOT NULL, -- empty: all of them
    body     BYTEA   NOT NULL,
    PRIMARY KEY (survey, period, edition, form, language),
    FOREIGN KEY (survey, period, edition) REFERENCES minutes (survey, period, edition)
);
