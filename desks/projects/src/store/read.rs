//! Whole records.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use identity::Scope;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, sea_query::SimpleExpr,
};
use store::StoreError;

use super::{
    ProjectFilter, Sight, Sort,
    list::{ordered, visible},
    rows::{self, Kept},
    rules::rules_of,
    sight,
    tables::{project, report, rules},
};
use crate::{
    EDIT, READ,
    files::Identity,
    model::{Month, MonthlyReport, ProjectId, ProjectRecord, Rules},
};

/// Ids of one query: both databases take far more, none answers faster with more.
pub(super) const IDS_MAX: usize = 500;

/// Rows to pass over from which on an index alone says which rows come: PostgreSQL would read all that it passes over.
const DEEP: u64 = 200;

/// Reports by project and month.
pub type Reports = BTreeMap<(ProjectId, Month), MonthlyReport>;

/// One project that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
) -> Result<Option<ProjectRecord>, StoreError> {
    Ok(find_with_version(database, scope, id).await?.map(|(record, _)| record))
}

/// One project that the scope may see, and its version.
///
/// # Errors
/// What the database says.
pub async fn find_with_version(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
) -> Result<Option<(ProjectRecord, i64)>, StoreError> {
    Ok(with_versions(database, scope, std::slice::from_ref(id)).await?.pop())
}

/// A row with the revision of the rules that it is judged by.
#[derive(FromQueryResult)]
struct Judged {
    #[sea_orm(nested)]
    project: Kept,
    revision: String,
}

/// One project that the scope may see, its version, and the zone's rules: what a change begins with, in one query.
pub(crate) async fn find_with_rules(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
) -> Result<Option<(ProjectRecord, i64, Arc<Rules>)>, StoreError> {
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(None) };
    let zone = scope.zone();
    let revision = rules::Entity::find_by_id(zone.as_str()).select_only().column(rules::Column::Revision).into_query();
    let select = select.filter(project::Column::Id.eq(id.as_str())).select_only();
    let select = select.columns([project::Column::Id, project::Column::Document, project::Column::Version]);
    let select = select.column_as(SimpleExpr::SubQuery(None, Box::new(revision.into())), "revision");
    let Some(Judged { project, revision }) = select.into_model().one(database).await? else { return Ok(None) };
    Ok(Some((rows::record(&project)?, project.version, rules_of(database, zone, &revision).await?)))
}

/// Projects by their ids, in the order of the ids' text; those that the scope does not see are left out.
///
/// # Errors
/// What the database says.
pub async fn by_ids(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Vec<ProjectRecord>, StoreError> {
    Ok(with_versions(database, scope, ids).await?.into_iter().map(|(record, _)| record).collect())
}

/// [`by_ids`], with versions.
async fn with_versions(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Vec<(ProjectRecord, i64)>, StoreError> {
    let mut records = Vec::with_capacity(ids.len());
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(records) };
    for some in ids.chunks(IDS_MAX) {
        let those = project::Column::Id.is_in(some.iter().map(ProjectId::as_str));
        let found = select.clone().filter(those).order_by_asc(project::Column::Id);
        records.extend(whole(scope, &found.into_partial_model().all(database).await?)?);
    }
    Ok(records)
}

/// A part of a list as whole records, in its order.
///
/// # Errors
/// What the database says.
pub async fn records(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
    sort: (Sort, Order),
    offset: u64,
    limit: u64,
) -> Result<Vec<ProjectRecord>, StoreError> {
    let found = records_with_versions(database, scope, filter, sort, offset, limit).await?;
    Ok(found.into_iter().map(|(record, _)| record).collect())
}

/// [`records`], with versions.
pub(crate) async fn records_with_versions(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
    sort: (Sort, Order),
    offset: u64,
    limit: u64,
) -> Result<Vec<(ProjectRecord, i64)>, StoreError> {
    let Some(select) = visible(database, scope, filter).await? else { return Ok(Vec::new()) };
    let part = ordered(select, filter, sort).offset(offset).limit(limit);
    if offset < DEEP {
        return whole(scope, &part.into_partial_model().all(database).await?);
    }
    let ids: Vec<String> = part.select_only().column(project::Column::Id).into_tuple().all(database).await?;
    let ids: Vec<ProjectId> = ids.iter().map(|id| rows::parsed(id)).collect::<Result<_, _>>()?;
    let found = with_versions(database, scope, &ids).await?;
    let mut found: HashMap<ProjectId, _> = found.into_iter().map(|found| (found.0.id.clone(), found)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Every project of a zone with its version, for the program itself.
///
/// # Errors
/// What the database says.
pub(crate) async fn all(
    database: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<Vec<(ProjectRecord, i64)>, StoreError> {
    with_versions(database, scope, &ids(database, scope).await?).await
}

/// The ids of all projects that the scope sees.
///
/// # Errors
/// What the database says.
pub(crate) async fn ids(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<ProjectId>, StoreError> {
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(Vec::new()) };
    let ids = select.select_only().column(project::Column::Id).order_by_asc(project::Column::Id);
    let ids: Vec<String> = ids.into_tuple().all(database).await?;
    ids.iter().map(|id| rows::parsed(id)).collect()
}

/// The projects that rows of a file may mean.
///
/// # Errors
/// What the database says.
pub async fn matching(
    database: &impl ConnectionTrait,
    scope: &Scope,
    identities: impl IntoIterator<Item = Identity>,
) -> Result<Vec<ProjectRecord>, StoreError> {
    Ok(matching_with_versions(database, scope, identities).await?.into_iter().map(|(record, _)| record).collect())
}

/// [`matching`], with versions.
pub(crate) async fn matching_with_versions(
    database: &impl ConnectionTrait,
    scope: &Scope,
    identities: impl IntoIterator<Item = Identity>,
) -> Result<Vec<(ProjectRecord, i64)>, StoreError> {
    let (mut ids, mut codes, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for identity in identities {
        match identity {
            Identity::Id(id) => drop(ids.insert(id.to_string())),
            Identity::Code(code) => drop(codes.insert(code.to_string())),
            Identity::CreditAndName(_, name) | Identity::InvestorAndName(_, name) => {
                names.insert(name.to_string());
            }
        }
    }
    let mut found = BTreeSet::new();
    for (column, values) in
        [(project::Column::Id, ids), (project::Column::ProjectCode, codes), (project::Column::Name, names)]
    {
        let values: Vec<String> = values.into_iter().collect();
        for some in values.chunks(IDS_MAX) {
            found.extend(ids_where(database, scope, column.is_in(some)).await?);
        }
    }
    let found: Vec<ProjectId> = found.iter().map(|id| rows::parsed(id)).collect::<Result<_, _>>()?;
    with_versions(database, scope, &found).await
}

pub(super) async fn ids_where(
    database: &impl ConnectionTrait,
    scope: &Scope,
    condition: SimpleExpr,
) -> Result<Vec<String>, StoreError> {
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(Vec::new()) };
    Ok(select.filter(condition).select_only().column(project::Column::Id).into_tuple().all(database).await?)
}

/// Another project of the zone that has this code already, whoever may see it.
pub(crate) async fn has_code(
    database: &impl ConnectionTrait,
    zone: &store::ZoneId,
    code: &str,
    but: Option<&ProjectId>,
) -> Result<bool, StoreError> {
    let mut select = project::Entity::find()
        .filter(project::Column::ZoneId.eq(zone.as_str()))
        .filter(project::Column::ProjectCode.eq(code));
    if let Some(id) = but {
        select = select.filter(project::Column::Id.ne(id.as_str()));
    }
    Ok(select.one(database).await?.is_some())
}

/// The records of rows as the scope may know them: what the zone thinks of an investor is not for the investor.
fn whole(scope: &Scope, found: &[Kept]) -> Result<Vec<(ProjectRecord, i64)>, StoreError> {
    let knows_all = scope.may(READ) || scope.may(EDIT);
    let known = |row: &Kept| {
        let mut record = rows::record(row)?;
        if !knows_all {
            (record.project.likelihood, record.project.lead_source) = (None, None);
        }
        Ok((record, row.version))
    };
    found.iter().map(known).collect()
}

/// The monthly reports of a project that the scope may see, oldest first, each with its version.
///
/// # Errors
/// What the database says.
pub async fn reports(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
) -> Result<Vec<(MonthlyReport, i64)>, StoreError> {
    let mut found = report_rows(database, scope, std::slice::from_ref(id)).await?;
    found.sort_by(|one, other| one.month.cmp(&other.month));
    let report = |row: report::Model| {
        let version = row.version;
        rows::report(row).map(|(_, report)| (report, version))
    };
    found.into_iter().map(report).collect()
}

/// The report of one month, with its version.
///
/// # Errors
/// What the database says.
pub async fn find_report(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
    month: Month,
) -> Result<Option<(MonthlyReport, i64)>, StoreError> {
    Ok(reports(database, scope, id).await?.into_iter().find(|(report, _)| report.month == month))
}

/// The monthly reports of projects, those that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn reports_of(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Reports, StoreError> {
    let mut reports = Reports::new();
    for some in ids.chunks(IDS_MAX) {
        for row in report_rows(database, scope, some).await? {
            let (id, report) = rows::report(row)?;
            reports.insert((id, report.month), report);
        }
    }
    Ok(reports)
}

async fn report_rows(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Vec<report::Model>, StoreError> {
    let Some(seen) = among(database, scope, report::Column::ProjectId, ids).await? else { return Ok(Vec::new()) };
    let found = report::Entity::find().filter(report::Column::ZoneId.eq(scope.zone().as_str())).filter(seen);
    Ok(found.all(database).await?)
}

/// That a column names one of these projects, and one that the scope sees; `None` when it sees none.
pub(super) async fn among(
    database: &impl ConnectionTrait,
    scope: &Scope,
    column: report::Column,
    ids: &[ProjectId],
) -> Result<Option<SimpleExpr>, StoreError> {
    let ids = ids.iter().map(ProjectId::as_str);
    if sight(database, scope).await? == Sight::Zone {
        return Ok(Some(column.is_in(ids)));
    }
    let Some(seen) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(None) };
    let seen = seen.filter(project::Column::Id.is_in(ids)).select_only().column(project::Column::Id);
    Ok(Some(column.in_subquery(seen.into_query())))
}

/// All monthly reports, for a scope that sees the whole zone.
///
/// # Errors
/// What the database says.
pub async fn reports_of_zone(database: &impl ConnectionTrait, scope: &Scope) -> Result<Reports, StoreError> {
    if sight(database, scope).await? != Sight::Zone {
        return Ok(Reports::new());
    }
    let found = report::Entity::find().filter(report::Column::ZoneId.eq(scope.zone().as_str())).all(database).await?;
    found.into_iter().map(|row| rows::report(row).map(|(id, report)| ((id, report.month), report))).collect()
}
