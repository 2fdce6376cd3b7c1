-- Parks and classes of use, as the zone's file says them.
CREATE TABLE land_vocabulary (
    zone_id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);
-- Parcels, and which of them the zone shows on its public site.
CREATE TABLE land_parcel (
    zone_id       TEXT   NOT NULL,
    code          TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    park          TEXT,
    land_use      TEXT   NOT NULL,
    area_milli_mu BIGINT NOT NULL,
    note          TEXT,
    source        TEXT,
    listed_by     TEXT,
    listed_on     TEXT,
    version       BIGINT NOT NULL,
    PRIMARY KEY (zone_id, code)
);
-- The way of each parcel through the land bank.
CREATE TABLE land_step (
    zone_id TEXT   NOT NULL,
    parcel  TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    status  TEXT   NOT NULL,
    on_day  TEXT   NOT NULL,
    reason  TEXT,
    PRIMARY KEY (zone_id, parcel, number)
);
