ALTER TABLE remote_ticket ADD COLUMN requestors TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(requestors));
ALTER TABLE remote_ticket ADD COLUMN copies TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(copies));
UPDATE remote_ticket SET
    requestors = CASE WHEN coalesce(requestor_name, requestor_address) IS NULL THEN '[]' ELSE json_array(json_object(
        'name', coalesce(requestor_name, requestor_address), 'address', coalesce(requestor_address, ''))) END,
    copies = (SELECT json_group_array(json_object('name', each.value, 'address', each.value))
              FROM json_each(remote_ticket.cc) AS each);
ALTER TABLE remote_ticket DROP COLUMN requestor_name;
ALTER TABLE remote_ticket DROP COLUMN requestor_address;
ALTER TABLE remote_ticket DROP COLUMN cc;
UPDATE remote_ticket SET updated_at = 0 WHERE account <> 'practice';
UPDATE sync_cursor SET cursor = NULL;
