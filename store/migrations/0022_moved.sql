-- The business-scoped id by which somebody is written to who changed it; the only one there is, otherwise.
ALTER TABLE contacts ADD COLUMN user_id TEXT;
