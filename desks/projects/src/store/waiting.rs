//! What waits for somebody: promises that fall due, months that nobody has reported.

use identity::Scope;
use jiff::civil::Date;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query, SimpleExpr},
};
use store::StoreError;

use super::{
    ProjectFilter, ProjectLine,
    list::visible,
    tables::{project, report},
};

/// Projects with a promise for one of these days that they have not kept yet, the next one first.
///
/// # Errors
/// What the database says.
pub(crate) async fn due_soon(
    database: &impl ConnectionTrait,
    scope: &Scope,
    (from, to): (Date, Date),
    limit: u64,
) -> Result<Vec<ProjectLine>, StoreError> {
    use project::Column;
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(Vec::new()) };
    let due = |promised: Column, reached: Column| {
        Condition::all().add(promised.between(from.to_string(), to.to_string())).add(reached.is_null())
    };
    let start = due(Column::StartPromisedOn, Column::StartedOn);
    let production = due(Column::ProductionPromisedOn, Column::ProductionOn);
    let lines = select
        .filter(Column::Status.is_not_in(["lost", "ended"]))
        .filter(Condition::any().add(start).add(production))
        .order_by_asc(next_due(from))
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(lines.into_model().all(database).await?)
}

/// The next of a project's promises that is not before a day and not kept yet.
fn next_due(from: Date) -> SimpleExpr {
    let waits = format!("started_on IS NULL AND start_promised_on >= '{from}'");
    Expr::cust(format!(
        "CASE WHEN {waits} AND (production_on IS NOT NULL OR production_promised_on IS NULL \
         OR start_promised_on < production_promised_on) THEN start_promised_on ELSE production_promised_on END"
    ))
}

/// Projects with a promise for one of these days, kept or not.
///
/// # Errors
/// What the database says.
pub(crate) async fn promised_in(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
    (from, to): (Date, Date),
    limit: u64,
) -> Result<Vec<ProjectLine>, StoreError> {
    use project::Column;
    let Some(select) = visible(database, scope, filter).await? else { return Ok(Vec::new()) };
    let within = |column: Column| column.between(from.to_string(), to.to_string());
    let lines = select
        .filter(Column::Status.is_not_in(["lost", "ended"]))
        .filter(Condition::any().add(within(Column::StartPromisedOn)).add(within(Column::ProductionPromisedOn)))
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(lines.into_model().all(database).await?)
}

/// Projects that have started by the end of a month and have not reported on it: how many there are, and the first of
/// them by name.
///
/// # Errors
/// What the database says.
pub(crate) async fn unreported(
    database: &impl ConnectionTrait,
    scope: &Scope,
    (month, last_day): (&str, Date),
    limit: u64,
) -> Result<(u64, Vec<ProjectLine>), StoreError> {
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok((0, Vec::new())) };
    let reported = Query::select()
        .column(report::Column::ProjectId)
        .from(report::Entity)
        .and_where(report::Column::ZoneId.eq(scope.zone().as_str()))
        .and_where(report::Column::Month.eq(month))
        .to_owned();
    let missing = select
        .filter(project::Column::Status.is_not_in(["lost", "ended"]))
        .filter(project::Column::StartedOn.lte(last_day.to_string()))
        .filter(project::Column::Id.not_in_subquery(reported));
    let count = missing.clone().count(database).await?;
    let lines = missing.order_by_asc(project::Column::Name).order_by_asc(project::Column::Id).limit(limit);
    Ok((count, lines.into_model().all(database).await?))
}
