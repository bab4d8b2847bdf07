ALTER TABLE kiosks DROP COLUMN out_of_use;
