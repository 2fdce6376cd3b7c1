//! Writing records; only commands come here.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use store::{Change, StoreError};

use super::{
    rows::{month_text, plan_rows, project_row, report_row, stage_rows, status_rows, tag_rows},
    tables::{plan, project, report, stage, status, tag},
};
use crate::model::{MonthlyReport, ProjectId, ProjectRecord, Rules};

/// Rows of one insert: SQLite takes 32,766 parameters, a project has 22.
const ROWS_MAX: usize = 1_000;

async fn insert_rows<A>(change: &Change, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(ROWS_MAX).collect();
        A::Entity::insert_many(some).exec_without_returning(change.connection()).await?;
    }
    Ok(())
}

/// Writes new projects with all that hangs on them.
pub(crate) async fn insert_many(change: &Change, records: &[ProjectRecord], rules: &Rules) -> Result<(), StoreError> {
    for some in records.chunks(ROWS_MAX) {
        let projects = some.iter().map(|record| project_row(change, record, rules, 1)).collect::<Result<_, _>>()?;
        insert_rows(change, projects).await?;
        insert_parts(change, some).await?;
    }
    Ok(())
}

async fn insert_parts(change: &Change, records: &[ProjectRecord]) -> Result<(), StoreError> {
    insert_rows(change, records.iter().flat_map(|record| tag_rows(change, record)).collect()).await?;
    insert_rows(change, records.iter().flat_map(|record| stage_rows(change, record)).collect()).await?;
    insert_rows(change, records.iter().flat_map(|record| status_rows(change, record)).collect()).await?;
    insert_rows(change, records.iter().flat_map(|record| plan_rows(change, record)).collect()).await
}

/// Writes a project in the place of the one with its id.
pub(crate) async fn replace(change: &Change, record: &ProjectRecord, rules: &Rules, version: i64) -> Result<(), StoreError> {
    project_row(change, record, rules, version)?.update(change.connection()).await?;
    let (zone, id, connection) = (change.zone().as_str(), record.id.as_str(), change.connection());
    tag::Entity::delete_many()
        .filter(tag::Column::ZoneId.eq(zone))
        .filter(tag::Column::ProjectId.eq(id))
        .exec(connection)
        .await?;
    stage::Entity::delete_many()
        .filter(stage::Column::ZoneId.eq(zone))
        .filter(stage::Column::ProjectId.eq(id))
        .exec(connection)
        .await?;
    status::Entity::delete_many()
        .filter(status::Column::ZoneId.eq(zone))
        .filter(status::Column::ProjectId.eq(id))
        .exec(connection)
        .await?;
    plan::Entity::delete_many()
        .filter(plan::Column::ZoneId.eq(zone))
        .filter(plan::Column::ProjectId.eq(id))
        .exec(connection)
        .await?;
    insert_parts(change, std::slice::from_ref(record)).await
}

/// Writes new reports.
pub(crate) async fn insert_reports<'a>(
    change: &Change,
    reports: impl IntoIterator<Item = (&'a ProjectId, &'a MonthlyReport)>,
) -> Result<(), StoreError> {
    insert_rows(change, reports.into_iter().map(|(id, report)| report_row(change, id, report)).collect()).await
}

/// Writes a report in the place of the one of its month, if there is one.
pub(crate) async fn replace_report(change: &Change, id: &ProjectId, report: &MonthlyReport) -> Result<(), StoreError> {
    let key = (change.zone().to_string(), id.to_string(), month_text(report.month));
    report::Entity::delete_by_id(key).exec(change.connection()).await?;
    report_row(change, id, report).insert(change.connection()).await?;
    Ok(())
}

/// Whether the zone has projects already.
pub(crate) async fn is_empty(change: &Change) -> Result<bool, StoreError> {
    let any = project::Entity::find().filter(project::Column::ZoneId.eq(change.zone().as_str()));
    Ok(any.one(change.connection()).await?.is_none())
}
