CREATE TABLE policy_supervision (
    zone_id         TEXT   NOT NULL PRIMARY KEY,
    due_soon_days   BIGINT NOT NULL,
    stuck_days      BIGINT NOT NULL,
    stuck_long_days BIGINT NOT NULL,
    escalate_days   BIGINT NOT NULL,
    source          TEXT   NOT NULL
);
