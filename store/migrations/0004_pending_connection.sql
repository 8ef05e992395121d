-- Whose the waiting bodies are, so that counting them reads none of the bodies.
ALTER TABLE journal_pending ADD COLUMN connection_id TEXT NOT NULL DEFAULT '';
UPDATE journal_pending SET connection_id = (SELECT j.connection_id FROM journal AS j WHERE j.id = journal_pending.id);
