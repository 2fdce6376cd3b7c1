-- Lists and boards as somebody likes to see them, kept under a name.
CREATE TABLE project_view (
    zone_id TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    owner   TEXT    NOT NULL,
    title   TEXT    NOT NULL,
    page    TEXT    NOT NULL,
    query   TEXT    NOT NULL,
    shared  BOOLEAN NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_view_by_owner ON project_view (zone_id, owner, title);
