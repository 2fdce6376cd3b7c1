use identity::{Forbidden, Order};
use store::{Entry, Store, Subject};

use super::{Refused, SUBJECT, day_of, ground, report_trace};
use crate::{
    REPORT, REPORT_OWN,
    model::{FieldError, MonthlyReport, Problem, ProjectId},
    store as tables,
};

/// Keeps what a project reports for a month, or corrects it. An enterprise reports on its own projects.
///
/// # Errors
/// [`Refused`]; field `month` for one that has not begun yet.
pub async fn report_month(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    report: MonthlyReport,
) -> Result<(), Refused> {
    if !order.scope.may(REPORT) && !order.scope.may(REPORT_OWN) {
        return Err(Forbidden(REPORT).into());
    }
    let (scope, today) = (order.scope.clone(), day_of(&order));
    if report.month.first_day() > today {
        return Err(FieldError::new("month", Problem::Future { today }).into());
    }
    store
        .write(order.author(), order.key, "projects.report_month", move |change| {
            Box::pin(async move {
                ground(change, &scope, &id).await?;
                let before = tables::find_report(change.connection(), &scope, &id, report.month).await?;
                if before.as_ref() == Some(&report) {
                    return Err(Refused::Unchanged);
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
