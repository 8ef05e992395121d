-- What a customer chose about marketing in WhatsApp's own settings, for each of our numbers. (It used to be kept as a
-- withdrawal for all of them; those become a stop on every number.)
CREATE TABLE marketing_choices (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    number_id    TEXT NOT NULL,
    stopped      BOOLEAN NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, contact_id, number_id)
) /*sqlite: WITHOUT ROWID */;
INSERT INTO marketing_choices (workspace_id, contact_id, number_id, stopped, at)
SELECT c.workspace_id, c.id, n.id, TRUE, COALESCE(c.consent_at, c.updated_at)
FROM contacts AS c
JOIN numbers AS n ON n.workspace_id = c.workspace_id
WHERE c.consent_state = 'withdrawn' AND c.consent_source = 'whatsapp';
UPDATE contacts SET consent_state = 'unknown', consent_source = NULL, consent_at = NULL
WHERE consent_state = 'withdrawn' AND consent_source = 'whatsapp';

-- Whom we blocked at WhatsApp, on which number. (`contacts.blocked` is our own block, which holds for all.)
CREATE TABLE contact_blocks (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    number_id    TEXT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, contact_id, number_id)
) /*sqlite: WITHOUT ROWID */;

-- People whose data is being erased: what is still to be looked for, until it is done.
CREATE TABLE erasures (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    -- What the person is found by in raw bodies, as a JSON list; empty once the work is done.
    needles      TEXT NOT NULL,
    files        TEXT NOT NULL,
    journal_seen BIGINT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    finished_at  BIGINT,
    PRIMARY KEY (workspace_id, contact_id)
);
CREATE INDEX erasures_running ON erasures (requested_at) WHERE finished_at IS NULL;

-- Zeros that are written over free pages of SQLite's file after an erasure; it is empty at any other time.
CREATE TABLE filler (zeros BYTEA NOT NULL);

-- The company orders its own fields; a deleted one keeps its values, so that it can come back.
ALTER TABLE contact_fields ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contact_fields ADD COLUMN deleted_at BIGINT;

-- A number is found by its last digits too: they stand in the index from the end, after the word `end`.
UPDATE search_documents SET terms = terms || /*postgres: to_tsvector('simple', */ ' end' || (
    SELECT substr(c.phone, 16, 1) || substr(c.phone, 15, 1) || substr(c.phone, 14, 1) || substr(c.phone, 13, 1)
        || substr(c.phone, 12, 1) || substr(c.phone, 11, 1) || substr(c.phone, 10, 1) || substr(c.phone, 9, 1)
        || substr(c.phone, 8, 1) || substr(c.phone, 7, 1) || substr(c.phone, 6, 1) || substr(c.phone, 5, 1)
        || substr(c.phone, 4, 1) || substr(c.phone, 3, 1) || substr(c.phone, 2, 1)
    FROM contacts AS c
    WHERE c.workspace_id = search_documents.workspace_id AND c.id = search_documents.id
) /*postgres: ) */
WHERE kind = 'contact' AND EXISTS (
    SELECT 1 FROM contacts AS c
    WHERE c.workspace_id = search_documents.workspace_id AND c.id = search_documents.id AND c.phone IS NOT NULL
);
-- Words that are deleted leave the index at once, not at some later merge.
/*sqlite: INSERT INTO search_documents (search_documents, rank) VALUES ('secure-delete', 1) */;
/*sqlite: INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('marketing_choices', 'marketing_choices', '100000 20000 2 1'),
    ('contact_blocks', 'contact_blocks', '100000 20000 2 1'),
    ('erasures', 'sqlite_autoindex_erasures_1', '10000 1000 1'),
    ('erasures', 'erasures_running', '10 2') */;
/*sqlite: ANALYZE sqlite_schema */;
