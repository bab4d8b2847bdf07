-- Kiosks: what they show, how a tablet is paired with one, and the last that was heard of it.

CREATE TABLE kiosks (
    id               BLOB NOT NULL PRIMARY KEY,
    name             TEXT NOT NULL,
    survey           TEXT NOT NULL REFERENCES surveys (slug),
    department       TEXT, -- none: whoever answers chooses
    site             TEXT NOT NULL,
    languages        TEXT NOT NULL, -- JSON, the default one first
    opening_hours    TEXT NOT NULL, -- JSON
    cooldown_seconds INTEGER NOT NULL,
    staff_pin        TEXT NOT NULL,
    created_on       TEXT NOT NULL,
    revoked_on       TEXT,
    key              BLOB REFERENCES keys (id) -- none: never paired
) WITHOUT ROWID;

-- Codes that can be used once; a new one replaces the one before.
CREATE TABLE pairings (
    kiosk      BLOB NOT NULL PRIMARY KEY REFERENCES kiosks (id),
    hash       BLOB NOT NULL UNIQUE, -- SHA-256 of the code; the code is nowhere
    expires_at BIGINT NOT NULL -- seconds since 1970
) WITHOUT ROWID;

-- Only the last contact of each, on a timer of the tablet's, never on account of a response.
CREATE TABLE contacts (
    kiosk            BLOB NOT NULL PRIMARY KEY REFERENCES kiosks (id),
    at               BIGINT NOT NULL, -- seconds since 1970, rounded down to the hour
    queued           INTEGER NOT NULL,
    oldest_queued_on TEXT,
    refused          INTEGER NOT NULL,
    app_version      TEXT,
    battery          INTEGER -- percent
) WITHOUT ROWID;
