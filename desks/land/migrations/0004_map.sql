-- Where the zone and its parks end, as the zone's file says it; park is empty for the zone itself.
CREATE TABLE land_edge (
    zone_id TEXT NOT NULL,
    park    TEXT NOT NULL,
    source  TEXT,
    geojson TEXT NOT NULL,
    PRIMARY KEY (zone_id, park)
);
-- Where each work lies.
CREATE TABLE land_course (
    zone_id TEXT NOT NULL,
    work    TEXT NOT NULL,
    source  TEXT,
    geojson TEXT NOT NULL,
    PRIMARY KEY (zone_id, work)
);
-- Which parcel came from which by division or merger, and on which day the earlier one ended.
CREATE TABLE land_lineage (
    zone_id TEXT NOT NULL,
    parcel  TEXT NOT NULL,
    origin  TEXT NOT NULL,
    on_day  TEXT NOT NULL,
    PRIMARY KEY (zone_id, parcel, origin)
);
-- Files of outlines that wait to be confirmed.
CREATE TABLE land_upload (
    zone_id     TEXT NOT NULL,
    id          TEXT NOT NULL,
    account     TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    on_day      TEXT NOT NULL,
    source      TEXT NOT NULL,
    epsg        BIGINT NOT NULL,
    content     TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
