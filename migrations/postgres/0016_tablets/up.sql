-- A tablet that was taken out of service hands in what it collected before; one that cannot keep what is said tells so.
ALTER TABLE keys ADD COLUMN retired_on TEXT COLLATE "C";
ALTER TABLE contacts ADD COLUMN storage_failing BOOLEAN NOT NULL DEFAULT FALSE;
