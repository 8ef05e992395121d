-- What Galka says by itself, what it decided, and what it must remember to say it once.
-- A contact that somebody made, imported or edited; one that only wrote to us is not saved.
ALTER TABLE contacts ADD COLUMN saved_at BIGINT;
UPDATE contacts SET saved_at = created_at WHERE import_id IS NOT NULL OR last_inbound_at IS NULL;

CREATE TABLE automations (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    document     TEXT NOT NULL,
    version      BIGINT NOT NULL,
    enabled      BOOLEAN NOT NULL,
    enabled_at   BIGINT,
    position     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    deleted_at   BIGINT,
    PRIMARY KEY (workspace_id, id)
);
-- One greeting and one away message; as many rules as the company likes.
CREATE UNIQUE INDEX automations_single ON automations (workspace_id, kind) WHERE kind <> 'rule';

CREATE TABLE automation_versions (
    workspace_id  TEXT NOT NULL,
    automation_id TEXT NOT NULL,
    version       BIGINT NOT NULL,
    document      TEXT NOT NULL,
    written_by    TEXT NOT NULL,
    written_at    BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, automation_id, version)
);

-- How far the event log was read; only of workspaces with something switched on.
CREATE TABLE automation_cursors (
    workspace_id TEXT PRIMARY KEY,
    seq          BIGINT NOT NULL
);

-- What an automation last did in a chat: the ground of cooldowns, and of once per away time.
CREATE TABLE automation_marks (
    workspace_id    TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    automation_id   TEXT NOT NULL,
    at              BIGINT NOT NULL,
    period_at       BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, conversation_id, automation_id)
) /*sqlite: WITHOUT ROWID */;

-- One decision of an automation about one message. The unique key is why a message is answered once.
CREATE TABLE automation_runs (
    workspace_id    TEXT NOT NULL,
    id              TEXT NOT NULL,
    automation_id   TEXT NOT NULL,
    kind            TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    message_id      TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    reason          TEXT,
    acts            TEXT NOT NULL,
    sent_message_id TEXT,
    at              BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX automation_runs_once ON automation_runs (workspace_id, message_id, automation_id);
CREATE INDEX automation_runs_of ON automation_runs (workspace_id, automation_id, id);
CREATE INDEX automation_runs_spoken ON automation_runs (workspace_id, conversation_id, at) WHERE sent_message_id IS NOT NULL;

-- See 0003.
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('automations', 'sqlite_autoindex_automations_1', '1000 100 1'),
    ('automations', 'automations_single', '100 10 1'),
    ('automation_versions', 'sqlite_autoindex_automation_versions_1', '1000 100 10 1'),
    ('automation_cursors', 'sqlite_autoindex_automation_cursors_1', '100 1'),
    ('automation_marks', 'automation_marks', '1000000 200000 2 1'),
    ('automation_runs', 'automation_runs', '1000000 200000 1'),
    ('automation_runs', 'automation_runs_once', '1000000 200000 2 1'),
    ('automation_runs', 'automation_runs_of', '1000000 200000 20000 1'),
    ('automation_runs', 'automation_runs_spoken', '1000000 200000 10 2') */;
/*sqlite: ANALYZE sqlite_schema */;
