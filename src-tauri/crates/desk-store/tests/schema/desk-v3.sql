ALTER TABLE draft DROP COLUMN next_update_at;
ALTER TABLE triage DROP COLUMN decided_by;
ALTER TABLE triage DROP COLUMN because;
