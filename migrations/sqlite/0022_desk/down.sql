ALTER TABLE released_comments DROP COLUMN reason;
