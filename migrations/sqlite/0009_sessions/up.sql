-- Who is signed in to the dashboard. Nothing here is about a respondent.

CREATE TABLE sessions (
    hash       BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's token; the token is nowhere
    key        BLOB NOT NULL REFERENCES keys (id),
    expires_at BIGINT NOT NULL -- seconds since 1970
) WITHOUT ROWID;
