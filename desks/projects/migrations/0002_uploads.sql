CREATE TABLE project_upload (
    zone_id     TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    file_name   TEXT   NOT NULL,
    size_bytes  BIGINT NOT NULL,
    content     TEXT   NOT NULL,
    received_at TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_upload_account ON project_upload (zone_id, account, received_at);
