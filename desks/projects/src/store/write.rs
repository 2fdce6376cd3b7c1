//! Writing records; only commands come here.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use store::{Change, StoreError};

use super::{
    rows::{plan_rows, project_row, report_row, standing_rows, tag_rows},
    tables::{plan, project, report, standing, tag},
};
use crate::model::{MonthlyReport, ProjectId, ProjectRecord, Rules};

/// Rows of one statement: SQLite takes 32,766 parameters, the widest row has 22.
const ROWS_MAX: usize = 1_000;

/// A project as it was and as it shall be.
#[derive(Clone, Copy)]
pub(crate) struct Saved<'a> {
    /// As it was; none for a new one.
    pub before: Option<&'a ProjectRecord>,
    /// As it shall be.
    pub after: &'a ProjectRecord,
    /// The version that it gets.
    pub version: i64,
}

impl<'a> Saved<'a> {
    /// A new project.
    pub fn new(after: &'a ProjectRecord) -> Self {
        Self { before: None, after, version: 1 }
    }
}

/// Writes projects with all that hangs on them; of what hangs on them, only what differs.
pub(crate) async fn save(change: &Change, rules: &Rules, projects: &[Saved<'_>]) -> Result<(), StoreError> {
    for some in projects.chunks(ROWS_MAX) {
        let row = |one: &Saved<'_>| project_row(change, one.after, rules, one.version);
        let rows = some.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        if some.iter().all(|one| one.before.is_none()) {
            insert(change, rows).await?;
        } else {
            let columns = differing(change, rules, some, &rows)?;
            overwrite(change, rows, columns).await?;
        }
        let at = (tag::Column::ZoneId, tag::Column::ProjectId);
        renew(change, some, at, |record| tag_rows(change, record)).await?;
        let at = (plan::Column::ZoneId, plan::Column::ProjectId);
        renew(change, some, at, |record| plan_rows(change, record)).await?;
        let at = (standing::Column::ZoneId, standing::Column::ProjectId);
        renew(change, some, at, |record| standing_rows(change, record, rules)).await?;
    }
    Ok(())
}

/// The columns in which any of the projects differs from what it was: whatever else is written would only cost the
/// upkeep of its indexes.
fn differing(
    change: &Change,
    rules: &Rules,
    projects: &[Saved<'_>],
    rows: &[project::ActiveModel],
) -> Result<Vec<project::Column>, StoreError> {
    let mut pairs = Vec::new();
    for (one, row) in projects.iter().zip(rows) {
        if let Some(before) = one.before {
            pairs.push((project_row(change, before, rules, one.version - 1)?, row));
        }
    }
    let differs = |column: &project::Column| {
        // The moment of the last change is written with every change.
        matches!(column, project::Column::UpdatedAt)
            || pairs.iter().any(|(was, row)| was.get(*column) != row.get(*column))
    };
    Ok(project::Column::iter().filter(differs).collect())
}

/// Writes the rows of a table that hang on these projects, where they differ from what they were.
async fn renew<A>(
    change: &Change,
    projects: &[Saved<'_>],
    (zone, project): (<A::Entity as EntityTrait>::Column, <A::Entity as EntityTrait>::Column),
    rows: impl Fn(&ProjectRecord) -> Vec<A>,
) -> Result<(), StoreError>
where
    A: ActiveModelTrait + PartialEq + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let keys = |rows: &[A]| rows.iter().map(ActiveModelTrait::get_primary_key_value).collect::<Vec<_>>();
    let (mut stale, mut fresh) = (Vec::new(), Vec::new());
    for one in projects {
        let (was, mut is) = (one.before.map(&rows).unwrap_or_default(), rows(one.after));
        let kept = keys(&is);
        if keys(&was).iter().all(|key| kept.contains(key)) {
            is.retain(|row| !was.contains(row));
        } else {
            stale.push(one.after.id.as_str());
        }
        fresh.extend(is);
    }
    if !stale.is_empty() {
        let those = A::Entity::delete_many().filter(zone.eq(change.zone().as_str())).filter(project.is_in(stale));
        those.exec(change.connection()).await?;
    }
    put(change, fresh).await
}

/// Writes rows in the place of those with their keys.
async fn put<A>(change: &Change, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let key = <A::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    let columns = <A::Entity as EntityTrait>::Column::iter();
    let anew = OnConflict::columns(key).update_columns(columns).to_owned();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some = A::Entity::insert_many(rows.by_ref().take(ROWS_MAX)).on_conflict(anew.clone());
        some.exec_without_returning(change.connection()).await?;
    }
    Ok(())
}

async fn insert<A>(change: &Change, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some = rows.by_ref().take(ROWS_MAX);
        A::Entity::insert_many(some).exec_without_returning(change.connection()).await?;
    }
    Ok(())
}

/// Writes rows in the place of those with their keys, these columns of them.
async fn overwrite(
    change: &Change,
    rows: Vec<project::ActiveModel>,
    columns: impl IntoIterator<Item = project::Column>,
) -> Result<(), StoreError> {
    let key = OnConflict::columns([project::Column::ZoneId, project::Column::Id]).update_columns(columns).to_owned();
    project::Entity::insert_many(rows).on_conflict(key).exec_without_returning(change.connection()).await?;
    Ok(())
}

/// Works out anew what follows from the zone's stages, after they have changed.
pub(crate) async fn rederive(
    change: &Change,
    rules: &Rules,
    projects: &[(ProjectRecord, i64)],
) -> Result<(), StoreError> {
    use project::Column::{ProductionOn, SignedOn, StageOrder, StartedOn};
    let old = standing::Entity::delete_many().filter(standing::Column::ZoneId.eq(change.zone().as_str()));
    old.exec(change.connection()).await?;
    for some in projects.chunks(ROWS_MAX) {
        let row = |(record, version): &(ProjectRecord, i64)| project_row(change, record, rules, *version);
        let rows = some.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        overwrite(change, rows, [StageOrder, SignedOn, StartedOn, ProductionOn]).await?;
        insert(change, some.iter().flat_map(|(record, _)| standing_rows(change, record, rules)).collect()).await?;
    }
    Ok(())
}

/// Writes reports, each in the place of the one of its project and month, if there is one.
pub(crate) async fn save_reports(
    change: &Change,
    reports: &BTreeMap<&ProjectId, Vec<&MonthlyReport>>,
) -> Result<(), StoreError> {
    use report::Column::{InvestmentFen, Jobs, Month, OutputFen, ProjectId, Source, TaxFen, Version, ZoneId};
    let row = |(id, reports): (&&crate::model::ProjectId, &Vec<&MonthlyReport>)| {
        reports.iter().map(|report| report_row(change, id, report)).collect::<Vec<_>>()
    };
    let rows: Vec<_> = reports.iter().flat_map(row).collect();
    for some in rows.chunks(ROWS_MAX) {
        let key = OnConflict::columns([ZoneId, ProjectId, Month])
            .update_columns([InvestmentFen, OutputFen, TaxFen, Jobs, Source])
            .value(Version, Expr::col((report::Entity, Version)).add(1))
            .to_owned();
        let rows = report::Entity::insert_many(some.to_vec()).on_conflict(key);
        rows.exec_without_returning(change.connection()).await?;
    }
    Ok(())
}
