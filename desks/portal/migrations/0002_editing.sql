ALTER TABLE portal_article ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE portal_article ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN validity TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN issued_on TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN opens_on TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN closes_on TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN withdrawn_at TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT '';
ALTER TABLE portal_article ADD COLUMN withdrawn_for TEXT NOT NULL DEFAULT '';
CREATE INDEX portal_article_column ON portal_article (zone_id, column_id, published_at, id);
CREATE INDEX portal_article_issued ON portal_article (zone_id, issued_on, id);
CREATE INDEX portal_article_closes ON portal_article (zone_id, closes_on, id);
CREATE TABLE portal_edition (
    zone_id      TEXT   NOT NULL,
    article_id   TEXT   NOT NULL,
    number       BIGINT NOT NULL,
    content      TEXT   NOT NULL,
    authors      TEXT   NOT NULL,
    published_by TEXT   NOT NULL,
    published_at TEXT   NOT NULL,
    PRIMARY KEY (zone_id, article_id, number)
);
CREATE TABLE portal_manuscript (
    zone_id      TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    title_zh     TEXT   NOT NULL,
    content      TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    authors      TEXT   NOT NULL,
    base         BIGINT NOT NULL,
    returned_for TEXT   NOT NULL,
    changed_at   TEXT   NOT NULL,
    changed_by   TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX portal_manuscript_state ON portal_manuscript (zone_id, state, changed_at, id);
CREATE TABLE portal_comment (
    zone_id     TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    article_id  TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    contact     TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    received_at TEXT   NOT NULL,
    network     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    answer      TEXT   NOT NULL,
    judged_by   TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX portal_comment_article ON portal_comment (zone_id, article_id, state, received_at, id);
CREATE INDEX portal_comment_state ON portal_comment (zone_id, state, received_at, id);
CREATE INDEX portal_comment_network ON portal_comment (zone_id, network, received_at);
CREATE TABLE portal_broken_link (
    zone_id    TEXT NOT NULL,
    article_id TEXT NOT NULL,
    target     TEXT NOT NULL,
    found_at   TEXT NOT NULL,
    PRIMARY KEY (zone_id, article_id, target)
);
