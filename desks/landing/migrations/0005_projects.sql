-- The project that a wish became.
ALTER TABLE landing_wish ADD COLUMN project TEXT;
