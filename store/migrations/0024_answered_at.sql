-- Where the customer wrote from last in this thread: who has two phones, or two accounts, is answered there. Nothing where
-- nobody has written since this is kept; then it is the phone of the contact, as before.
ALTER TABLE conversations ADD COLUMN answer_phone TEXT;
ALTER TABLE conversations ADD COLUMN answer_user_id TEXT;
-- Since when the customer writes from there alone, after another phone or account (one whose phone WhatsApp hides may be
-- the same as before): what is older may stand in WhatsApp's chat with the other phone, and
-- cannot be quoted in this one.
ALTER TABLE conversations ADD COLUMN answer_since BIGINT;
