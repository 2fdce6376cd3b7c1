//! What waits for whom: overdue projects for those who drive them, reports that are due for those who report.

use facts::Light;
use identity::Scope;
use jiff::civil::Date;
use pages::{App, Language, WorkItem, WorkSource};
use sea_orm::Order;
use store::StoreError;

use crate::{
    EDIT, REPORT, REPORT_OWN,
    store::{self as tables, ProjectFilter, ProjectLine, Sort},
};

/// Lines shown; the list of overdue projects has them all.
const LINES_MAX: u64 = 12;
/// Day of the month by which the month before is reported; nobody has verified it for this zone.
const REPORT_BY_DAY: i8 = 10;

/// The desk's part of the work queue.
pub(crate) struct ProjectWork;

#[async_trait::async_trait]
impl WorkSource for ProjectWork {
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: Language,
        today: Date,
    ) -> Result<Vec<WorkItem>, StoreError> {
        let mut items = Vec::new();
        if scope.may(EDIT) || scope.may(REPORT_OWN) {
            let filter = ProjectFilter { overdue_on: Some(today), ..ProjectFilter::default() };
            let order = (Sort::Stage, Order::Asc);
            let lines = tables::list(app.store().reader(), scope, &filter, order, 0, LINES_MAX).await?;
            items.extend(lines.iter().map(|line| overdue(app, language, line, today)));
        }
        if scope.may(REPORT) {
            items.extend(report_due(app, scope, language, today).await?);
        }
        Ok(items)
    }
}

fn overdue(app: &App, language: Language, line: &ProjectLine, today: Date) -> WorkItem {
    let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Date>().ok());
    let (promised, key) = match (line.started_on.is_some(), day(&line.start_promised_on)) {
        (false, Some(start)) if start < today => (Some(start), "projects-work-start-overdue"),
        _ => (day(&line.production_promised_on), "projects-work-production-overdue"),
    };
    let days = promised.and_then(|promised| promised.until(today).ok()).map_or(0, |span| span.get_days());
    WorkItem {
        title: line.name.clone(),
        reason: app.languages().text_with(language, key, &[("days", days.into())]),
        path: format!("/projects/{}", line.id),
        due: promised,
        light: Light::Red,
    }
}

/// One line when the month before has not been reported: amber until its day, red afterwards.
async fn report_due(
    app: &App,
    scope: &Scope,
    language: Language,
    today: Date,
) -> Result<Option<WorkItem>, StoreError> {
    let month_before = today.first_of_month().yesterday().map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let month = tables::month_of(month_before);
    let reported = tables::months(app.store().reader(), scope.zone(), month_before).await?;
    if reported.iter().any(|sum| sum.month == month) {
        return Ok(None);
    }
    let due = Date::new(today.year(), today.month(), REPORT_BY_DAY).ok();
    let title = app.languages().text_with(language, "projects-work-report", &[("month", month.into())]);
    Ok(Some(WorkItem {
        title,
        reason: app.languages().text(language, "projects-work-report-reason"),
        path: "/projects/import?kind=reports".to_owned(),
        due,
        light: if due.is_some_and(|due| due < today) { Light::Red } else { Light::Amber },
    }))
}
