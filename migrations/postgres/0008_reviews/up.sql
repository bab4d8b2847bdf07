-- Reviews as they were issued. Nothing is ever changed here: a correction is another edition.

CREATE TABLE reviews (
    survey      TEXT COLLATE "C" NOT NULL REFERENCES surveys (slug),
    period      TEXT COLLATE "C" NOT NULL,
    edition     INTEGER NOT NULL,
    issued_on   TEXT COLLATE "C" NOT NULL,
    procedure   TEXT COLLATE "C",             -- the order or procedure that it follows
    reason      TEXT COLLATE "C",             -- why there is another edition than the first
    software    TEXT COLLATE "C" NOT NULL, -- the version of the program that made it
    definitions INTEGER NOT NULL, -- the definitions of figures that it was made by
    sha256      TEXT COLLATE "C" NOT NULL, -- of its document in JSON, in hexadecimal digits
    PRIMARY KEY (survey, period, edition)
);

-- What was handed out of each: the same bytes whatever the program learns later.
CREATE TABLE review_documents (
    survey   TEXT COLLATE "C" NOT NULL,
    period   TEXT COLLATE "C" NOT NULL,
    edition  INTEGER NOT NULL,
    form     TEXT COLLATE "C" NOT NULL, -- json, html or xlsx
    language TEXT COLLATE "C" NOT NULL, -- empty: all of them
    body     BYTEA   NOT NULL,
    PRIMARY KEY (survey, period, edition, form, language),
    FOREIGN KEY (survey, period, edition) REFERENCES reviews (survey, period, edition)
);
