-- Files that people handed in. A row is one version of a document; its content lies beside the database by its digest.
-- Rows are never deleted: what was taken back says by whom and why.
CREATE TABLE attachment (
    zone_id        TEXT   NOT NULL,
    id             TEXT   NOT NULL,
    subject_kind   TEXT   NOT NULL,
    subject_id     TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    document       TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    file_name      TEXT   NOT NULL,
    media_type     TEXT   NOT NULL,
    size_bytes     BIGINT NOT NULL,
    digest         TEXT   NOT NULL,
    scan           TEXT   NOT NULL,
    uploaded_by    TEXT   NOT NULL,
    uploaded_at    TEXT   NOT NULL,
    removed_by     TEXT,
    removed_at     TEXT,
    removed_reason TEXT,
    PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX attachment_version ON attachment (zone_id, document, version);
CREATE INDEX attachment_subject ON attachment (zone_id, subject_kind, subject_id);
CREATE INDEX attachment_digest ON attachment (zone_id, digest);
