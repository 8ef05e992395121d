-- Whether a number is in the WhatsApp Business app as well.
ALTER TABLE numbers ADD COLUMN on_app BOOLEAN NOT NULL DEFAULT FALSE;
