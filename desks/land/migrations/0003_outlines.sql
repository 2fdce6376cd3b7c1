-- Where each parcel lies, from which day on; what lay there before stays.
CREATE TABLE land_outline (
    zone_id TEXT   NOT NULL,
    parcel  TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    on_day  TEXT   NOT NULL,
    source  TEXT,
    geojson TEXT   NOT NULL,
    PRIMARY KEY (zone_id, parcel, number)
);
