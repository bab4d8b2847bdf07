DROP TABLE batches;
DROP TABLE lot_places;
ALTER TABLE lots DROP COLUMN different;
ALTER TABLE lots DROP COLUMN compared;
ALTER TABLE lots DROP COLUMN unreadable;
