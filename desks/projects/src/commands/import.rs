use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use identity::Order;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Change, Entry, Store, StoreError, Subject};

use super::{Refused, SUBJECT, check_name, day_of, new_id, project_trace, report, tell::tell_of_import};
use crate::{
    EDIT, REPORT,
    files::{Counts, Identity, ImportedProject, Index, ProjectSheet, ReportSheet},
    model::{MonthlyReport, ProjectId, ProjectRecord, Rules, Transition},
    store::{self as tables, Reports, Saved},
};

/// What an import has written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// New records.
    pub new: usize,
    /// Changed records.
    pub changed: usize,
    /// Rows that were left out: wrong, or there twice.
    pub left_out: usize,
}

impl ImportSummary {
    /// What a preview promises; nothing is an error.
    fn of(counts: Counts) -> Result<Self, Refused> {
        if counts.new + counts.changed == 0 {
            return Err(Refused::Unchanged);
        }
        Ok(Self { new: counts.new, changed: counts.changed, left_out: counts.wrong + counts.duplicate })
    }
}

impl fmt::Display for ImportSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} new, {} changed, {} left out", self.new, self.changed, self.left_out)
    }
}

/// Takes over what a file of projects says: all rows that are right, in one transaction. The rows are set against the
/// records as they stand now, whatever a preview has shown before.
///
/// # Errors
/// [`Refused::Unchanged`] when the file says nothing new; else [`Refused`].
pub async fn import_projects(store: &Store, order: Order<'_>, sheet: ProjectSheet) -> Result<ImportSummary, Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.import", move |change| {
            Box::pin(async move {
                let rules = tables::rules(change.connection(), change.zone()).await?;
                let known = tables::matching_with_versions(change.connection(), &scope, sheet.identities()).await?;
                let index = Index::new(known.iter().map(|(record, _)| record));
                let managers = tables::managers(change.connection(), change.zone()).await?;
                let preview = sheet.compare(&rules, &managers, today, |identity| index.get(identity));
                let summary = ImportSummary::of(preview.counts())?;
                let by_id: HashMap<&ProjectId, &(ProjectRecord, i64)> =
                    known.iter().map(|known| (&known.0.id, known)).collect();
                let mut pairs = Vec::new();
                for imported in preview.to_write() {
                    let before = imported.id.as_ref().and_then(|id| by_id.get(id).copied());
                    pairs.push((before, after(before.map(|(record, _)| record), imported, &rules, today)?));
                }
                for (before, after) in &pairs {
                    let renamed = before.filter(|(before, _)| before.project.name != after.project.name);
                    if let Some((before, _)) = renamed {
                        check_name(change, Some(before), after).await?;
                    }
                }
                let saved: Vec<Saved<'_>> = pairs.iter().map(|(before, after)| saved(*before, after)).collect();
                tables::save(change, &rules, &saved).await?;
                trace(change, &saved)?;
                tell_of_import(change, &saved).await?;
                Ok(summary)
            })
        })
        .await
}

fn saved<'a>(before: Option<&'a (ProjectRecord, i64)>, after: &'a ProjectRecord) -> Saved<'a> {
    Saved { before: before.map(|(record, _)| record), after, version: before.map_or(1, |(_, version)| version + 1) }
}

/// What becomes of a project; one that nobody knew and that says no stage stands at the zone's first, as of today.
fn after(
    before: Option<&ProjectRecord>,
    imported: &ImportedProject,
    rules: &Rules,
    today: Date,
) -> Result<ProjectRecord, Refused> {
    let mut record = match before {
        Some(before) => ProjectRecord { project: imported.project.clone(), ..before.clone() },
        None => ProjectRecord::new(new_id()?, imported.project.clone()),
    };
    let first = || Transition {
        source: imported.project.source.clone(),
        ..Transition::new(rules.stages.first().key.clone(), today)
    };
    let stage = imported.stage.clone().or_else(|| before.is_none().then(first));
    if let Some(stage) = stage {
        record.enter(stage, rules, today)?;
    }
    if let Some(status) = &imported.status {
        record.statuses.change(status.clone(), today)?;
    }
    Ok(record)
}

fn trace(change: &mut Change, saved: &[Saved<'_>]) -> Result<(), StoreError> {
    for one in saved {
        let entry = Entry::new("project.imported", Subject::new(SUBJECT, one.after.id.as_str()));
        let entry = match one.before {
            Some(before) => entry.before(&project_trace(before))?,
            None => entry,
        };
        change.record(entry.after(&project_trace(one.after))?);
    }
    Ok(())
}

/// Takes over what a file of monthly reports says: all rows that are right, in one transaction.
///
/// # Errors
/// [`Refused::Unchanged`] when the file says nothing new; else [`Refused`].
pub async fn import_reports(store: &Store, order: Order<'_>, sheet: ReportSheet) -> Result<ImportSummary, Refused> {
    order.needs(REPORT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.import_reports", move |change| {
            Box::pin(async move {
                let known = tables::matching(change.connection(), &scope, sheet.identities()).await?;
                let ids: Vec<ProjectId> = known.iter().map(|record| record.id.clone()).collect();
                let reports = tables::reports_of(change.connection(), &scope, &ids).await?;
                let index = Index::new(&known);
                let find = |identity: &Identity| -> Option<ProjectId> { Some(index.get(identity)?.id.clone()) };
                let preview = sheet.compare(today, find, |id, month| reports.get(&(id.clone(), month)));
                let summary = ImportSummary::of(preview.counts())?;
                let new = preview.to_write().map(|imported| (&imported.project, &imported.report));
                write_reports(change, new, &reports).await?;
                Ok(summary)
            })
        })
        .await
}

async fn write_reports<'a>(
    change: &mut Change,
    reports: impl Iterator<Item = (&'a ProjectId, &'a MonthlyReport)>,
    before: &Reports,
) -> Result<(), StoreError> {
    let mut by_project: BTreeMap<&ProjectId, Vec<&MonthlyReport>> = BTreeMap::new();
    for (id, report) in reports {
        by_project.entry(id).or_default().push(report);
        change.record(report::entry(id, before.get(&(id.clone(), report.month)), report)?);
    }
    tables::save_reports(change, &by_project).await
}

/// Writes projects that a zone's folder tells of and nobody knew.
pub(crate) async fn add_projects(change: &mut Change, rules: &Rules, new: &[&ProjectRecord]) -> Result<(), StoreError> {
    let saved: Vec<Saved<'_>> = new.iter().map(|record| Saved::new(record)).collect();
    tables::save(change, rules, &saved).await?;
    trace(change, &saved)
}

/// Writes reports that a zone's folder tells of and nobody knew.
pub(crate) async fn add_reports<'a>(
    change: &mut Change,
    new: impl Iterator<Item = (&'a ProjectId, &'a MonthlyReport)>,
) -> Result<(), StoreError> {
    write_reports(change, new, &Reports::new()).await
}
