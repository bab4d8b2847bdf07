ALTER TABLE released_responses DROP COLUMN block;
ALTER TABLE released_responses DROP COLUMN flags;
ALTER TABLE responses DROP COLUMN flags;
DROP TABLE freezes;
DROP TABLE pairs;
DROP TABLE cuts;
