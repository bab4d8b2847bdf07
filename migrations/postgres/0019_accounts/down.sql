DROP TABLE sessions;
CREATE TABLE sessions (
    hash       BYTEA NOT NULL PRIMARY KEY,
    key        BYTEA NOT NULL REFERENCES keys (id),
    expires_at BIGINT NOT NULL
);
DROP TABLE account_links;
DROP TABLE accounts;
