-- The board counts and sums up each stage without what was lost or has ended: all that it needs stands in the index.
DROP INDEX project_by_stage;
CREATE INDEX project_by_stage ON project (zone_id, stage, total_investment_fen, id, status);
