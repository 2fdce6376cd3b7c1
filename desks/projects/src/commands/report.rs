use identity::{Forbidden, Order};
use store::{Entry, Stale, Store, Subject};

use super::{Refused, SUBJECT, day_of, ground, report_trace};
use crate::{
    REPORT, REPORT_OWN,
    model::{FieldError, MonthlyReport, ProjectId},
    store as tables,
};

/// Keeps what a project reports for a month, or corrects it; `version` is that of the report which is corrected, 0 for a
/// month that nobody has reported. An enterprise reports on its own projects. Whoever is `sure` is not asked about figures
/// that are out of the common.
///
/// # Errors
/// [`Refused`]; field `month` for one that is not over, `sure` for [`MonthlyReport::doubts`]; [`Refused::Stale`] with both reports where somebody else has
/// reported the month, or corrected it.
pub async fn report_month(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    report: MonthlyReport,
    sure: bool,
) -> Result<(), Refused> {
    if !order.scope.may(REPORT) && !order.scope.may(REPORT_OWN) {
        return Err(Forbidden(REPORT).into());
    }
    let (scope, today) = (order.scope.clone(), day_of(&order));
    report.month.check_over(today).map_err(|problem| FieldError::new("month", problem))?;
    store
        .write(order.author(), order.key, "projects.report_month", move |change| {
            Box::pin(async move {
                let record = ground(change, &scope, &id).await?.before;
                if !scope.may(REPORT) && !tables::is_own(change.connection(), &scope, &record).await? {
                    return Err(Forbidden(REPORT).into());
                }
                let mut others = tables::reports(change.connection(), &scope, &id).await?;
                let before = others.iter().position(|(other, _)| other.month == report.month);
                let before = before.map(|position| others.remove(position));
                let (before, current_version) = before.map_or((None, 0), |(before, version)| (Some(before), version));
                if version != current_version {
                    return Err(Refused::Stale(Stale {
                        your_version: version,
                        current_version,
                        yours: report_trace(&report),
                        current: before.as_ref().map_or_else(|| serde_json::json!({}), report_trace),
                    }));
                }
                if before.as_ref() == Some(&report) {
                    return Err(Refused::Unchanged);
                }
                let doubts = report.doubts(&record, others.iter().map(|(other, _)| other));
                if !sure && !doubts.is_empty() {
                    return Err(Refused::Wrong(doubts));
                }
                tables::save_reports(change, &[(&id, vec![&report])].into()).await?;
                change.record(entry(&id, before.as_ref(), &report)?);
                Ok(())
            })
        })
        .await
}

/// What the journal says of a report.
pub(super) fn entry(
    id: &ProjectId,
    before: Option<&MonthlyReport>,
    report: &MonthlyReport,
) -> Result<Entry, store::StoreError> {
    let entry = Entry::new("project.reported", Subject::new(SUBJECT, id.as_str()));
    let entry = match before {
        Some(before) => entry.before(&report_trace(before))?,
        None => entry,
    };
    entry.after(&report_trace(report))
}
