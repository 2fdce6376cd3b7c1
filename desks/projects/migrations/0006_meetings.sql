-- Dispatch meetings; what they resolve stands in the dossiers of the projects.
CREATE TABLE project_meeting (
    zone_id  TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    held_on  TEXT   NOT NULL,
    document TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_meeting_by_day ON project_meeting (zone_id, held_on, id);
