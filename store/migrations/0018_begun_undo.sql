-- Who puts a change of many back: it is gone on with when the process ends half-way.
ALTER TABLE bulk_changes ADD COLUMN undone_by TEXT;
-- What was put back before is no work that is left.
DELETE FROM bulk_rows WHERE (workspace_id, bulk_id) IN (
    SELECT workspace_id, id FROM bulk_changes WHERE undone_at IS NOT NULL);
