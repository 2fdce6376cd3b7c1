-- How each account wants its notices, and where they are posted to besides. An empty account_id is the zone's own.
ALTER TABLE notice ADD COLUMN hooked_at TEXT;
ALTER TABLE notice ADD COLUMN hook_tries BIGINT NOT NULL DEFAULT 0;
CREATE TABLE notice_preference (
    zone_id    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    digest     TEXT NOT NULL,
    PRIMARY KEY (zone_id, account_id)
);
CREATE TABLE notice_hook (
    zone_id    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    url        TEXT NOT NULL,
    secret     TEXT NOT NULL,
    set_at     TEXT NOT NULL,
    PRIMARY KEY (zone_id, account_id)
);
