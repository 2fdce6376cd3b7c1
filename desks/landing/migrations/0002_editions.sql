-- Plans as they were handed out.
CREATE TABLE landing_edition (
    zone_id TEXT   NOT NULL,
    wish    BIGINT NOT NULL,
    number  BIGINT NOT NULL,
    on_day  TEXT   NOT NULL,
    by_whom TEXT   NOT NULL,
    content TEXT   NOT NULL,
    PRIMARY KEY (zone_id, wish, number)
);
