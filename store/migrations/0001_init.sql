-- The installation: people, their sessions, and the companies they work in.
CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale        TEXT NOT NULL,
    theme         TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash   TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL,
    workspace_id TEXT,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE signin_links (
    token_hash   TEXT PRIMARY KEY,
    purpose      TEXT NOT NULL,
    workspace_id TEXT,
    role         TEXT,
    email        TEXT,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT
);

CREATE TABLE signin_attempts (
    subject    TEXT PRIMARY KEY,
    failures   BIGINT NOT NULL,
    started_at BIGINT NOT NULL
);

CREATE TABLE workspaces (
    id         TEXT PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    timezone   TEXT NOT NULL,
    currency   TEXT NOT NULL,
    locale     TEXT NOT NULL,
    is_sample  BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);

-- The number of the newest event of each workspace. Its row lock orders the events.
CREATE TABLE event_heads (
    workspace_id TEXT PRIMARY KEY,
    seq          BIGINT NOT NULL
);

CREATE TABLE events (
    workspace_id TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    parent_id    TEXT,
    at           BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, seq)
) /*sqlite: WITHOUT ROWID */;

CREATE TABLE members (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    role         TEXT NOT NULL,
    joined_at    BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX members_user ON members (user_id);

-- A key's token carries its workspace, so that the lookup names it.
CREATE TABLE api_keys (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    token_hash   TEXT NOT NULL,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX api_keys_token ON api_keys (workspace_id, token_hash);

CREATE TABLE idempotency (
    workspace_id TEXT NOT NULL,
    route        TEXT NOT NULL,
    key          TEXT NOT NULL,
    body_hash    TEXT NOT NULL,
    status       BIGINT,
    response     TEXT,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, route, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Append-only and hash-chained: consents, and what people did that must be provable later.
CREATE TABLE ledger (
    workspace_id TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    details      TEXT NOT NULL,
    at           BIGINT NOT NULL,
    hash         TEXT NOT NULL,
    PRIMARY KEY (workspace_id, seq)
);
CREATE INDEX ledger_subject ON ledger (workspace_id, subject_id, seq);

CREATE TABLE connections (
    workspace_id    TEXT NOT NULL,
    id              TEXT NOT NULL,
    name            TEXT NOT NULL,
    provider        TEXT NOT NULL,
    base_url        TEXT NOT NULL,
    api_version     TEXT NOT NULL,
    waba_id         TEXT NOT NULL,
    phone_number_id TEXT NOT NULL,
    portfolio_id    TEXT,
    secrets         TEXT NOT NULL,
    has_app_secret  BOOLEAN NOT NULL,
    verify_token    TEXT NOT NULL,
    rule_set        TEXT NOT NULL,
    rate_card       TEXT NOT NULL,
    state           TEXT NOT NULL,
    checks          TEXT NOT NULL,
    last_checked_at BIGINT,
    next_check_at   BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    deleted_at      BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX connections_id ON connections (id);
CREATE INDEX connections_waba ON connections (waba_id);
CREATE INDEX connections_due ON connections (next_check_at) WHERE deleted_at IS NULL;

CREATE TABLE numbers (
    workspace_id         TEXT NOT NULL,
    id                   TEXT NOT NULL,
    connection_id        TEXT NOT NULL,
    phone_number_id      TEXT NOT NULL,
    display_phone_number TEXT NOT NULL,
    verified_name        TEXT NOT NULL,
    status               TEXT NOT NULL,
    quality              TEXT NOT NULL,
    tier                 TEXT NOT NULL,
    throughput_mps       BIGINT NOT NULL,
    paused_until         BIGINT,
    paused_reason        TEXT,
    mark_read            TEXT NOT NULL,
    last_webhook_at      BIGINT,
    created_at           BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX numbers_remote ON numbers (workspace_id, phone_number_id);
CREATE INDEX numbers_route ON numbers (phone_number_id);

CREATE TABLE contacts (
    workspace_id    TEXT NOT NULL,
    id              TEXT NOT NULL,
    name            TEXT NOT NULL,
    phone           TEXT,
    username        TEXT,
    country         TEXT,
    locale          TEXT,
    fields          TEXT NOT NULL,
    consent_state   TEXT NOT NULL,
    consent_source  TEXT,
    consent_at      BIGINT,
    blocked         BOOLEAN NOT NULL DEFAULT FALSE,
    last_inbound_at BIGINT,
    import_id       TEXT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE contact_identities (
    workspace_id TEXT NOT NULL,
    kind         TEXT NOT NULL,
    value        TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    PRIMARY KEY (workspace_id, kind, value)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX contact_identities_contact ON contact_identities (workspace_id, contact_id);

CREATE TABLE contact_fields (
    workspace_id TEXT NOT NULL,
    key          TEXT NOT NULL,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

CREATE TABLE labels (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    color        BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX labels_name ON labels (workspace_id, name);

CREATE TABLE contact_labels (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    label_id     TEXT NOT NULL,
    PRIMARY KEY (workspace_id, contact_id, label_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX contact_labels_label ON contact_labels (workspace_id, label_id, contact_id);

CREATE TABLE segments (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    filter       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE imports (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    file_name    TEXT NOT NULL,
    state        TEXT NOT NULL,
    document     TEXT NOT NULL,
    file         BYTEA NOT NULL,
    created_by   TEXT,
    created_at   BIGINT NOT NULL,
    finished_at  BIGINT,
    undo_until   BIGINT,
    PRIMARY KEY (workspace_id, id)
);

-- What an import did to each row: the ground of its undo and of the list of bad rows.
CREATE TABLE import_rows (
    workspace_id TEXT NOT NULL,
    import_id    TEXT NOT NULL,
    row_number   BIGINT NOT NULL,
    outcome      TEXT NOT NULL,
    contact_id   TEXT,
    code         TEXT,
    raw          TEXT,
    before       TEXT,
    PRIMARY KEY (workspace_id, import_id, row_number)
) /*sqlite: WITHOUT ROWID */;

CREATE TABLE conversations (
    workspace_id      TEXT NOT NULL,
    id                TEXT NOT NULL,
    number_id         TEXT NOT NULL,
    contact_id        TEXT NOT NULL,
    unread            BIGINT NOT NULL,
    last_inbound_at   BIGINT,
    window_expires_at BIGINT,
    last_activity_at  BIGINT NOT NULL,
    last_message_id   TEXT,
    last_direction    TEXT,
    last_type         TEXT,
    last_text         TEXT,
    last_status       TEXT,
    -- When the pair's token bucket is full again; the newest free-form content that we sent; the newest campaign's message.
    pair_full_at      BIGINT,
    out_hash          BIGINT,
    out_at            BIGINT,
    campaign_message_id TEXT,
    created_at        BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX conversations_pair ON conversations (workspace_id, contact_id, number_id);
-- A conversation that only got a campaign's message has no newest message, and stays out of the inbox until it is answered.
CREATE INDEX conversations_recent ON conversations (workspace_id, last_activity_at, id) WHERE last_message_id IS NOT NULL;
CREATE INDEX conversations_unread ON conversations (workspace_id, last_activity_at, id) WHERE unread > 0;
CREATE INDEX conversations_window ON conversations (workspace_id, window_expires_at, id);

-- The row that says "to be sent" is the row that says "sent".
CREATE TABLE messages (
    workspace_id       TEXT NOT NULL,
    id                 TEXT NOT NULL,
    conversation_id    TEXT NOT NULL,
    contact_id         TEXT NOT NULL,
    number_id          TEXT NOT NULL,
    direction          TEXT NOT NULL,
    type               TEXT NOT NULL,
    content            TEXT NOT NULL,
    text               TEXT NOT NULL,
    status             TEXT,
    wamid              TEXT,
    wamid_hash         BIGINT,
    context_wamid      TEXT,
    media_id           TEXT,
    template_id        TEXT,
    campaign_id        TEXT,
    recipient_id       TEXT,
    sent_by            TEXT,
    priority           BIGINT NOT NULL DEFAULT 0,
    due_at             BIGINT,
    attempt            BIGINT NOT NULL DEFAULT 0,
    claimed_at         BIGINT,
    reason_code        TEXT,
    reason             TEXT,
    price_micros       BIGINT,
    price_currency     TEXT,
    price_category     TEXT,
    at                 BIGINT NOT NULL,
    created_at         BIGINT NOT NULL,
    accepted_at        BIGINT,
    sent_at            BIGINT,
    delivered_at       BIGINT,
    read_at            BIGINT,
    played_at          BIGINT,
    failed_at          BIGINT,
    PRIMARY KEY (workspace_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX messages_thread ON messages (workspace_id, conversation_id, at, id);
-- A 64-bit hash of the wamid: the text is compared after the row is found.
CREATE INDEX messages_wamid ON messages (workspace_id, wamid_hash) WHERE wamid_hash IS NOT NULL;
CREATE INDEX messages_due ON messages (workspace_id, number_id, priority, due_at, id) WHERE status = 'queued';
CREATE INDEX messages_in_flight ON messages (workspace_id, number_id, claimed_at, id) WHERE status = 'sending';
CREATE INDEX messages_uncertain ON messages (workspace_id, claimed_at, id) WHERE status = 'uncertain';

CREATE TABLE reactions (
    workspace_id TEXT NOT NULL,
    message_id   TEXT NOT NULL,
    direction    TEXT NOT NULL,
    emoji        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, message_id, direction)
);

-- A status whose message is not known yet.
CREATE TABLE parked_statuses (
    workspace_id TEXT NOT NULL,
    wamid_hash   BIGINT NOT NULL,
    wamid        TEXT NOT NULL,
    status       TEXT NOT NULL,
    document     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, wamid_hash, wamid, status)
);

CREATE TABLE templates (
    workspace_id     TEXT NOT NULL,
    id               TEXT NOT NULL,
    connection_id    TEXT NOT NULL,
    remote_id        TEXT,
    name             TEXT NOT NULL,
    language         TEXT NOT NULL,
    category         TEXT NOT NULL,
    content          TEXT NOT NULL,
    status           TEXT NOT NULL,
    quality          TEXT NOT NULL,
    rejection_reason TEXT,
    rejection_detail TEXT,
    paused_until     BIGINT,
    history          TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    submitted_at     BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX templates_name ON templates (workspace_id, connection_id, name, language);

CREATE TABLE campaigns (
    workspace_id     TEXT NOT NULL,
    id               TEXT NOT NULL,
    name             TEXT NOT NULL,
    state            TEXT NOT NULL,
    number_id        TEXT,
    audience         TEXT NOT NULL,
    template_id      TEXT,
    value_sources    TEXT NOT NULL,
    rate_per_second  BIGINT,
    uncertain_policy TEXT NOT NULL,
    paused_reason    TEXT,
    created_by       TEXT,
    created_at       BIGINT NOT NULL,
    started_at       BIGINT,
    finished_at      BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX campaigns_running ON campaigns (workspace_id, id) WHERE state = 'running';

CREATE TABLE campaign_recipients (
    workspace_id   TEXT NOT NULL,
    campaign_id    TEXT NOT NULL,
    id             TEXT NOT NULL,
    contact_id     TEXT NOT NULL,
    state          TEXT NOT NULL,
    message_id     TEXT,
    value_list     TEXT NOT NULL,
    reason_code    TEXT,
    reason         TEXT,
    deferred_until BIGINT,
    button         TEXT,
    updated_at     BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, campaign_id, id)
) /*sqlite: WITHOUT ROWID */;
CREATE UNIQUE INDEX campaign_recipients_contact ON campaign_recipients (workspace_id, campaign_id, contact_id);
CREATE INDEX campaign_recipients_state ON campaign_recipients (workspace_id, campaign_id, state, id);

-- The rolling budget of unique recipients: one row per person and budget, with the newest use.
CREATE TABLE limit_uses (
    workspace_id TEXT NOT NULL,
    budget       TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    used_at      BIGINT NOT NULL,
    message_id   TEXT NOT NULL,
    PRIMARY KEY (workspace_id, budget, contact_id)
) /*sqlite: WITHOUT ROWID */;
CREATE INDEX limit_uses_age ON limit_uses (workspace_id, budget, used_at);

-- Templates that went to a person lately: the per-person cap and the check for duplicates.
CREATE TABLE template_sends (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    message_id   TEXT NOT NULL,
    marketing    BOOLEAN NOT NULL,
    content_hash BIGINT NOT NULL,
    sent_at      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, contact_id, message_id)
) /*sqlite: WITHOUT ROWID */;

CREATE TABLE media (
    workspace_id    TEXT NOT NULL,
    id              TEXT NOT NULL,
    number_id       TEXT,
    message_id      TEXT,
    direction       TEXT NOT NULL,
    remote_id       TEXT,
    remote_until    BIGINT,
    mime_type       TEXT NOT NULL,
    file_name       TEXT,
    byte_count      BIGINT,
    sha256          TEXT,
    width           BIGINT,
    height          BIGINT,
    state           TEXT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    next_attempt_at BIGINT,
    error           TEXT,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX media_due ON media (next_attempt_at) WHERE state IN ('waiting', 'fetching');

-- Intake: raw bodies, appended before WhatsApp gets its 200. Read before any workspace is known.
CREATE TABLE journal (
    id            /*sqlite: INTEGER */ /*postgres: BIGINT */ PRIMARY KEY,
    connection_id TEXT NOT NULL,
    received_at   BIGINT NOT NULL,
    body          BYTEA NOT NULL
);

CREATE TABLE journal_pending (
    id /*sqlite: INTEGER */ /*postgres: BIGINT */ PRIMARY KEY
);

CREATE TABLE journal_totals (
    name  TEXT PRIMARY KEY,
    total BIGINT NOT NULL
);

CREATE TABLE dead_letters (
    workspace_id    TEXT NOT NULL,
    id              TEXT NOT NULL,
    journal_id      BIGINT NOT NULL,
    connection_id   TEXT NOT NULL,
    phone_number_id TEXT,
    kind            TEXT NOT NULL,
    reason          TEXT NOT NULL,
    detail          TEXT NOT NULL,
    item            TEXT NOT NULL,
    state           TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    replayed_at     BIGINT,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX dead_letters_waiting ON dead_letters (workspace_id, state, id);
CREATE INDEX dead_letters_number ON dead_letters (phone_number_id) WHERE state = 'waiting';

-- Who does what: one holder at a time, each taking with a larger token.
CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    token      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
