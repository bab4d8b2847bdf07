-- Reviews as they were issued. Nothing is ever changed here: a correction is another edition.

CREATE TABLE reviews (
    survey      TEXT    NOT NULL REFERENCES surveys (slug),
    period      TEXT    NOT NULL,
    edition     INTEGER NOT NULL,
    issued_on   TEXT    NOT NULL,
    procedure   TEXT,             -- the order or procedure that it follows
    reason      TEXT,             -- why there is another edition than the first
    software    TEXT    NOT NULL, -- the version of the program that made it
    definitions INTEGER NOT NULL, -- the definitions of figures that it was made by
    sha256      TEXT    NOT NULL, -- of its document in JSON, in hexadecimal digits
    PRIMARY KEY (survey, period, edition)
) WITHOUT ROWID;

-- What was handed out of each: the same bytes whatever the program learns later.
CREATE TABLE review_documents (
    survey   TEXT    NOT NULL,
    period   TEXT    NOT NULL,
    edition  INTEGER NOT NULL,
    form     TEXT    NOT NULL, -- json, html or xlsx
    language TEXT    NOT NULL, -- empty: all of them
    body     BLOB    NOT NULL,
    PRIMARY KEY (survey, period, edition, form, language),
    FOREIGN KEY (survey, period, edition) REFERENCES reviews (survey, period, edition)
) WITHOUT ROWID;
