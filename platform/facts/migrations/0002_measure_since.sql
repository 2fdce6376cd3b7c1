CREATE TABLE measure_edition (
    zone_id     TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    since       TEXT   NOT NULL,
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
    PRIMARY KEY (zone_id, id, since)
);
INSERT INTO measure_edition
    SELECT zone_id, id, '', title_zh, title_en, expression, unit, direction, baseline, baseline_on, target, due_on, amber,
           source, version
    FROM measure;
DROP TABLE measure;
