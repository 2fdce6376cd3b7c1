-- Projects that the zone shows on its public site.
CREATE TABLE project_listing (
    zone_id    TEXT NOT NULL,
    project_id TEXT NOT NULL,
    listed_by  TEXT NOT NULL,
    listed_on  TEXT NOT NULL,
    PRIMARY KEY (zone_id, project_id)
);
