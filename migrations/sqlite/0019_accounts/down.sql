DROP TABLE sessions;
CREATE TABLE sessions (
    hash       BLOB NOT NULL PRIMARY KEY,
    key        BLOB NOT NULL REFERENCES keys (id),
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;
DROP TABLE account_links;
DROP TABLE accounts;
