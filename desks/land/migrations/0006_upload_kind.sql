-- What a file that waits holds: outlines, or parcels of the register.
ALTER TABLE land_upload ADD COLUMN kind TEXT NOT NULL DEFAULT 'outlines';
