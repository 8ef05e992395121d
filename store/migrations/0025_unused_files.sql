-- When a file that somebody uploaded first went into a message. One that never did, and that nothing else names, is
-- removed after a time.
ALTER TABLE media ADD COLUMN used_at BIGINT;
UPDATE media SET used_at = created_at
WHERE direction = 'outbound' AND EXISTS (
    SELECT 1 FROM (SELECT DISTINCT m.workspace_id, m.media_id FROM messages AS m WHERE m.media_id IS NOT NULL) AS u
    WHERE u.workspace_id = media.workspace_id AND u.media_id = media.id);
CREATE INDEX media_unused ON media (workspace_id, id) WHERE direction = 'outbound' AND used_at IS NULL;
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('media', 'media_unused', '1000 100 1') */;
/*sqlite: ANALYZE sqlite_schema */;
