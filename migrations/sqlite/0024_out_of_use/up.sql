-- The days on which a kiosk is out of use, as JSON, the earliest first.
ALTER TABLE kiosks ADD COLUMN out_of_use TEXT NOT NULL DEFAULT '[]';
