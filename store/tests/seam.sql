CREATE TABLE people (
    id TEXT PRIMARY KEY,
    phone TEXT NOT NULL UNIQUE,
    name TEXT,
    opted_out BOOLEAN NOT NULL DEFAULT FALSE,
    score DOUBLE PRECISION,
    photo BYTEA,
    created_at BIGINT NOT NULL
) /*postgres: WITH (fillfactor = 90) */;
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'queued';
