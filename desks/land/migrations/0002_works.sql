-- Works of nine connections and one levelling.
CREATE TABLE land_work (
    zone_id        TEXT   NOT NULL,
    code           TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    connection     TEXT   NOT NULL,
    due_on         TEXT   NOT NULL,
    road           TEXT,
    capacity_milli BIGINT,
    cost_milli_wan BIGINT,
    contractor     TEXT,
    note           TEXT,
    source         TEXT,
    version        BIGINT NOT NULL,
    PRIMARY KEY (zone_id, code)
);
-- How far each work has come.
CREATE TABLE land_work_step (
    zone_id TEXT   NOT NULL,
    work    TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    stage   TEXT   NOT NULL,
    on_day  TEXT   NOT NULL,
    PRIMARY KEY (zone_id, work, number)
);
-- Which parcels a work serves.
CREATE TABLE land_work_serves (
    zone_id TEXT NOT NULL,
    work    TEXT NOT NULL,
    parcel  TEXT NOT NULL,
    PRIMARY KEY (zone_id, work, parcel)
);
-- Which works must be done before a work can begin.
CREATE TABLE land_work_after (
    zone_id TEXT NOT NULL,
    work    TEXT NOT NULL,
    earlier TEXT NOT NULL,
    PRIMARY KEY (zone_id, work, earlier)
);
