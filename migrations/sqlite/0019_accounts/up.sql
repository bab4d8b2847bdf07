-- The people who use the console, and who is signed in. Nothing here is about a respondent.

CREATE TABLE accounts (
    id           BLOB NOT NULL PRIMARY KEY,
    sign_in_name TEXT NOT NULL UNIQUE, -- never changed, never given to another
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    departments  TEXT NOT NULL, -- JSON, empty: all
    language     TEXT NOT NULL,
    password     TEXT, -- Argon2id, as a PHC string; none: not chosen yet
    created_on   TEXT NOT NULL,
    disabled_on  TEXT
) WITHOUT ROWID;

-- What lets somebody choose a password, once.
CREATE TABLE account_links (
    hash       BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the secret; the secret is nowhere
    account    BLOB NOT NULL REFERENCES accounts (id),
    expires_at BIGINT NOT NULL -- seconds since 1970
) WITHOUT ROWID;

-- A session is of a key or of an account. Those of before are over: whoever was signed in does so once more.
DROP TABLE sessions;
CREATE TABLE sessions (
    hash       BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's token; the token is nowhere
    key        BLOB REFERENCES keys (id),
    account    BLOB REFERENCES accounts (id),
    idle_at    BIGINT NOT NULL DEFAULT 0, -- over then without a sign of life, in seconds since 1970
    expires_at BIGINT NOT NULL, -- over then in any case
    CHECK ((key IS NULL) <> (account IS NULL))
) WITHOUT ROWID;
