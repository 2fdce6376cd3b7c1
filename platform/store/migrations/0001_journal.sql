CREATE TABLE journal (
    zone_id      TEXT   NOT NULL,
    sequence     BIGINT NOT NULL,
    at           TEXT   NOT NULL,
    actor        TEXT   NOT NULL,
    on_behalf_of TEXT,
    verb         TEXT   NOT NULL,
    subject_kind TEXT   NOT NULL,
    subject_id   TEXT   NOT NULL,
    before       TEXT,
    after        TEXT,
    previous     TEXT   NOT NULL,
    hash         TEXT   NOT NULL,
    PRIMARY KEY (zone_id, sequence)
);
CREATE INDEX journal_subject ON journal (zone_id, subject_kind, subject_id, sequence);
CREATE INDEX journal_at ON journal (zone_id, at);
CREATE TABLE answered_write (
    zone_id         TEXT NOT NULL,
    actor           TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    command         TEXT NOT NULL,
    answer          TEXT NOT NULL,
    at              TEXT NOT NULL,
    PRIMARY KEY (zone_id, actor, idempotency_key)
);
CREATE INDEX answered_write_at ON answered_write (at);
