//! Writing records; only commands come here.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, Iterable, PrimaryKeyToColumn, QueryFilter, QueryTrait,
    Statement,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use store::{Change, ROWS_MAX, StoreError, execute_batches, inserts};

use super::{
    rows::{plan_rows, project_row, report_row, standing_rows, tag_rows},
    tables::{plan, project, report, standing, tag},
};
use crate::model::{MonthlyReport, ProjectId, ProjectRecord, Rules};

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
    let mut parts = projects.chunks(ROWS_MAX);
    let next = || parts.next().map(|some| written(change, rules, some)).transpose();
    execute_batches(change.connection(), next).await
}

/// The statements that write some projects.
fn written(change: &Change, rules: &Rules, projects: &[Saved<'_>]) -> Result<Vec<Statement>, StoreError> {
    let row = |one: &Saved<'_>| project_row(change, one.after, rules, one.version);
    let rows = projects.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let columns = differing(change, rules, projects, &rows)?;
    let mut statements = overwritten(change, rows, columns);
    let at = (tag::Column::ZoneId, tag::Column::ProjectId);
    statements.extend(renewed(change, projects, at, |record| tag_rows(change, record)));
    let at = (plan::Column::ZoneId, plan::Column::ProjectId);
    statements.extend(renewed(change, projects, at, |record| plan_rows(change, record)));
    let at = (standing::Column::ZoneId, standing::Column::ProjectId);
    statements.extend(renewed(change, projects, at, |record| standing_rows(change, record, rules)));
    Ok(statements)
}

/// The columns in which any of the projects differs from what it was, its version at least: whatever else is written would
/// only cost the upkeep of its indexes. None where all are new.
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
    // Whoever writes has touched the project, also where it was touched before on the same day.
    let differs = |column: &project::Column| {
        let touched = matches!(column, project::Column::TouchedOn);
        pairs.iter().any(|(was, row)| touched || was.get(*column) != row.get(*column))
    };
    Ok(project::Column::iter().filter(differs).collect())
}

/// The statements that write the rows of a table that hang on these projects, where they differ from what they were.
fn renewed<A>(
    change: &Change,
    projects: &[Saved<'_>],
    (zone, project): (<A::Entity as EntityTrait>::Column, <A::Entity as EntityTrait>::Column),
    rows: impl Fn(&ProjectRecord) -> Vec<A>,
) -> Vec<Statement>
where
    A: ActiveModelTrait + PartialEq,
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
    let backend = change.connection().get_database_backend();
    let mut statements = Vec::new();
    if !stale.is_empty() {
        let those = A::Entity::delete_many().filter(zone.eq(change.zone().as_str())).filter(project.is_in(stale));
        statements.push(those.build(backend));
    }
    let new = projects.iter().all(|one| one.before.is_none());
    let key = <A::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column);
    let anew = OnConflict::columns(key).update_columns(<A::Entity as EntityTrait>::Column::iter()).to_owned();
    statements.extend(inserts(backend, fresh.into_iter(), (!new).then_some(&anew)));
    statements
}

/// The statements that write rows in the place of those with their keys, these columns of them; without columns they
/// must be new.
fn overwritten(change: &Change, rows: Vec<project::ActiveModel>, columns: Vec<project::Column>) -> Vec<Statement> {
    let backend = change.connection().get_database_backend();
    let new = columns.is_empty();
    let anew = OnConflict::columns([project::Column::ZoneId, project::Column::Id]).update_columns(columns).to_owned();
    inserts(backend, rows.into_iter(), (!new).then_some(&anew))
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
    let backend = change.connection().get_database_backend();
    let derived = |some: &[(ProjectRecord, i64)]| {
        let row = |(record, version): &(ProjectRecord, i64)| project_row(change, record, rules, *version);
        let rows = some.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        let standing: Vec<_> = some.iter().flat_map(|(record, _)| standing_rows(change, record, rules)).collect();
        let mut statements = overwritten(change, rows, vec![StageOrder, SignedOn, StartedOn, ProductionOn]);
        statements.extend(inserts(backend, standing.into_iter(), None));
        Ok(statements)
    };
    let mut parts = projects.chunks(ROWS_MAX);
    execute_batches(change.connection(), || parts.next().map(derived).transpose()).await
}

/// Writes reports, each in the place of the one of its project and month, if there is one.
pub(crate) async fn save_reports(
    change: &Change,
    reports: &BTreeMap<&ProjectId, Vec<&MonthlyReport>>,
) -> Result<(), StoreError> {
    use report::Column::{
        EnergyKgce, InvestmentFen, Jobs, Month, OutputFen, ProjectId, Source, TaxFen, Version, ZoneId,
    };
    let row = |(id, reports): (&&crate::model::ProjectId, &Vec<&MonthlyReport>)| {
        reports.iter().map(|report| report_row(change, id, report)).collect::<Vec<_>>()
    };
    let rows: Vec<_> = reports.iter().flat_map(row).collect();
    for some in rows.chunks(ROWS_MAX) {
        let key = OnConflict::columns([ZoneId, ProjectId, Month])
            .update_columns([InvestmentFen, OutputFen, TaxFen, Jobs, EnergyKgce, Source])
            .value(Version, Expr::col((report::Entity, Version)).add(1))
            .to_owned();
        let rows = report::Entity::insert_many(some.to_vec()).on_conflict(key);
        rows.exec_without_returning(change.connection()).await?;
    }
    Ok(())
}
