CREATE TABLE project_rules (
    zone_id    TEXT NOT NULL PRIMARY KEY,
    revision   TEXT NOT NULL,
    stages     TEXT NOT NULL,
    vocabulary TEXT NOT NULL
);
CREATE TABLE project (
    zone_id                TEXT   NOT NULL,
    id                     TEXT   NOT NULL,
    name                   TEXT   NOT NULL,
    investor_name          TEXT   NOT NULL,
    credit_code            TEXT,
    project_code           TEXT,
    park                   TEXT,
    cluster                TEXT,
    leading_industry       TEXT,
    total_investment_fen   BIGINT,
    stage                  TEXT,
    stage_on               TEXT,
    stage_order            BIGINT NOT NULL,
    signed_on              TEXT,
    started_on             TEXT,
    production_on          TEXT,
    start_promised_on      TEXT,
    production_promised_on TEXT,
    status                 TEXT   NOT NULL,
    document               TEXT   NOT NULL,
    updated_at             TEXT   NOT NULL,
    version                BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE INDEX project_by_name ON project (zone_id, name, id);
CREATE INDEX project_by_investor ON project (zone_id, investor_name, id);
CREATE INDEX project_by_signing ON project (zone_id, signed_on, id);
CREATE INDEX project_by_start ON project (zone_id, started_on, id);
CREATE INDEX project_by_investment ON project (zone_id, total_investment_fen, id);
CREATE INDEX project_by_stage ON project (zone_id, stage, total_investment_fen, id);
CREATE INDEX project_by_stage_day ON project (zone_id, stage, stage_on, id);
CREATE INDEX project_by_park ON project (zone_id, park, total_investment_fen, id);
CREATE INDEX project_by_cluster ON project (zone_id, cluster, total_investment_fen, id);
CREATE INDEX project_by_stage_order ON project (zone_id, stage_order, stage_on, id);
CREATE INDEX project_by_update ON project (zone_id, updated_at, id);
CREATE INDEX project_by_code ON project (zone_id, project_code);
CREATE INDEX project_by_credit ON project (zone_id, credit_code, name);
CREATE TABLE project_standing (
    zone_id                TEXT   NOT NULL,
    project_id             TEXT   NOT NULL,
    since                  TEXT   NOT NULL,
    until                  TEXT   NOT NULL,
    status                 TEXT   NOT NULL,
    stage                  TEXT   NOT NULL,
    reach                  BIGINT NOT NULL,
    signed_on              TEXT,
    started_on             TEXT,
    production_on          TEXT,
    start_promised_on      TEXT,
    production_promised_on TEXT,
    park                   TEXT   NOT NULL,
    cluster                TEXT   NOT NULL,
    tags                   TEXT   NOT NULL,
    investment_fen         BIGINT NOT NULL,
    output_fen             BIGINT NOT NULL,
    tax_fen                BIGINT NOT NULL,
    jobs                   BIGINT NOT NULL,
    PRIMARY KEY (zone_id, project_id, since),
    FOREIGN KEY (zone_id, project_id) REFERENCES project (zone_id, id)
);
CREATE INDEX project_standing_by_day ON project_standing (
    zone_id, until, status, stage, park, cluster, tags, since, reach, started_on, production_on,
    start_promised_on, production_promised_on, investment_fen, output_fen, tax_fen, jobs
);
CREATE TABLE project_tag (
    zone_id    TEXT NOT NULL,
    project_id TEXT NOT NULL,
    tag        TEXT NOT NULL,
    PRIMARY KEY (zone_id, project_id, tag),
    FOREIGN KEY (zone_id, project_id) REFERENCES project (zone_id, id)
);
CREATE INDEX project_tag_by_tag ON project_tag (zone_id, tag, project_id);
CREATE TABLE project_plan (
    zone_id    TEXT   NOT NULL,
    project_id TEXT   NOT NULL,
    year       BIGINT NOT NULL,
    amount_fen BIGINT NOT NULL,
    PRIMARY KEY (zone_id, project_id, year),
    FOREIGN KEY (zone_id, project_id) REFERENCES project (zone_id, id)
);
CREATE INDEX project_plan_by_year ON project_plan (zone_id, year, project_id, amount_fen);
CREATE TABLE project_report (
    zone_id        TEXT   NOT NULL,
    project_id     TEXT   NOT NULL,
    month          TEXT   NOT NULL,
    investment_fen BIGINT NOT NULL,
    output_fen     BIGINT NOT NULL,
    tax_fen        BIGINT NOT NULL,
    jobs           BIGINT NOT NULL,
    source         TEXT,
    version        BIGINT NOT NULL,
    PRIMARY KEY (zone_id, project_id, month),
    FOREIGN KEY (zone_id, project_id) REFERENCES project (zone_id, id)
);
CREATE INDEX project_report_by_month ON project_report (zone_id, month, investment_fen, output_fen, tax_fen);
