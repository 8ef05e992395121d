-- Messages that a person marked to find them again; each for oneself.
CREATE TABLE stars (
    workspace_id    TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    message_id      TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, message_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX stars_thread ON stars (workspace_id, conversation_id, user_id, message_id);

/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('stars', 'stars', '100000 50000 500 1'),
    ('stars', 'stars_thread', '100000 50000 5 3 1') */;
/*sqlite: ANALYZE sqlite_schema */;
