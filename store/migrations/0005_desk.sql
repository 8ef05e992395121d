-- The desk: what a company makes of its conversations, who works on them, and what stands in a thread beside messages.
ALTER TABLE conversations ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE conversations ADD COLUMN snoozed_until BIGINT;
ALTER TABLE conversations ADD COLUMN waiting_since BIGINT;
ALTER TABLE conversations ADD COLUMN assignee_id TEXT;
ALTER TABLE conversations ADD COLUMN last_assignee_id TEXT;
ALTER TABLE conversations ADD COLUMN team_id TEXT;
ALTER TABLE conversations ADD COLUMN is_spam BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE conversations ADD COLUMN bot BOOLEAN NOT NULL DEFAULT FALSE;
-- A conversation that only got a campaign's message is not listed until it is answered.
ALTER TABLE conversations ADD COLUMN listed BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE conversations SET
    listed = last_message_id IS NOT NULL,
    state = CASE WHEN last_direction = 'inbound' THEN 'open' ELSE 'waiting' END,
    waiting_since = CASE WHEN last_direction = 'inbound' THEN last_inbound_at END;
-- Where the list keeps it. No statement can set it wrongly, and what a message changes does not touch it.
ALTER TABLE conversations ADD COLUMN shelf TEXT GENERATED ALWAYS AS (
    CASE WHEN NOT listed THEN 'quiet' WHEN is_spam THEN 'spam' WHEN state IN ('snoozed', 'closed') THEN state ELSE 'active' END
) /*sqlite: VIRTUAL */ /*postgres: STORED */;

DROP INDEX conversations_recent;
CREATE INDEX conversations_shelf ON conversations (workspace_id, shelf, last_activity_at, id);
CREATE INDEX conversations_desk ON conversations (workspace_id, (COALESCE(assignee_id, '')), last_activity_at, id) WHERE shelf = 'active';
CREATE INDEX conversations_waiting ON conversations (workspace_id, waiting_since, id) WHERE shelf = 'active' AND waiting_since IS NOT NULL;
CREATE INDEX conversations_team ON conversations (workspace_id, team_id, last_activity_at, id) WHERE team_id IS NOT NULL;
CREATE INDEX conversations_number ON conversations (workspace_id, number_id) WHERE shelf = 'active';
CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE state = 'snoozed' AND snoozed_until IS NOT NULL;
-- What waits for somebody, oldest first, for each team and for no team.
CREATE INDEX conversations_queue ON conversations (workspace_id, (COALESCE(team_id, '')), waiting_since, id)
    WHERE shelf = 'active' AND state = 'open' AND assignee_id IS NULL AND NOT bot;

CREATE TABLE conversation_entries (
    workspace_id    TEXT NOT NULL,
    id              TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    kind            TEXT NOT NULL,
    author_kind     TEXT NOT NULL,
    author_id       TEXT,
    data            TEXT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX conversation_entries_thread ON conversation_entries (workspace_id, conversation_id, at, id);

CREATE TABLE workspace_settings (
    workspace_id TEXT NOT NULL,
    key          TEXT NOT NULL,
    value        TEXT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

ALTER TABLE members ADD COLUMN shift TEXT NOT NULL DEFAULT 'on';
ALTER TABLE members ADD COLUMN capacity BIGINT;

CREATE TABLE teams (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    mode         TEXT,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX teams_name ON teams (workspace_id, name);

CREATE TABLE team_members (
    workspace_id TEXT NOT NULL,
    team_id      TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    PRIMARY KEY (workspace_id, team_id, user_id)
) /*sqlite: WITHOUT ROWID */;

-- Who got the newest chat of a team, or of the company (''): the row that nodes take turns under.
CREATE TABLE assignment_turns (
    workspace_id TEXT NOT NULL,
    pool         TEXT NOT NULL,
    last_user_id TEXT,
    PRIMARY KEY (workspace_id, pool)
);

CREATE TABLE saved_views (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    owner_id     TEXT NOT NULL,
    shared       BOOLEAN NOT NULL,
    name         TEXT NOT NULL,
    query        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

-- See 0003.
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('conversations', 'conversations_shelf', '1000000 200000 100000 2 1'),
    ('conversations', 'conversations_desk', '100000 20000 200 2 1'),
    ('conversations', 'conversations_waiting', '100000 20000 2 1'),
    ('conversations', 'conversations_team', '100000 20000 5000 2 1'),
    ('conversations', 'conversations_number', '100000 20000 10000'),
    ('conversations', 'conversations_snoozed', '10000 2'),
    ('conversations', 'conversations_queue', '10000 2000 500 2 1'),
    ('conversation_entries', 'conversation_entries', '1000000 200000 1'),
    ('conversation_entries', 'conversation_entries_thread', '1000000 200000 200 2 1'),
    ('workspace_settings', 'sqlite_autoindex_workspace_settings_1', '1000 10 1'),
    ('teams', 'sqlite_autoindex_teams_1', '1000 100 1'),
    ('teams', 'teams_name', '1000 100 1'),
    ('team_members', 'team_members', '1000 100 10 1'),
    ('assignment_turns', 'sqlite_autoindex_assignment_turns_1', '1000 100 1'),
    ('saved_views', 'sqlite_autoindex_saved_views_1', '1000 100 1') */;
/*sqlite: ANALYZE sqlite_schema */;
