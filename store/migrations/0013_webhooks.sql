-- Addresses of a company's own systems that are told of events. `seq` is how far the event log was read for each.
CREATE TABLE webhook_endpoints (
    workspace_id     TEXT NOT NULL,
    id               TEXT NOT NULL,
    url              TEXT NOT NULL,
    kinds            TEXT NOT NULL,
    secret           TEXT NOT NULL,
    old_secret       TEXT,
    old_secret_until BIGINT,
    disabled_reason  TEXT,
    seq              BIGINT NOT NULL,
    failing_since    BIGINT,
    delivered_at     BIGINT,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

-- The telling of one event to one address, on machine time; kept seven days. A trial has no event.
CREATE TABLE webhook_deliveries (
    workspace_id TEXT NOT NULL,
    endpoint_id  TEXT NOT NULL,
    id           TEXT NOT NULL,
    seq          BIGINT,
    kind         TEXT,
    body         TEXT NOT NULL,
    state        TEXT NOT NULL,
    attempts     BIGINT NOT NULL,
    next_at      BIGINT,
    tried_at     BIGINT,
    status       BIGINT,
    error        TEXT,
    answer       TEXT,
    duration_ms  BIGINT,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, endpoint_id, id)
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (workspace_id, endpoint_id, seq)
    WHERE seq IS NOT NULL;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (workspace_id, endpoint_id, next_at, seq)
    WHERE state = 'waiting';

/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('webhook_endpoints', 'sqlite_autoindex_webhook_endpoints_1', '1000 5 1'),
    ('webhook_deliveries', 'sqlite_autoindex_webhook_deliveries_1', '1000000 200000 100000 1'),
    ('webhook_deliveries', 'webhook_deliveries_event', '1000000 200000 100000 1'),
    ('webhook_deliveries', 'webhook_deliveries_due', '10000 2000 1000 2 1') */;
/*sqlite: ANALYZE sqlite_schema */;
