-- Kiosks: what they show, how a tablet is paired with one, and the last that was heard of it.

CREATE TABLE kiosks (
    id               BYTEA NOT NULL PRIMARY KEY,
    name             TEXT COLLATE "C" NOT NULL,
    survey           TEXT COLLATE "C" NOT NULL REFERENCES surveys (slug),
    department       TEXT COLLATE "C", -- none: whoever answers chooses
    site             TEXT COLLATE "C" NOT NULL,
    languages        TEXT COLLATE "C" NOT NULL, -- JSON, the default one first
    opening_hours    TEXT COLLATE "C" NOT NULL, -- JSON
    cooldown_seconds INTEGER NOT NULL,
    staff_pin        TEXT COLLATE "C" NOT NULL,
    created_on       TEXT COLLATE "C" NOT NULL,
    revoked_on       TEXT COLLATE "C",
    key              BYTEA REFERENCES keys (id) -- none: never paired
);

-- Codes that can be used once; a new one replaces the one before.
CREATE TABLE pairings (
    kiosk      BYTEA NOT NULL PRIMARY KEY REFERENCES kiosks (id),
    hash       BYTEA NOT NULL UNIQUE, -- SHA-256 of the code; the code is nowhere
    expires_at BIGINT NOT NULL -- seconds since 1970
);

-- Only the last contact of each, on a timer of the tablet's, never on account of a response.
CREATE TABLE contacts (
    kiosk            BYTEA NOT NULL PRIMARY KEY REFERENCES kiosks (id),
    at               BIGINT NOT NULL, -- seconds since 1970, rounded down to the hour
    queued           INTEGER NOT NULL,
    oldest_queued_on TEXT COLLATE "C",
    refused          INTEGER NOT NULL,
    app_version      TEXT COLLATE "C",
    battery          INTEGER -- percent
);
