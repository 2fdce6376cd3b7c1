use std::{collections::HashMap, fmt};

use identity::Order;
use serde::{Deserialize, Serialize};
use store::{Change, Entry, Store, Subject};

use super::{Refused, SUBJECT, day_of, edit::new_id, project_trace, report_trace};
use crate::{
    EDIT, REPORT,
    files::{ImportedProject, Index, ProjectSheet, ReportSheet},
    model::{History, ProjectId, ProjectRecord, Rules, StatusHistory, Transition},
    store as tables,
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
                let known = tables::matching(change.connection(), &scope, sheet.identities()).await?;
                let index = Index::new(&known);
                let preview = sheet.compare(&rules, today, |identity| index.get(identity));
                let counts = preview.counts();
                let by_id: HashMap<_, _> = known.iter().map(|record| (record.id.clone(), record)).collect();
                let mut fresh = Vec::new();
                for imported in preview.to_write() {
                    match imported.id.as_ref().and_then(|id| by_id.get(id)) {
                        Some(before) => change_one(change, &rules, before, imported, today).await?,
                        None => fresh.push(fresh_record(imported, &rules, today)?),
                    }
                }
                add_all(change, &rules, &fresh).await?;
                if counts.new + counts.changed == 0 {
                    return Err(Refused::Unchanged);
                }
                Ok(ImportSummary {
                    new: counts.new,
                    changed: counts.changed,
                    left_out: counts.wrong + counts.duplicate,
                })
            })
        })
        .await
}

/// A project of the file that nobody knew; without a stage it stands at the zone's first, as of today.
fn fresh_record(imported: &ImportedProject, rules: &Rules, today: jiff::civil::Date) -> Result<ProjectRecord, Refused> {
    let first = || Transition { stage: rules.stages.first().key.clone(), entered_on: today, reason: None, source: None };
    let entered = imported.stage.clone().unwrap_or_else(first);
    Ok(ProjectRecord {
        id: imported.id.clone().map_or_else(new_id, Ok)?,
        project: imported.project.clone(),
        stages: History::restore(vec![entered]),
        statuses: StatusHistory::restore(imported.status.clone().into_iter().collect()),
    })
}

pub(crate) async fn add_all(change: &mut Change, rules: &Rules, records: &[ProjectRecord]) -> Result<(), Refused> {
    tables::insert_many(change, records, rules).await?;
    for record in records {
        let subject = Subject::new(SUBJECT, record.id.as_str());
        change.record(Entry::new("project.imported", subject).after(&project_trace(record))?);
    }
    Ok(())
}

async fn change_one(
    change: &mut Change,
    rules: &Rules,
    before: &ProjectRecord,
    imported: &ImportedProject,
    today: jiff::civil::Date,
) -> Result<(), Refused> {
    let mut after = ProjectRecord { project: imported.project.clone(), ..before.clone() };
    if let Some(stage) = &imported.stage {
        after.stages.enter(stage.clone(), &rules.stages, today)?;
    }
    if let Some(status) = &imported.status {
        after.statuses.change(status.clone(), today)?;
    }
    let scope = identity::Scope::system(change.zone().clone());
    let version = tables::version(change.connection(), &scope, &after.id).await?.unwrap_or_default();
    tables::replace(change, &after, rules, version + 1).await?;
    let subject = Subject::new(SUBJECT, after.id.as_str());
    let entry = Entry::new("project.imported", subject).before(&project_trace(before))?.after(&project_trace(&after))?;
    change.record(entry);
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
                let index = Index::new(&known);
                let reports = tables::reports_of_zone(change.connection(), &scope, None).await?;
                let find = |identity: &crate::files::Identity| -> Option<ProjectId> {
                    index.get(identity).map(|record| record.id.clone())
                };
                let preview = sheet.compare(today, find, |id, month| reports.get(&(id.clone(), month)));
                let counts = preview.counts();
                if counts.new + counts.changed == 0 {
                    return Err(Refused::Unchanged);
                }
                for imported in preview.to_write() {
                    tables::replace_report(change, &imported.project, &imported.report).await?;
                    let subject = Subject::new(SUBJECT, imported.project.as_str());
                    let entry = Entry::new("project.reported", subject).after(&report_trace(&imported.report))?;
                    change.record(entry);
                }
                Ok(ImportSummary {
                    new: counts.new,
                    changed: counts.changed,
                    left_out: counts.wrong + counts.duplicate,
                })
            })
        })
        .await
}
