use identity::{Forbidden, Order};
use store::{Entry, Store, Subject};

use super::{Refused, SUBJECT, ground, report_trace};
use crate::{
    REPORT, REPORT_OWN,
    model::{MonthlyReport, ProjectId},
    store as tables,
};

/// Keeps what a project reports for a month, or corrects it. An enterprise reports on its own projects.
///
/// # Errors
/// [`Refused`].
pub async fn report_month(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    report: MonthlyReport,
) -> Result<(), Refused> {
    if !order.scope.may(REPORT) && !order.scope.may(REPORT_OWN) {
        return Err(Forbidden(REPORT).into());
    }
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.report_month", move |change| {
            Box::pin(async move {
                ground(change, &scope, &id).await?;
                let before = tables::find_report(change.connection(), &scope, &id, report.month).await?;
                if before.as_ref() == Some(&report) {
                    return Err(Refused::Unchanged);
                }
                tables::replace_report(change, &id, &report).await?;
                let mut entry = Entry::new("project.reported", Subject::new(SUBJECT, id.as_str()));
                if let Some(before) = &before {
                    entry = entry.before(&report_trace(before))?;
                }
                change.record(entry.after(&report_trace(&report))?);
                Ok(())
            })
        })
        .await
}
