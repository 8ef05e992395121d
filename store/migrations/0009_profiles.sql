-- What customers see of the company behind a number: WhatsApp's fields as they were last read, and ours.
-- The version counts what WhatsApp keeps: whoever edits an older one is asked first.
CREATE TABLE business_profiles (
    workspace_id     TEXT NOT NULL,
    number_id        TEXT NOT NULL,
    about            TEXT NOT NULL,
    address          TEXT NOT NULL,
    description      TEXT NOT NULL,
    email            TEXT NOT NULL,
    websites         TEXT NOT NULL,
    vertical         TEXT NOT NULL,
    name_status      TEXT,
    picture_url      TEXT,
    picture_media_id TEXT,
    latitude         DOUBLE PRECISION,
    longitude        DOUBLE PRECISION,
    extra_contacts   TEXT NOT NULL,
    version          BIGINT NOT NULL,
    changed_by       TEXT,
    changed_at       BIGINT NOT NULL,
    read_at          BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, number_id)
);
