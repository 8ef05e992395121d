-- Browsers that a person lets be told while no tab is open. The address and the browser's keys are sealed: whoever has
-- them can show that person notifications.
CREATE TABLE push_subscriptions (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    id           TEXT NOT NULL,
    digest       TEXT NOT NULL,
    sealed       TEXT NOT NULL,
    device       TEXT NOT NULL,
    with_text    BOOLEAN NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX push_subscriptions_digest ON push_subscriptions (workspace_id, user_id, digest);

-- How far the event log of a workspace was read for pushing; there is a row while somebody there subscribed.
CREATE TABLE push_cursors (
    workspace_id TEXT PRIMARY KEY,
    seq          BIGINT NOT NULL
);

-- The key by which push services know this installation, sealed.
CREATE TABLE push_keys (
    name   TEXT PRIMARY KEY,
    sealed TEXT NOT NULL
);
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('push_subscriptions', 'push_subscriptions', '1000 500 5 1'),
    ('push_subscriptions', 'push_subscriptions_digest', '1000 500 5 1'),
    ('push_cursors', 'sqlite_autoindex_push_cursors_1', '100 1'),
    ('push_keys', 'sqlite_autoindex_push_keys_1', '1 1') */;
/*sqlite: ANALYZE sqlite_schema */;
