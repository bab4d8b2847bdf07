ALTER TABLE departments DROP COLUMN renamed;
DROP TABLE fieldwork;
