-- How large a picture is shown, so that a page keeps room for it before it has come.
ALTER TABLE attachment ADD COLUMN width_px BIGINT;
ALTER TABLE attachment ADD COLUMN height_px BIGINT;
