-- What a sound or a film says of itself, and what customers changed after they had sent it.
ALTER TABLE media ADD COLUMN duration_ms BIGINT;
-- At most 64 loudnesses from 0 to 100, separated by commas.
ALTER TABLE media ADD COLUMN peaks TEXT;
-- OGG with one channel of Opus: WhatsApp takes it as a voice message.
ALTER TABLE media ADD COLUMN is_voice BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE messages ADD COLUMN edited_at BIGINT;
-- What stood there before the first change.
ALTER TABLE messages ADD COLUMN first_content TEXT;
ALTER TABLE messages ADD COLUMN revoked_at BIGINT;
