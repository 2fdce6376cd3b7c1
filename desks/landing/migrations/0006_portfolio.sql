-- What portfolio plans rest on besides the records; as the zone's file says it.
CREATE TABLE landing_portfolio_rules (
    zone_id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);
-- Portfolio plans that were asked for, and what came of them.
CREATE TABLE landing_portfolio_run (
    zone_id  TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    on_day   TEXT   NOT NULL,
    by_whom  TEXT   NOT NULL,
    asked_at TEXT   NOT NULL,
    asked    TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    answer   TEXT,
    PRIMARY KEY (zone_id, number)
);
