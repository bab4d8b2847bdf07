-- When a survey asks, and about whom; a survey that is not here asks about the departments of its version without an end.
CREATE TABLE fieldwork (
    survey   TEXT PRIMARY KEY NOT NULL REFERENCES surveys (slug),
    document TEXT NOT NULL -- JSON
) WITHOUT ROWID;

-- The names that a department has from a day on, oldest first; none: it was never renamed.
ALTER TABLE departments ADD COLUMN renamed TEXT; -- JSON
