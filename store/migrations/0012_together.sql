-- What people of a team have for themselves, and what they know of each other while they work in one conversation.
CREATE TABLE user_settings (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    key          TEXT NOT NULL,
    value        TEXT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, key)
) /*sqlite: WITHOUT ROWID */;

-- An unsent answer or note of one person; its files were uploaded and wait.
CREATE TABLE drafts (
    workspace_id    TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    mode            TEXT NOT NULL,
    text            TEXT NOT NULL,
    files           TEXT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, conversation_id, mode)
) /*sqlite: WITHOUT ROWID */;

-- Who looks at a conversation or writes in it right now, on machine time; and when a person's draft was last saved.
CREATE TABLE presence (
    workspace_id    TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    state           TEXT,
    told_at         BIGINT,
    drafted_at      BIGINT,
    expires_at      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, conversation_id, user_id)
) /*sqlite: WITHOUT ROWID */;

-- Who was named in which note.
CREATE TABLE mentions (
    workspace_id    TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    entry_id        TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, entry_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX mentions_entry ON mentions (workspace_id, entry_id);

-- What a person should know of; kept 30 days. `subject` says once what it is about.
CREATE TABLE alerts (
    workspace_id    TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    id              TEXT NOT NULL,
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    by_id           TEXT,
    text            TEXT NOT NULL,
    at              BIGINT NOT NULL,
    read_at         BIGINT,
    PRIMARY KEY (workspace_id, user_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX alerts_subject ON alerts (workspace_id, user_id, kind, subject);
CREATE INDEX alerts_unread ON alerts (workspace_id, user_id, id) WHERE read_at IS NULL;

-- How far the event log of a workspace was read for alerts.
CREATE TABLE alert_cursors (
    workspace_id TEXT PRIMARY KEY,
    seq          BIGINT NOT NULL
);

/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('user_settings', 'user_settings', '1000 100 10 1'),
    ('drafts', 'drafts', '10000 5000 50 2 1'),
    ('presence', 'presence', '200 100 2 1'),
    ('mentions', 'mentions', '100000 50000 500 1'),
    ('mentions', 'mentions_entry', '100000 50000 2'),
    ('alerts', 'alerts', '1000000 200000 2000 1'),
    ('alerts', 'alerts_subject', '1000000 200000 2000 400 1'),
    ('alerts', 'alerts_unread', '10000 5000 50 1'),
    ('alert_cursors', 'sqlite_autoindex_alert_cursors_1', '1000 1') */;
/*sqlite: ANALYZE sqlite_schema */;
