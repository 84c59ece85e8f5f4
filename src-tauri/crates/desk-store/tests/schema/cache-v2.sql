ALTER TABLE deadline RENAME COLUMN calendar_hash TO zone;
