CREATE TABLE portal_site (
    zone_id TEXT   NOT NULL,
    content TEXT   NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (zone_id)
);
CREATE TABLE portal_article (
    zone_id      TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    column_id    TEXT   NOT NULL,
    published_at TEXT   NOT NULL,
    title_zh     TEXT   NOT NULL,
    title_en     TEXT   NOT NULL,
    source       TEXT   NOT NULL,
    author       TEXT   NOT NULL,
    body_zh      TEXT   NOT NULL,
    body_en      TEXT   NOT NULL,
    origin       TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX portal_article_published ON portal_article (zone_id, published_at, id);
CREATE TABLE portal_letter (
    zone_id     TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    about       TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    contact     TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    received_at TEXT   NOT NULL,
    network     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    settled_by  TEXT   NOT NULL,
    settled_at  TEXT,
    version     BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX portal_letter_state ON portal_letter (zone_id, state, received_at, id);
CREATE INDEX portal_letter_received ON portal_letter (zone_id, received_at, id);
CREATE INDEX portal_letter_network ON portal_letter (zone_id, network, received_at);
