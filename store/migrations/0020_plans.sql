-- What a hoster offers, and which company has what. They belong to the installation; a company without a row has no limit.
CREATE TABLE plans (
    name               TEXT PRIMARY KEY,
    fee                TEXT NOT NULL,
    members            BIGINT,
    numbers            BIGINT,
    contacts           BIGINT,
    messages_per_month BIGINT,
    updated_at         BIGINT NOT NULL
);

-- The row of a company is locked while something is counted against its plan.
CREATE TABLE workspace_plans (
    workspace_id TEXT PRIMARY KEY,
    plan_name    TEXT NOT NULL,
    attached_at  BIGINT NOT NULL
);

-- How many messages were sent in a calendar month of the company's zone, or wait to be; only where a plan limits them.
CREATE TABLE message_months (
    workspace_id TEXT NOT NULL,
    month        TEXT NOT NULL,
    from_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    messages     BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, month)
) /*sqlite: WITHOUT ROWID */;
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('plans', 'sqlite_autoindex_plans_1', '10 1'),
    ('workspace_plans', 'sqlite_autoindex_workspace_plans_1', '1000 1'),
    ('message_months', 'message_months', '10000 10 1') */;
/*sqlite: ANALYZE sqlite_schema */;
