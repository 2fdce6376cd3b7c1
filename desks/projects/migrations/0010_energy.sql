-- Energy used within the month, in kilograms of coal equivalent; not everybody reports it.
ALTER TABLE project_report ADD COLUMN energy_kgce BIGINT;
