-- Wishes of investors without an account: how they are reached, where they came from, and the hash of their receipt.
ALTER TABLE landing_wish ADD COLUMN contact TEXT;
ALTER TABLE landing_wish ADD COLUMN network TEXT;
ALTER TABLE landing_wish ADD COLUMN received_at TEXT;
ALTER TABLE landing_wish ADD COLUMN receipt TEXT;
CREATE INDEX landing_wish_receipt ON landing_wish (zone_id, receipt);
CREATE INDEX landing_wish_network ON landing_wish (zone_id, network, received_at);
