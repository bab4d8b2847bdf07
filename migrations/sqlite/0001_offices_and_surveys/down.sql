DROP TABLE catalogue;
DROP TABLE audit;
DROP TABLE keys;
DROP TABLE versions;
DROP TABLE surveys;
DROP TABLE departments;
