CREATE TABLE notice (
    zone_id    TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    account_id TEXT   NOT NULL,
    occasion   TEXT   NOT NULL,
    text_key   TEXT   NOT NULL,
    details    TEXT   NOT NULL,
    path       TEXT   NOT NULL,
    light      TEXT   NOT NULL,
    created_at TEXT   NOT NULL,
    read_at    TEXT,
    mailed_at  TEXT,
    mail_tries BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX notice_occasion ON notice (zone_id, account_id, occasion);
CREATE INDEX notice_inbox ON notice (zone_id, account_id, created_at);
