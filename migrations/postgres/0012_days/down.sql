DROP TABLE set_aside;
DROP TABLE set_aside_orders;
DROP TABLE days;
ALTER TABLE responses DROP COLUMN held;
