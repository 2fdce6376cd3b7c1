-- What the program did by itself, and when. Runs that did nothing, and failures that repeat, are one row each.
CREATE TABLE chore_run (
    zone_id    TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    chore      TEXT    NOT NULL,
    first_at   TEXT    NOT NULL,
    started_at TEXT    NOT NULL,
    took_ms    BIGINT  NOT NULL,
    outcome    TEXT    NOT NULL,
    failed     BOOLEAN NOT NULL,
    runs       BIGINT  NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX chore_run_started ON chore_run (zone_id, started_at);
CREATE INDEX chore_run_chore ON chore_run (zone_id, chore, started_at);
