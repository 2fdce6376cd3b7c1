-- The register of investors; every name that one goes by leads to it.
CREATE TABLE project_investor (
    zone_id     TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    credit_code TEXT,
    document    TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX project_investor_by_code ON project_investor (zone_id, credit_code);
CREATE INDEX project_investor_by_name ON project_investor (zone_id, name, id);
CREATE TABLE project_investor_name (
    zone_id     TEXT NOT NULL,
    name        TEXT NOT NULL,
    investor_id TEXT NOT NULL,
    PRIMARY KEY (zone_id, name)
);
CREATE INDEX project_investor_name_of ON project_investor_name (zone_id, investor_id);
