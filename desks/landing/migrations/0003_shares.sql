-- Links under which an edition is read without an account; of the secret in a link only its hash is kept.
CREATE TABLE landing_share (
    zone_id      TEXT   NOT NULL,
    wish         BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    edition      BIGINT NOT NULL,
    secret       TEXT   NOT NULL,
    made_on      TEXT   NOT NULL,
    made_by      TEXT   NOT NULL,
    last_day     TEXT   NOT NULL,
    withdrawn_on TEXT,
    withdrawn_by TEXT,
    PRIMARY KEY (zone_id, wish, number)
);
CREATE UNIQUE INDEX landing_share_secret ON landing_share (zone_id, secret);
