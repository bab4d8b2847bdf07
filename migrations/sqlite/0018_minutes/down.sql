DROP TABLE minutes_documents;
DROP TABLE minutes;
DROP TABLE department_documents;
ALTER TABLE reviews DROP COLUMN conclusions;
