-- Changes of many conversations at once, kept for a while so that they can be put back.
CREATE TABLE bulk_changes (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    action       TEXT NOT NULL,
    made_by      TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    undo_until   BIGINT NOT NULL,
    undone_at    BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX bulk_changes_age ON bulk_changes (undo_until);

CREATE TABLE bulk_rows (
    workspace_id    TEXT NOT NULL,
    bulk_id         TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    document        TEXT NOT NULL,
    PRIMARY KEY (workspace_id, bulk_id, conversation_id)
) /*sqlite: WITHOUT ROWID */;

-- A deleted label with who wore it, for as long as it can be put back.
CREATE TABLE deleted_labels (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    color        BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    undo_until   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX deleted_labels_age ON deleted_labels (undo_until);

CREATE TABLE deleted_contact_labels (
    workspace_id TEXT NOT NULL,
    label_id     TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    PRIMARY KEY (workspace_id, label_id, contact_id)
) /*sqlite: WITHOUT ROWID */;

CREATE INDEX signin_links_workspace ON signin_links (workspace_id, purpose);

-- See 0003.
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('bulk_changes', 'sqlite_autoindex_bulk_changes_1', '1000 100 1'),
    ('bulk_changes', 'bulk_changes_age', '1000 2'),
    ('bulk_rows', 'bulk_rows', '1000000 200000 1000 1'),
    ('deleted_labels', 'sqlite_autoindex_deleted_labels_1', '100 10 1'),
    ('deleted_labels', 'deleted_labels_age', '100 2'),
    ('deleted_contact_labels', 'deleted_contact_labels', '100000 20000 1000 1'),
    ('signin_links', 'signin_links_workspace', '1000 10 5') */;
/*sqlite: ANALYZE sqlite_schema */;
