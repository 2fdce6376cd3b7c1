//! Whole records.

use std::collections::{BTreeMap, HashMap};

use identity::Scope;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use store::StoreError;

use super::{
    ProjectFilter, Sort,
    list::{ordered, visible},
    rows::{self, Parts, month_text},
    tables::{plan, project, report, stage, status},
};
use crate::{
    files::Identity,
    model::{Month, MonthlyReport, ProjectId, ProjectRecord},
};

/// Ids of one query: both databases take far more, none answers faster with more.
const IDS_MAX: usize = 500;

/// One project that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
) -> Result<Option<ProjectRecord>, StoreError> {
    Ok(by_ids(database, scope, std::slice::from_ref(id)).await?.pop())
}

/// The version of a project that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn version(database: &impl ConnectionTrait, scope: &Scope, id: &ProjectId) -> Result<Option<i64>, StoreError> {
    let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(None) };
    let version = select.filter(project::Column::Id.eq(id.as_str())).select_only().column(project::Column::Version);
    Ok(version.into_tuple().one(database).await?)
}

/// Projects by their ids, in the order of the ids; those that the scope does not see are left out.
///
/// # Errors
/// What the database says.
pub async fn by_ids(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Vec<ProjectRecord>, StoreError> {
    let mut records = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS_MAX) {
        let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(records) };
        let ids = some.iter().map(ProjectId::as_str);
        let found = select.filter(project::Column::Id.is_in(ids)).order_by_asc(project::Column::Id).all(database).await?;
        records.extend(whole(database, scope, found).await?);
    }
    Ok(records)
}

/// The projects of a list as whole records, in its order: for an export.
///
/// # Errors
/// What the database says.
pub async fn export(
    database: &impl ConnectionTrait,
    scope: &Scope,
    filter: &ProjectFilter,
    sort: (Sort, Order),
    limit: u64,
) -> Result<Vec<ProjectRecord>, StoreError> {
    let Some(select) = visible(database, scope, filter).await? else { return Ok(Vec::new()) };
    let found = ordered(select, sort).limit(limit).all(database).await?;
    let mut records = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    while found.peek().is_some() {
        let some = found.by_ref().take(IDS_MAX).collect();
        records.extend(whole(database, scope, some).await?);
    }
    Ok(records)
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
    let identities: Vec<_> = identities.into_iter().collect();
    let mut ids = std::collections::BTreeSet::new();
    for some in identities.chunks(IDS_MAX) {
        let Some(select) = visible(database, scope, &ProjectFilter::default()).await? else { return Ok(Vec::new()) };
        let found: Vec<String> = select
            .filter(meant(some))
            .select_only()
            .column(project::Column::Id)
            .into_tuple()
            .all(database)
            .await?;
        ids.extend(found);
    }
    let ids: Vec<ProjectId> = ids.iter().map(|id| rows::parsed(id)).collect::<Result<_, _>>()?;
    by_ids(database, scope, &ids).await
}

/// Any of these identities, gathered by column so that the indexes serve them.
fn meant(identities: &[Identity]) -> Condition {
    use project::Column;
    let (mut ids, mut codes, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for identity in identities {
        match identity {
            Identity::Id(id) => ids.push(id.to_string()),
            Identity::Code(code) => codes.push(code.to_string()),
            Identity::CreditAndName(_, name) | Identity::InvestorAndName(_, name) => names.push(name.to_string()),
        }
    }
    Condition::any().add(Column::Id.is_in(ids)).add(Column::ProjectCode.is_in(codes)).add(Column::Name.is_in(names))
}

async fn whole(
    database: &impl ConnectionTrait,
    scope: &Scope,
    found: Vec<project::Model>,
) -> Result<Vec<ProjectRecord>, StoreError> {
    let zone = scope.zone().as_str();
    let ids: Vec<&str> = found.iter().map(|row| row.id.as_str()).collect();
    let mut parts: HashMap<String, Parts> = HashMap::new();
    let stages: Select<stage::Entity> = stage::Entity::find()
        .filter(stage::Column::ZoneId.eq(zone))
        .filter(stage::Column::ProjectId.is_in(ids.iter().copied()))
        .order_by_asc(stage::Column::Position);
    for row in stages.all(database).await? {
        parts.entry(row.project_id.clone()).or_default().stages.push(row);
    }
    let statuses = status::Entity::find()
        .filter(status::Column::ZoneId.eq(zone))
        .filter(status::Column::ProjectId.is_in(ids.iter().copied()))
        .order_by_asc(status::Column::Position);
    for row in statuses.all(database).await? {
        parts.entry(row.project_id.clone()).or_default().statuses.push(row);
    }
    let plans = plan::Entity::find()
        .filter(plan::Column::ZoneId.eq(zone))
        .filter(plan::Column::ProjectId.is_in(ids.iter().copied()));
    for row in plans.all(database).await? {
        parts.entry(row.project_id.clone()).or_default().plans.push(row);
    }
    found.iter().map(|row| rows::record(row, parts.remove(&row.id).unwrap_or_default())).collect()
}

/// The monthly reports of a project that the scope may see, oldest first.
///
/// # Errors
/// What the database says.
pub async fn reports(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
) -> Result<Vec<MonthlyReport>, StoreError> {
    if version(database, scope, id).await?.is_none() {
        return Ok(Vec::new());
    }
    let found = report::Entity::find()
        .filter(report::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(report::Column::ProjectId.eq(id.as_str()))
        .order_by_asc(report::Column::Month)
        .all(database)
        .await?;
    found.into_iter().map(|row| rows::report(row).map(|(_, report)| report)).collect()
}

/// The report of one month.
///
/// # Errors
/// What the database says.
pub async fn find_report(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &ProjectId,
    month: Month,
) -> Result<Option<MonthlyReport>, StoreError> {
    Ok(reports(database, scope, id).await?.into_iter().find(|report| report.month == month))
}

/// All monthly reports up to a month, for a scope that sees the whole zone.
///
/// # Errors
/// What the database says.
pub async fn reports_of_zone(
    database: &impl ConnectionTrait,
    scope: &Scope,
    until: Option<Month>,
) -> Result<BTreeMap<(ProjectId, Month), MonthlyReport>, StoreError> {
    if super::sight(database, scope).await? != super::Sight::Zone {
        return Ok(BTreeMap::new());
    }
    let mut select = report::Entity::find().filter(report::Column::ZoneId.eq(scope.zone().as_str()));
    if let Some(until) = until {
        select = select.filter(report::Column::Month.lte(month_text(until)));
    }
    let found = select.all(database).await?;
    let pair = |row| rows::report(row).map(|(id, report)| ((id, report.month), report));
    found.into_iter().map(pair).collect()
}
