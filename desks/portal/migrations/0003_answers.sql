-- How far the answer to a letter is on its way by mail: '' (it does not go by mail), waiting, mailed, failed.
ALTER TABLE portal_letter ADD COLUMN delivery TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_letter ADD COLUMN mail_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE portal_letter ADD COLUMN mailed_at TEXT;
CREATE INDEX portal_letter_delivery ON portal_letter (zone_id, delivery, settled_at, id);
