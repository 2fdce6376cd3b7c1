-- Nobody sorts by these.
DROP INDEX project_by_update;
DROP INDEX project_by_signing;
ALTER TABLE project DROP COLUMN updated_at;
-- NULL stands first in one database and last in the other.
UPDATE project SET total_investment_fen = -1 WHERE total_investment_fen IS NULL;
