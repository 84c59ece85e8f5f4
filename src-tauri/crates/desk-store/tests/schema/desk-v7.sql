ALTER TABLE outbox ADD COLUMN doubt TEXT
    CHECK (doubt IN ('unanswered', 'unproven', 'old', 'restored', 'asks', 'again'));
ALTER TABLE outbox ADD COLUMN tried_at INTEGER;
ALTER TABLE outbox ADD COLUMN ahead_ms INTEGER;
UPDATE outbox SET doubt = 'unanswered', tried_at = first_attempt_at WHERE state = 'unknown';
