-- Stages that are verified by somebody else, who is in charge, how likely it is.
ALTER TABLE project ADD COLUMN manager TEXT;
ALTER TABLE project ADD COLUMN likelihood TEXT;
ALTER TABLE project ADD COLUMN claim TEXT;
CREATE INDEX project_by_manager ON project (zone_id, manager, stage_order, id) WHERE manager IS NOT NULL;
CREATE INDEX project_by_claim ON project (zone_id, claim, id) WHERE claim IS NOT NULL;
-- The statuses have the names that the rules use: dormant was paused, ended was withdrawn.
UPDATE project SET status = 'dormant' WHERE status = 'paused';
UPDATE project SET status = 'ended' WHERE status = 'withdrawn';
UPDATE project_standing SET status = 'dormant' WHERE status = 'paused';
UPDATE project_standing SET status = 'ended' WHERE status = 'withdrawn';
UPDATE project SET document = REPLACE(document, '{"status":"paused"', '{"status":"dormant"')
    WHERE document LIKE '%{"status":"paused"%';
UPDATE project SET document = REPLACE(document, '{"status":"withdrawn"', '{"status":"ended"')
    WHERE document LIKE '%{"status":"withdrawn"%';
