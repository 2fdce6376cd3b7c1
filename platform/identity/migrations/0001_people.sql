CREATE TABLE zone (
    id       TEXT   NOT NULL PRIMARY KEY,
    name_zh  TEXT   NOT NULL,
    name_en  TEXT   NOT NULL,
    settings TEXT   NOT NULL,
    version  BIGINT NOT NULL
);
CREATE TABLE organisation (
    zone_id     TEXT   NOT NULL REFERENCES zone (id),
    id          TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    name_zh     TEXT   NOT NULL,
    name_en     TEXT   NOT NULL,
    credit_code TEXT,
    source      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX organisation_credit_code ON organisation (zone_id, credit_code);
CREATE TABLE account (
    zone_id              TEXT    NOT NULL REFERENCES zone (id),
    login                TEXT    NOT NULL,
    name                 TEXT    NOT NULL,
    organisation_id      TEXT    NOT NULL,
    post                 TEXT    NOT NULL,
    email                TEXT    NOT NULL,
    language             TEXT    NOT NULL,
    password_hash        TEXT    NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    totp_secret          TEXT,
    totp_last_step       BIGINT  NOT NULL,
    disabled             BOOLEAN NOT NULL,
    source               TEXT    NOT NULL,
    version              BIGINT  NOT NULL,
    PRIMARY KEY (zone_id, login),
    FOREIGN KEY (zone_id, organisation_id) REFERENCES organisation (zone_id, id)
);
CREATE TABLE account_role (
    zone_id TEXT NOT NULL,
    login   TEXT NOT NULL,
    role    TEXT NOT NULL,
    PRIMARY KEY (zone_id, login, role),
    FOREIGN KEY (zone_id, login) REFERENCES account (zone_id, login)
);
CREATE TABLE session (
    zone_id    TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    login      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    address    TEXT NOT NULL,
    PRIMARY KEY (zone_id, token_hash),
    FOREIGN KEY (zone_id, login) REFERENCES account (zone_id, login)
);
CREATE INDEX session_login ON session (zone_id, login);
CREATE INDEX session_expires ON session (zone_id, expires_at);
CREATE TABLE login_failure (
    zone_id TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    count   BIGINT NOT NULL,
    last_at TEXT   NOT NULL,
    PRIMARY KEY (zone_id, subject)
);
CREATE INDEX login_failure_age ON login_failure (zone_id, last_at);
