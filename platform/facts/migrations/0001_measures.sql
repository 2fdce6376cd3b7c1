CREATE TABLE measure (
    zone_id     TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    title_zh    TEXT   NOT NULL,
    title_en    TEXT   NOT NULL,
    expression  TEXT   NOT NULL,
    unit        TEXT   NOT NULL,
    direction   TEXT   NOT NULL,
    baseline    DOUBLE PRECISION,
    baseline_on TEXT,
    target      DOUBLE PRECISION NOT NULL,
    due_on      TEXT,
    amber       DOUBLE PRECISION NOT NULL,
    source      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE TABLE measure_day (
    zone_id     TEXT NOT NULL,
    measure_id  TEXT NOT NULL,
    day         TEXT NOT NULL,
    value       DOUBLE PRECISION,
    light       TEXT NOT NULL,
    why_unknown TEXT,
    PRIMARY KEY (zone_id, measure_id, day)
);
