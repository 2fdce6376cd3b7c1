CREATE TABLE access_token (
    zone_id      TEXT NOT NULL,
    id           TEXT NOT NULL,
    login        TEXT NOT NULL,
    name         TEXT NOT NULL,
    token_hash   TEXT NOT NULL,
    reach        TEXT NOT NULL,
    parts        TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    last_used_on TEXT,
    PRIMARY KEY (zone_id, id),
    FOREIGN KEY (zone_id, login) REFERENCES account (zone_id, login)
);
CREATE UNIQUE INDEX access_token_hash ON access_token (zone_id, token_hash);
CREATE UNIQUE INDEX access_token_name ON access_token (zone_id, login, name);
