ALTER TABLE contacts DROP COLUMN storage_failing;
ALTER TABLE keys DROP COLUMN retired_on;
