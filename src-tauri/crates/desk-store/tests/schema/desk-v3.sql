ALTER TABLE account ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
UPDATE account SET fields = json_object('queues', json(iif(json_valid(queues), queues, '[]')), 'url', json_array(base_url));
ALTER TABLE account DROP COLUMN base_url;
ALTER TABLE account DROP COLUMN queues;
ALTER TABLE draft DROP COLUMN next_update_at;
ALTER TABLE triage DROP COLUMN decided_by;
ALTER TABLE triage DROP COLUMN because;
