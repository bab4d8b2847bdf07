-- The names that a department has from a day on, oldest first; none: it was never renamed.
ALTER TABLE departments ADD COLUMN renamed TEXT; -- JSON
