-- Prepared answers. A deleted one stays for a day, so that the deletion can be taken back; its shortcut is free at once.
CREATE TABLE quick_replies (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    shortcut     TEXT NOT NULL,
    shortcut_key TEXT NOT NULL,
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    keywords     TEXT NOT NULL,
    language     TEXT,
    -- Whose own it is; nobody's when everybody uses it.
    owner_id     TEXT,
    media_ids    TEXT NOT NULL,
    label_ids    TEXT NOT NULL,
    closes       BOOLEAN NOT NULL,
    usage_count  BIGINT NOT NULL DEFAULT 0,
    last_used_at BIGINT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    deleted_at   BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX quick_replies_shortcut ON quick_replies (workspace_id, shortcut_key) WHERE deleted_at IS NULL;
