-- What standard land needs, when land lies idle and how much must be for industry, as the zone's file says it.
CREATE TABLE land_rules (
    zone_id TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);
-- What hangs on parcels: regional assessments, commitment letters, grants, factory buildings; each is one document.
CREATE TABLE land_record (
    zone_id TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    code    TEXT   NOT NULL,
    content TEXT   NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (zone_id, kind, code)
);
