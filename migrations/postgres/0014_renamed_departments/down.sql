ALTER TABLE departments DROP COLUMN renamed;
