-- What is read is noted once for a key, what it read and an hour, with how often; everything else happens once.
ALTER TABLE audit ADD COLUMN count BIGINT NOT NULL DEFAULT 1;
