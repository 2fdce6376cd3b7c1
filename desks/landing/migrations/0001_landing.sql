-- What the zone offers investors in general: prices, permits, duties, working days; as its files say it.
CREATE TABLE landing_terms (
    zone_id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);
-- What investors wish.
CREATE TABLE landing_wish (
    zone_id TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    content TEXT   NOT NULL,
    on_day  TEXT   NOT NULL,
    by_whom TEXT   NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (zone_id, number)
);
