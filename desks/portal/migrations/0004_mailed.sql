-- The words that were mailed last (and when, in mailed_at), whatever the letter's state is now. `delivery` says only how far the
-- present words are: '' (nothing is left to be mailed), waiting, failed.
ALTER TABLE portal_letter ADD COLUMN mailed_note TEXT;
UPDATE portal_letter SET mailed_note = note, delivery = '' WHERE delivery = 'mailed';
