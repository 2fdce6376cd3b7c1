ALTER TABLE project_rules ADD COLUMN conduct TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN touched_on TEXT;
-- What stands in a project's dossier: talks, agreements, promises, milestones, requests, hurdles, duties.
CREATE TABLE project_item (
    zone_id    TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    project_id TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    on_day     TEXT   NOT NULL,
    due_on     TEXT,
    done_on    TEXT,
    owner      TEXT,
    meeting_id TEXT,
    document   TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id),
    FOREIGN KEY (zone_id, project_id) REFERENCES project (zone_id, id)
);
CREATE INDEX project_item_by_project ON project_item (zone_id, project_id, kind, on_day, id);
CREATE INDEX project_item_by_meeting ON project_item (zone_id, meeting_id, id) WHERE meeting_id IS NOT NULL;
CREATE INDEX project_item_by_day ON project_item (zone_id, kind, due_on, id);
