CREATE TABLE policy_document (
    zone_id  TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    edition  BIGINT  NOT NULL,
    released BOOLEAN NOT NULL,
    version  BIGINT  NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE TABLE policy_edition (
    zone_id      TEXT   NOT NULL,
    document_id  TEXT   NOT NULL,
    number       BIGINT NOT NULL,
    title        TEXT   NOT NULL,
    published_at TEXT,
    source       TEXT,
    author       TEXT,
    note         TEXT,
    imported_at  TEXT   NOT NULL,
    imported_by  TEXT   NOT NULL,
    PRIMARY KEY (zone_id, document_id, number),
    FOREIGN KEY (zone_id, document_id) REFERENCES policy_document (zone_id, id)
);
CREATE TABLE policy_clause (
    zone_id     TEXT    NOT NULL,
    document_id TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    owner       TEXT,
    co_owners   TEXT    NOT NULL,
    due         TEXT,
    measures    TEXT    NOT NULL,
    released    BOOLEAN NOT NULL,
    source      TEXT,
    version     BIGINT  NOT NULL,
    PRIMARY KEY (zone_id, document_id, id),
    FOREIGN KEY (zone_id, document_id) REFERENCES policy_document (zone_id, id)
);
CREATE TABLE policy_sentence (
    zone_id     TEXT   NOT NULL,
    document_id TEXT   NOT NULL,
    edition     BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    clause_id   TEXT   NOT NULL,
    section     TEXT,
    paragraph   BIGINT NOT NULL,
    words       TEXT   NOT NULL,
    PRIMARY KEY (zone_id, document_id, edition, position),
    FOREIGN KEY (zone_id, document_id, edition) REFERENCES policy_edition (zone_id, document_id, number),
    FOREIGN KEY (zone_id, document_id, clause_id) REFERENCES policy_clause (zone_id, document_id, id)
);
CREATE TABLE policy_evidence (
    zone_id     TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id          TEXT NOT NULL,
    clause_id   TEXT NOT NULL,
    grade       TEXT NOT NULL,
    on_day      TEXT NOT NULL,
    words       TEXT NOT NULL,
    link        TEXT,
    added_at    TEXT NOT NULL,
    added_by    TEXT NOT NULL,
    source      TEXT,
    PRIMARY KEY (zone_id, document_id, id),
    FOREIGN KEY (zone_id, document_id, clause_id) REFERENCES policy_clause (zone_id, document_id, id)
);
CREATE TABLE policy_comment (
    zone_id     TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id          TEXT NOT NULL,
    clause_id   TEXT NOT NULL,
    written_at  TEXT NOT NULL,
    written_by  TEXT NOT NULL,
    words       TEXT NOT NULL,
    PRIMARY KEY (zone_id, document_id, id),
    FOREIGN KEY (zone_id, document_id, clause_id) REFERENCES policy_clause (zone_id, document_id, id)
);
CREATE TABLE policy_override (
    zone_id     TEXT NOT NULL,
    document_id TEXT NOT NULL,
    id          TEXT NOT NULL,
    clause_id   TEXT NOT NULL,
    light       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    set_at      TEXT NOT NULL,
    set_by      TEXT NOT NULL,
    expires_on  TEXT NOT NULL,
    PRIMARY KEY (zone_id, document_id, id),
    FOREIGN KEY (zone_id, document_id, clause_id) REFERENCES policy_clause (zone_id, document_id, id)
);
